#include "controller/core/confirmation.hpp"

#include <algorithm>

namespace tongluo::controller {

bool needs_count(OrderClass order_class, const std::vector<AreaCode>& addressed) {
  if (order_class != OrderClass::routine || addressed.empty()) return true;
  return std::any_of(addressed.begin(), addressed.end(),
                     [&](AreaCode area) { return area.township() != addressed.front().township(); });
}

}  // namespace tongluo::controller
