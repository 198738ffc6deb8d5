#pragma once
// When and where in its programme an occurrence starts: in step with its neighbours, or late at the running position,
// or whole when the running programme would be over. Pure functions over samples at 48 kHz.

#include <cstdint>
#include <optional>

#include "protocol/wire/order.hpp"
#include "terminal-fw/playout/drill_prefix.hpp"

namespace tongluo::terminal {

// Where to begin: a repetition (from 0), and a sample of its tone and items (of a drill: with the prefixes).
struct Position {
  std::uint32_t repetition = 0;
  std::uint64_t sample = 0;
  bool operator==(const Position&) const = default;
};

struct Shape {
  std::uint64_t tone_samples = 0;
  std::uint64_t items_samples = 0;
  std::uint64_t gap_samples = 0;
  std::uint32_t repetitions = 1;
  bool drill = false;
  bool live = false;  // items_samples is the longest duration; a drill's prefixes stand inside it (PROTOCOL.md 11.5)
  std::uint64_t sound_samples() const {
    return tone_samples + (drill && !live ? playout::drill_samples(items_samples) : items_samples);
  }
  std::uint64_t total_samples() const { return sound_samples() * repetitions + gap_samples * (repetitions - 1); }
};

std::uint64_t samples_of(WallTime::duration duration);
WallTime::duration duration_of(std::uint64_t samples);
Shape shape_of(const wire::Order& order);

// The common instant, inside the occurrence's window; without one, the earliest start.
WallTime target_start(const wire::Occurrence& occurrence, WallTime start_at);

// When the live sound begins and ends for everyone, behind the tone.
WallTime live_start(const wire::Order& order, WallTime target);
WallTime live_end(const wire::Order& order, WallTime target);

struct StartPlan {
  WallTime at{};
  Position from;
};

// `join`: a start that was missed is joined where the neighbours are now; else it is played whole. A drill's words
// never sound without the prefix before them: behind the tone it is joined where a prefix begins. What is live is
// always joined; it has no place to start at when it is over, which live_end() tells.
StartPlan plan_start(const Shape& shape, WallTime target, WallTime now, bool join);

// Where an interrupted repetition goes on: where it was; a drill with the prefix of the block it was in.
Position resume_position(const Shape& shape, Position interrupted);

}  // namespace tongluo::terminal
