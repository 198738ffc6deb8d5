#pragma once
// Which terminal is in which thread. Neighbours stay together: how far they are apart is known within one thread. Pure.

#include <cstdint>
#include <vector>

namespace tongluo::fleet {

// Of each terminal its part, 0 … parts − 1, by the village it stands in; villages go to the parts in turn.
std::vector<std::size_t> divide(const std::vector<std::uint64_t>& villages, std::size_t parts);

}  // namespace tongluo::fleet
