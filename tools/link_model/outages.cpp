#include "tools/link_model/outages.hpp"

#include "tools/link_model/seeded_random.hpp"

namespace tongluo::link_model {

bool OutagePlan::is_down(SteadyTime at) const {
  if (outages_.period == microseconds(0) || at < start_) return false;
  const std::int64_t period = outages_.period.count();
  const std::int64_t since = (at - start_).count();
  const std::int64_t number = since / period;
  const std::int64_t within = since % period;
  const auto room = static_cast<std::uint64_t>(period - outages_.length.count());
  const auto begin = static_cast<std::int64_t>(mix(seed_ + static_cast<std::uint64_t>(number)) % room);
  return within >= begin && within < begin + outages_.length.count();
}

}  // namespace tongluo::link_model
