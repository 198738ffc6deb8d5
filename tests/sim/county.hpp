#pragma once
// A whole county in one thread: one controller, its terminals, the network between them, the people who dispatch. Owner
// of all parts. What happens to it comes from outside: Office (orders), Attacker (forgeries), Trouble (faults).

#include "tests/sim/controller_node.hpp"
#include "tests/sim/plan.hpp"

namespace tongluo::sim {

class County {
 public:
  County(const Plan& plan, std::ostream* trace);

  // Enrols trust list, places and clips, powers everything on, and waits until all is durable and all are connected.
  void set_up();

  std::size_t size() const { return terminals.size(); }
  void make(KnownOrder order);
  void make(KnownStop stop);
  const KnownOrder* find(const Digest& order) const;
  std::optional<std::size_t> index_of(const TerminalId& terminal) const;
  bool addresses(const KnownOrder& order, std::size_t terminal) const;
  std::size_t addressed(const wire::Order& order) const;
  // May this stop end that order at this terminal?
  bool covers(const KnownStop& stop, const KnownOrder& order, std::size_t terminal) const;

  const Plan plan;
  Environment environment;
  Watchers watchers;
  Network network;
  ControllerNode controller;
  std::vector<std::unique_ptr<TerminalNode>> terminals;
  std::vector<KnownOrder> orders;  // of everybody, attackers too
  std::vector<KnownStop> stops;
  bool healed = false;

 private:
  std::map<Digest, std::size_t> by_digest_;
  std::vector<wire::PlaceRecord> places_;
  std::map<TerminalId, std::size_t> by_id_;
};

}  // namespace tongluo::sim
