#include "protocol/os/program_pages.hpp"

#include <charconv>
#include <cstdint>
#include <fstream>
#include <sstream>
#include <string>
#include <sys/mman.h>

namespace tongluo::os {
namespace {

constexpr std::size_t kMaxLines = 100'000;

struct Mapping {
  std::uintptr_t begin = 0;
  std::size_t octets = 0;
};

std::uintptr_t hexadecimal(const std::string& digits) {
  constexpr int kBase = 16;
  std::uintptr_t value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value, kBase);
  return value;
}

// Of a file, and not to be written to; anything else is empty.
Mapping program_mapping(const std::string& range, std::istringstream& fields) {
  std::string rights, offset, device, inode, path;
  fields >> rights >> offset >> device >> inode >> path;
  if ((rights != "r-xp" && rights != "r--p") || !path.starts_with('/')) return {};
  const auto begin = hexadecimal(range.substr(0, range.find('-')));
  const auto end = hexadecimal(range.substr(range.find('-') + 1));
  return end > begin ? Mapping{begin, end - begin} : Mapping{};
}

}  // namespace

std::size_t release_program_pages() {
  std::ifstream maps("/proc/self/smaps");
  std::string line;
  std::size_t octets = 0;
  Mapping mapping;
  for (std::size_t i = 0; i < kMaxLines && std::getline(maps, line); ++i) {
    std::istringstream fields(line);
    std::string first, value;
    fields >> first;
    if (first.find('-') != std::string::npos) {
      mapping = program_mapping(first, fields);
      continue;
    }
    // What the loader relocated, or anybody wrote, is the process's own: only what equals the file may go.
    if (first != "Anonymous:" || !(fields >> value) || value != "0" || mapping.octets == 0) continue;
    // NOLINTNEXTLINE(performance-no-int-to-ptr): the kernel names mappings by numbers
    auto* const begin = reinterpret_cast<void*>(mapping.begin);
    if (::madvise(begin, mapping.octets, MADV_DONTNEED) == 0) octets += mapping.octets;
  }
  return octets;
}

}  // namespace tongluo::os
