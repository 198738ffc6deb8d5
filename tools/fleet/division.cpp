#include "tools/fleet/division.hpp"

#include <map>

#include "protocol/base/assert.hpp"

namespace tongluo::fleet {

std::vector<std::size_t> divide(const std::vector<std::uint64_t>& villages, std::size_t parts) {
  TL_ASSERT(parts > 0);
  std::map<std::uint64_t, std::size_t> part_of;
  std::vector<std::size_t> divided;
  divided.reserve(villages.size());
  for (const std::uint64_t village : villages)
    divided.push_back(part_of.try_emplace(village, part_of.size() % parts).first->second);
  return divided;
}

}  // namespace tongluo::fleet
