#include "terminal-fw/storage/disk_look.hpp"

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

namespace tongluo::storage {

DiskLook look_at_disk(const std::filesystem::path& folder) {
  struct statvfs found {};
  if (::statvfs(folder.c_str(), &found) != 0) return {folder.string() + ": " + std::strerror(errno), 0};
  if ((found.f_flag & ST_RDONLY) != 0) return {"the file system is read-only", 0};
  const std::uint64_t room = std::uint64_t{found.f_bavail} * found.f_frsize;
  if (room >= kLeastDiskRoom) return {{}, room};
  return {"the file system is full: " + std::to_string(room / 1024) + " KiB left", room};
}

std::string read_trouble(const std::filesystem::path& file) {
  constexpr std::size_t kBlock = 4'096;
  alignas(kBlock) std::array<std::byte, kBlock> block;
  int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC | O_DIRECT);
  if (descriptor < 0 && errno == EINVAL) descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);  // not by every one
  if (descriptor < 0) return errno == ENOENT ? std::string() : file.string() + ": " + std::strerror(errno);
  const bool read = ::pread(descriptor, block.data(), block.size(), 0) >= 0;
  std::string trouble = read ? std::string() : file.string() + ": " + std::strerror(errno);
  ::close(descriptor);
  return trouble;
}

}  // namespace tongluo::storage
