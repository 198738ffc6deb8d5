#include "tools/fleet/virtual_sound.hpp"

#include <algorithm>

namespace tongluo::fleet {
namespace {

using Kind = terminal::PlaybackEvent::Kind;

milliseconds samples(std::uint64_t count) { return milliseconds(count * 1'000 / playout::kSampleRate); }

milliseconds one_repetition(const terminal::Play& play) {
  milliseconds total = samples(play.tone_samples);
  milliseconds items{};
  for (const terminal::PlayClip& item : play.items) items += item.duration;
  const std::uint64_t item_samples = static_cast<std::uint64_t>(items.count()) * playout::kSampleRate / 1'000;
  if (play.live_samples > 0) return total + samples(play.live_samples);
  return total + (play.drill ? samples(playout::drill_samples(item_samples)) : items);
}

milliseconds remaining(const terminal::Play& play) {
  const std::uint32_t repetitions = play.repetitions - std::min(play.repetitions, play.first_repetition);
  if (repetitions == 0) return {};
  return one_repetition(play) * repetitions + samples(play.gap_samples) * (repetitions - 1) -
         samples(play.first_sample);
}

}  // namespace

void VirtualSound::play(Now now, const terminal::Play& play) {
  if (current_) report(Kind::stopped, now.wall);
  Current current;
  current.play = play;
  current.not_before = now.wall;
  current.length = remaining(play);
  for (const terminal::PlayClip& item : play.items) current.missing.insert(item.clip);
  current_ = std::move(current);
  shared_[play.play_id] = {play.order, play.media_at, std::nullopt};
  place(now);
}

void VirtualSound::set_media_line(Now now, const std::optional<instep::ClockLine>& line) {
  line_ = line;
  if (current_) place(now);
}

// The first sample until it has sounded, then the last.
void VirtualSound::place(Now now) {
  Current& current = *current_;
  const bool in_step = line_ && current.play.media_at;
  const auto locally = [&](WallTime common) { return now.wall + (line_->steady_at(common) - now.steady); };
  if (!current.started) {
    const WallTime wanted = in_step ? locally(*current.play.media_at) : current.play.start_at;
    current.late = current.not_before > wanted;
    current.first_sample = std::max(current.not_before, wanted);
  }
  const double card_us = static_cast<double>(microseconds(current.length).count()) / (1 + card_ppm_ * 1e-6);
  current.last_sample = in_step && !current.late ? locally(*current.play.media_at + current.length)
                                                 : current.first_sample + WallTime::duration(std::llround(card_us));
}

void VirtualSound::complete(Now now, std::uint64_t play_id, const Digest& clip) {
  if (!current_ || current_->play.play_id != play_id || current_->missing.erase(clip) == 0) return;
  current_->all_here_at = now.wall;
}

// Counted; the last one tells when the stream is over.
void VirtualSound::live(const terminal::PlayLive& live) {
  if (!current_ || current_->play.play_id != live.play_id) return;
  ++current_->live_packets;
  if (!live.packet.last) return;
  const auto end =
      static_cast<std::uint64_t>(std::max<std::int64_t>(0, live.packet.position)) + limits::kLivePacketSamples;
  const milliseconds before = samples(current_->play.tone_samples) - samples(current_->play.first_sample);
  current_->length = std::min(current_->length, before + samples(end));
  current_->last_sample = std::min(current_->last_sample, current_->first_sample + current_->length);
}

void VirtualSound::stop(Now now, std::uint64_t play_id) {
  if (current_ && current_->play.play_id == play_id) report(Kind::stopped, now.wall);
}

void VirtualSound::on_deadline(Now now) {
  if (!current_ || now.wall < current_->first_sample) return;
  if (!current_->started) {
    current_->started = true;
    events_.push_back({Kind::started, current_->play.play_id, current_->first_sample, {}, {}});
    events_.back().progress.play_id = current_->play.play_id;
    events_.back().progress.active = true;
  }
  if (now.wall >= current_->last_sample && current_->missing.empty())
    report(Kind::finished, std::max(current_->last_sample, current_->all_here_at));
}

WallTime VirtualSound::next_deadline() const {
  if (!current_) return WallTime::max();
  if (!current_->started) return current_->first_sample;
  return current_->missing.empty() ? current_->last_sample : WallTime::max();
}

void VirtualSound::report(Kind kind, WallTime last_sample) {
  const terminal::Play& play = current_->play;
  if (play.media_at) shared_[play.play_id].last = *play.media_at + current_->length;
  terminal::PlaybackEvent event{kind, play.play_id, current_->first_sample, last_sample, {}};
  event.progress.play_id = play.play_id;
  event.progress.finished = kind == Kind::finished;
  event.progress.repetitions_played = event.progress.finished ? play.repetitions - play.first_repetition : 0;
  const auto sounded = event.progress.finished ? WallTime::duration(current_->length)
                                               : std::max(last_sample - current_->first_sample, WallTime::duration(0));
  event.progress.samples_played = static_cast<std::uint64_t>(sounded.count()) * playout::kSampleRate / 1'000'000;
  events_.push_back(event);
  current_.reset();
}

std::vector<terminal::PlaybackEvent> VirtualSound::take_events() { return std::exchange(events_, {}); }

}  // namespace tongluo::fleet
