#include "controller/http/request_rates.hpp"

#include <algorithm>
#include <cmath>

namespace tongluo::http {

using accounts::Permission;

namespace {

enum class Purse : std::uint8_t { none, issuing, other };

Purse purse_of(Permission permission) {
  switch (permission) {
    case Permission::stop_all:
    case Permission::orders_cancel:
      return Purse::none;
    case Permission::orders_prepare:
    case Permission::class_actual:
    case Permission::live_speak:
      return Purse::issuing;
    default:
      return Purse::other;
  }
}

}  // namespace

bool is_always_taken(Permission permission) { return purse_of(permission) == Purse::none; }

bool RequestRates::take(const std::string& actor, Permission permission, SteadyTime now) {
  const Purse purse = purse_of(permission);
  if (purse == Purse::none) return true;
  const std::string name = (purse == Purse::issuing ? "!" : "") + actor;
  if (!buckets_.contains(name)) make_room(now);
  Bucket& bucket = buckets_.try_emplace(name, Bucket{budget_.burst, now}).first->second;
  const double waited = std::chrono::duration<double>(now - bucket.at).count();
  bucket.left = std::min(budget_.burst, bucket.left + waited * budget_.per_second);
  bucket.at = now;
  if (bucket.left < 1) return ++refused_, false;
  bucket.left -= 1;
  return true;
}

std::uint32_t RequestRates::wait_s() const {
  return std::max(1U, static_cast<std::uint32_t>(std::ceil(1 / budget_.per_second)));
}

void RequestRates::make_room(SteadyTime now) {
  if (buckets_.size() < kMaxAskers) return;
  std::erase_if(buckets_, [&](const auto& one) {
    return std::chrono::duration<double>(now - one.second.at).count() * budget_.per_second >= budget_.burst;
  });
  if (buckets_.size() < kMaxAskers) return;
  buckets_.erase(std::min_element(buckets_.begin(), buckets_.end(),
                                  [](const auto& a, const auto& b) { return a.second.at < b.second.at; }));
}

}  // namespace tongluo::http
