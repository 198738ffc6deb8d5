// Under test: the real tongluod as a process: a live order from prepare to its recording. The speaker is a clip played
// live; no terminals.

#include <boost/json.hpp>
#include <filesystem>
#include <gtest/gtest.h>
#include <optional>
#include <poll.h>

#include "protocol/wire/envelope_codec.hpp"
#include "protocol/wire/order.hpp"
#include "tests/unit/http/daemon_process.hpp"

namespace tongluo::daemon {
namespace {

namespace json = boost::json;

constexpr int kPolls = 300;
constexpr int kPollMs = 100;

json::object live_draft(int seconds = 60) {
  return {{"class", "actual"},
          {"level", "II"},
          {"areas", json::array{"500116101000"}},
          {"tone", "none"},
          {"live", json::object{{"holder", "Li Wei"}, {"max_duration_s", seconds}, {"playout_delay_ms", 500}}}};
}

class DaemonLive : public testing::Test {
 protected:
  DaemonLive() { ready_ = daemon.start_until_ready(); }

  json::object signed_order(const json::object& draft) {
    const auto prepared = daemon.ask("POST", "/api/v1/orders/prepare", draft);
    EXPECT_EQ(prepared.status, 200U) << prepared.body;
    digest = text(prepared.json, "digest");
    json::object body = daemon.signed_body(PayloadType::order, text(prepared.json, "payload"), daemon.trust.dispatch);
    body["confirmed_count"] = 1;
    return body;
  }
  void issue(const json::object& draft) {
    const auto created = daemon.ask("POST", "/api/v1/orders", signed_order(draft));
    ASSERT_EQ(created.status, 201U) << created.body;
    const auto& ticket = created.json.at("live").as_object();
    stream = "/api/v1/live/" + std::to_string(ticket.at("stream").to_number<std::uint32_t>());
    token = text(ticket, "token");
  }
  DaemonProcess::Response feed(json::object request) {
    request["token"] = token;
    return daemon.ask("POST", stream + "/source", request);
  }
  // The stream, once `field` is `value`; or once it has any value.
  json::object wait_for(const std::string& field, const std::optional<std::string>& value = {}) {
    json::object view;
    for (int i = 0; i < kPolls; ++i) {
      view = daemon.ask("GET", stream).json;
      const std::string now = text(view, field);
      if (value ? now == *value : !now.empty()) return view;
      ::poll(nullptr, 0, kPollMs);
    }
    ADD_FAILURE() << field << " never became " << value.value_or("anything") << ": " << json::serialize(view);
    return view;
  }

  // An alert of level I takes two persons, of whom there is one.
  static void ask_two(wire::TrustList& list) {
    for (wire::QuorumRule& rule : list.rules)
      if (rule.level == Level::i) rule.persons = 2;
  }

