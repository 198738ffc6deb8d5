#include "controller/main/sign_in_guard.hpp"

#include <limits>

namespace tongluo::daemon {

SignInGuard::SignInGuard()
    : limiter_({kWrongSignIns, kWrongSignInRefill, std::numeric_limits<double>::infinity(), 0}) {}

bool SignInGuard::may_try(const std::string& address, bool known, SteadyTime now) {
  if (known || limiter_.may_try(enrol::limited_address(address), now)) return true;
  ++counters_.throttled;
  return false;
}

void SignInGuard::begin(const std::string& address, SteadyTime now) {
  limiter_.on_refused(enrol::limited_address(address), now);
}

void SignInGuard::take_back(const std::string& address) { limiter_.take_back(enrol::limited_address(address)); }

}  // namespace tongluo::daemon
