#pragma once
// Live speech through a troubled network: the controller's real LiveDesk, each terminal's real media path and receiver,
// datagrams over tools/link_model, a NAT before each terminal. Addresses change and the old ones go dead without a
// word, profiles change, links are cut off, sessions end, terminals restart, somebody on the way forges and replays.
// Then all heals, with new addresses for everybody, and the speech goes on. One seed decides everything; one thread.

#include "tests/sim/environment.hpp"

namespace tongluo::sim {

namespace promise {
inline constexpr const char* kOnlySpoken = "of live speech only what was spoken sounds, before its instant";
inline constexpr const char* kHeardAgain = "live speech is heard again once the network works";
inline constexpr const char* kEndTold = "whoever comes back after the end of live speech is told of it";
inline constexpr const char* kProvenAddress = "an address that has not echoed a challenge gets nothing else";
inline constexpr const char* kUnverifiedBounded = "unverified live packets are bounded";
}  // namespace promise

struct LiveMutants {
  bool believes_all = false;       // plays packets that no manifest vouches for
  bool keeps_its_address = false;  // a terminal that says nothing more once its mapping is gone
  bool answers_strangers = false;  // a controller that sends to whoever sends
  bool hoards = false;             // a terminal that keeps packets without limit until their manifest comes
  bool keeps_its_session = false;  // a terminal that says nothing more once its session has ended
  bool hides_the_end = false;      // a controller that tells nobody who comes late that a stream has ended
};

struct LiveOptions {
  std::ostream* trace = nullptr;
  LiveMutants mutants;
};

struct LiveResult {
  std::optional<Breach> breach;
  std::deque<std::string> last_lines;
  std::uint64_t trace_hash = 0, events = 0;
  std::uint64_t packets = 0;  // that should have sounded, over all terminals
  std::uint64_t missing = 0;
  std::uint64_t rebindings = 0, moves = 0, forged = 0;
  std::uint64_t sessions_ended = 0, restarts = 0;
  std::uint64_t dead = 0;  // datagrams to an address that was no more
};

LiveResult run_live(std::uint64_t seed, const LiveOptions& options = {});

}  // namespace tongluo::sim
