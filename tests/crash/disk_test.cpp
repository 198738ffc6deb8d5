// Under test: the real tongluod when its disk takes no more, by a file size limit (as root or not) and by a file system
// that is really full, and when its data folder is read-only. It must say so in /health and in the log, call people,
// acknowledge nothing that is not on the disk, take no order, live on, and go on by itself when there is room again.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mount.h>
#include <unistd.h>

#include "protocol/os/clock.hpp"
#include "protocol/os/files.hpp"
#include "tests/crash/daemon_process.hpp"
#include "tests/crash/evidence.hpp"
#include "tests/crash/http_request.hpp"
#include "tests/crash/streams.hpp"
#include "tests/support/own_mounts.hpp"
#include "tests/unit/storage/temp_folder.hpp"

namespace tongluo::crash {
namespace {

using ::testing::HasSubstr;

constexpr std::size_t kTerminals = 4;
constexpr std::size_t kOccurrences = 400;
constexpr auto kWithin = seconds(40);
constexpr auto kPoll = milliseconds(50);
constexpr auto kWhile = milliseconds(1'500);  // longer than the pause between two tries

class DiskTest : public ::testing::Test {
 protected:
  DaemonProcess start(const DaemonLimits& limits = {}) const {
    return {std::filesystem::path(TONGLUO_BIN_DIR) / "tongluod", county_.configuration(), log(), limits};
  }
  std::filesystem::path log() const { return folder_.path() / "tongluod.log"; }
  static std::string text_of(const std::filesystem::path& file) {
    const auto text = os::read_file(file, 16 * 1024 * 1024);
    return text ? std::string(as_text(*text)) : std::string();
  }
  std::string log_text() const { return text_of(log()); }
  HttpReply health() const { return http_request(county_.api_socket(), "GET", "/health"); }
  bool work_until(const std::function<bool()>& condition) {
    const SteadyTime deadline = os::steady_now() + kWithin;
    while (!condition()) {
      if (os::steady_now() > deadline) return false;
      streams_.work(kPoll);
    }
    return true;
  }
  void fill(DaemonProcess& daemon) {
    ASSERT_TRUE(daemon.wait_until_ready()) << log_text();
    EXPECT_EQ(health().status, 200) << health().body;
    streams_.connect(daemon.link_port());
    ASSERT_EQ(streams_.send_order(), "");
    ASSERT_TRUE(work_until([this] { return health().status == 503; })) << "it never said that it is full";
  }
  void expect_honest_trouble() {
    EXPECT_THAT(health().body, HasSubstr("degraded"));
    EXPECT_THAT(health().body, HasSubstr("the last write to the database failed"));
    EXPECT_THAT(log_text(), HasSubstr("event=persist_failed"));
    EXPECT_THAT(log_text(), HasSubstr("event=people_called"));
    const auto is_called = [this] {
      return text_of(folder_.path() / "calls.txt").find("alarm the database") != std::string::npos;
    };
    EXPECT_TRUE(work_until(is_called)) << "the script that calls people was not started";
    // A checkpoint may have made room for one more order: that one is on the disk, as expect_clean() finds.
    const auto is_refused = [this] { return streams_.send_order().find("storage_failed") != std::string::npos; };
    EXPECT_TRUE(work_until(is_refused)) << "it takes orders that it cannot keep";
    streams_.work(kWhile);
    EXPECT_FALSE(streams_.is_everything_reported());
    EXPECT_EQ(health().status, 503) << "it forgot its trouble";
  }
  void expect_recovery(DaemonProcess& daemon) {
    EXPECT_TRUE(work_until([this] { return streams_.is_everything_reported(); })) << "receipts are not taken again";
    EXPECT_EQ(health().status, 200) << health().body;
    EXPECT_EQ(streams_.send_order(), "");
    EXPECT_TRUE(work_until([this] { return streams_.is_everything_reported(); }));
    streams_.drop();
    EXPECT_EQ(daemon.terminate(), 0);
    expect_clean();
  }
  void expect_clean() const {
    const Findings found = examine(county_, streams_.testimony(), streams_.orders());
    EXPECT_TRUE(found.is_clean()) << found.text();
  }

  test::TempFolder folder_;
  County county_{folder_.path(), kTerminals};
  Streams streams_{county_, kOccurrences};
};

constexpr std::size_t kFull = 1'000'000;

TEST_F(DiskTest, AtTheFileLimitNothingIsAcknowledgedThatIsNotOnTheDiskAndRoomHeals) {
  DaemonProcess daemon = start({kFull});
  fill(daemon);
  expect_honest_trouble();
  daemon.lift_limits();
  expect_recovery(daemon);
}

TEST_F(DiskTest, KilledWhileFullItLosesNothing) {
  {
    DaemonProcess daemon = start({kFull});
    fill(daemon);
    daemon.kill();
    streams_.drop();
  }
  expect_clean();
  DaemonProcess daemon = start();
  ASSERT_TRUE(daemon.wait_until_ready()) << log_text();
  streams_.connect(daemon.link_port());
  expect_recovery(daemon);
}

// Without the right to mount the file limit above must do.
TEST_F(DiskTest, OnAFullFileSystemItIsTheSame) {
  const test::OwnMounts mounts(county_.data());
  if (!mounts.made()) GTEST_SKIP() << "no right to mount a small file system";
  ASSERT_EQ(::mount("tmpfs", county_.data().c_str(), "tmpfs", 0, "size=2m"), 0);
  {
    DaemonProcess daemon = start();
    fill(daemon);
    expect_honest_trouble();
    ASSERT_EQ(::mount("tmpfs", county_.data().c_str(), "tmpfs", MS_REMOUNT, "size=64m"), 0);
    expect_recovery(daemon);
  }
  EXPECT_EQ(::umount2(county_.data().c_str(), MNT_DETACH), 0);
}

TEST_F(DiskTest, WithAReadOnlyDataFolderItDoesNotStartAndSaysWhy) {
  {
    DaemonProcess daemon = start();
    ASSERT_TRUE(daemon.wait_until_ready()) << log_text();
    EXPECT_EQ(daemon.terminate(), 0);
  }
  const bool by_mount = ::geteuid() == 0;  // root writes where permissions forbid it
  std::optional<test::OwnMounts> mounts;
  if (by_mount) {
    mounts.emplace(county_.data());
    if (!mounts->made()) GTEST_SKIP() << "root without the right to mount";
    ASSERT_EQ(::mount(county_.data().c_str(), county_.data().c_str(), nullptr, MS_BIND, nullptr), 0);
    ASSERT_EQ(::mount(nullptr, county_.data().c_str(), nullptr, MS_BIND | MS_REMOUNT | MS_RDONLY, nullptr), 0);
  } else {
    std::filesystem::permissions(county_.database(), std::filesystem::perms::owner_read);
    std::filesystem::permissions(county_.data(),
                                 std::filesystem::perms::owner_read | std::filesystem::perms::owner_exec);
  }
  DaemonProcess daemon = start();
  EXPECT_FALSE(daemon.wait_until_ready());
  EXPECT_EQ(daemon.terminate(), 5) << log_text();
  EXPECT_THAT(log_text(), HasSubstr(county_.database().string()));
  EXPECT_EQ(health().status, 0);
  if (by_mount) ::umount2(county_.data().c_str(), MNT_DETACH);
  if (!by_mount) std::filesystem::permissions(county_.data(), std::filesystem::perms::owner_all);
}

}  // namespace
}  // namespace tongluo::crash
