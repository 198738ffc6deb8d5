#include "terminal-fw/playout/player.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "protocol/base/assert.hpp"

namespace tongluo::playout {

void Player::load(Programme programme) {
  TL_ASSERT(programme.items.size() <= limits::kMaxPlaylistItems);
  TL_ASSERT(programme.repetitions <= limits::kMaxRepetitions);
  for (const PlayItem& item : programme.items) TL_ASSERT(item.source);
  TL_ASSERT(!programme.live.packets || (programme.items.empty() && programme.repetitions == 1));
  retire_current();
  programme_ = std::move(programme);
  tone_ = programme_.test_tone ? shape_of(*programme_.test_tone) : shape_of(programme_.tone);
  if (tone_.first_samples == 0) programme_.tone_samples = 0;
  smoother_.begin(programme_.volume_percent);
  progress_ = {};
  progress_.play_id = programme_.play_id;
  progress_.active = true;
  progress_.repetition = programme_.first_repetition;
  pulled_ = false;
  concealed_before_ = 0;
  silence_left_ = programme_.start_delay_samples;
  phase_ = Phase::waiting;
}

void Player::stop() {
  retire_current();
  phase_ = Phase::inactive;
  progress_.active = false;
}

bool Player::pull(Frame& out) {
  report_ = {};
  if (tail_ready_) {
    out = tail_;
    tail_ready_ = false;
    return true;
  }
  if (phase_ == Phase::inactive) {
    out.fill(0);
    return false;
  }
  render(out);
  pulled_ = true;
  if (phase_ == Phase::inactive) {
    prepare_decay();
    retire(std::exchange(programme_, {}));
  }
  return true;
}

void Player::render(Frame& out) {
  frame_offset_ = 0;
  // The bound holds for programmes without a single sample, too.
  for (std::uint32_t steps = 0; frame_offset_ < out.size() && phase_ != Phase::inactive; ++steps) {
    if (steps == kMaxStepsPerFrame) break;
    step(std::span(out).subspan(frame_offset_));
  }
  const std::span<std::int16_t> rest = std::span(out).subspan(frame_offset_);
  std::ranges::fill(rest, std::int16_t{0});
  smoother_.apply(rest, false);
}

// Fills the front of `out` with what comes next and moves frame_offset_, or only changes the phase.
void Player::step(std::span<std::int16_t> out) {
  switch (phase_) {
    case Phase::tone:
      return step_tone(out);
    case Phase::prefix:
      return step_prefix(out);
    case Phase::items:
      return step_items(out);
    case Phase::live:
      return step_live(out);
    case Phase::pcm:
      return step_pcm(out);
    case Phase::waiting:
      if (silence_left_ > 0) return step_silence(out);
      if (programme_.first_repetition >= programme_.repetitions) return finish();
      return begin_repetition(programme_.first_sample);
    case Phase::gap:
      if (silence_left_ > 0) return step_silence(out);
      return begin_repetition(0);
    case Phase::inactive:
      return;
  }
}

void Player::step_silence(std::span<std::int16_t> out) {
  const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(out.size(), silence_left_));
  std::ranges::fill(out.first(count), std::int16_t{0});
  smoother_.apply(out.first(count), false);
  silence_left_ -= count;
  frame_offset_ += count;
}

