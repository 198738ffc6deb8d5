// Why a terminal started, when it may not start fully, and when the watchdogs are fed.

#include "terminal-fw/maintenance/boot_guard.hpp"

#include <csignal>
#include <gtest/gtest.h>

#include "terminal-fw/maintenance/liveness.hpp"

namespace tongluo::maintenance {
namespace {

constexpr SteadyTime kStart{seconds(5'000)};
using Ending = BootRecord::Ending;

// Starts again after each of these endings, a minute apart; the last verdict.
BootVerdict after(const std::vector<Ending>& endings, seconds apart = seconds(60)) {
  BootVerdict verdict = judge_boot(std::nullopt, "boot-1", kStart);
  SteadyTime now = kStart;
  for (const Ending ending : endings) {
    BootRecord left = verdict.record;
    left.ending = ending;
    if (ending != Ending::running) left.crashes.clear();
    now += apart;
    verdict = judge_boot(parse_boot_record(boot_record_text(left)), "boot-1", now);
  }
  return verdict;
}

TEST(BootGuard, EachEndingIsAReason) {
  EXPECT_EQ(judge_boot(std::nullopt, "boot-1", kStart).reason, BootReason::first);
  EXPECT_EQ(after({Ending::orderly}).reason, BootReason::orderly);
  EXPECT_EQ(after({Ending::commanded}).reason, BootReason::commanded);
  EXPECT_EQ(after({Ending::running}).reason, BootReason::crash);
  EXPECT_EQ(after({Ending::disobeyed}).reason, BootReason::disobeyed);
  EXPECT_EQ(judge_boot(BootRecord{Ending::commanded, "boot-1", {}}, "boot-2", kStart).reason, BootReason::rebooted);
  EXPECT_EQ(judge_boot(BootRecord{Ending::disobeyed, "boot-1", {}}, "boot-2", kStart).reason, BootReason::rebooted);
  EXPECT_EQ(judge_boot(BootRecord{Ending::orderly, "boot-1", {}}, "boot-2", kStart).reason, BootReason::orderly);
  BootRecord running{Ending::running, "boot-1", {}};
  EXPECT_EQ(judge_boot(running, "boot-2", kStart).reason, BootReason::power);
  EXPECT_FALSE(judge_boot(running, "boot-2", kStart).same_kernel);
  EXPECT_TRUE(judge_boot(running, "boot-1", kStart).same_kernel);
}

TEST(BootGuard, ManyCrashesInAShortTimeAreSafeModeAndFewerAreNot) {
  EXPECT_FALSE(after(std::vector<Ending>(kCrashLimit - 1, Ending::running)).safe_mode);
  EXPECT_TRUE(after(std::vector<Ending>(kCrashLimit, Ending::running)).safe_mode);
  EXPECT_TRUE(after(std::vector<Ending>(kMaxCrashesKept * 3, Ending::running), seconds(1)).safe_mode);
}

TEST(BootGuard, CrashesFarApartAreNoSafeMode) {
  EXPECT_FALSE(after(std::vector<Ending>(20, Ending::running), seconds(kCrashWindow) / 3).safe_mode);
}

TEST(BootGuard, AnOrderlyRestartIsAnotherChance) {
  std::vector<Ending> endings(kCrashLimit, Ending::running);
  endings.push_back(Ending::commanded);
  EXPECT_FALSE(after(endings).safe_mode);
  EXPECT_EQ(after(endings).crashes, 0U);
}

TEST(BootGuard, APowerCutIsNoCrash) {
  BootRecord record{Ending::running, "boot-1", {kStart, kStart, kStart, kStart, kStart}};
  EXPECT_EQ(judge_boot(record, "boot-2", kStart).crashes, 0U);
}

TEST(BootGuard, ACrashReportIsNamedByItsSignal) {
  EXPECT_EQ(fault_of("tongluo-terminal 1.2\nsignal=" + std::to_string(SIGSEGV) + " address=0\n"), "SIGSEGV");
  EXPECT_EQ(fault_of("tongluo-terminal 1.2\nsignal=" + std::to_string(SIGABRT)), "SIGABRT");
  for (const char* cut : {"", "tongluo-terminal", "x\nsignal=", "x\nsignal=9999999999999", "unreadable: too large"})
    EXPECT_EQ(fault_of(cut), "unknown fault") << cut;
  BootVerdict verdict = after({Ending::running});
  verdict.fault = "SIGSEGV, report crash.txt.1";
  EXPECT_EQ(boot_text(verdict), "crash, 1 in 10 min: SIGSEGV, report crash.txt.1");
}

TEST(BootGuard, TheRecordReadsBackAndNothingElseIsOne) {
  const BootRecord record{Ending::commanded, "0a1b", {SteadyTime(seconds(1)), SteadyTime(seconds(2))}};
  const std::string text = boot_record_text(record);
  EXPECT_EQ(parse_boot_record(text), record);
  for (std::size_t cut = 0; cut < text.size(); ++cut) {
    const auto parsed = parse_boot_record(text.substr(0, cut));  // some cuts are shorter records; none is a fault
    EXPECT_TRUE(!parsed || parsed->crashes.size() <= record.crashes.size());
  }
  for (const char* wrong : {"", "x", "tongluo-boot 1\nflying\nid\n", "tongluo-boot 1\nrunning\nid\nx\n"})
    EXPECT_FALSE(parse_boot_record(wrong)) << wrong;
  std::string long_one = "tongluo-boot 1\nrunning\nid\n";
  for (std::size_t i = 0; i <= kMaxCrashesKept; ++i) long_one += "1\n";
  EXPECT_FALSE(parse_boot_record(long_one));
}

TEST(Liveness, TheWatchdogIsFedOnlyWhileTheAudioThreadMoves) {
  Liveness liveness(kStart);
  EXPECT_TRUE(liveness.alive(kStart + seconds(2), 1));
  EXPECT_TRUE(liveness.alive(kStart + seconds(2) + kLongestSilence - microseconds(1), 1));
  EXPECT_FALSE(liveness.alive(kStart + seconds(2) + kLongestSilence, 1));
  EXPECT_TRUE(liveness.alive(kStart + seconds(20), 2)) << "it moves again";
}

}  // namespace
}  // namespace tongluo::maintenance
