#pragma once
// Large files in pieces: digest, copy, room. Any one thread; blocking. Errors: not_found, io, limit.

#include <filesystem>

#include "protocol/base/digest.hpp"
#include "protocol/base/result.hpp"

namespace tongluo::slots {

// An owned descriptor.
class File {
 public:
  File() = default;
  explicit File(int number) : number_(number) {}
  File(File&& other) noexcept;
  File& operator=(File&& other) noexcept;
  File(const File&) = delete;
  ~File();
  int number() const { return number_; }
  bool is_open() const { return number_ >= 0; }

 private:
  int number_ = -1;
};

tl::unexpected<Error> os_failure(const std::filesystem::path& path);  // by errno

// As the disk holds it, past the page cache where the system lets go of it.
Result<Digest> digest_of_file(const std::filesystem::path& path);
// Replaces `to`: written beside, synced, renamed, folder synced. On failure nothing is left beside.
Result<void> copy_durably(const std::filesystem::path& from, const std::filesystem::path& to, unsigned mode);
Result<void> sync_folder(const std::filesystem::path& folder);
// Durably. One that does not exist is no error.
Result<void> remove_durably(const std::filesystem::path& path);
// limit, unless `bytes` more leave at least `reserve_bytes` of the file system to others.
Result<void> check_room(const std::filesystem::path& folder, std::uint64_t bytes, std::uint64_t reserve_bytes);

}  // namespace tongluo::slots
