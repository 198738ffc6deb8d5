#pragma once
// When the amplifier has power: some time before a play, through it, and a while after the last. An audio thread that
// gives the sink nothing more loses it, so that a stalled program leaves no open, humming loudspeaker. Owner: one
// thread (control). Pure; time is handed in. Limit: kMaxWatchedPlays, the oldest leaves.

#include <cstdint>
#include <vector>

#include "protocol/base/time.hpp"

namespace tongluo::fieldbus {

constexpr std::size_t kMaxWatchedPlays = 16;
constexpr auto kAudioStall = seconds(2);         // without a block of sound while one is due
constexpr auto kRelaySlack = milliseconds(300);  // besides the wake-up time: for the bus

struct AmplifierTimes {
  milliseconds wake{500};    // from power to sound
  milliseconds hold{5'000};  // after the last play: it is not switched for each gap
};

class AmplifierSwitch {
 public:
  explicit AmplifierSwitch(AmplifierTimes times) : times_(times) {}

  void on_play(std::uint64_t play, SteadyTime start);
  void on_end(SteadyTime now, std::uint64_t play);
  // The sink was given sound up to here.
  void on_sound(SteadyTime until);

  bool wanted(SteadyTime now) const;
  // Something is due, and the audio thread gives nothing.
  bool stalled(SteadyTime now) const;
  // When wanted() may change by itself; max(): not.
  SteadyTime next_change(SteadyTime now) const;
  std::uint64_t evicted() const { return evicted_; }  // plays it stopped watching before their end

 private:
  struct Play {
    std::uint64_t id = 0;
    SteadyTime start{};
  };
  SteadyTime wake_at(const Play& play) const { return play.start - times_.wake - kRelaySlack; }
  SteadyTime stall_at(const Play& play) const;

  const AmplifierTimes times_;
  std::vector<Play> plays_;
  std::uint64_t evicted_ = 0;
  SteadyTime sound_until_ = SteadyTime::min();
  SteadyTime hold_until_ = SteadyTime::min();
};

}  // namespace tongluo::fieldbus
