#pragma once
// When a link is down: once in each period, at a place that follows from the seed and the period's number alone.

#include "tools/link_model/profile.hpp"

namespace tongluo::link_model {

class OutagePlan {
 public:
  OutagePlan(const Outages& outages, std::uint64_t seed, SteadyTime start)
      : outages_(outages), seed_(seed), start_(start) {}
  // Before the start there is none.
  bool is_down(SteadyTime at) const;

 private:
  Outages outages_;
  std::uint64_t seed_;
  SteadyTime start_;
};

}  // namespace tongluo::link_model
