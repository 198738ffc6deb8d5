// The whole updater on real directories, killed as it enters each system call that changes the file system. What is
// left starts again and ends the update. Under test besides: everything is synced before and after it is renamed.

#include <cstdlib>
#include <gtest/gtest.h>

#include "protocol/os/files.hpp"
#include "tests/unit/terminal_slots/slot_terminal.hpp"
#include "tests/unit/terminal_slots/traced_process.hpp"

namespace tongluo::test {
namespace {

constexpr int kMaxStarts = 12;
constexpr std::size_t kMostCalls = 1'000;

const Release& release() {
  static const Release made = ReleaseDesk::get().make(12, limits::kImageBlockBytes + 3'000);
  return made;
}

// In memory where there is such a place: a hundred updates sync four thousand times.
std::filesystem::path made_folder() {
  for (std::string name : {std::string("/dev/shm/tongluo-XXXXXX"), testing::TempDir() + "tongluo-XXXXXX"})
    if (::mkdtemp(name.data()) != nullptr) return name;
  TL_ASSERT(false && "no folder for a test");
  return {};
}

class Folder {
 public:
  Folder() {
    std::filesystem::create_directories(root() / "a");
    TL_ASSERT(os::write_file(root() / "a" / "image", image_of(kOldVersion, 4'000), 0755).has_value());
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(root_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  const std::filesystem::path& root() const { return root_; }
  std::function<int()> one_start() const {
    return [this] { return static_cast<int>(SlotTerminal(root(), release()).run()); };
  }

 private:
  std::filesystem::path root_ = made_folder();
};

// Starts until the update has ended; the kill counts from the first one on.
int run_killed_at(const Folder& folder, std::size_t kill_at, bool& killed) {
  killed = false;
  for (int starts = 0; starts < kMaxStarts; ++starts) {
    const auto traced = run_traced(folder.one_start(), killed ? 0 : kill_at);
    if (!traced) return -1;
    if (traced->killed) {
      killed = true;
      continue;
    }
    kill_at -= std::min(kill_at, traced->calls.size());
    if (traced->exit_code != static_cast<int>(SlotTerminal::End::restart)) return traced->exit_code;
  }
  return -2;
}

bool may_trace() {
  return run_traced([] { return 0; }, 0).has_value();
}

TEST(KilledUpdate, AtEachSystemCallTheUpdateEndsConfirmed) {
  if (!may_trace()) GTEST_SKIP() << "no right to trace a child";
  std::size_t at = 1;
  for (; at <= kMostCalls; ++at) {
    const Folder folder;
    bool killed = false;
    ASSERT_EQ(run_killed_at(folder, at, killed), static_cast<int>(SlotTerminal::End::update_ended))
        << "killed at " << at;
    const auto record = slots::read_boot_record(folder.root());
    ASSERT_TRUE(record.has_value()) << at;
    EXPECT_EQ(*record, (update::BootRecord{update::Slot::b, {}, {}})) << at;
    EXPECT_EQ(*os::read_file(slots::image_of(folder.root(), update::Slot::a), 1'000'000), image_of(kOldVersion, 4'000));
    EXPECT_EQ(*os::read_file(slots::image_of(folder.root(), update::Slot::b), 1'000'000), release().image) << at;
    if (!killed) break;  // an update has fewer calls than that
  }
  EXPECT_GT(at, 60U);
  EXPECT_LT(at, kMostCalls);
}

TEST(KilledUpdate, WhatIsRenamedIsSyncedBeforeAndItsFolderAfter) {
  if (!may_trace()) GTEST_SKIP() << "no right to trace a child";
  const Folder folder;
  std::size_t renames = 0;
  for (int starts = 0; starts < 2; ++starts) {
    bool written = false;
    bool renamed = false;
    const auto traced = run_traced(folder.one_start(), 0);
    for (const Call call : traced->calls) {
      if (call == Call::write) {
        EXPECT_FALSE(renamed) << "something is written before the rename is durable";
        written = true;
      }
      if (call == Call::rename) {
        EXPECT_FALSE(written || renamed) << "renamed before it was synced";
        renamed = true;
        ++renames;
      }
      EXPECT_FALSE(call == Call::remove && renamed);
      if (call == Call::sync) written = renamed = false;
    }
    EXPECT_FALSE(written || renamed);
  }
  EXPECT_GE(renames, 10U);
}

}  // namespace
}  // namespace tongluo::test
