#include "controller/accounts/area_scope.hpp"

#include <algorithm>

namespace tongluo::accounts {

bool AreaScope::covers(AreaCode area) const {
  return whole_county() || std::any_of(areas_.begin(), areas_.end(), [&](AreaCode own) { return own.contains(area); });
}

bool AreaScope::touches(AreaCode area) const {
  return covers(area) || std::any_of(areas_.begin(), areas_.end(), [&](AreaCode own) { return area.contains(own); });
}

}  // namespace tongluo::accounts