  DaemonProcess daemon{ask_two};
  std::string ready_, digest, stream, token;
};

TEST_F(DaemonLive, EachPreparedStreamHasANumberAndAKeyOfItsOwn) {
  const auto key_of = [this] {
    const auto prepared = daemon.ask("POST", "/api/v1/orders/prepare", live_draft());
    const auto order = wire::parse_order(*from_base64(text(prepared.json, "payload")));
    return std::get<wire::LiveProgramme>(order->programme);
  };
  const auto first = key_of();
  const auto second = key_of();
  EXPECT_NE(first.stream_id, second.stream_id);
  EXPECT_NE(first.stream_key, second.stream_key);
  EXPECT_EQ(first.holder, "Li Wei");
}

TEST_F(DaemonLive, AClipSpokenLiveEndsItsStreamAndIsKeptAsARecordingOfTheOrder) {
  const std::string clip = daemon.make_clip();
  json::object draft = live_draft();
  draft["tone"] = "level_ii";
  draft["tone_ms"] = 3'000;
  issue(draft);
  ASSERT_EQ(feed({{"kind", "file"}, {"clip", clip}}).status, 200U);
  const json::object ended = wait_for("state", "ended");
  EXPECT_GE(ended.at("packets").to_number<int>(), 16) << "it waits for the end of the tone: a second is 17 packets";
  EXPECT_GT(ended.at("trains").to_number<int>(), 5);
  const std::string recording = text(wait_for("recording"), "recording");
  EXPECT_EQ(daemon.ask("GET", "/api/v1/clips/" + recording).body.substr(0, 4), "OggS");
  EXPECT_EQ(text(daemon.ask("GET", "/api/v1/orders/" + digest).json, "recording"), recording);
  EXPECT_EQ(text(daemon.ask("GET", "/api/v1/orders/" + digest + "/export").json, "recording"), recording);
}

TEST_F(DaemonLive, ARecordingSurvivesAnAbruptEnd) {
  issue(live_draft());
  ASSERT_EQ(feed({{"kind", "rtp"}}).status, 200U);  // silence is recorded too
  for (int i = 0; i < kPolls && daemon.ask("GET", stream).json.at("trains").to_number<int>() < 40; ++i)
    ::poll(nullptr, 0, kPollMs);
  daemon.signal(SIGKILL);
  daemon.wait();
  ASSERT_NE(daemon.start_until_ready(), "");
  std::string recording;
  for (int i = 0; i < kPolls && recording.empty(); ++i) {
    recording = text(daemon.ask("GET", "/api/v1/orders/" + digest).json, "recording");
    ::poll(nullptr, 0, kPollMs);
  }
  EXPECT_EQ(daemon.ask("GET", "/api/v1/clips/" + recording).body.substr(0, 4), "OggS");
  EXPECT_EQ(daemon.ask("GET", stream).status, 404U) << "its key died with the controller";
}

TEST_F(DaemonLive, WhereNoRecordingCanBeMadeTheSpeechStillGoesOut) {
  std::filesystem::remove_all(daemon.at("data/recordings"));
  daemon.write("data/recordings", "a file in the folder's place");
  issue(live_draft());
  const auto fed = feed({{"kind", "rtp"}});
  ASSERT_EQ(fed.status, 200U) << fed.body;
  json::object view;
  for (int i = 0; i < kPolls; ++i) {
    view = daemon.ask("GET", stream).json;
    if (view.at("trains").to_number<int>() > 5) break;
    ::poll(nullptr, 0, kPollMs);
  }
  EXPECT_GT(view.at("trains").to_number<int>(), 5) << json::serialize(view);
  EXPECT_TRUE(view.at("recording_failed").as_bool());
}

TEST_F(DaemonLive, OnlyTheTokenSpeaksAndStops) {
  issue(live_draft());
  const std::string right = token;
  token = std::string(right.size(), '0');
  EXPECT_EQ(text(feed({{"kind", "rtp"}}).json, "code"), "live.wrong_token");
  EXPECT_EQ(text(daemon.ask("POST", stream + "/stop", json::object{{"token", token}}).json, "code"),
            "live.wrong_token");
  token = right;
  const auto fed = feed({{"kind", "rtp"}});
  EXPECT_GT(fed.json.at("rtp_port").to_number<int>(), 0);
  EXPECT_EQ(text(feed({{"kind", "alsa"}, {"device", "file:'|touch owned',raw"}}).json, "code"), "live.refused")
      << "only devices of the configuration are opened";
  EXPECT_EQ(daemon.ask("POST", stream + "/stop", json::object{{"token", token}}).status, 200U);
  EXPECT_EQ(text(wait_for("state", "ended"), "end"), "the holder has ended it");
  EXPECT_EQ(text(feed({{"kind", "rtp"}}).json, "code"), "live.ended");
}

TEST_F(DaemonLive, NobodySpeaksBeforeTheSecondPersonHasSigned) {
  json::object draft = live_draft();
  draft["level"] = "I";
  issue(draft);
  EXPECT_EQ(text(feed({{"kind", "rtp"}}).json, "code"), "live.not_issued");
  EXPECT_EQ(text(daemon.ask("POST", stream + "/stop", json::object{{"token", token}}).json, "code"), "live.not_issued");
}

TEST_F(DaemonLive, WhereAMonitorListensIsAnAddressAndAPort) {
  issue(live_draft());
  for (const char* nowhere : {"nowhere", "127.0.0.1", "127.0.0.1:0", "127.0.0.1:x", "county.example:5004"})
    EXPECT_EQ(text(daemon.ask("GET", stream + "/monitor.sdp?to=" + nowhere).json, "code"), "live.bad_input") << nowhere;
  EXPECT_EQ(daemon.ask("GET", stream + "/monitor.sdp?to=127.0.0.1:5004").status, 200U);
}

TEST_F(DaemonLive, ACancelEndsTheStream) {
  issue(live_draft());
  const auto prepared = daemon.ask("POST", "/api/v1/cancels/prepare", json::object{{"order", digest}});
  const auto cancelled =
      daemon.ask("POST", "/api/v1/cancels",
                 daemon.signed_body(PayloadType::cancel, text(prepared.json, "payload"), daemon.trust.dispatch));
  ASSERT_EQ(cancelled.status, 201U) << cancelled.body;
  EXPECT_NE(text(wait_for("state", "ended"), "end").find("cancelled"), std::string::npos);
}

TEST_F(DaemonLive, ARenewalTakesTheSourceOver) {
  issue(live_draft());
  const auto port = feed({{"kind", "rtp"}}).json.at("rtp_port");
  const std::string older = stream;
  json::object draft = live_draft();
  draft["renews"] = digest;
  issue(draft);
  EXPECT_NE(stream, older);
  const json::object newer = wait_for("source", "rtp");
  EXPECT_EQ(newer.at("rtp_port"), port);
  stream = older;
  EXPECT_NE(text(wait_for("state", "ended"), "end").find("renewed"), std::string::npos);
}

TEST_F(DaemonLive, AnOrderWhoseKeyIsGoneIsRefused) {
  const json::object order = signed_order(live_draft());
  daemon.signal(SIGKILL);
  daemon.wait();
  ASSERT_NE(daemon.start_until_ready(), "");
  const auto refused = daemon.ask("POST", "/api/v1/orders", order);
  EXPECT_EQ(text(refused.json, "code"), "refused.unsupported") << refused.body;
}

}  // namespace
}  // namespace tongluo::daemon
