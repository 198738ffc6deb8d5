// Under test: playlists over a real Unix socket and through the console's door; SmallBackend answers.

#include "controller/http/api_reply.hpp"
#include "protocol/base/limits.hpp"
#include "tests/unit/http/console_fixture.hpp"

namespace tongluo::http {
namespace {

namespace json = boost::json;

std::string a_clip() { return to_string(sign::digest_of(as_bytes("clip"))); }
std::string of_two(const std::string& more = {}) {
  return R"({"clips":[")" + a_clip() + R"(",")" + a_clip() + R"("])" + more + "}";
}

using ApiPlaylists = ApiFixture;

TEST_F(ApiPlaylists, ArePutAndRemoved) {
  EXPECT_EQ(ask("PUT", "/api/v1/playlists/a", of_two(R"(,"area":"500116101000")")).body(), R"({"stored":true})");
  const std::string line = "clip " + a_clip() + "\n";
  EXPECT_TRUE(backend_.notes.at(0).starts_with("playlist|a|area 500116101000\n" + line + line + "|unix:"))
      << backend_.notes.at(0);
  EXPECT_EQ(ask("DELETE", "/api/v1/playlists/a").body(), R"({"removed":true})");
  EXPECT_TRUE(backend_.notes.at(1).starts_with("-playlist|a|unix:"));
  EXPECT_EQ(outcome(ask("DELETE", "/api/v1/playlists/b")), "404 playlist.not_found");
}

TEST_F(ApiPlaylists, AreListedWithTheirClipsAndWhatPlaysThem) {
  controller::PlaylistView view{"早间", "body", AreaCode::parse("500116101000"), {}, milliseconds(2'500), {}};
  view.clips.push_back({sign::digest_of(as_bytes("clip")), "新闻", milliseconds(2'500), false, true});
  view.uses.push_back(
      {{SmallBackend::summary().digest, "早间广播", controller::OrderState::issued, wall_from_us(9)}, true});
  backend_.playlists_now = {view};
  const json::object listed = json_of(ask("GET", "/api/v1/playlists")).at("playlists").as_array()[0].as_object();
  EXPECT_EQ(text_at(listed, "area"), "500116101000");
  EXPECT_EQ(listed.at("duration_ms").as_int64(), 2'500);
  EXPECT_EQ(json::serialize(listed.at("clips")),
            R"([{"clip":")" + a_clip() + R"(","name":"新闻","duration_ms":2500,"missing":false,"expired":true}])");
  EXPECT_EQ(json::serialize(listed.at("items")),
            R"([{"order":")" + to_string(SmallBackend::summary().digest) +
                R"(","headline":"早间广播","state":"issued","next_start_us":9,"outdated":true}])");
}

TEST_F(ApiPlaylists, WhatIsWrongIsNamed) {
  struct Case {
    std::string body;
    const char* code;
    const char* field;
  };
  const std::string known = "\"" + a_clip() + "\"", unknown = "\"" + std::string(64, 'a') + "\"";
  std::string many = known;
  for (std::size_t i = 0; i < limits::kMaxPlaylistItems; ++i) many += "," + known;
  const Case table[] = {
      {"{}", "field.out_of_range", "clips"},
      {R"({"clips":[]})", "field.out_of_range", "clips"},
      {R"({"clips":["x"]})", "field.out_of_range", "clips[0]"},
      {R"({"clips":[)" + many + "]}", "field.out_of_range", "clips"},
      {of_two(R"(,"area":"5")"), "field.out_of_range", "area"},
      {R"({"clips":[)" + known + "," + unknown + "]}", "playlist.unknown_clip", "clips[1]"},
  };
  for (const Case& row : table) {
    const Response response = ask("PUT", "/api/v1/playlists/a", row.body);
    EXPECT_EQ(text_at(json_of(response), "code"), row.code) << row.body;
    EXPECT_EQ(field(response), row.field) << row.body;
  }
  backend_.clip_duration = std::chrono::minutes(31);
  EXPECT_EQ(outcome(ask("PUT", "/api/v1/playlists/a", of_two())), "422 playlist.too_long");
  backend_.expired = true;
  const Response expired = ask("PUT", "/api/v1/playlists/a", of_two());
  EXPECT_EQ(outcome(expired), "422 playlist.expired_clip");
  EXPECT_NE(text_at(json_of(expired), "detail").find("早间新闻"), std::string::npos) << "it is named";
  EXPECT_TRUE(backend_.notes.empty());
}

TEST_F(ApiPlaylists, AnEditKeepsWhatItWasAndIsRefusedFromAnOlderState) {
  ask("PUT", "/api/v1/playlists/a", of_two());
  const std::string body = backend_.documents_now.at(0).body;
  const std::string one = R"({"clips":[")" + a_clip() + "\"]}";
  EXPECT_EQ(outcome(ask("PUT", "/api/v1/playlists/a", one, "If-Match: \"old\"\r\n")), "412 precondition.failed");
  EXPECT_EQ(ask("PUT", "/api/v1/playlists/a", one, "If-Match: " + etag_of(body) + "\r\n").result_int(), 200U);
  EXPECT_NE(backend_.notes.back().find("\nformer "), std::string::npos);
}

TEST_F(ApiPlaylists, ADraftNamesOneInsteadOfItems) {
  const std::string start = R"({"class":"routine","level":"routine","areas":["500116101000"],"playlist":"a")";
  EXPECT_EQ(ask("POST", "/api/v1/orders/prepare", start + "}").result_int(), 200U);
  EXPECT_EQ(backend_.drafts.at(0).playlist, "a");
  EXPECT_TRUE(backend_.drafts.at(0).items.empty());
}

using ConsolePlaylists = ConsoleFixture;

TEST_F(ConsolePlaylists, ATownshipSeesTheCountysAndItsOwnAndEditsItsOwnAlone) {
  const SignedInAs zhao = sign_in("zhao");
  const auto put = [&](const std::string& more) {
    return outcome(visit("PUT", "/api/v1/playlists/a", of_two(more), zhao.all()));
  };
  EXPECT_EQ(put(""), "403 area.refused") << "the county's";
  EXPECT_EQ(put(R"(,"area":"500116102000")"), "403 area.refused");
  EXPECT_EQ(put(R"(,"area":"500116101000")"), "200 ");
  const std::string clip = "clip " + a_clip() + "\n";
  backend_.documents_now = {{"playlist", "a", "area 500116102000\n" + clip}, {"playlist", "c", clip}};
  EXPECT_EQ(put(R"(,"area":"500116101000")"), "403 area.refused") << "it is somebody else's";
  EXPECT_EQ(outcome(visit("DELETE", "/api/v1/playlists/a", {}, zhao.all())), "404 playlist.not_found");
  EXPECT_EQ(outcome(visit("DELETE", "/api/v1/playlists/c", {}, zhao.all())), "403 area.refused");
  EXPECT_EQ(outcome(visit("PUT", "/api/v1/playlists/a", of_two(), sign_in("li").all())), "403 permission.refused");
  for (const char* owner : {"500116101000", "500116102000"})
    backend_.playlists_now.push_back({owner, "", AreaCode::parse(owner), {}, {}, {}});
  backend_.playlists_now.push_back({"county", "", std::nullopt, {}, {}, {}});
  EXPECT_EQ(json_of(visit("GET", "/api/v1/playlists", {}, zhao.cookie)).at("playlists").as_array().size(), 2U);
  const std::string wish = R"({"class":"routine","level":"routine","areas":["500116101000"],"playlist":)";
  EXPECT_EQ(outcome(visit("POST", "/api/v1/orders/prepare", wish + "\"a\"}", zhao.all())),
            "422 prepare.unknown_playlist");
  EXPECT_EQ(visit("POST", "/api/v1/orders/prepare", wish + "\"c\"}", zhao.all()).result_int(), 200U);
}

}  // namespace
}  // namespace tongluo::http
