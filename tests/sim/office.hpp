#pragma once
// The people: sign orders, cancels and stop-alls at random times, hand them in, and hand in again what the controller
// could not store. One thread.

#include "tests/sim/county.hpp"

namespace tongluo::sim {

class Office {
 public:
  Office(County& county, Dice dice) : county_(county), dice_(dice) {}
  void start(SteadyTime until);
  wire::Order random_order(Dice& dice, WallTime now) const;  // of any class, valid, not signed
  Envelope sealed(const wire::Order& order) const;           // by all who must

 private:
  void act();
  void issue();
  void stop_something();
  void hand_in(const KnownOrder& order);
  void hand_in(const KnownStop& stop);

  County& county_;
  Dice dice_;
  SteadyTime until_{};
};

}  // namespace tongluo::sim
