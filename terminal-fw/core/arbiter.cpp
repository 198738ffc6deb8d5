#include "terminal-fw/core/arbiter.hpp"

#include <algorithm>
#include <tuple>

namespace tongluo::terminal {

bool outranks(const Priority& a, const Priority& b) {
  return std::tie(a.order_class, a.level, a.issuer_rank) < std::tie(b.order_class, b.level, b.issuer_rank);
}

std::optional<OccurrenceKey> choose(std::span<const Priority> waiting, const std::optional<Priority>& playing) {
  const auto highest = std::min_element(waiting.begin(), waiting.end());
  if (highest == waiting.end()) return std::nullopt;
  if (playing && !outranks(*highest, *playing)) return std::nullopt;
  return highest->key;
}

}  // namespace tongluo::terminal
