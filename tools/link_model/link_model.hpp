#pragma once
// A link between one terminal and the controller: two directions, their common outages and the NAT in between. Pure and
// deterministic by profile, seed and what is sent. Time source: the caller's; `start` is when its periods begin.
//
// Use: `link.up.send(now, bytes)` says when a datagram arrives; at that instant hand it over. A test that cares about
// addresses asks `link.nat.leave(now)` when the terminal sends and `link.nat.lets_in(port, now)` when one arrives.

#include "tools/link_model/nat_mapping.hpp"
#include "tools/link_model/one_way.hpp"

namespace tongluo::link_model {

class LinkModel {
 public:
  LinkModel(const Profile& profile, std::uint64_t seed, SteadyTime start = {});
  // For several flows of one link, which is down for all of them at once.
  LinkModel(const Profile& profile, std::uint64_t seed, const OutagePlan& outages);
  OneWay& way(Direction direction) { return direction == Direction::up ? up : down; }
  bool is_down(SteadyTime at) const { return outages_.is_down(at); }

 private:
  OutagePlan outages_;

 public:
  OneWay up;
  OneWay down;
  NatMapping nat;
};

// Seeds of the parts of one link, from the link's seed.
std::uint64_t outage_seed(std::uint64_t seed);
std::uint64_t way_seed(std::uint64_t seed, Direction direction);

}  // namespace tongluo::link_model
