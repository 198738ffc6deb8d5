// Real helper programs (sh, sleep, head …) under real limits; nothing is simulated here.
#include "controller/process/limited_process.hpp"

#include <array>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

namespace tongluo::process {
namespace {

using testing::HasSubstr;

Limits small_limits() {
  Limits limits;
  limits.memory_bytes = 256UL * 1024 * 1024;
  limits.wall_time = milliseconds(20'000);  // no test waits for it; a busy machine may need it
  limits.cpu_time = seconds(5);
  return limits;
}

Result<Finished> shell(const std::string& script, Limits limits = small_limits(), std::string_view input = {}) {
  return run({"bash", "--norc", "-c", script}, as_bytes(input), limits);
}

std::string text_of(const Result<Finished>& finished) {
  return finished ? std::string(as_text(finished->output)) : "error: " + finished.error().detail;
}

TEST(LimitedProcess, GivesInputAndTakesOutputErrorsAndExitCode) {
  const auto finished = shell("read line; echo \"got $line\"; echo trouble >&2; exit 7", small_limits(), "hello\n");
  ASSERT_TRUE(finished) << finished.error().detail;
  EXPECT_EQ(as_text(finished->output), "got hello\n");
  EXPECT_EQ(finished->errors, "trouble\n");
  EXPECT_EQ(finished->exit_code, 7);
}

TEST(LimitedProcess, LargeInputAndOutputPassWhole) {
  const std::string input(5'000'000, 'x');
  const auto finished = run({"cat"}, as_bytes(input), small_limits());
  ASSERT_TRUE(finished) << finished.error().detail;
  EXPECT_EQ(as_text(finished->output), input);
}

TEST(LimitedProcess, InputCanBeOpenedAgainBySeekingHelpers) {
  EXPECT_EQ(text_of(run({"tail", "-c", "3", "/dev/stdin"}, as_bytes("abcdef"), small_limits())), "def");
}

TEST(LimitedProcess, InputCannotBeChangedByTheHelper) {
  EXPECT_EQ(text_of(shell("trap '' XFSZ; echo changed 2>/dev/null 1<>/dev/stdin; read line; echo $line", small_limits(),
                          "original\n")),
            "original\n");
}

TEST(LimitedProcess, MissingProgramIsUnavailable) {
  for (const char* name : {"no-such-program-here", "/no/such/program", "", "/etc/hostname"}) {
    const auto finished = run({name}, {}, small_limits());
    ASSERT_FALSE(finished) << name;
    EXPECT_EQ(finished.error().kind, ErrorKind::unavailable) << name;
  }
  EXPECT_EQ(run({}, {}, small_limits()).error().kind, ErrorKind::bad_input);
}

TEST(LimitedProcess, MissingConfinementStopsTheRunInsteadOfRunningFree) {
  ::setenv("TONGLUO_CONFINE", "/no/such/confine", 1);
  const auto finished = run({"true"}, {}, small_limits());
  ::unsetenv("TONGLUO_CONFINE");
  ASSERT_FALSE(finished);
  EXPECT_EQ(finished.error().kind, ErrorKind::unavailable);
  EXPECT_THAT(finished.error().detail, HasSubstr("tongluo-confine"));
}

TEST(LimitedProcess, SleeperEndsAtItsDeadline) {
  Limits limits = small_limits();
  limits.wall_time = milliseconds(150);
  const auto finished = run({"sleep", "60"}, {}, limits);
  ASSERT_FALSE(finished);
  EXPECT_EQ(finished.error().kind, ErrorKind::timeout);
  EXPECT_THAT(finished.error().detail, HasSubstr("150 ms"));
}

TEST(LimitedProcess, GrandchildrenDieWithTheGroup) {
  Limits limits = small_limits();
  limits.may_start_processes = true;
  const auto finished = shell("sleep 60 & echo $!", limits);
  ASSERT_TRUE(finished) << finished.error().detail;
  const auto pid = std::stoi(std::string(as_text(finished->output)));
  int tries = 0;  // killed, but init may need a moment to reap it
  const auto alive = [&] {
    const auto state = run({"cat", "/proc/" + std::to_string(pid) + "/stat"}, {}, [] {
      Limits open = small_limits();
      open.readable_paths = {"/proc"};
      return open;
    }());
    return state && state->exit_code == 0 && text_of(state).find(") Z") == std::string::npos;
  };
  while (alive() && tries < 50) ++tries;
  EXPECT_LT(tries, 50);
}

TEST(LimitedProcess, ProcessorTimeIsLimited) {
  Limits limits = small_limits();
  limits.cpu_time = seconds(1);
  const auto finished = shell("while :; do :; done", limits);
  ASSERT_FALSE(finished);
  EXPECT_EQ(finished.error().kind, ErrorKind::timeout);
  EXPECT_THAT(finished.error().detail, HasSubstr("processor time"));
}

TEST(LimitedProcess, MemoryIsLimited) {
  Limits limits = small_limits();
  limits.memory_bytes = 64UL * 1024 * 1024;
  const auto finished = run({"dd", "if=/dev/zero", "of=/dev/null", "bs=512M", "count=1"}, {}, limits);
  ASSERT_FALSE(finished);
  EXPECT_EQ(finished.error().kind, ErrorKind::limit);
  EXPECT_THAT(finished.error().detail, HasSubstr("of memory"));
}

TEST(LimitedProcess, OutputIsLimited) {
  Limits limits = small_limits();
  limits.output_bytes = 100'000;
  const auto finished = run({"head", "-c", "100001", "/dev/zero"}, {}, limits);
  ASSERT_FALSE(finished);
  EXPECT_EQ(finished.error().kind, ErrorKind::limit);
  const auto exact = run({"head", "-c", "100000", "/dev/zero"}, {}, limits);
  ASSERT_TRUE(exact) << exact.error().detail;
  EXPECT_EQ(exact->output.size(), 100'000U);
}

TEST(LimitedProcess, OnlyTheEndOfTheErrorsIsKept) {
  const auto finished = shell("for ((i = 0; i < 2000; i++)); do echo line $i >&2; done");
  ASSERT_TRUE(finished) << finished.error().detail;
  EXPECT_EQ(finished->errors.size(), kMaxErrorBytes);
  EXPECT_THAT(finished->errors, testing::EndsWith("line 1999\n"));
}

TEST(LimitedProcess, DescriptorsAreLimitedAndNoneIsInherited) {
  Limits limits = small_limits();
  limits.descriptors = 8;
  EXPECT_EQ(text_of(shell("{ exec 7</dev/null; } && echo seven; { exec 8</dev/null; } && echo eight", limits)),
            "seven\n");
  // Opened without close-on-exec here, numbered below and above what the child is given.
  const std::array<int, 2> left_open{::open("/dev/null", O_RDONLY), ::fcntl(0, F_DUPFD, 30)};
  const auto inherited =
      shell("for i in {3..9} {20..40}; do { : <&$i; } 2>/dev/null && echo $i; done; { : <&1; } && echo one");
  for (const int number : left_open) ::close(number);
  EXPECT_EQ(text_of(inherited), "one\n");
}

TEST(LimitedProcess, NoSocketCanBeOpened) {
  const auto finished = shell("exec 5<>/dev/tcp/127.0.0.1/9");
  ASSERT_TRUE(finished) << finished.error().detail;
  EXPECT_NE(finished->exit_code, 0);
  EXPECT_THAT(finished->errors, HasSubstr("Operation not permitted"));
}

TEST(LimitedProcess, NoProcessCanBeStartedUnlessAllowed) {
  const auto refused = shell("/bin/true; echo \"exit $?\"");
  EXPECT_THAT(text_of(refused), testing::Not(HasSubstr("exit 0")));
  Limits limits = small_limits();
  limits.may_start_processes = true;
  EXPECT_EQ(text_of(shell("/bin/true; echo \"exit $?\"", limits)), "exit 0\n");
}

TEST(LimitedProcess, NoFileCanBeWritten) {
  const auto path = std::filesystem::temp_directory_path() / "tongluo-process-test";
  const auto finished = shell("echo data > " + path.string());
  ASSERT_TRUE(finished) << finished.error().detail;
  EXPECT_NE(finished->exit_code, 0);
  EXPECT_FALSE(std::filesystem::exists(path) && std::filesystem::file_size(path) > 0);
}

TEST(LimitedProcess, MountKillsTheProgram) {
  Limits limits = small_limits();
  const auto finished = run({"mount", "-t", "tmpfs", "none", "/mnt"}, {}, limits);
  ASSERT_TRUE(finished) << finished.error().detail;
  EXPECT_NE(finished->exit_code, 0);
}

TEST(LimitedProcess, TracingKillsTheProgram) {
  if (!std::filesystem::exists("/usr/bin/strace")) GTEST_SKIP() << "no strace on this machine";
  Limits limits = small_limits();
  limits.may_start_processes = true;
  const auto finished = run({"strace", "-p", "1"}, {}, limits);
  ASSERT_TRUE(finished) << finished.error().detail;
  EXPECT_EQ(finished->exit_code, -SIGSYS);
}

TEST(LimitedProcess, EnvironmentIsNotInherited) {
  ::setenv("TONGLUO_SECRET", "hunter2", 1);
  const auto finished = run({"env"}, {}, small_limits());
  ::unsetenv("TONGLUO_SECRET");
  EXPECT_EQ(text_of(finished), "PATH=/usr/local/bin:/usr/bin:/bin\nLC_ALL=C.UTF-8\nMALLOC_ARENA_MAX=2\n");
}

// Needs a kernel with Landlock; elsewhere the file permissions alone hold.
TEST(LimitedProcess, FilesOutsideTheSystemFoldersCannotBeRead) {
  const auto refused = run({"cat", "/etc/passwd"}, {}, small_limits());
  ASSERT_TRUE(refused) << refused.error().detail;
  if (refused->exit_code == 0) GTEST_SKIP() << "this kernel has no Landlock";
  EXPECT_THAT(refused->errors, HasSubstr("Permission denied"));
  Limits limits = small_limits();
  limits.readable_paths = {"/etc/passwd"};
  EXPECT_THAT(text_of(run({"cat", "/etc/passwd"}, {}, limits)), HasSubstr("root:"));
}

}  // namespace
}  // namespace tongluo::process
