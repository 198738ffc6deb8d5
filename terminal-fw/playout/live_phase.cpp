#include "terminal-fw/playout/live_phase.hpp"

#include <algorithm>

namespace tongluo::playout {
namespace {

std::uint64_t until_next_prefix(std::uint64_t position) { return kDrillCycleSamples - position % kDrillCycleSamples; }

std::span<std::int16_t> front(std::span<std::int16_t> out, std::uint64_t most) {
  return out.first(static_cast<std::size_t>(std::min<std::uint64_t>(out.size(), most)));
}

}  // namespace

void LivePhase::begin(const LivePart& part, const DrillPrefix* prefix, std::uint64_t joined_at) {
  reader_.begin(*part.packets);
  prefix_ = prefix;
  limit_ = part.limit_samples;
  position_ = joined_at;
  word_.reset();
  announced_ = false;
}

LivePhase::Step LivePhase::step(std::span<std::int16_t> out) {
  const auto here = static_cast<std::int64_t>(position_);
  if (position_ >= limit_) return {0, LiveReader::Sound::silence, false, true};
  out = front(out, limit_ - position_);
  if (prefix_ != nullptr) {
    if (reader_.ended(here)) return {0, LiveReader::Sound::silence, false, true};
    if (!word_ && begin_words()) {
      Step first = speak(out);
      first.joint = true;
      return first;
    }
    if (word_) return speak(out);
    out = front(out, until_next_prefix(position_));
    if (!announced_) return wait(out);
  }
  const LiveReader::Read read = reader_.read(here, out);
  position_ += read.samples;
  return {read.samples, read.sound, read.joint, read.ended};
}

// True: the prefix begins here.
bool LivePhase::begin_words() {
  const DrillPlace place = drill_place(position_);
  if (place.in_prefix && place.prefix_sample == 0) {
    word_ = 0;
  } else if (announced_) {
    return false;
  } else if (place.in_prefix && place.prefix_sample <= kDrillLeadInSamples) {
    word_ = place.prefix_sample;
  } else if (until_next_prefix(position_) >= kDrillPrefixSamples) {
    word_ = 0;
  }
  return word_.has_value();
}

LivePhase::Step LivePhase::speak(std::span<std::int16_t> out) {
  const std::span<const std::int16_t> words = prefix_->samples().subspan(static_cast<std::size_t>(*word_));
  const std::size_t count = std::min(out.size(), words.size());
  std::copy_n(words.begin(), count, out.begin());
  *word_ += count;
  position_ += count;
  if (count == words.size()) {
    word_.reset();
    announced_ = true;
  }
  reader_.pass(static_cast<std::int64_t>(position_));
  return {count, LiveReader::Sound::speech, false, false};
}

LivePhase::Step LivePhase::wait(std::span<std::int16_t> out) {
  std::ranges::fill(out, std::int16_t{0});
  position_ += out.size();
  reader_.pass(static_cast<std::int64_t>(position_));
  return {out.size(), LiveReader::Sound::silence, true, false};
}

}  // namespace tongluo::playout
