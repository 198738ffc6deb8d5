#include "protocol/os/kept_clock.hpp"

#include <sys/timex.h>

#include "protocol/os/files.hpp"

namespace tongluo::os {

bool kernel_clock_synchronised() {
  timex asked{};  // no modes: it sets nothing
  const int state = ::adjtimex(&asked);
  return state >= 0 && state != TIME_ERROR && (asked.status & STA_UNSYNC) == 0;
}

bool wall_clock_kept(const ClockSigns& signs) {
  constexpr std::size_t kMaxFlagBytes = 64 * 1024;  // sysfs calls a page what is one digit
  std::error_code error;
  if (std::filesystem::exists(signs.synchronised, error) || signs.disciplined()) return true;
  for (std::filesystem::directory_iterator chip(signs.chips, error), end; !error && chip != end;
       chip.increment(error)) {
    const auto flag = read_file(chip->path() / "hctosys", kMaxFlagBytes);
    if (flag && as_text(*flag).starts_with('1')) return true;
  }
  return false;
}

}  // namespace tongluo::os
