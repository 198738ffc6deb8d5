// What a technician reads, and what the quiet self-test says of each thing that can be wrong.

#include "terminal-fw/maintenance/status.hpp"

#include <algorithm>
#include <functional>
#include <gtest/gtest.h>

namespace tongluo::maintenance {
namespace {

constexpr WallTime kNow = wall_from_us(1'800'000'000'000'000);

Status well() {
  Status status;
  status.terminal = "TL-0001";
  status.firmware = "1.2.3";
  status.place = "几江 1";
  status.area = "500116101001";
  status.certificate_end = kNow + std::chrono::hours(24 * 90);
  status.running_for = std::chrono::hours(3);
  status.link_open = true;
  status.controller = "10.0.0.1";
  status.link_for = std::chrono::minutes(5);
  status.now = kNow;
  status.synchronised = true;
  status.trust_list_version = 7;
  status.trust_list_end = kNow + std::chrono::hours(24);
  status.journal_free_percent = 90;
  return status;
}

TEST(Status, SaysWhatATechnicianAsksFirst) {
  Status status = well();
  status.starts.push_back({kNow + seconds(60), OrderClass::routine, Level::routine, "早间新闻"});
  status.plays.push_back(
      {kNow - seconds(60), OrderClass::actual, Level::ii, "暴雨", Outcome::unproved, Refusal::none, seconds(10), ""});
  status.levels.push_back("mains 231 V");
  const std::string text = status_text(status);
  for (const char* expected :
       {"TL-0001, firmware 1.2.3", "几江 1 500116101001", "connected to 10.0.0.1 for 5 min", "2027-01-15 08:00:00Z",
        "synchronised", "version 7", "next        2027-01-15 08:01:00Z  routine routine \"早间新闻\"",
        "last        2027-01-15 07:59:00Z  actual II \"暴雨\"  unproved", "90 % free", "mains 231 V"})
    EXPECT_NE(text.find(expected), text.npos) << expected << " in\n" << text;
}

TEST(Status, WhatLeftForWantOfRoomIsShownOnceThereIsAny) {
  Status status = well();
  status.evicted = {{"events", 0}, {"cancels and stops", 0}};
  EXPECT_EQ(status_text(status).find("no room"), std::string::npos);
  status.evicted = {{"events", 2}, {"cancels and stops", 0}, {"plays given up", 1}};
  EXPECT_NE(status_text(status).find("events 2, plays given up 1 since start"), std::string::npos);
}

TEST(Status, ThePlayLogSaysForHowLongAndWhy) {
  const std::string text = plays_text(
      {{kNow, OrderClass::unspecified, Level::routine, "microphone", Outcome::none, Refusal::none, seconds(12),
        "given back"},
       {kNow - seconds(60), OrderClass::actual, Level::ii, "暴雨", Outcome::refused, Refusal::storage_failed, {}, ""}});
  EXPECT_EQ(text,
            "2027-01-15 08:00:00Z  local source microphone  12.0 s  given back\n"
            "2027-01-15 07:59:00Z  actual II \"暴雨\"  refused (storage_failed)  0.0 s\n");
  EXPECT_NE(plays_text({}).find("nothing"), std::string::npos);
}

TEST(Status, TheEventLogSaysWhatTheControllerKnows) {
  const std::string text =
      events_text({{kNow, "mains lost over", "0 V", 1, "to be told"}, {kNow, "restarted", "", 3, "told"}});
  EXPECT_EQ(text,
            "2027-01-15 08:00:00Z  mains lost over  0 V  (to be told)\n"
            "2027-01-15 08:00:00Z  restarted x3  (told)\n");
  EXPECT_NE(events_text({}).find("nothing"), std::string::npos);
}

TEST(Status, WhatIsMissingIsSaidPlainly) {
  const std::string text = status_text(Status{});
  for (const char* expected : {"NONE", "NOT CONNECTED", "NOT SYNCHRONISED", "no field bus"})
    EXPECT_NE(text.find(expected), text.npos) << expected << " in\n" << text;
}

TEST(Status, ALostClockSaysThatSchedulesWait) {
  Status status = well();
  status.synchronised = false;
  EXPECT_NE(checks_text(self_test(status)).find("FAIL  clock       not synchronised: what was accepted plays"),
            std::string::npos);
  status.clock_lost = true;
  EXPECT_NE(status_text(status).find("LOST: schedules wait"), std::string::npos);
  EXPECT_NE(checks_text(self_test(status)).find("FAIL  clock       lost: schedules wait"), std::string::npos);
}

TEST(Status, AnExpiredCertificateSaysWhatItCosts) {
  Status status = well();
  EXPECT_NE(status_text(status).find("certificate until "), std::string::npos);
  status.certificate_end = status.now;
  EXPECT_NE(status_text(status).find("certificate EXPIRED since 2027-01-15 08:00:00Z: no session until it is renewed"),
            std::string::npos)
      << status_text(status);
}

TEST(SelfTest, AModemIsCheckedOnlyWhereOneIsAsked) {
  Status status = well();
  EXPECT_EQ(checks_text(self_test(status)).find("modem"), std::string::npos);
  status.served = true;
  status.modem = {"answering", "SIM ready", "home, CHINA MOBILE, signal -79 dBm"};
  EXPECT_NE(checks_text(self_test(status)).find("ok    modem       home, CHINA MOBILE"), std::string::npos);
  EXPECT_NE(status_text(status).find("modem       SIM ready"), std::string::npos);
}

TEST(SelfTest, PassesWhenAllIsWell) {
  const auto checks = self_test(well());
  EXPECT_TRUE(all_passed(checks)) << checks_text(checks);
  EXPECT_NE(checks_text(checks).find("self-test passed"), std::string::npos);
}

TEST(SelfTest, EachThingThatIsWrongFailsItsOwnCheckAlone) {
  const std::pair<const char*, std::function<void(Status&)>> faults[] = {
      {"controller", [](Status& s) { s.link_open = false; }},
      {"clock", [](Status& s) { s.synchronised = false; }},
      {"certificate", [](Status& s) { s.certificate_end = kNow; }},
      {"trust list", [](Status& s) { s.trust_list_version = 0; }},
      {"trust list", [](Status& s) { s.trust_list_end = kNow; }},
      {"place", [](Status& s) { s.area.clear(); }},
      {"sound", [](Status& s) { s.sound_fault = true; }},
      {"drill words", [](Status& s) { s.drill_words = false; }},
      {"storage", [](Status& s) { s.commits_failed = 1; }},
      {"storage", [](Status& s) { s.storage_trouble = "the file system is read-only"; }},
      {"storage", [](Status& s) { s.journal_free_percent = 9; }},
      {"safe mode", [](Status& s) { s.safe_mode = true; }},
      {"modem", [](Status& s) { s.served = false; }}};
  for (const auto& [name, fault] : faults) {
    Status status = well();
    fault(status);
    const auto checks = self_test(status);
    EXPECT_EQ(std::count_if(checks.begin(), checks.end(), [](const Check& check) { return !check.passed; }), 1) << name;
    const auto failed = std::find_if(checks.begin(), checks.end(), [](const Check& check) { return !check.passed; });
    ASSERT_NE(failed, checks.end()) << name;
    EXPECT_EQ(failed->name, name);
    EXPECT_FALSE(failed->detail.empty());
  }
}

}  // namespace
}  // namespace tongluo::maintenance
