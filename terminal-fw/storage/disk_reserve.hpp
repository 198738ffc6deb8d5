#pragma once
// Room on the disk that nobody else can take: a file of no content, given up when a write of the journal finds the disk
// full, so that urgent orders and what became of the others are still kept. Made again once there is room for twice as
// much. The storage thread's. Blocking.

#include <cstdint>
#include <filesystem>

namespace tongluo::storage {

constexpr std::uint64_t kReserveBytes = 1024 * 1024;

// Of the journal with this file. It also tells that there was a journal, when the file is gone.
inline std::filesystem::path reserve_of(const std::filesystem::path& journal) {
  return journal.parent_path() / "journal.reserve";
}

class DiskReserve {
 public:
  explicit DiskReserve(std::filesystem::path file) : file_(std::move(file)) {}
  bool keep() const;     // false: there is none, and no room to make it
  bool give_up() const;  // false: there was none

 private:
  std::filesystem::path file_;
};

}  // namespace tongluo::storage
