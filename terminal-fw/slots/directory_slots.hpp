#pragma once
// Two slots as two folders, one image file (a program) in each, and a boot record beside them:
//
//   ROOT/boot        which slot is good, which is tried, how often still (update/boot_record.hpp)
//   ROOT/a/image     ROOT/b/image
//
// The launcher, which lies in no slot, calls choose_slot() and starts what it names; so no image, however broken, can
// keep the terminal from the way back. Every change is one synced rename. Owner: one thread that may block.

#include "terminal-fw/update/boot_record.hpp"
#include "terminal-fw/update/engine.hpp"

namespace tongluo::slots {

std::filesystem::path image_of(const std::filesystem::path& root, update::Slot slot);
Result<update::BootRecord> read_boot_record(
    const std::filesystem::path& root);  // corrupt, io; not_found: never updated

struct Chosen {
  update::Slot slot = update::Slot::a;
  std::string alarm;  // not empty: what was wrong, for the log
};
// Once at each start, before the image runs. Counts a trial down, durably, before it names it: where that cannot be
// written (read-only, full) the good slot starts instead. A lost record or a missing good image falls back to the slot
// that has one. Error: not_found (no image at all).
Result<Chosen> choose_slot(const std::filesystem::path& root);

class DirectorySlots final : public update::UpdateEngine {
 public:
  // `running`: as chosen by the launcher. `reserve_bytes` of the file system stay free for journal and clips.
  DirectorySlots(std::filesystem::path root, update::Slot running, std::uint64_t reserve_bytes)
      : root_(std::move(root)), running_(running), reserve_bytes_(reserve_bytes) {}

  Result<update::BootFacts> facts() override;
  Result<void> install(const std::filesystem::path& file, const Digest& image) override;
  Result<void> activate(const Digest& release) override;
  Result<void> confirm() override;
  Result<void> revert() override;

 private:
  std::filesystem::path root_;
  update::Slot running_;
  std::uint64_t reserve_bytes_;
};

}  // namespace tongluo::slots
