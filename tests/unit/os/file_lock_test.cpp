#include "protocol/os/file_lock.hpp"

#include <csignal>
#include <gtest/gtest.h>
#include <optional>
#include <sys/wait.h>
#include <unistd.h>

namespace tongluo::os {
namespace {

class FileLockTest : public testing::Test {
 protected:
  ~FileLockTest() override { std::filesystem::remove(file_); }
  const std::filesystem::path file_ =
      std::filesystem::temp_directory_path() / ("tongluo-lock-" + std::to_string(::getpid()));
};

TEST_F(FileLockTest, HasOneHolderUntilItLetsGo) {
  std::optional<FileLock> first(FileLock::take(file_).value());
  EXPECT_EQ(FileLock::take(file_).error().kind, ErrorKind::unavailable);
  first.reset();
  EXPECT_TRUE(FileLock::take(file_));
}

TEST_F(FileLockTest, OfAKilledProcessIsFree) {
  int ready[2];
  ASSERT_EQ(::pipe(ready), 0);
  const pid_t child = ::fork();
  if (child == 0) {
    const auto lock = FileLock::take(file_);
    (void)!::write(ready[1], lock ? "y" : "n", 1);
    ::pause();
  }
  char answer = 0;
  ASSERT_EQ(::read(ready[0], &answer, 1), 1);
  ASSERT_EQ(answer, 'y');
  EXPECT_EQ(FileLock::take(file_).error().kind, ErrorKind::unavailable);
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  EXPECT_TRUE(FileLock::take(file_));
}

TEST_F(FileLockTest, AFolderThatIsNotThereIsAnIoError) {
  EXPECT_EQ(FileLock::take("/no/such/folder/lock").error().kind, ErrorKind::io);
}

}  // namespace
}  // namespace tongluo::os
