#pragma once
// Slows whoever guesses at many accounts from one address, beside the back-off of each account, and counts how signing
// in went. A try costs before it is compared, so that parallel ones gain nothing, and gets it back unless it was
// wrong. There is no budget for all addresses together: strangers must not shut the office out. Pure; time is handed
// in. Limits: below, and kMaxAddresses of controller/enrol/limits.hpp.

#include "controller/enrol/attempt_limiter.hpp"

namespace tongluo::daemon {

constexpr double kWrongSignIns = 20;       // of one address (IPv6: /64), then it waits
constexpr seconds kWrongSignInRefill{30};  // until one more

struct SignInCounters {
  std::uint64_t signed_in = 0;
  std::uint64_t wrong_name = 0;  // unknown or disabled
  std::uint64_t wrong_password = 0;
  std::uint64_t wrong_code = 0;
  std::uint64_t locked = 0;     // turned away: the account's back-off
  std::uint64_t throttled = 0;  // turned away: the address guessed too often
  std::uint64_t busy = 0;       // turned away: too many passwords are being checked, or nothing can be stored
};

class SignInGuard {
 public:
  SignInGuard();
  // False: this address waits. `known`: the account signed in from here before, so its own back-off is enough; a
  // neighbour in the same office who guesses does not turn it away.
  bool may_try(const std::string& address, bool known, SteadyTime now);
  void begin(const std::string& address, SteadyTime now);  // may_try said yes; counts as wrong until taken back
  void take_back(const std::string& address);
  SignInCounters& counters() { return counters_; }
  const SignInCounters& counters() const { return counters_; }

 private:
  enrol::AttemptLimiter limiter_;
  SignInCounters counters_;
};

}  // namespace tongluo::daemon
