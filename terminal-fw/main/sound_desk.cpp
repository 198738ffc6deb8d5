#include "terminal-fw/main/sound_desk.hpp"

#include <algorithm>
#include <spdlog/spdlog.h>
#include <utility>

namespace tongluo::firmware {
namespace {

// Never nothing of something.
std::uint32_t share_of(std::uint32_t installed_percent, std::uint32_t volume_percent) {
  return std::max(1U, installed_percent * volume_percent / 100);
}

terminal::PlaybackEvent::Kind kind_of(audio::PlaybackEvent::Kind kind) {
  switch (kind) {
    case audio::PlaybackEvent::Kind::started:
      return terminal::PlaybackEvent::Kind::started;
    case audio::PlaybackEvent::Kind::finished:
      return terminal::PlaybackEvent::Kind::finished;
    case audio::PlaybackEvent::Kind::stopped:
      return terminal::PlaybackEvent::Kind::stopped;
    case audio::PlaybackEvent::Kind::sink_failed:
      break;
  }
  return terminal::PlaybackEvent::Kind::sink_failed;
}

// Half a megabyte of samples, for drills alone: decoded anew for each. Null: they are damaged.
audio::DrillWords drill_words() { return audio::built_in_drill_words().value_or(nullptr); }

}  // namespace

// False: it cannot be played now.
bool SoundDesk::hand_over(const terminal::Play& play) {
  auto made = make_programme(play, play.drill ? drill_words() : nullptr);
  if (!made) {
    spdlog::error("event=drill_without_prefix play={}", play.play_id);
    return false;
  }
  if (!play.exact_level) made->programme.volume_percent = share_of(installed_percent_, play.volume_percent);
  if (!thread_.play(std::move(made->programme), play.start_at, play.media_at)) return false;
  plays_[play.play_id] = {std::move(made->sources), std::move(made->live), std::move(made->pcm)};
  return true;
}

void SoundDesk::play(const terminal::Play& play) {
  spdlog::info("event=play play={} order={} start_at_us={} repetition={} sample={}", play.play_id,
               to_string(play.order), to_us(play.start_at), play.first_repetition, play.first_sample);
  if (hand_over(play)) return;
  terminal::PlaybackEvent refused{.kind = terminal::PlaybackEvent::Kind::sink_failed, .play_id = play.play_id};
  refused.progress.play_id = play.play_id;
  refused.progress.repetition = play.first_repetition;
  refused.progress.position_sample = play.first_sample;
  own_events_.push_back(refused);
}

ClipSource* SoundDesk::find(std::uint64_t play_id, const Digest& clip) {
  const auto play = plays_.find(play_id);
  if (play == plays_.end()) return nullptr;
  const auto source = play->second.sources.find(clip);
  return source == play->second.sources.end() ? nullptr : source->second.get();
}

void SoundDesk::append(const terminal::AppendAudio& append) {
  ClipSource* source = find(append.play_id, append.clip);
  if (source == nullptr) return;
  if (auto appended = source->append(append.bytes, append.total_bytes); !appended)
    spdlog::error("event=clip_undecodable clip={} detail=\"{}\"", to_string(append.clip), appended.error().detail);
}

void SoundDesk::complete(const terminal::AudioComplete& complete) {
  ClipSource* source = find(complete.play_id, complete.clip);
  if (source == nullptr) return;
  if (auto finished = source->finish(); !finished)
    spdlog::error("event=clip_undecodable clip={} detail=\"{}\"", to_string(complete.clip), finished.error().detail);
}

void SoundDesk::live(const terminal::PlayLive& live) {
  const auto play = plays_.find(live.play_id);
  if (play == plays_.end() || !play->second.live) return;
  if (!play->second.live->try_push(rtp::LivePacket(live.packet)))
    spdlog::warn("event=live_queue_full play={} dropped={}", live.play_id, ++live_dropped_);
}

std::shared_ptr<playout::PcmQueue> SoundDesk::pcm(std::uint64_t play_id) const {
  const auto play = plays_.find(play_id);
  return play == plays_.end() ? nullptr : play->second.pcm;
}

void SoundDesk::stop(const terminal::StopPlay& stop) {
  spdlog::info("event=stop_play play={}", stop.play_id);
  if (!thread_.stop(stop.play_id)) pending_stops_.push_back(stop.play_id);
}

void SoundDesk::retry_stops() {
  for (const std::uint64_t play_id : std::exchange(pending_stops_, {})) stop({play_id});
}

std::optional<terminal::PlaybackEvent> SoundDesk::next_event() {
  if (!own_events_.empty()) {
    const terminal::PlaybackEvent event = own_events_.front();
    own_events_.erase(own_events_.begin());
    return event;
  }
  auto event = thread_.next_event();
  if (!event) return std::nullopt;
  if (event->kind != audio::PlaybackEvent::Kind::started) plays_.erase(event->play_id);
  if (event->kind == audio::PlaybackEvent::Kind::sink_failed)
    spdlog::error("event=sink_failed play={} detail=\"{}\"", event->play_id, event->detail);
  return terminal::PlaybackEvent{kind_of(event->kind), event->play_id,      event->first_sample, event->last_sample,
                                 event->progress,      event->sink.samples, event->sink.digest};
}

}  // namespace tongluo::firmware
