#pragma once
// Gives back the pages of program text that only the start needed: libraries' tables and set-up, several megabytes of
// them. They come back from the file, unchanged, when they are needed. For devices with little memory, where they would
// else be let go one by one while an alert plays. Any thread, once the start is over. An unreadable /proc: nothing
// happens.

#include <cstddef>
#include <cstdint>
#include <istream>
#include <vector>

namespace tongluo::os {

struct Mapping {
  std::uintptr_t begin = 0;
  std::size_t octets = 0;

  bool operator==(const Mapping&) const = default;
};

// `smaps`: the text of /proc/PID/smaps (proc(5)); `code`: an address in the text of the process. Mappings of a file
// that cannot be written to, each page of them the file's: what the loader relocated, or anybody wrote, is the
// process's own and would be lost. Where `code` lies in no executable mapping the text tells of another process, as
// under qemu, and nothing is answered.
std::vector<Mapping> file_backed_mappings(std::istream& smaps, std::uintptr_t code);

std::size_t release_program_pages();  // octets of the mappings that were looked at

}  // namespace tongluo::os
