// Under test: photos of terminals over a real Unix socket and by the console's door; the gate keeps them in memory.

#include "controller/http/limits.hpp"
#include "tests/unit/http/console_fixture.hpp"
#include "tests/unit/http/jpeg_sample.hpp"

namespace tongluo::http {
namespace {

using test::jpeg_sample;
using test::jpeg_segment;

const std::string kPhotos = "/api/v1/terminals/TL-0001/photos";

controller::AddressedTerminal standing_terminal() {
  controller::AddressedTerminal terminal{*TerminalId::parse("TL-0001"), {}, *AreaCode::parse("500116102001")};
  return terminal;
}

class ApiPhotos : public ConsoleFixture {
 protected:
  ApiPhotos() {
    backend_.standing = {standing_terminal()};
    gate_.add("sun", {accounts::Role::technician});
    gate_.add("qian", {accounts::Role::technician}, accounts::AreaScope({*AreaCode::parse("500116101000")}));
  }
  Response post(const std::string& body, const std::string& type = "image/jpeg") {
    UnixClient client = connect();
    return client.ask(request_text("POST", kPhotos, body, type));
  }
  std::string digest_of_stored() { return text_at(json_of(post(jpeg_sample())), "digest"); }
};

TEST_F(ApiPhotos, APhotoIsKeptWithoutItsExifShownAndRemoved) {
  const Response made = post(jpeg_sample(640, 480, jpeg_segment(0xe1, "Exif GPS")));
  ASSERT_EQ(made.result_int(), 201U) << made.body();
  const auto stored = json_of(made);
  EXPECT_EQ(stored.at("width").as_int64(), 640);
  EXPECT_EQ(stored.at("bytes").as_int64(), static_cast<std::int64_t>(jpeg_sample().size()));
  EXPECT_EQ(text_at(stored, "actor"), "unix:" + std::to_string(::getuid()));
  EXPECT_EQ(json_of(ask("GET", kPhotos)).at("photos").as_array().at(0), boost::json::value(stored));
  const std::string at = kPhotos + "/" + text_at(stored, "digest");
  const Response shown = ask("GET", at);
  EXPECT_EQ(shown.body(), jpeg_sample());
  EXPECT_EQ(shown["Content-Type"], "image/jpeg");
  EXPECT_EQ(shown["X-Content-Type-Options"], "nosniff");
  EXPECT_EQ(shown["Content-Security-Policy"], "default-src 'none'; sandbox");
  EXPECT_TRUE(std::string(shown["Content-Disposition"]).starts_with("inline; filename=\"TL-0001-"));
  EXPECT_EQ(ask("DELETE", at).body(), R"({"removed":true})");
  EXPECT_EQ(outcome(ask("DELETE", at)), "404 photo.not_found");
  EXPECT_EQ(outcome(ask("GET", at)), "404 photo.not_found");
}

TEST_F(ApiPhotos, AtTheConsolesDoorItsOwnStricterPolicyStays) {
  const Response shown = visit("GET", kPhotos + "/" + digest_of_stored(), {}, sign_in("sun").cookie);
  ASSERT_EQ(shown.result_int(), 200U);
  EXPECT_EQ(shown["Content-Security-Policy"], "default-src 'none'; sandbox");
  EXPECT_EQ(shown["X-Frame-Options"], "DENY");
}

TEST_F(ApiPhotos, WhatIsNoPhotoIsRefused) {
  EXPECT_EQ(outcome(post(jpeg_sample(), "image/png")), "415 content_type.unsupported");
  EXPECT_EQ(outcome(post(jpeg_sample(), "text/html")), "415 content_type.unsupported");
  for (const std::string& hostile :
       {std::string("<script>alert(1)</script>"), std::string("\x89PNG\r\n"), jpeg_sample() + "<html>", std::string()})
    EXPECT_EQ(outcome(post(hostile)), "422 photo.malformed") << hostile;
  UnixClient large = connect();
  const std::string length = std::to_string(kMaxPhotoBytes + 1);
  EXPECT_EQ(outcome(large.ask("POST " + kPhotos + " HTTP/1.1\r\nContent-Length: " + length + "\r\n\r\n")),
            "413 body.too_large");
  EXPECT_EQ(outcome(ask("GET", "/api/v1/terminals/x/photos")), "404 terminal.malformed");
  EXPECT_EQ(outcome(ask("GET", kPhotos + "/..%2F..%2Fcontroller.db")), "404 digest.malformed");
  EXPECT_TRUE(photos_.kept.empty());
  backend_.standing.clear();
  EXPECT_EQ(outcome(post(jpeg_sample())), "404 terminal.not_found") << "no place is known";
}

TEST_F(ApiPhotos, TheGatesRefusalIsAnswered) {
  photos_.refusal = Problem{409, "photo.too_many", "four", {}};
  EXPECT_EQ(outcome(post(jpeg_sample())), "409 photo.too_many");
}

TEST_F(ApiPhotos, OnlyATechnicianOfTheAreaChangesThem) {
  const std::string at = kPhotos + "/" + digest_of_stored();
  const auto sun = sign_in("sun"), li = sign_in("li"), qian = sign_in("qian");
  EXPECT_EQ(visit("GET", at, {}, li.all()).body(), jpeg_sample()) << "who may look may see";
  EXPECT_EQ(visit("GET", at, {}, li.all())["X-Content-Type-Options"], "nosniff");
  EXPECT_EQ(outcome(visit("DELETE", at, {}, li.all())), "403 permission.refused");
  EXPECT_EQ(outcome(visit("POST", kPhotos, {}, li.all())), "403 permission.refused");
  for (const char* method : {"GET", "DELETE"})
    EXPECT_EQ(outcome(visit(method, at, {}, qian.all())), "404 terminal.not_found") << "of another area";
  EXPECT_EQ(outcome(visit("GET", kPhotos, {}, qian.all())), "404 terminal.not_found");
  EXPECT_EQ(outcome(visit("GET", at)), "401 session.needed");
  EXPECT_EQ(outcome(visit("DELETE", at, {}, sun.cookie)), "403 csrf.refused");
  EXPECT_EQ(visit("DELETE", at, {}, sun.all()).result_int(), 200U);
}

}  // namespace
}  // namespace tongluo::http
