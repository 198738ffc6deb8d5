#pragma once
// How often an account or a program's token may ask, so that one of them, run wild or taken over, leaves room for the
// others. What issues has a budget of its own, which no reading uses up; cancelling and stopping have none: they are
// always taken. The machine's doors are not counted. Owner thread: control. Pure; time is handed in. Limit: kMaxAskers.

#include <map>
#include <optional>
#include <string>

#include "controller/accounts/permissions.hpp"
#include "protocol/base/time.hpp"

namespace tongluo::http {

struct RequestBudget {
  double burst = 600;      // a page that loads the whole county asks about thirty times
  double per_second = 60;  // and an open page of an alert one and a half times
};
constexpr std::size_t kMaxAskers = 2'048;  // budgets that are not full again; the one longest unused leaves

// Cancelling and stopping.
bool is_always_taken(accounts::Permission permission);

class RequestRates {
 public:
  explicit RequestRates(RequestBudget budget) : budget_(budget) {}
  // False: too often; wait for wait_s().
  bool take(const std::string& actor, accounts::Permission permission, SteadyTime now);
  std::uint32_t wait_s() const;
  std::uint64_t refused() const { return refused_; }

 private:
  struct Bucket {
    double left = 0;
    SteadyTime at{};
  };
  void make_room(SteadyTime now);

  RequestBudget budget_;
  std::map<std::string, Bucket> buckets_;
  std::uint64_t refused_ = 0;
};

}  // namespace tongluo::http
