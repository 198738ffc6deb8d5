// Programs of the system: what they said, how they ended, and that none runs for ever.

#include "terminal-fw/slots/command.hpp"

#include <csignal>
#include <gtest/gtest.h>

namespace tongluo::slots {
namespace {

constexpr seconds kLong{20};

TEST(Command, TellsOutputErrorsAndExitCode) {
  const auto done = run_command({"sh", "-c", "echo out; echo err >&2; exit 7"}, kLong);
  ASSERT_TRUE(done.has_value());
  EXPECT_EQ(done->exit_code, 7);
  EXPECT_EQ(done->output, "out\n");
  EXPECT_EQ(done->errors, "err\n");
}

TEST(Command, TellsOfASignal) { EXPECT_EQ(run_command({"sh", "-c", "kill -9 $$"}, kLong)->exit_code, -SIGKILL); }

TEST(Command, WhatIsNotThereIsUnavailable) {
  EXPECT_EQ(run_command({"no-such-program-here"}, kLong).error().kind, ErrorKind::unavailable);
}

TEST(Command, EndsWhatTakesTooLongWithAllItStarted) {
  EXPECT_EQ(run_command({"sh", "-c", "sleep 100 & sleep 100"}, seconds(1)).error().kind, ErrorKind::timeout);
}

TEST(Command, BoundsTheOutput) {
  EXPECT_EQ(run_command({"sh", "-c", "head -c 1000000 /dev/zero"}, kLong).error().kind, ErrorKind::limit);
  const auto done = run_command({"sh", "-c", "head -c 100000 /dev/zero >&2; echo last >&2"}, kLong);
  ASSERT_TRUE(done.has_value());
  EXPECT_LT(done->errors.size(), 2'000U);
  EXPECT_TRUE(done->errors.ends_with("last\n"));
}

}  // namespace
}  // namespace tongluo::slots
