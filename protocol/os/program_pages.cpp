#include "protocol/os/program_pages.hpp"

#include <charconv>
#include <fstream>
#include <sstream>
#include <string>
#include <sys/mman.h>

namespace tongluo::os {
namespace {

constexpr std::size_t kMaxLines = 100'000;

std::uintptr_t hexadecimal(const std::string& digits) {
  constexpr int kBase = 16;
  std::uintptr_t value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value, kBase);
  return value;
}

struct Region {
  Mapping mapping;
  bool is_executable = false;

  bool contains(std::uintptr_t address) const {
    return is_executable && address >= mapping.begin && address - mapping.begin < mapping.octets;
  }
};

// Of a file, and not to be written to; anything else is empty.
Region program_region(const std::string& range, std::istringstream& fields) {
  std::string rights, offset, device, inode, path;
  fields >> rights >> offset >> device >> inode >> path;
  if ((rights != "r-xp" && rights != "r--p") || !path.starts_with('/')) return {};
  const auto begin = hexadecimal(range.substr(0, range.find('-')));
  const auto end = hexadecimal(range.substr(range.find('-') + 1));
  return end > begin ? Region{.mapping = {begin, end - begin}, .is_executable = rights == "r-xp"} : Region{};
}

}  // namespace

std::vector<Mapping> file_backed_mappings(std::istream& smaps, std::uintptr_t code) {
  std::vector<Mapping> found;
  Region region;
  bool holds_code = false;
  std::string line;
  for (std::size_t i = 0; i < kMaxLines && std::getline(smaps, line); ++i) {
    std::istringstream fields(line);
    std::string name, value;
    fields >> name;
    if (name.find('-') != std::string::npos) {
      region = program_region(name, fields);
      holds_code = holds_code || region.contains(code);
    } else if (name == "Anonymous:" && region.mapping.octets > 0 && fields >> value && value == "0") {
      found.push_back(region.mapping);
    }
  }
  return holds_code ? found : std::vector<Mapping>{};
}

std::size_t release_program_pages() {
  std::ifstream smaps("/proc/self/smaps");
  std::size_t octets = 0;
  for (const Mapping& mapping : file_backed_mappings(smaps, reinterpret_cast<std::uintptr_t>(&release_program_pages))) {
    // NOLINTNEXTLINE(performance-no-int-to-ptr): the kernel names mappings by numbers
    if (::madvise(reinterpret_cast<void*>(mapping.begin), mapping.octets, MADV_DONTNEED) == 0) octets += mapping.octets;
  }
  return octets;
}

}  // namespace tongluo::os
