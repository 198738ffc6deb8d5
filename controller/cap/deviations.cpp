#include "controller/cap/deviations.hpp"

#include <algorithm>

namespace tongluo::cap {

Dialects default_dialects() {
  Dialects names;
  for (const Deviation& one : kDeviations)
    if (one.allowed_by_default) names.emplace(one.name);
  return names;
}

bool is_deviation(std::string_view name) {
  return std::any_of(kDeviations.begin(), kDeviations.end(), [&](const Deviation& one) { return one.name == name; });
}

}  // namespace tongluo::cap
