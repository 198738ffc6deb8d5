// Under test: the real tongluod when its speech goes wrong: an own engine that is missing, own words and own templates
// that are mistyped. An alert is spoken all the same, and everybody who must know is told. The engine is the real
// espeak-ng.

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/http/daemon_process.hpp"

namespace tongluo::daemon {
namespace {

namespace json = boost::json;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kFlood = R"({"template":"flood","parameters":{"place":"重石村","level":"I"}})";

std::string calls(const DaemonProcess& daemon) { return daemon.ask("GET", "/api/v1/calls").body; }
std::string metrics(const DaemonProcess& daemon) { return daemon.ask("GET", "/metrics").body; }

TEST(DaemonSpeech, AFailingEngineIsReplacedUnderAlarm) {
  DaemonProcess daemon;
  daemon.configure("0", "[speech]\ncommand_zh = [\"/no/such/engine\", \"{lang}\"]\n");
  ASSERT_NE(daemon.start_until_ready(), "");
  const auto made = daemon.ask("POST", "/api/v1/speech", std::string(R"({"text":"请立即转移119户"})"));
  ASSERT_EQ(made.status, 201U) << made.body;
  EXPECT_THAT(json::serialize(made.json.at("warnings")), HasSubstr("/no/such/engine failed"));
  EXPECT_THAT(json::serialize(made.json.at("parts")), HasSubstr(R"("engine":"espeak-ng")"));
  EXPECT_EQ(text(made.json, "normalised"), "请立即转移一百一十九户");
  EXPECT_THAT(calls(daemon), testing::AllOf(HasSubstr(R"("kind":"fault")"), HasSubstr("/no/such/engine failed")));
  EXPECT_THAT(metrics(daemon), HasSubstr("tongluo_speech_faults_total 1\n"));
  const auto english = daemon.ask("POST", "/api/v1/speech", std::string(R"({"text":"Leave now","language":"en"})"));
  EXPECT_EQ(json::serialize(english.json.at("warnings")), "[]") << "English has no engine of its own";
}

TEST(DaemonSpeech, OwnWordsAreReadAgainWhenChangedAndNeverHalfUsed) {
  DaemonProcess daemon;
  ASSERT_NE(daemon.start_until_ready(), "");
  const auto speak = [&daemon] { return daemon.ask("POST", "/api/v1/speech", std::string(kFlood)); };
  const auto plain = speak();
  ASSERT_EQ(plain.status, 201U) << plain.body;
  daemon.write("pronunciation.txt", "重石村 = chong2 shi2 cun1\n");
  const auto own = speak();
  EXPECT_NE(text(own.json, "clip"), text(plain.json, "clip"));
  daemon.write("pronunciation.txt", "重石村 = zhong4 shi2 cun1\n白沙 = bai sha\n");
  const auto wrong = speak();
  EXPECT_EQ(text(wrong.json, "clip"), text(own.json, "clip")) << "the good words stay";
  EXPECT_THAT(json::serialize(wrong.json.at("warnings")), HasSubstr("pronunciation.txt:2: "));
  EXPECT_THAT(calls(daemon), HasSubstr("pronunciation.txt:2: "));
  daemon.write("pronunciation.txt", "# none\n");
  const auto none = speak();
  EXPECT_EQ(text(none.json, "clip"), text(plain.json, "clip"));
  EXPECT_EQ(json::serialize(none.json.at("warnings")), "[]");
}

TEST(DaemonSpeech, OwnTemplatesAreReadAgainWhenChanged) {
  DaemonProcess daemon;
  ASSERT_NE(daemon.start_until_ready(), "");
  EXPECT_THAT(daemon.ask("GET", "/api/v1/templates").body, Not(HasSubstr("culvert")));
  daemon.write("templates.txt", "[culvert zh]\ntitle = 涵洞\ntext = {place}积水，请绕行。\n");
  EXPECT_THAT(daemon.ask("GET", "/api/v1/templates").body, HasSubstr("culvert"));
  const std::string place = R"({"parameters":{"place":"东门"}})";
  EXPECT_THAT(daemon.ask("POST", "/api/v1/templates/culvert/fill", place).body, HasSubstr("东门积水，请绕行。"));
  daemon.write("templates.txt", "[culvert zh]\ntitle = 涵洞\ntext = {where}积水！\n");
  EXPECT_THAT(daemon.ask("POST", "/api/v1/templates/culvert/fill", place).body, HasSubstr("东门积水，请绕行。"));
  EXPECT_THAT(daemon.ask("GET", "/api/v1/templates").body, HasSubstr("{where} is not among [parameters]"));
  EXPECT_THAT(calls(daemon), HasSubstr("templates.txt:1: "));
}

TEST(DaemonSpeech, TwoLanguagesAreOneClip) {
  DaemonProcess daemon;
  ASSERT_NE(daemon.start_until_ready(), "");
  const std::string both =
      R"({"template":"drill","parameters":{"place":"白沙镇","place.en":"Baisha","event":"洪水","event.en":"flood"},"languages":["zh","en"]})";
  const auto made = daemon.ask("POST", "/api/v1/speech", both);
  ASSERT_EQ(made.status, 201U) << made.body;
  ASSERT_EQ(made.json.at("parts").as_array().size(), 2U);
  EXPECT_GT(made.json.at("duration_ms").as_int64(), 10'000);
  EXPECT_THAT(text(made.json, "normalised"), testing::AllOf(HasSubstr("白沙镇"), HasSubstr("Baisha")));
  const auto unfit =
      daemon.ask("POST", "/api/v1/speech", std::string(R"({"template":"drill","parameters":{"place":"白沙镇"}})"));
  EXPECT_EQ(unfit.status, 422U);
  EXPECT_EQ(text(unfit.json, "field"), "parameters.event");
}

}  // namespace
}  // namespace tongluo::daemon
