#include "terminal-fw/storage/disk_reserve.hpp"

#include <fcntl.h>
#include <unistd.h>

#include "terminal-fw/storage/disk_look.hpp"

namespace tongluo::storage {

bool DiskReserve::keep() const {
  std::error_code absent;
  if (std::filesystem::file_size(file_, absent) == kReserveBytes && !absent) return true;
  if (look_at_disk(file_.parent_path()).room < 2 * kReserveBytes) return false;
  const int descriptor = ::open(file_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (descriptor < 0) return false;
  const bool made = ::posix_fallocate(descriptor, 0, static_cast<off_t>(kReserveBytes)) == 0;
  ::close(descriptor);
  if (!made) give_up();
  return made;
}

bool DiskReserve::give_up() const {
  std::error_code error;
  return std::filesystem::remove(file_, error) && !error;
}

}  // namespace tongluo::storage
