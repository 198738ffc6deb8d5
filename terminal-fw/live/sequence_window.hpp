#pragma once
// What is known of each sequence number whose instant has not passed: a ring of slots from first() on. Pure; allocated
// once. It moves on with time whether packets come or not.

#include <vector>

#include "protocol/base/assert.hpp"
#include "protocol/base/time.hpp"
#include "protocol/rtp/live_packet.hpp"
#include "protocol/rtp/train_manifest.hpp"
#include "terminal-fw/live/limits.hpp"

namespace tongluo::live {

struct Slot {
  enum class State : std::uint8_t {
    unknown,    // no manifest
    promised,   // its manifest was verified: the hash is known
    delivered,  // its packet was verified
  };
  State state = State::unknown;
  bool noticed = false;   // held for missing since noticed_at
  bool waits = false;     // noticed while only its manifest was missing
  bool playable = false;  // delivered in time: `packet` may be handed out again
  std::uint8_t requests = 0;
  rtp::ShortHash hash{};
  SteadyTime noticed_at{};
  SteadyTime ask_at{};    // when noticed: the next request
  SteadyTime asked_at{};  // when requests > 0: the last one
  rtp::LivePacket packet;
};

class SequenceWindow {
 public:
  // Wide enough for the playout delay and the clock's doubt, so that nothing honest lies outside.
  explicit SequenceWindow(microseconds playout_delay) : slots_(width(playout_delay)) {}

  bool begun() const { return begun_; }
  // Forgets all. `anchor` stands at `position`, which gives every other number its place until a manifest says better.
  void begin(std::uint32_t first, std::uint32_t anchor, std::int64_t position) {
    begun_ = true;
    first_ = first;
    slots_.assign(slots_.size(), Slot{});
    set_anchor(anchor, position);
  }
  void set_anchor(std::uint32_t sequence, std::int64_t position) {
    anchor_ = sequence;
    anchor_position_ = position;
  }
  std::uint32_t first() const { return first_; }
  std::uint32_t end() const { return first_ + static_cast<std::uint32_t>(slots_.size()); }
  bool contains(std::uint32_t sequence) const { return begun_ && sequence >= first_ && sequence < end(); }
  Slot& at(std::uint32_t sequence) {
    TL_ASSERT(contains(sequence));
    return slots_[sequence % slots_.size()];
  }
  const Slot& at(std::uint32_t sequence) const {
    TL_ASSERT(contains(sequence));
    return slots_[sequence % slots_.size()];
  }
  std::int64_t position(std::uint32_t sequence) const {
    if (contains(sequence) && at(sequence).state != Slot::State::unknown) return at(sequence).packet.position;
    const std::int64_t distance = std::int64_t{sequence} - std::int64_t{anchor_};
    return anchor_position_ + distance * limits::kLivePacketSamples;
  }
  // Drops first().
  void advance() {
    at(first_) = Slot{};
    ++first_;
  }
  // Drops all.
  void advance_to(std::uint32_t first) {
    slots_.assign(slots_.size(), Slot{});
    first_ = first;
  }
  std::size_t width() const { return slots_.size(); }

 private:
  static std::size_t width(microseconds playout_delay) {
    const auto packets = static_cast<std::size_t>((playout_delay + kClockDoubt) / limits::kLivePacketDuration);
    std::size_t width = 1;
    while (width < packets + 2 * limits::kMaxTrainPackets) width *= 2;
    return width;
  }

  std::vector<Slot> slots_;
  bool begun_ = false;
  std::uint32_t first_ = 0;
  std::uint32_t anchor_ = 0;
  std::int64_t anchor_position_ = 0;
};

}  // namespace tongluo::live