void Player::step_tone(std::span<std::int16_t> out) {
  const std::uint64_t left = programme_.tone_samples - progress_.position_sample;
  const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(out.size(), left));
  for (std::size_t i = 0; i < count; ++i) {
    const double value = tone_sample(tone_, progress_.position_sample + i, programme_.tone_samples);
    out[i] = static_cast<std::int16_t>(std::lround(value * 32'767.0));
  }
  smoother_.apply(out.first(count), true);
  count_played(count);
  progress_.position_sample += count;
  if (progress_.position_sample == programme_.tone_samples) begin_programme(0);
}

// The items stand still meanwhile.
void Player::step_prefix(std::span<std::int16_t> out) {
  const std::span<const std::int16_t> spoken = programme_.drill_prefix->samples().subspan(prefix_sample_);
  const std::size_t count = std::min(out.size(), spoken.size());
  std::copy_n(spoken.begin(), count, out.begin());
  smoother_.apply(out.first(count), true);
  count_played(count);
  prefix_sample_ += count;
  progress_.position_sample += count;
  if (count < spoken.size()) return;
  phase_ = Phase::items;
  smoother_.joint();
}

void Player::step_items(std::span<std::int16_t> out) {
  const bool drill = programme_.drill_prefix != nullptr;
  const auto wanted = drill ? static_cast<std::size_t>(std::min<std::uint64_t>(out.size(), block_left_)) : out.size();
  const ItemReader::Read read = reader_.read(out.first(wanted));
  progress_.position_sample = programme_position(items_before_ + reader_.position() + reader_.skip_left());
  progress_.frames_concealed = concealed_before_ + reader_.concealed();
  if (read.samples > 0) {
    if (std::exchange(starved_, false)) smoother_.joint();
    smoother_.apply(out.first(read.samples), true);
    count_played(read.samples);
  }
  if (drill) block_left_ -= read.samples;
  if (read.state == ItemReader::State::ended) next_item();
  if (read.state == ItemReader::State::starved) starve(out.subspan(read.samples));
  if (drill && phase_ == Phase::items && block_left_ == 0) begin_prefix(0);
}

void Player::step_live(std::span<std::int16_t> out) {
  const LivePhase::Step step = live_.step(out);
  if (step.joint) smoother_.joint();
  smoother_.apply(out.first(step.samples), step.sound != LiveReader::Sound::silence);
  if (step.sound == LiveReader::Sound::speech) {
    count_played(step.samples);
  } else {
    frame_offset_ += step.samples;
    if (step.sound == LiveReader::Sound::silence) progress_.samples_starved += step.samples;
  }
  progress_.position_sample = programme_.tone_samples + live_.position();
  progress_.frames_concealed = live_.concealed();
  progress_.frames_lost = live_.lost();
  if (!step.ended) return;
  smoother_.joint();
  ++progress_.repetitions_played;
  finish();
}

// The device's clock is not the sink's: a gap waits for a little in hand again, what is too much was left out before.
void Player::step_pcm(std::span<std::int16_t> out) {
  if (pcm_done_ >= programme_.pcm.limit_samples) {
    ++progress_.repetitions_played;
    return finish();
  }
  PcmQueue& frames = *programme_.pcm.frames;
  if (pcm_left_ == 0 && (!pcm_waits_ || frames.size() >= kPcmLead)) {
    if (const auto frame = frames.try_pop()) {
      pcm_frame_ = *frame;
      pcm_left_ = pcm_frame_.size();
      if (std::exchange(pcm_waits_, false)) smoother_.joint();
    }
  }
  const std::uint64_t left = programme_.pcm.limit_samples - pcm_done_;
  const bool sounds = pcm_left_ > 0;
  const auto count =
      static_cast<std::size_t>(std::min<std::uint64_t>({left, out.size(), sounds ? pcm_left_ : out.size()}));
  if (sounds) {
    const auto from = pcm_frame_.end() - static_cast<std::ptrdiff_t>(pcm_left_);
    std::copy_n(from, count, out.begin());
    pcm_left_ -= count;
  } else {
    if (!std::exchange(pcm_waits_, true)) smoother_.joint();
    std::ranges::fill(out.first(count), std::int16_t{0});
    progress_.samples_starved += count;
  }
  smoother_.apply(out.first(count), sounds);
  pcm_done_ += count;
  progress_.position_sample = programme_.tone_samples + pcm_done_;
  if (sounds)
    count_played(count);
  else
    frame_offset_ += count;
}

void Player::next_item() {
  items_before_ += reader_.position();
  concealed_before_ += reader_.concealed();
  smoother_.joint();
  starved_ = false;
  ++item_;
  if (item_ < programme_.items.size()) {
    reader_.begin(*programme_.items[item_].source, reader_.skip_left());
  } else {
    end_repetition();
  }
}

void Player::starve(std::span<std::int16_t> missing) {
  if (!std::exchange(starved_, true)) smoother_.joint();
  std::ranges::fill(missing, std::int16_t{0});
  smoother_.apply(missing, false);
  progress_.samples_starved += missing.size();
  frame_offset_ += missing.size();
}

void Player::begin_repetition(std::uint64_t skip) {
  smoother_.joint();
  starved_ = false;
  joined_at_ = 0;
  if (skip < programme_.tone_samples) {
    progress_.position_sample = skip;
    phase_ = Phase::tone;
    return;
  }
  joined_at_ = skip - programme_.tone_samples;
  begin_programme(joined_at_);
}

void Player::begin_programme(std::uint64_t behind_tone) {
  progress_.position_sample = programme_.tone_samples + behind_tone;
  if (programme_.live.packets) return begin_live(behind_tone);
  if (programme_.pcm.frames) {
    phase_ = Phase::pcm;
    pcm_left_ = 0;
    pcm_waits_ = true;
    pcm_done_ = 0;
    return smoother_.joint();
  }
  if (programme_.drill_prefix == nullptr) return begin_items(behind_tone);
  const DrillPlace place = drill_place(behind_tone);
  block_left_ = kDrillBlockSamples - place.item_sample % kDrillBlockSamples;
  begin_items(place.item_sample);
  if (place.in_prefix && phase_ == Phase::items) begin_prefix(place.prefix_sample);
}

void Player::begin_items(std::uint64_t skip) {
  phase_ = Phase::items;
  smoother_.joint();
  item_ = 0;
  items_before_ = 0;
  if (programme_.items.empty()) {
    end_repetition();
  } else {
    reader_.begin(*programme_.items[0].source, skip);
  }
}

void Player::begin_live(std::uint64_t behind_tone) {
  phase_ = Phase::live;
  smoother_.joint();
  live_.begin(programme_.live, programme_.drill_prefix.get(), behind_tone);
}

void Player::begin_prefix(std::uint64_t skip) {
  phase_ = Phase::prefix;
  smoother_.joint();
  prefix_sample_ = static_cast<std::size_t>(skip);
  if (block_left_ == 0) {
    block_left_ = kDrillBlockSamples;
    progress_.position_sample = programme_position(items_before_ + reader_.position()) - kDrillPrefixSamples;
  }
}

// In the repetition, of the item sample that sounds next.
std::uint64_t Player::programme_position(std::uint64_t item_sample) const {
  return programme_.tone_samples + (programme_.drill_prefix == nullptr ? item_sample : drill_position(item_sample));
}

void Player::end_repetition() {
  smoother_.joint();
  ++progress_.repetitions_played;
  ++progress_.repetition;
  progress_.position_sample = 0;
  if (progress_.repetition >= programme_.repetitions) {
    finish();
    return;
  }
  const std::uint64_t length = programme_.drill_prefix == nullptr ? items_before_ : drill_samples(items_before_);
  // Joined behind the items: so far into the gap the running position already is.
  const std::uint64_t beyond = joined_at_ > length ? joined_at_ - length : 0;
  phase_ = Phase::gap;
  silence_left_ = programme_.gap_samples > beyond ? programme_.gap_samples - beyond : 0;
}

void Player::finish() {
  phase_ = Phase::inactive;
  progress_.active = false;
  progress_.finished = true;
  report_.finished = true;
  report_.end_offset = frame_offset_;
}

void Player::count_played(std::size_t samples) {
  if (progress_.samples_played == 0 && samples > 0) {
    report_.started = true;
    report_.start_offset = frame_offset_;
  }
  progress_.samples_played += samples;
  frame_offset_ += samples;
}

// The last sample was not 0 and the frame too short to get there: the rest comes with the next pull.
void Player::prepare_decay() {
  if (smoother_.settled()) return;
  tail_.fill(0);
  smoother_.apply(tail_, false);
  tail_ready_ = true;
}

void Player::retire_current() {
  if (phase_ == Phase::inactive) return;
  if (pulled_) {
    const Progress at_stop = progress_;  // the faded part will be played again after a resume
    render(tail_);
    fade_out(tail_);
    tail_ready_ = true;
    progress_ = at_stop;
    report_ = {};
  }
  retire(std::exchange(programme_, {}));
}

void Player::retire(Programme programme) {
  for (std::optional<Programme>& slot : retired_) {
    if (!slot) {
      slot = std::move(programme);
      return;
    }
  }
  std::rotate(retired_.begin(), retired_.begin() + 1, retired_.end());
  retired_.back() = std::move(programme);
}

std::optional<Programme> Player::take_retired() {
  for (std::optional<Programme>& slot : retired_)
    if (slot) return std::exchange(slot, std::nullopt);
  return std::nullopt;
}

}  // namespace tongluo::playout
