#include "terminal-fw/board/interface_counter.hpp"

#include <fstream>

namespace tongluo::board {

std::optional<std::uint64_t> interface_octets(const std::filesystem::path& folder, const std::string& interface) {
  std::uint64_t sum = 0;
  for (const char* name : {"rx_bytes", "tx_bytes"}) {
    std::ifstream in(folder / interface / "statistics" / name);
    std::uint64_t octets = 0;
    if (!(in >> octets)) return std::nullopt;
    sum += octets;
  }
  return sum;
}

std::string kernel_boot_id() {
  std::ifstream in("/proc/sys/kernel/random/boot_id");
  std::string id;
  return in >> id ? id : "unknown";
}

}  // namespace tongluo::board
