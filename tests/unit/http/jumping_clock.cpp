// Loaded before the C library (LD_PRELOAD): the wall clock of one program runs as many seconds ahead as the file that
// JUMPING_CLOCK names says. The kernel has namespaces for the other clocks only.

#include <cstdint>
#include <cstdlib>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

namespace {

// Mapped at the first question, so that the test's next word counts at once.
const volatile std::int64_t* open_ahead() {
  const char* name = std::getenv("JUMPING_CLOCK");
  const int file = name == nullptr ? -1 : ::open(name, O_RDONLY | O_CLOEXEC);
  if (file < 0) return nullptr;
  void* mapped = ::mmap(nullptr, sizeof(std::int64_t), PROT_READ, MAP_SHARED, file, 0);
  ::close(file);
  return mapped == MAP_FAILED ? nullptr : static_cast<const volatile std::int64_t*>(mapped);
}

}  // namespace

extern "C" int clock_gettime(clockid_t clock, timespec* time) noexcept {
  static const volatile std::int64_t* const ahead = open_ahead();
  const auto failed = static_cast<int>(::syscall(SYS_clock_gettime, clock, time));
  if (failed == 0 && clock == CLOCK_REALTIME && ahead != nullptr) time->tv_sec += *ahead;
  return failed;
}
