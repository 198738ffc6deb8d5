// Under test: areas where one answer is not enough: binding hardware, pages, limits, streams, what a call is about.

#include "controller/http/access.hpp"
#include "tests/unit/http/areas_fixture.hpp"

namespace tongluo::http {
namespace {

namespace json = boost::json;
using test::terminal_id;
using test::village;

TEST_F(Areas, ATechnicianBindsWaitingHardwareToTheirOwnPlacesOnly) {
  const Digest waiting = sign::digest_of(as_bytes("waiting"));
  enrolment_.known.put(controller::Claim{.name = waiting, .label = "waits", .key = KeyId{}});
  const std::string approve = "/api/v1/enrolment/claims/" + to_string(waiting) + "/approve";
  const std::string body = R"({"terminal":")" + std::string(kTerminal) + R"("})";
  const Reply listed = ask(elsewhere_, "GET", "/api/v1/enrolment/claims?state=waiting", {});
  EXPECT_NE(listed.body.find("waits"), std::string::npos) << "hardware that waits is nowhere yet";
  EXPECT_EQ(outcome(ask(elsewhere_, "POST", approve, body)), "403 area.refused");
  EXPECT_TRUE(enrolment_.bound.empty());
  EXPECT_EQ(outcome(ask(village(), "POST", approve, body)), "200");
  EXPECT_EQ(enrolment_.bound.size(), 1U);
  EXPECT_EQ(outcome(ask(village(), "DELETE", "/api/v1/enrolment/claims/" + to_string(claim_), {})), "200");
}

TEST_F(Areas, ANewPlaceForAClaimLiesInsideToo) {
  backend_.standing.clear();  // the terminal is new
  wire::PlaceRecord place{.terminal = terminal_id(kTerminal), .version = 1, .issued_at = test::kNow, .area = village()};
  place.name = "几江";
  const json::object signed_place =
      json::parse(enveloped(PayloadType::place_record, wire::serialize(place))).as_object();
  const std::string body = R"({"claims":[{"claim":")" + to_string(sign::digest_of(as_bytes("new"))) +
                           R"(","terminal":")" + kTerminal + R"(","place":)" +
                           json::serialize(signed_place.at("envelope")) + "}]}";
  EXPECT_EQ(outcome(ask(elsewhere_, "POST", "/api/v1/enrolment/claims", body)), "403 area.refused");
  EXPECT_EQ(outcome(ask(village(), "POST", "/api/v1/enrolment/claims", body)), "201");
}

TEST_F(Areas, ALimitCountsWhatIsShown) {
  backend_.refusals_now.push_back({terminal_id("TL-1"), {}, Refusal::malformed, "", {}, {}});
  ask(elsewhere_, "GET", "/api/v1/refusals?limit=1", {});
  EXPECT_GT(backend_.asked_limit, 1U) << "the rows of others leave before the list is cut";
  const Reply own = ask(village(), "GET", "/api/v1/refusals?limit=1", {});
  EXPECT_EQ(json::parse(own.body).at("refusals").as_array().size(), 1U) << own.body;
}

TEST_F(Areas, WaitingHardwareComesInPages) {
  const auto wait = [this](const char* name, std::int64_t used_at) {
    enrolment_.known.put(controller::Claim{
        .name = sign::digest_of(as_bytes(name)), .label = name, .key = KeyId{}, .used_at = wall_from_us(used_at)});
  };
  wait("third", 3);
  wait("first", 1);
  wait("second", 2);
  std::string seen, after;
  for (int page = 0; page < 3; ++page) {
    const Reply reply =
        ask(std::nullopt, "GET", "/api/v1/enrolment/claims?state=waiting&sort=used_at_us&limit=1" + after, {});
    const json::object object = json::parse(reply.body).as_object();
    ASSERT_EQ(object.at("claims").as_array().size(), 1U) << reply.body;
    seen += text_at(object.at("claims").as_array().at(0).as_object(), "label") + " ";
    after = "&after=" + text_at(object, "next");
  }
  EXPECT_EQ(seen, "first second third ");
}

TEST_F(Areas, NobodySpeaksOnAStreamOfAnotherTownship) {
  for (const Route& route : api_routes(ports_)) {
    if (!route.upgrade) continue;
    Request request;
    request.captured = {"77"};
    request.query = {{"token", "right"}};
    request.identity = account(elsewhere_);
    const auto refused = route.upgrade(request);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, "live.not_found");
    request.identity = account(village());
    EXPECT_TRUE(route.upgrade(request));
  }
}

TEST_F(Areas, WhatACallIsAboutSaysWhereItIs) {
  EXPECT_EQ(areas_of_subject(backend_, kTerminal), std::vector{village()});
  EXPECT_EQ(areas_of_subject(backend_, to_string(SmallBackend::summary().digest)), std::vector{village()});
  EXPECT_TRUE(areas_of_subject(backend_, to_string(claim_)).empty()) << "an order that nobody knows";
  EXPECT_TRUE(areas_of_subject(backend_, "certificate of " + std::string(kTerminal)).empty());
}

}  // namespace
}  // namespace tongluo::http
