#pragma once
// How often strangers may try: a budget of refusals for each address and one for all. Only refusals cost, so that a
// village behind one address of its carrier enrols at any speed. Pure; time is handed in. Limits: those handed in, for
// enrolment controller/enrol/limits.hpp; of the addresses kMaxAddresses.

#include <cstdint>
#include <map>
#include <string>

#include "protocol/base/time.hpp"

namespace tongluo::enrol {

// Tokens that come back with time.
class TokenBucket {
 public:
  TokenBucket(double burst, double per_second) : burst_(burst), per_second_(per_second), tokens_(burst) {}
  bool has(SteadyTime now) { return refill(now), tokens_ >= 1; }
  void take(SteadyTime now) { refill(now), tokens_ -= 1; }  // may go below zero
  void put_back() { tokens_ = tokens_ + 1 < burst_ ? tokens_ + 1 : burst_; }
  bool try_take(SteadyTime now) { return has(now) && (take(now), true); }

 private:
  void refill(SteadyTime now);
  double burst_, per_second_, tokens_;
  SteadyTime last_ = SteadyTime::min();
};

struct AttemptLimits {
  double per_address;  // refusals, then the address waits
  seconds refill;      // until it has one more
  double all_burst;    // the same for all addresses together
  double all_per_second;
};
AttemptLimits enrolment_limits();

class AttemptLimiter {
 public:
  explicit AttemptLimiter(AttemptLimits limits = enrolment_limits());
  bool may_try(const std::string& address, SteadyTime now);
  void on_refused(const std::string& address, SteadyTime now);
  void take_back(const std::string& address);  // what was counted as a refusal was none
  std::size_t address_count() const { return addresses_.size(); }

 private:
  struct Entry {
    TokenBucket bucket;
    SteadyTime last_refused{};
  };
  AttemptLimits limits_;
  std::map<std::string, Entry> addresses_;
  TokenBucket all_;
};

// What a limit counts as one address: IPv4 whole, IPv6 by its /64.
std::string limited_address(const std::string& address);

}  // namespace tongluo::enrol
