#pragma once
// What a real-time thread must not do, counted by the thread that does it, in this program and in every library that it
// uses: malloc and its kin, locks, output, exceptions. By the linker: this program's definitions are everybody's.

#include <cstddef>
#include <string>

namespace tongluo::test {

struct Misdeeds {
  std::size_t allocations = 0;
  std::size_t releases = 0;
  std::size_t locks = 0;
  std::size_t outputs = 0;
  std::size_t throws = 0;
  bool operator==(const Misdeeds&) const = default;
};

std::string to_string(const Misdeeds& misdeeds);

// From now on what the calling thread does counts, or no longer.
void watch_this_thread(bool watched);
// Of all threads that were watched, since the last forget().
Misdeeds misdeeds();
void forget_misdeeds();
// Who called whom when the first was done, for whoever looks for it: files with offsets, for addr2line.
std::string first_misdeed();

}  // namespace tongluo::test
