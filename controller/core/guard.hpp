#pragma once
// What stands between a mistake and a sounding horn: curfew by class, quotas per issuer, duplicates, plausibility. It
// holds (one more person must sign), refuses (quota, duplicate) or warns; it never blocks level I of class actual.
// Pure; time is handed in. Limits: kMaxGuardedIssuers, kMaxRecentOrders.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "controller/core/views.hpp"

namespace tongluo::controller {

// Allowed hours of a class, as minutes of the local day; until < from spans midnight.
struct DayHours {
  std::uint32_t from_minute = 0;
  std::uint32_t until_minute = 24 * 60;
};

struct GuardSettings {
  std::chrono::minutes utc_offset{8 * 60};
  DayHours routine_hours{6 * 60, 22 * 60};
  DayHours exercise_hours{8 * 60, 20 * 60};
  DayHours test_hours{8 * 60, 20 * 60};
  // Per issuer key and class, below level II: a bucket.
  std::uint32_t quota_burst = 20;
  std::uint32_t quota_per_hour = 60;
  seconds duplicate_window{120};
  // Plausibility.
  DayHours night{22 * 60, 6 * 60};
  milliseconds very_long{10 * 60 * 1000};
  std::uint32_t very_loud_percent = 95;
  double whole_county_share = 0.9;  // of all terminals
};

// What the guard looks at. `issuer` and `by_relay` are unknown while composing.
struct GuardInput {
  const wire::Order& order;
  std::optional<KeyId> issuer;  // of the first signature
  bool by_relay = false;        // nobody but relay keys has signed
  std::size_t addressed = 0;
  std::size_t terminals = 0;  // in the county
  milliseconds longest_sound{};
  std::vector<std::string> clip_warnings;  // for people
};

struct GuardVerdict {
  Refusal refusal = Refusal::none;  // quota_exceeded, duplicate
  std::string detail;
  std::vector<std::string> holds;  // "curfew", "upstream"
  std::vector<Warning> warnings;
};

constexpr std::size_t kMaxGuardedIssuers = 512;
constexpr std::size_t kMaxRecentOrders = 2'048;

class Guard {
 public:
  explicit Guard(GuardSettings settings) : settings_(std::move(settings)) {}
  GuardVerdict look(const GuardInput& input, WallTime now) const;
  // An order was taken from this issuer: it counts against the quota and the duplicates.
  void took(const GuardInput& input, WallTime now);
  bool allowed(OrderClass order_class, WallTime at) const;  // the curfew alone
  std::size_t remembered() const { return buckets_.size() + recent_.size(); }

 private:
  using BucketKey = std::pair<KeyId, OrderClass>;
  struct Bucket {
    double tokens = 0;
    WallTime at{};
  };
  struct Recent {
    Digest content;  // of the order without its times and nonce
    WallTime at{};
  };
  double tokens(const BucketKey& key, WallTime now) const;
  void warn(const GuardInput& input, bool at_night, GuardVerdict& verdict) const;

  GuardSettings settings_;
  std::map<BucketKey, Bucket> buckets_;
  std::vector<Recent> recent_;
};

// The digest of what sounds where, without times and nonce.
Digest content_digest(const wire::Order& order);

}  // namespace tongluo::controller
