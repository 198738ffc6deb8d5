#pragma once
// What the audio thread tells the control thread. Each accepted play() gives at most one `started` and exactly one of
// the others.

#include <cstdint>

#include "protocol/base/time.hpp"
#include "terminal-fw/audio/sink_tally.hpp"
#include "terminal-fw/playout/player.hpp"

namespace tongluo::audio {

struct PlaybackEvent {
  enum class Kind : std::uint8_t {
    started,      // its first sample was given to the sink
    finished,     // it played to its end
    stopped,      // by stop(), or because another play() took its place
    sink_failed,  // the device could not be opened or written
  };
  Kind kind{};
  std::uint64_t play_id = 0;
  // When the first sample reached (or will reach) the loudspeaker; the epoch if none did.
  WallTime first_sample{};
  WallTime last_sample{};
  playout::Progress progress;  // at that moment
  SinkTotal sink;              // not with `started`; without the fade after a stop
  const char* detail = "";     // sink_failed: the device's words
};

}  // namespace tongluo::audio
