#pragma once
// The live part of a programme: speech at its place on the time line from T on, and in a drill the prefix instead of
// it from T and again each 35 s, while the speech goes on underneath. Who joins a drill between two prefixes first
// hears a whole one (or silence, if the next is near): no word of a drill without its announcement. PROTOCOL.md 11.5.
// Owner: the player. Pure, no allocation.

#include <cstdint>
#include <memory>
#include <optional>
#include <span>

#include "terminal-fw/playout/drill_prefix.hpp"
#include "terminal-fw/playout/live_reader.hpp"

namespace tongluo::playout {

struct LivePart {
  std::shared_ptr<LiveQueue> packets;  // null: the programme has items instead
  std::uint64_t limit_samples = 0;     // from T; nothing behind it is heard
};

class LivePhase {
 public:
  struct Step {
    std::size_t samples = 0;
    LiveReader::Sound sound = LiveReader::Sound::silence;  // own words count as speech
    bool joint = false;
    bool ended = false;  // at position(): no more samples
  };

  explicit LivePhase(Decoder& decoder) : reader_(decoder) {}
  // `prefix`: null unless a drill. Both must outlive the phase.
  void begin(const LivePart& part, const DrillPrefix* prefix, std::uint64_t joined_at);
  Step step(std::span<std::int16_t> out);  // fills its front; `out` is not empty

  std::uint64_t position() const { return position_; }  // samples since T
  std::uint32_t concealed() const { return reader_.concealed(); }
  std::uint32_t lost() const { return reader_.lost(); }

 private:
  Step speak(std::span<std::int16_t> out);
  Step wait(std::span<std::int16_t> out);
  bool begin_words();

  LiveReader reader_;
  const DrillPrefix* prefix_ = nullptr;
  std::uint64_t limit_ = 0;
  std::uint64_t position_ = 0;
  std::optional<std::uint64_t> word_;  // of the prefix, while it is spoken
  bool announced_ = false;             // a whole prefix was heard
};

}  // namespace tongluo::playout
