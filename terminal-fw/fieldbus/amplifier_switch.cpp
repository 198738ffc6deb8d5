#include "terminal-fw/fieldbus/amplifier_switch.hpp"

#include <algorithm>

namespace tongluo::fieldbus {

void AmplifierSwitch::on_play(std::uint64_t play, SteadyTime start) {
  if (plays_.size() == kMaxWatchedPlays) {
    plays_.erase(plays_.begin());
    ++evicted_;
  }
  plays_.push_back({play, start});
}

void AmplifierSwitch::on_end(SteadyTime now, std::uint64_t play) {
  const bool was_on = wanted(now);
  if (std::erase_if(plays_, [play](const Play& each) { return each.id == play; }) > 0 && was_on)
    hold_until_ = std::max(hold_until_, now + SteadyTime::duration(times_.hold));
}

void AmplifierSwitch::on_sound(SteadyTime until) { sound_until_ = std::max(sound_until_, until); }

SteadyTime AmplifierSwitch::stall_at(const Play& play) const {
  return std::max(play.start, sound_until_) + SteadyTime::duration(kAudioStall);
}

bool AmplifierSwitch::wanted(SteadyTime now) const {
  if (now < hold_until_) return true;
  return std::any_of(plays_.begin(), plays_.end(),
                     [&](const Play& play) { return now >= wake_at(play) && now < stall_at(play); });
}

bool AmplifierSwitch::stalled(SteadyTime now) const {
  return std::any_of(plays_.begin(), plays_.end(), [&](const Play& play) { return now >= stall_at(play); });
}

SteadyTime AmplifierSwitch::next_change(SteadyTime now) const {
  SteadyTime next = hold_until_ > now ? hold_until_ : SteadyTime::max();
  for (const Play& play : plays_)
    for (const SteadyTime at : {wake_at(play), stall_at(play)})
      if (at > now) next = std::min(next, at);
  return next;
}

}  // namespace tongluo::fieldbus
