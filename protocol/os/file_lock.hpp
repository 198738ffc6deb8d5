#pragma once
// One holder at a time, in whatever process (flock(2)); the kernel lets go when the process ends, however it ends. Any
// thread.

#include <filesystem>
#include <utility>

#include "protocol/base/result.hpp"

namespace tongluo::os {

class FileLock {
 public:
  // Makes the file if it is not there; it stays. One that is there is enough on a read-only disk. Never waits. Errors:
  // unavailable (somebody has it), io.
  static Result<FileLock> take(const std::filesystem::path& file);

  FileLock(FileLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  FileLock& operator=(FileLock&&) = delete;
  ~FileLock();

 private:
  explicit FileLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace tongluo::os
