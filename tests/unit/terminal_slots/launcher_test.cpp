// The launcher as a program; images are scripts that write their slot into a file.

#include <csignal>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include "protocol/os/files.hpp"
#include "protocol/sign/digest_of.hpp"
#include "terminal-fw/slots/directory_slots.hpp"
#include "tests/unit/storage/temp_folder.hpp"

namespace tongluo::test {
namespace {

constexpr int kPolls = 300;
constexpr int kPollMs = 50;

class Launcher : public testing::Test {
 protected:
  ~Launcher() override { stop(); }
  void image(update::Slot slot, const std::string& command) {
    const auto path = slots::image_of(folder.path(), slot);
    std::filesystem::create_directories(path.parent_path());
    const std::string text =
        "#!/bin/sh\necho $TONGLUO_SLOT $1 >> " + (folder.path() / "starts").string() + "\n" + command;
    ASSERT_TRUE(os::write_file(path, as_bytes(text), 0755).has_value());
  }
  void try_b() {
    slots::DirectorySlots engine(folder.path(), update::Slot::a, 0);
    ASSERT_TRUE(engine.activate(release).has_value());
  }
  void start(const std::string& longest_trial_s = "1000") {
    const std::string root = folder.path();
    process = ::fork();
    if (process != 0) return;
    ::execl(TONGLUO_BIN_DIR "/tongluo-boot", "tongluo-boot", "--root", root.c_str(), "--longest-trial-s",
            longest_trial_s.c_str(), "--", "word", nullptr);
    ::_exit(127);
  }
  int stop() {
    if (process == 0) return -1;
    ::kill(process, SIGTERM);
    int status = 0;
    ::waitpid(process, &status, 0);
    process = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  }
  std::string starts_once(const std::string& last) {
    std::string text;
    for (int i = 0; i < kPolls; ++i) {
      const auto bytes = os::read_file(folder.path() / "starts", 10'000);
      text = bytes ? std::string(as_text(*bytes)) : "";
      if (text.ends_with(last)) break;
      ::poll(nullptr, 0, kPollMs);
    }
    return text;
  }

  const Digest release = sign::digest_of(as_bytes("release"));
  TempFolder folder;
  pid_t process = 0;
};

TEST_F(Launcher, StartsTheGoodSlotWithItsArgumentsAndHandsSigtermOn) {
  image(update::Slot::a, "trap 'exit 7' TERM; while :; do sleep 0.05; done\n");
  start();
  EXPECT_EQ(starts_once("a word\n"), "a word\n");
  EXPECT_EQ(stop(), 7);
}

TEST_F(Launcher, AnImageThatCrashesOnTrialIsStartedThreeTimesThenTheOldOneRunsAgain) {
  image(update::Slot::a, "exec sleep 1000\n");
  image(update::Slot::b, "exit 1\n");
  try_b();
  start();
  EXPECT_EQ(starts_once("a word\n"), "b word\nb word\nb word\na word\n");
  const auto record = slots::read_boot_record(folder.path());
  ASSERT_TRUE(record.has_value());
  EXPECT_EQ(record->returned, release);
  EXPECT_FALSE(record->trial.has_value());
}

TEST_F(Launcher, AnImageThatHangsOnTrialIsKilled) {
  image(update::Slot::a, "exec sleep 1000\n");
  image(update::Slot::b, "exec sleep 1000\n");
  try_b();
  start("1");
  EXPECT_EQ(starts_once("a word\n"), "b word\nb word\nb word\na word\n");
}

TEST_F(Launcher, WithoutAnyImageItEnds) {
  start();
  int status = 0;
  ::waitpid(process, &status, 0);
  process = 0;
  EXPECT_EQ(WEXITSTATUS(status), 1);
}

}  // namespace
}  // namespace tongluo::test
