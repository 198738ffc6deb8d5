#pragma once
// A sound that no order asked for: a self-test, or a source at the terminal itself. What it may interrupt and what
// interrupts it is the arbiter's word, as for orders; it leaves no receipt. Plain values.

#include <optional>

#include "protocol/base/time.hpp"
#include "protocol/wire/configuration.hpp"
#include "terminal-fw/core/arbiter.hpp"
#include "terminal-fw/playout/tone.hpp"

namespace tongluo::terminal {

struct LocalRequest {
  playout::TestTone tone;
  milliseconds duration{};
  std::uint32_t volume_percent = 100;
  bool exact_level = false;  // the tone's level is meant as it is, whatever volume is installed
};

// Somebody at the terminal speaks, or plays something. An alert interrupts it; it goes on afterwards, while the claim
// lasts.
struct ClaimRequest {
  wire::LocalSource source{};
  seconds longest{};                   // at most what is allowed
  std::uint32_t volume_percent = 100;  // likewise
};

struct LocalClaim {
  ClaimRequest request;
  Priority priority;
  WallTime began{};
  SteadyTime until{};
  SteadyTime not_before{};    // after a fault of the sound device
  std::uint64_t samples = 0;  // that sounded
};

enum class LocalRefusal : std::uint8_t {
  not_enabled,  // no signed configuration allows this source, or not at this hour
  no_clock,     // the hour is not known
  busy,         // something sounds that it may not interrupt
  near,         // something is about to start
  safe_mode,    // alerts of level I and II only
};
std::string_view to_string(LocalRefusal refusal);

struct LocalPlay {
  std::uint64_t play_id = 0;
  Priority priority;
  SteadyTime ends_by{};      // by itself
  bool interrupted = false;  // an order was handed over
  SteadyTime give_up{};      // no word from the audio thread: it is over
};

}  // namespace tongluo::terminal
