// A disk that hangs under the real tongluo-terminal: each commit of its journal waits in fdatasync() while the test
// wants it. Sound, link and stops go on without it. Nothing here is measured in seconds: what must happen meanwhile
// happens before the test lets the disk go on.

#include <boost/json.hpp>
#include <cstdlib>
#include <gtest/gtest.h>
#include <poll.h>

#include "tests/unit/http/issued_alert.hpp"
#include "tests/unit/http/terminal_process.hpp"

namespace tongluo::daemon {
namespace {

namespace json = boost::json;

constexpr int kRepetitions = 20;   // a minute, of which 2 s of each 3 are silent
constexpr int kLongerMs = 7'000;   // more than one of them
constexpr int kHangPolls = 1'200;  // a minute: so soon a trouble must be known
constexpr int kHangPollMs = 50;

class DaemonHangingDisk : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_NE(daemon.start_until_ready(), "");
    clip = daemon.make_clip();
    ::setenv("LD_PRELOAD", TONGLUO_HANGING_DISK, 1);
    ::setenv("HANGING_DISK", daemon.at("hangs").c_str(), 1);
    terminal = std::make_unique<TerminalProcess>(daemon, "TL-0001");
    ASSERT_TRUE(terminal->is_online_in_time()) << terminal->log();
  }
  void TearDown() override {
    go_on();
    terminal.reset();
    ::unsetenv("LD_PRELOAD");
    ::unsetenv("HANGING_DISK");
  }
  void hang() const { daemon.write("hangs", ""); }
  void go_on() const { std::filesystem::remove(daemon.at("hangs")); }
  bool hangs_in_time() const {
    return happens([this] { return terminal->log().find("the disk hangs") != std::string::npos; });
  }
  std::uintmax_t sounded() const {
    std::error_code none_yet;
    const auto octets = std::filesystem::file_size(daemon.at("terminal-TL-0001/sound.wav"), none_yet);
    return none_yet ? 0 : octets;
  }
  bool sounds_on() const {
    return happens([this, before = sounded()] { return sounded() > before; });
  }
  void stop_all() const {
    const json::object everything{{"areas", json::array{"500116000000"}}, {"classes", json::array{"actual"}}};
    const auto prepared = daemon.ask("POST", "/api/v1/stop-alls/prepare", everything);
    const auto stopped =
        daemon.ask("POST", "/api/v1/stop-alls",
                   daemon.signed_body(PayloadType::stop_all, text(prepared.json, "payload"), daemon.trust.dispatch));
    ASSERT_EQ(stopped.status, 201U) << stopped.body;
  }
  template <class Condition>
  static bool happens(Condition condition) {
    for (int i = 0; i < kHangPolls && !condition(); ++i) ::poll(nullptr, 0, kHangPollMs);
    return condition();
  }

  DaemonProcess daemon;
  const std::string diagnose =
      "tongluo --api unix:" + daemon.at("api.sock").string() + " diagnose TL-0001 --language en";
  std::string clip;
  std::unique_ptr<TerminalProcess> terminal;
};

TEST_F(DaemonHangingDisk, AStopAllSilencesTheTerminalAndIsReportedWhileItHangs) {
  const std::string order = issue_alert(daemon, "I", clip, "the river rises", kRepetitions);
  ASSERT_TRUE(sounds_on()) << terminal->log();
  hang();
  ASSERT_NO_FATAL_FAILURE(stop_all());
  EXPECT_EQ(final_receipt(daemon, order), "cancelled none") << terminal->log();
  ASSERT_TRUE(hangs_in_time()) << "by the stop's own write\n" << terminal->log();
  const std::uintmax_t silent_from = sounded();
  ::poll(nullptr, 0, kLongerMs);
  EXPECT_EQ(sounded(), silent_from) << "it went on sounding";
  go_on();
  EXPECT_EQ(terminal->end(), 0) << terminal->log();
}

TEST_F(DaemonHangingDisk, AnUrgentAlertSoundsWhileItHangsAndIsStopped) {
  hang();
  const std::string order = issue_alert(daemon, "I", clip, "the river rises", kRepetitions);
  EXPECT_TRUE(sounds_on()) << "from memory\n" << terminal->log();
  EXPECT_TRUE(hangs_in_time()) << terminal->log();
  ASSERT_NO_FATAL_FAILURE(stop_all());
  EXPECT_EQ(final_receipt(daemon, order), "cancelled none") << terminal->log();
  const std::uintmax_t silent_from = sounded();
  ::poll(nullptr, 0, kLongerMs);
  EXPECT_EQ(sounded(), silent_from) << "it went on sounding";
  go_on();
  const std::string later = issue_alert(daemon, "IV", clip, "the river falls");
  EXPECT_EQ(final_receipt(daemon, later), "unproved none") << "all is well again\n" << terminal->log();
}

TEST_F(DaemonHangingDisk, WhileItSoundsTheProgramStillEndsAndTheNextStartPlaysOn) {
  const std::string order = issue_alert(daemon, "I", clip, "the river rises", kRepetitions);
  ASSERT_TRUE(sounds_on()) << terminal->log();
  hang();
  EXPECT_EQ(terminal->end(), 0) << "it ends by itself: end() would have killed it\n" << terminal->log();
  EXPECT_NE(terminal->log().find("ended without a thread that hangs"), std::string::npos) << terminal->log();
  go_on();
  terminal->start_again();
  ASSERT_TRUE(terminal->is_online_in_time()) << terminal->log();
  EXPECT_TRUE(sounds_on()) << "it goes on where it was\n" << terminal->log();
  ASSERT_NO_FATAL_FAILURE(stop_all());
  EXPECT_EQ(final_receipt(daemon, order), "cancelled none") << terminal->log();
}

TEST_F(DaemonHangingDisk, WhileNothingIsWrittenItIsToldWithinAMinute) {
  const auto trouble = [this] { return output_of(diagnose).find("the disk does not answer") != std::string::npos; };
  EXPECT_FALSE(trouble());
  hang();
  EXPECT_TRUE(happens(trouble)) << output_of(diagnose) << terminal->log();
}

}  // namespace
}  // namespace tongluo::daemon
