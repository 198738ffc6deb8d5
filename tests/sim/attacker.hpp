#pragma once
// Somebody who has taken over the gateway, and strangers at its door. The first sends terminals what nobody with the
// right signed, old and recorded things, and nonsense; the others knock without a place in the county. One thread.

#include "tests/sim/office.hpp"

namespace tongluo::sim {

class Attacker {
 public:
  Attacker(County& county, const Office& office, Dice dice) : county_(county), office_(office), dice_(dice) {}
  void start();

 private:
  void attack();
  void knock();
  std::optional<Envelope> forged_order();
  wire::Order fresh_order(OrderClass order_class, Level level);
  void send(std::size_t terminal, const wire::Message& message);
  void forge_order(std::size_t terminal);
  void replay(std::size_t terminal);
  void forge_stop(std::size_t terminal);
  void send_nonsense(std::size_t terminal);

  County& county_;
  const Office& office_;
  Dice dice_;
  std::vector<std::shared_ptr<NetPeer>> strangers_;
};

}  // namespace tongluo::sim
