// Loaded before the C library (LD_PRELOAD): while the file exists that HANGING_DISK names, whoever waits for the disk
// (SQLite at each commit), or reads past the kernel's memory, waits on; the first says so once on standard error.

#include <atomic>
#include <cstdlib>
#include <fcntl.h>
#include <poll.h>
#include <string_view>
#include <sys/syscall.h>
#include <unistd.h>

namespace {

std::atomic<bool> said{false};

void wait_while_it_hangs() {
  constexpr std::string_view kWord = "the disk hangs\n";
  constexpr int kLookMs = 10;
  const char* name = std::getenv("HANGING_DISK");
  while (name != nullptr && ::access(name, F_OK) == 0) {
    if (!said.exchange(true) && ::write(STDERR_FILENO, kWord.data(), kWord.size()) < 0) return;
    ::poll(nullptr, 0, kLookMs);
  }
}

}  // namespace

extern "C" ssize_t pread(int file, void* buffer, size_t count, off_t offset) {
  if ((::fcntl(file, F_GETFL) & O_DIRECT) != 0) wait_while_it_hangs();
  return ::syscall(SYS_pread64, file, buffer, count, offset);
}

extern "C" ssize_t pread64(int file, void* buffer, size_t count, off64_t offset) {
  return pread(file, buffer, count, offset);
}

extern "C" int fdatasync(int file) {
  wait_while_it_hangs();
  return static_cast<int>(::syscall(SYS_fdatasync, file));
}

extern "C" int fsync(int file) {
  wait_while_it_hangs();
  return static_cast<int>(::syscall(SYS_fsync, file));
}
