#include "terminal-fw/main/play_programme.hpp"

namespace tongluo::firmware {

std::optional<PlayProgramme> make_programme(const terminal::Play& play, const audio::DrillWords& drill_words) {
  if (play.drill && drill_words == nullptr) return std::nullopt;
  PlayProgramme made;
  playout::Programme& programme = made.programme;
  programme.play_id = play.play_id;
  programme.tone = play.tone;
  programme.tone_samples = play.tone_samples;
  programme.test_tone = play.test_tone;
  if (play.drill) programme.drill_prefix = drill_words;
  programme.first_repetition = play.first_repetition;
  programme.first_sample = play.first_sample;
  programme.repetitions = play.repetitions;
  programme.gap_samples = play.gap_samples;
  programme.volume_percent = play.volume_percent;
  for (const terminal::PlayClip& item : play.items) {
    auto& source = made.sources[item.clip];
    if (source == nullptr) source = std::make_shared<ClipSource>(item.duration);
    programme.items.push_back({source});
  }
  if (play.local != wire::LocalSource::unspecified) {
    made.pcm = std::make_shared<playout::PcmQueue>();
    programme.pcm = {made.pcm, play.live_samples};
  } else if (play.live_samples > 0) {
    made.live = std::make_shared<playout::LiveQueue>();
    programme.live = {made.live, play.live_samples};
  }
  return made;
}

}  // namespace tongluo::firmware
