#include "terminal-fw/core/arbiter.hpp"

#include <algorithm>
#include <tuple>

namespace tongluo::terminal {

Tier tier_of(OrderClass order_class) {
  switch (order_class) {
    case OrderClass::actual:
      return Tier::actual;
    case OrderClass::exercise:
      return Tier::exercise;
    case OrderClass::test:
      return Tier::test;
    case OrderClass::routine:
    case OrderClass::unspecified:
      break;
  }
  return Tier::routine;
}

bool outranks(const Priority& a, const Priority& b) {
  return std::tie(a.tier, a.level, a.issuer_rank) < std::tie(b.tier, b.level, b.issuer_rank);
}

std::optional<OccurrenceKey> choose(std::span<const Priority> waiting, const std::optional<Priority>& playing) {
  const auto highest = std::min_element(waiting.begin(), waiting.end());
  if (highest == waiting.end()) return std::nullopt;
  if (playing && !outranks(*highest, *playing)) return std::nullopt;
  return highest->key;
}

}  // namespace tongluo::terminal
