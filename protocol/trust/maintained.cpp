#include "protocol/trust/maintained.hpp"

#include <algorithm>

namespace tongluo::trust {
namespace {

bool in_scope(const std::vector<AreaCode>& scope, AreaCode area) {
  return std::any_of(scope.begin(), scope.end(), [area](AreaCode part) { return part.contains(area); });
}

}  // namespace

Refusal check_maintained(const std::vector<wire::Target>& targets, const std::vector<AreaCode>& scope) {
  for (const wire::Target& target : targets) {
    if (const auto* area = std::get_if<AreaCode>(&target)) {
      if (!in_scope(scope, *area)) return Refusal::outside_scope;
    } else if (!std::holds_alternative<TerminalId>(target)) {
      return Refusal::bad_area;
    }
  }
  return Refusal::none;
}

Refusal reaches(const std::vector<wire::Target>& targets, const std::vector<AreaCode>& scope,
                const wire::PlaceRecord& place) {
  if (!addresses(targets, place)) return Refusal::not_addressed;
  return in_scope(scope, place.area) ? Refusal::none : Refusal::outside_scope;
}

}  // namespace tongluo::trust
