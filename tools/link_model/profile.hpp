#pragma once
// What a link does to its packets, as one value; the named ones are in the table of profile.cpp and, with reasons, in
// docs/link-emulator.md. Both directions have the same numbers and their own seeds.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "protocol/base/time.hpp"

namespace tongluo::link_model {

// A two-state chain, stepped once for each datagram: in its bad state every datagram is lost, in its good state none.
struct Loss {
  double share = 0;       // of all datagrams in the long run
  double mean_burst = 0;  // mean length of a run of losses, in datagrams, at least 1; 0: each is lost on its own
};

// In each period one outage of this length, at a seeded place. Nothing passes, in either direction.
struct Outages {
  microseconds period{0};  // 0: none
  microseconds length{0};
};

struct Profile {
  std::string_view name;
  microseconds delay{0};        // each way
  microseconds mean_jitter{0};  // exponential, on top
  // This share of the datagrams takes a way of its own: it neither waits for the one before nor holds up the next. All
  // others arrive in the order in which they were sent.
  double reorder_share = 0;
  double duplicate_share = 0;
  Loss loss;
  Outages outages;
  std::uint64_t bytes_per_second = 0;  // 0: no limit
  std::size_t queue_bytes = 0;         // waiting before that bottleneck; what does not fit is dropped (tail drop)
  microseconds nat_timeout{0};         // of an idle mapping; 0: never
};

std::span<const Profile> profiles();
// Null: there is none of this name.
const Profile* find_profile(std::string_view name);
Profile without_outages(Profile profile);
// Independent loss and nothing else but this delay: for tables over the loss rate.
Profile random_loss(double share, microseconds delay, microseconds mean_jitter);

// Shares within 0 to 1, loss reachable with its mean burst, outages shorter than their period.
bool is_sound(const Profile& profile);

}  // namespace tongluo::link_model
