// Who set the clock, from a folder that is laid out like /sys/class/rtc and a file like that of systemd-timesyncd.

#include "protocol/os/kept_clock.hpp"

#include <fstream>
#include <gtest/gtest.h>
#include <sys/timex.h>
#include <unistd.h>

namespace tongluo::os {
namespace {

class KeptClock : public testing::Test {
 protected:
  ~KeptClock() override { std::filesystem::remove_all(folder); }
  void chip(const char* name, const char* flag) {
    std::filesystem::create_directories(signs.chips / name);
    std::ofstream(signs.chips / name / "hctosys") << flag;
  }
  const std::filesystem::path folder =
      std::filesystem::path(testing::TempDir()) / ("tongluo-rtc-" + std::to_string(::getpid()));
  ClockSigns signs{folder / "rtc", folder / "synchronized", [] { return false; }};
};

TEST_F(KeptClock, WithoutAChipNobodyKeptIt) { EXPECT_FALSE(wall_clock_kept(signs)); }

TEST_F(KeptClock, AChipCountsOnlyIfItSetTheClock) {
  chip("rtc0", "0\n");
  EXPECT_FALSE(wall_clock_kept(signs));
  chip("rtc1", "1\n");
  EXPECT_TRUE(wall_clock_kept(signs));
}

TEST_F(KeptClock, AChipThatSaysNothingDoesNotCount) {
  std::filesystem::create_directories(signs.chips / "rtc0");
  EXPECT_FALSE(wall_clock_kept(signs));
}

TEST_F(KeptClock, ATimeServiceThatSetItCounts) {
  std::filesystem::create_directories(folder);
  std::ofstream(signs.synchronised) << "";
  EXPECT_TRUE(wall_clock_kept(signs));
}

TEST_F(KeptClock, ATimeServiceThatDisciplinesTheKernelsClockCountsWhicheverItIs) {
  signs.disciplined = [] { return true; };
  EXPECT_TRUE(wall_clock_kept(signs));
}

// adjtimex(8) and chronyc read the same word; /proc and /sys do not show it.
TEST(KernelClock, SaysWhatTheSystemCallSays) {
  timex asked{};
  const int state = ::adjtimex(&asked);
  ASSERT_GE(state, 0);
  EXPECT_EQ(kernel_clock_synchronised(), state != TIME_ERROR && (asked.status & STA_UNSYNC) == 0);
}

}  // namespace
}  // namespace tongluo::os
