#pragma once
// What all relays of one run share: the profile, the seed, the queue of the postponed. One thread.

#include <boost/asio/ip/address.hpp>

#include "tools/link-emu/postponed.hpp"
#include "tools/link_model/link_model.hpp"

namespace tongluo::link_emu {

constexpr std::size_t kMaxFlows = 8'192;  // UDP flows, and TCP connections; more are refused and counted

constexpr std::size_t kMaxReadBytes = 65'536;  // the longest datagram; of a stream, at most so much at once
constexpr int kMaxReadsAtOnce = 64;            // then the others get their turn

struct World {
  boost::asio::io_context& context;
  Postponed& postponed;
  link_model::Profile profile;
  std::uint64_t seed = 0;
  SteadyTime start{};
  std::uint64_t flows_made = 0;
  std::vector<std::byte> scratch = std::vector<std::byte>(kMaxReadBytes);  // what was just read, until it is copied

  // The next flow's seed: by the order in which flows first appear.
  std::uint64_t next_seed() { return link_model::mix(link_model::mix(seed) + flows_made++); }
  // One client address is one link: all its flows are down together.
  link_model::OutagePlan outages_of(const boost::asio::ip::address& client) const {
    const std::uint64_t of_client = client.is_v4() ? client.to_v4().to_uint() : 0;
    return {profile.outages, link_model::outage_seed(link_model::mix(seed) + of_client), start};
  }
};

}  // namespace tongluo::link_emu
