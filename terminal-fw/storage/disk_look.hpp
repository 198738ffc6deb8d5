#pragma once
// Whether a folder's file system can be written, without writing: flash wears out. A kernel that meets errors of the
// medium makes it read-only, but only when something is written; so a block is read too. Any thread; blocking.

#include <cstdint>
#include <filesystem>
#include <string>

namespace tongluo::storage {

constexpr std::uint64_t kLeastDiskRoom = 1024 * 1024;  // octets; below, it counts as full

struct DiskLook {
  std::string trouble;     // for people; empty: none
  std::uint64_t room = 0;  // octets that this user may still write
};

DiskLook look_at_disk(const std::filesystem::path& folder);

// Why the first block of the file cannot be read from the medium itself, past what the kernel holds in memory; empty:
// it can, or there is no such file. Not for a database: to close it would take SQLite's locks away.
std::string read_trouble(const std::filesystem::path& file);

}  // namespace tongluo::storage
