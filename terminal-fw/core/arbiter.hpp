#pragma once
// Who may sound. One total order: tier, level, issuer rank, start. Tier, level and rank pre-empt; an earlier start
// only goes first among those that wait. Pure functions.

#include <compare>
#include <cstdint>
#include <optional>
#include <span>

#include "protocol/base/digest.hpp"
#include "protocol/base/time.hpp"
#include "protocol/base/vocabulary.hpp"

namespace tongluo::terminal {

struct OccurrenceKey {
  Digest order;
  std::uint32_t number = 0;
  auto operator<=>(const OccurrenceKey&) const = default;
};

// What kind of sound it is, the highest first.
enum class Tier : std::uint8_t {
  actual = 1,
  exercise,
  test,
  local,  // microphone, line in or stick, where signed configuration enables them
  routine,
  low_local,  // the same, where it puts them below
  self_test,  // yields to everything
};
Tier tier_of(OrderClass order_class);

// Smaller is higher, field by field.
struct Priority {
  Tier tier{};
  Level level{};
  std::uint32_t issuer_rank = 0;
  WallTime start{};
  OccurrenceKey key;  // two equal ones still have an order
  auto operator<=>(const Priority&) const = default;
};

// May `a` interrupt `b`?
bool outranks(const Priority& a, const Priority& b);

// The one to start now, if any: the highest of those waiting, if nothing plays or it outranks what does.
std::optional<OccurrenceKey> choose(std::span<const Priority> waiting, const std::optional<Priority>& playing);

}  // namespace tongluo::terminal
