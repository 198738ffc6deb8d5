// Two boxes with one identity: two real tongluo-terminal on copies of one folder, and the alarm that tongluod raises.

#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <poll.h>

#include "tests/unit/http/issued_alert.hpp"
#include "tests/unit/http/terminal_process.hpp"

namespace tongluo::daemon {
namespace {

constexpr int kClonePolls = 400;
constexpr int kClonePollMs = 50;
constexpr int kGraceMs = 5'000;  // an older session may not know yet that it was replaced

class DaemonClone : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_NE(daemon.start_until_ready(), "");
    clip = daemon.make_clip();
  }
  template <class Condition>
  static bool happens(Condition condition) {
    for (int i = 0; i < kClonePolls && !condition(); ++i) ::poll(nullptr, 0, kClonePollMs);
    return condition();
  }
  static bool is_connected_in_time(const TerminalProcess& terminal) {
    return happens([&terminal] { return terminal.log().find("event=link_open") != std::string::npos; });
  }
  std::string alarms() const {
    const std::string metrics = daemon.ask("GET", "/metrics").body;
    const std::size_t at = metrics.find("\ntongluo_clone_alarms_total ");
    return at == metrics.npos ? "" : metrics.substr(at + 1, metrics.find('\n', at + 1) - at - 1);
  }
  std::string audited() const {
    const auto page = daemon.ask("GET", "/api/v1/audit?limit=1000");
    for (const auto& entry : page.json.at("entries").as_array())
      if (text(entry.as_object(), "action") == "clone.alarm")
        return text(entry.as_object(), "subject") + ": " + text(entry.as_object(), "detail");
    return "";
  }
  bool is_called() const {
    return daemon.ask("GET", "/api/v1/calls").body.find("two devices speak as TL-0001") != std::string::npos;
  }

  DaemonProcess daemon;
  std::string clip;
};

TEST_F(DaemonClone, TwoBoxesWithOneIdentityBothSoundAndRaiseTheAlarm) {
  TerminalProcess original(daemon, "TL-0001");
  ASSERT_TRUE(original.is_online_in_time()) << original.log();
  ASSERT_EQ(original.end(), 0) << original.log();
  TerminalProcess copy(original, "terminal-copy");
  original.start_again();
  ASSERT_TRUE(is_connected_in_time(original)) << original.log();
  copy.start_again();
  ASSERT_TRUE(is_connected_in_time(copy)) << copy.log();
  ::poll(nullptr, 0, 2 * kGraceMs);
  const std::string order = issue_alert(daemon, "I", clip, "the river rises");
  EXPECT_EQ(final_receipt(daemon, order), "unproved none");
  EXPECT_TRUE(happens([this] { return alarms() == "tongluo_clone_alarms_total 1"; })) << alarms();
  EXPECT_TRUE(happens([this] { return is_called(); }));
  const std::string said = audited();
  EXPECT_EQ(said.rfind("TL-0001: two devices speak with one identity: boots ", 0), 0U) << said;
  const std::string diagnosed =
      output_of("tongluo --api unix:" + daemon.at("api.sock").string() + " diagnose TL-0001 --language en");
  EXPECT_NE(diagnosed.find("two devices share its identity"), std::string::npos) << diagnosed;
  EXPECT_EQ(original.end(), 0) << original.log();
  EXPECT_EQ(copy.end(), 0) << copy.log();
  EXPECT_FALSE(original.sound().empty()) << "the village hears it from whichever box is its own";
  EXPECT_FALSE(copy.sound().empty());
}

TEST_F(DaemonClone, ABoxThatComesBackAfterACrashIsNone) {
  TerminalProcess terminal(daemon, "TL-0001");
  ASSERT_TRUE(terminal.is_online_in_time()) << terminal.log();
  terminal.crash_and_start_again();
  ASSERT_TRUE(is_connected_in_time(terminal)) << terminal.log();
  ::poll(nullptr, 0, 2 * kGraceMs);
  EXPECT_EQ(final_receipt(daemon, issue_alert(daemon, "I", clip, "the river rises")), "unproved none");
  EXPECT_EQ(alarms(), "tongluo_clone_alarms_total 0");
  EXPECT_EQ(audited(), "");
}

}  // namespace
}  // namespace tongluo::daemon
