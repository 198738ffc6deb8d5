// The RAUC adapter: which words it says, and what it makes of exit codes. A small script stands in for the program; it
// knows nothing of RAUC but the form of its status, writes down what it was told, and fails when told so.

#include "terminal-fw/slots/rauc_engine.hpp"

#include "tests/unit/terminal_slots/slot_folder.hpp"

namespace tongluo::test {
namespace {

using slots::RaucEngine;

const Digest kBundle = digest("release");
const Digest kNewImage = digest("new image");

class RaucEngineTest : public testing::Test {
 protected:
  RaucEngineTest() {
    write(path("rauc"), R"(#!/bin/sh
here=$(dirname "$0")
echo "$*" >> "$here/said"
if [ "$1 $2" = "status --output-format=shell" ]; then cat "$here/status"; exit 0; fi
if [ -e "$here/fail" ]; then echo "first line" >&2; cat "$here/fail" >&2; exit 3; fi
)");
    std::filesystem::permissions(path("rauc"), std::filesystem::perms::owner_all);
    write(path("bundle"), "new image");
    status("rootfs.0", "rootfs.0");
  }
  std::filesystem::path path(const char* name) const { return folder.path() / name; }
  void status(const std::string& booted, const std::string& primary) {
    const bool first = booted == "rootfs.0";
    write(path("status"), "RAUC_BOOT_PRIMARY='" + primary +
                              "'\nRAUC_SYSTEM_SLOTS='rootfs.0 rootfs.1'\nRAUC_SLOTS='1 2'\n"
                              "RAUC_SLOT_BOOTNAME_1='A'\nRAUC_SLOT_BOOTNAME_2='B'\nRAUC_SLOT_STATE_1='" +
                              (first ? "booted" : "inactive") + "'\nRAUC_SLOT_STATE_2='" +
                              (first ? "inactive" : "booted") + "'\n");
  }
  // What was said since the last time, without the questions for the status.
  std::string said() {
    std::string words;
    std::istringstream lines(read(path("said")));
    for (std::string line; std::getline(lines, line);)
      if (line != "status --output-format=shell" && line != "(none)") words += line + "; ";
    std::filesystem::remove(path("said"));
    return words;
  }
  void fails(const char* why) { write(path("fail"), why); }
  void works() { std::filesystem::remove(path("fail")); }

  TempFolder folder;
  RaucEngine engine{folder.path(), path("rauc").string()};
};

TEST_F(RaucEngineTest, InstallsActivatesAndConfirms) {
  ASSERT_TRUE(engine.install(path("bundle"), kNewImage).has_value());
  EXPECT_EQ(said(), "install " + path("bundle").string() + "; ");
  ASSERT_TRUE(engine.activate(kBundle).has_value());
  EXPECT_EQ(said(), "status mark-active rootfs.1; ");
  status("rootfs.0", "rootfs.1");
  EXPECT_EQ(engine.facts()->trial, kBundle);
  EXPECT_FALSE(engine.facts()->trial_runs);
  status("rootfs.1", "rootfs.1");
  EXPECT_TRUE(engine.facts()->trial_runs);
  EXPECT_EQ(engine.install(path("bundle"), kNewImage).error().kind, ErrorKind::conflict);
  said();
  ASSERT_TRUE(engine.confirm().has_value());
  EXPECT_EQ(said(), "status mark-good booted; ");
  EXPECT_FALSE(engine.facts()->trial);
  EXPECT_TRUE(engine.confirm().has_value());
  EXPECT_EQ(said(), "") << "once";
}

TEST_F(RaucEngineTest, RevertsTheRunningTrial) {
  ASSERT_TRUE(engine.activate(kBundle).has_value());
  status("rootfs.1", "rootfs.1");
  said();
  ASSERT_TRUE(engine.revert().has_value());
  EXPECT_EQ(said(), "status mark-bad booted; status mark-active other; ");
  status("rootfs.0", "rootfs.0");
  EXPECT_EQ(engine.facts()->returned, kBundle);
}

TEST_F(RaucEngineTest, TakesBackAnActivationThatNobodyStarted) {
  ASSERT_TRUE(engine.activate(kBundle).has_value());
  said();
  ASSERT_TRUE(engine.revert().has_value());
  EXPECT_EQ(said(), "status mark-active booted; ");
}

TEST_F(RaucEngineTest, WhatTheBootLoaderGaveUpIsReturned) {
  ASSERT_TRUE(engine.activate(kBundle).has_value());
  status("rootfs.0", "rootfs.0");
  for (int i = 0; i < 2; ++i) {
    EXPECT_EQ(engine.facts()->returned, kBundle);
    EXPECT_FALSE(engine.facts()->trial);
  }
}

TEST_F(RaucEngineTest, APowerCutWhileItActivatesIsNeitherATrialNorAReturn) {
  const auto cut_before_the_boot_loader_was_told = [this] {
    write(path("rauc-trial"), "activating " + to_string(kBundle) + " rootfs.1\n");
  };
  cut_before_the_boot_loader_was_told();
  const auto facts = engine.facts();
  ASSERT_TRUE(facts.has_value());
  EXPECT_FALSE(facts->trial || facts->returned);
  EXPECT_FALSE(std::filesystem::exists(path("rauc-trial")));
  cut_before_the_boot_loader_was_told();
  status("rootfs.1", "rootfs.1");
  EXPECT_TRUE(engine.facts()->trial_runs) << "or after it";
  status("rootfs.0", "rootfs.0");
  EXPECT_EQ(engine.facts()->returned, kBundle) << "then it was a trial, and was given up";
}

TEST_F(RaucEngineTest, FailuresTellTheWordsTheCodeAndTheLastLine) {
  fails("LastError: signature verification failed");
  const auto installed = engine.install(path("bundle"), kNewImage);
  ASSERT_FALSE(installed.has_value());
  EXPECT_EQ(installed.error().kind, ErrorKind::io);
  EXPECT_TRUE(installed.error().detail.ends_with("exit code 3, LastError: signature verification failed"))
      << installed.error().detail;
  EXPECT_FALSE(engine.activate(kBundle).has_value());
  EXPECT_FALSE(engine.confirm().has_value()) << "a trial is marked, mark-good failed";
  works();
  status("rootfs.1", "rootfs.1");
  EXPECT_TRUE(engine.confirm().has_value());
}

TEST_F(RaucEngineTest, AnotherImageIsNeverHandedToRauc) {
  EXPECT_EQ(engine.install(path("bundle"), digest("other")).error().kind, ErrorKind::corrupt);
  EXPECT_EQ(said(), "");
}

TEST_F(RaucEngineTest, ASystemThatActivatesByItselfIsRefusedAndTakenBack) {
  status("rootfs.0", "rootfs.1");
  EXPECT_EQ(engine.install(path("bundle"), kNewImage).error().kind, ErrorKind::refused);
  EXPECT_EQ(said(), "install " + path("bundle").string() + "; status mark-active booted; ");
}

TEST_F(RaucEngineTest, WithoutTheProgramOrWithAStrangeMarkerItSaysSo) {
  RaucEngine none(folder.path(), path("nowhere").string());
  EXPECT_EQ(none.install(path("bundle"), kNewImage).error().kind, ErrorKind::unavailable);
  write(path("rauc-trial"), "who knows");
  EXPECT_EQ(engine.facts().error().kind, ErrorKind::corrupt);
}

}  // namespace
}  // namespace tongluo::test
