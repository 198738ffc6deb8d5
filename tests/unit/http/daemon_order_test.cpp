// Under test: the real tongluod as a process, from a recording to a durable order, with kill -9 in between. No
// terminals.

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "protocol/wire/envelope_codec.hpp"
#include "tests/unit/http/daemon_process.hpp"

namespace tongluo::daemon {
namespace {

namespace json = boost::json;

json::object draft(const std::string& clip) {
  return {{"class", "actual"},
          {"level", "II"},
          {"areas", json::array{"500116101000"}},
          {"items", json::array{json::object{{"clip", clip}}}},
          {"headline", "洪水预警"}};
}

json::object submission(const DaemonProcess& daemon, const std::string& payload, const sign::PrivateKey& key) {
  json::object body = daemon.signed_body(PayloadType::order, payload, key);
  body["confirmed_count"] = 1;
  return body;
}

TEST(DaemonOrder, FromARecordingToADurableOrderAcrossKill9) {
  DaemonProcess daemon;
  ASSERT_NE(daemon.start_until_ready(), "");
  const auto audio = daemon.ask("POST", "/api/v1/audio", wav_file());
  ASSERT_EQ(audio.status, 201U) << audio.body;
  EXPECT_EQ(text(audio.json, "container"), "wav");
  const std::string clip = text(audio.json, "clip");
  const auto prepared = daemon.ask("POST", "/api/v1/orders/prepare", draft(clip));
  ASSERT_EQ(prepared.status, 200U) << prepared.body;
  EXPECT_EQ(prepared.json.at("addressed_count").to_number<int>(), 1);
  const json::object body = submission(daemon, text(prepared.json, "payload"), daemon.trust.dispatch);
  const auto created = daemon.ask("POST", "/api/v1/orders", body);
  ASSERT_EQ(created.status, 201U) << created.body;
  EXPECT_EQ(text(created.json, "digest"), text(prepared.json, "digest"));

  daemon.signal(SIGKILL);
  EXPECT_EQ(daemon.wait().code, 1000 + SIGKILL);
  ASSERT_NE(daemon.start_until_ready(), "");
  EXPECT_EQ(daemon.ask("POST", "/api/v1/orders", body).status, 200U);
  const auto detail = daemon.ask("GET", "/api/v1/orders/" + text(created.json, "digest"));
  ASSERT_EQ(detail.status, 200U);
  EXPECT_EQ(text(detail.json, "headline"), "洪水预警");
  EXPECT_EQ(text(detail.json, "state"), "running");
  ASSERT_EQ(detail.json.at("terminals").as_array().size(), 1U);
  EXPECT_EQ(daemon.ask("GET", "/api/v1/clips/" + clip).body.substr(0, 4), "OggS");
  const auto exported = daemon.ask("GET", "/api/v1/orders/" + text(created.json, "digest") + "/export");
  ASSERT_EQ(exported.status, 200U) << exported.body;
  EXPECT_EQ(text(exported.json, "order"), text(body, "envelope"));
  EXPECT_EQ(text(exported.json, "roots"), to_base64(daemon.trust.root_set()));
  EXPECT_NE(daemon.ask("GET", "/metrics").body.find("tongluo_persist_seconds_count"), std::string::npos);
}

TEST(DaemonOrder, RefusesByNameWhatMayNotSound) {
  DaemonProcess daemon;
  ASSERT_NE(daemon.start_until_ready(), "");
  const std::string clip = text(daemon.ask("POST", "/api/v1/audio", wav_file()).json, "clip");
  const auto prepared = daemon.ask("POST", "/api/v1/orders/prepare", draft(clip));
  const std::string payload = text(prepared.json, "payload");
  const auto code = [&daemon](const json::object& body) {
    const auto response = daemon.ask("POST", "/api/v1/orders", body);
    return std::to_string(response.status) + " " + text(response.json, "code");
  };
  EXPECT_EQ(code(submission(daemon, payload, daemon.trust.maintain)), "422 refused.wrong_role");
  const auto stranger = sign::PrivateKey::generate(Algorithm::ed25519);
  EXPECT_EQ(code(submission(daemon, payload, *stranger)), "422 refused.unknown_key");
  json::object nowhere = draft(clip);
  nowhere["areas"] = json::array{"500116999000"};
  const auto empty = daemon.ask("POST", "/api/v1/orders/prepare", nowhere);
  EXPECT_EQ(empty.status, 422U);
  EXPECT_EQ(text(empty.json, "field"), "areas[0]") << empty.body;
  const auto no_clip = daemon.ask("POST", "/api/v1/orders/prepare", draft(std::string(64, 'a')));
  EXPECT_EQ(text(no_clip.json, "code"), "prepare.unknown_clip");
  EXPECT_EQ(daemon.ask("POST", "/api/v1/audio", std::string("no audio at all")).status, 422U);
  EXPECT_TRUE(daemon.ask("GET", "/api/v1/orders").json.at("orders").as_array().empty());
  const std::string metrics = daemon.ask("GET", "/metrics").body;
  EXPECT_NE(metrics.find("tongluo_refusals_total{reason=\"unknown_key\"} 1"), std::string::npos);
}

TEST(DaemonOrder, SpeechBecomesAClip) {
  DaemonProcess daemon;
  ASSERT_NE(daemon.start_until_ready(), "");
  const auto spoken = daemon.ask("POST", "/api/v1/speech", json::object{{"text", "水位上涨3.5米，请立即转移。"}});
  ASSERT_EQ(spoken.status, 201U) << spoken.body;
  EXPECT_GT(spoken.json.at("duration_ms").to_number<int>(), 1'000);
  EXPECT_EQ(text(spoken.json, "normalised").find("3.5"), std::string::npos);
}

}  // namespace
}  // namespace tongluo::daemon
