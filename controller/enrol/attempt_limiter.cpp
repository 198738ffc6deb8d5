#include "controller/enrol/attempt_limiter.hpp"

#include <algorithm>

#include "controller/enrol/limits.hpp"

namespace tongluo::enrol {

void TokenBucket::refill(SteadyTime now) {
  if (last_ != SteadyTime::min() && now > last_) {
    const double passed = std::chrono::duration<double>(now - last_).count();
    tokens_ = std::min(burst_, tokens_ + passed * per_second_);
  }
  last_ = std::max(last_, now);
}

AttemptLimits enrolment_limits() { return {kWrongPerAddress, kWrongRefill, kWrongBurst, kWrongPerSecond}; }

AttemptLimiter::AttemptLimiter(AttemptLimits limits) : limits_(limits), all_(limits.all_burst, limits.all_per_second) {}

bool AttemptLimiter::may_try(const std::string& address, SteadyTime now) {
  const auto at = addresses_.find(address);
  return all_.has(now) && (at == addresses_.end() || at->second.bucket.has(now));
}

void AttemptLimiter::on_refused(const std::string& address, SteadyTime now) {
  all_.take(now);
  auto at = addresses_.find(address);
  if (at == addresses_.end()) {
    if (addresses_.size() >= kMaxAddresses)
      addresses_.erase(std::min_element(addresses_.begin(), addresses_.end(), [](const auto& a, const auto& b) {
        return a.second.last_refused < b.second.last_refused;
      }));
    const double per_second = 1.0 / static_cast<double>(limits_.refill.count());
    at = addresses_.emplace(address, Entry{TokenBucket(limits_.per_address, per_second), {}}).first;
  }
  at->second.bucket.take(now);
  at->second.last_refused = now;
}

void AttemptLimiter::take_back(const std::string& address) {
  all_.put_back();
  const auto at = addresses_.find(address);
  if (at != addresses_.end()) at->second.bucket.put_back();
}

std::string limited_address(const std::string& address) {
  // As Asio writes them: "2001:db8:1:2:3:4:5:6", with "::" for zeros.
  if (address.find(':') == std::string::npos || address.starts_with("::ffff:")) return address;
  constexpr int kNetworkGroups = 4;
  std::size_t at = 0;
  for (int group = 0; group < kNetworkGroups && at < address.size(); ++group) {
    const std::size_t colon = address.find(':', at);
    if (colon == std::string::npos || colon + 1 >= address.size()) return address;
    if (address[colon + 1] == ':') return address.substr(0, colon) + "::";
    at = colon + 1;
  }
  return address.substr(0, at) + ":";
}

}  // namespace tongluo::enrol
