#include "terminal-fw/core/programme_plan.hpp"

#include <algorithm>

#include "terminal-fw/core/limits.hpp"
#include "terminal-fw/playout/player.hpp"

namespace tongluo::terminal {
namespace {

constexpr std::int64_t kMicrosecondsPerSecond = 1'000'000;

// The first place at or behind `sample` of a repetition where joining is allowed.
std::uint64_t next_entry(const Shape& shape, std::uint64_t sample) {
  if (!shape.drill || sample <= shape.tone_samples) return sample;
  const std::uint64_t in_cycle = (sample - shape.tone_samples) % playout::kDrillCycleSamples;
  return in_cycle <= playout::kDrillLeadInSamples ? sample : sample - in_cycle + playout::kDrillCycleSamples;
}

}  // namespace

std::uint64_t samples_of(WallTime::duration duration) {
  const std::int64_t us = std::max<std::int64_t>(0, duration.count());
  return static_cast<std::uint64_t>(us) * playout::kSampleRate / kMicrosecondsPerSecond;
}

WallTime::duration duration_of(std::uint64_t samples) {
  return WallTime::duration(static_cast<std::int64_t>(samples * kMicrosecondsPerSecond / playout::kSampleRate));
}

Shape shape_of(const wire::Order& order) {
  Shape shape{.tone_samples = samples_of(order.tone_duration), .drill = order.order_class == OrderClass::exercise};
  if (const auto* live = std::get_if<wire::LiveProgramme>(&order.programme)) {
    shape.live = true;
    shape.items_samples = samples_of(live->max_duration);
  }
  const auto* clips = std::get_if<wire::ClipProgramme>(&order.programme);
  if (clips == nullptr) return shape;
  for (const wire::PlaylistItem& item : clips->items) shape.items_samples += samples_of(item.duration);
  shape.gap_samples = samples_of(clips->gap);
  shape.repetitions = clips->repetitions;
  return shape;
}

WallTime target_start(const wire::Occurrence& occurrence, WallTime start_at) {
  if (start_at == WallTime{}) return occurrence.earliest_start;
  return std::clamp(start_at, occurrence.earliest_start, occurrence.latest_start);
}

WallTime live_start(const wire::Order& order, WallTime target) { return target + order.tone_duration; }

WallTime live_end(const wire::Order& order, WallTime target) {
  return live_start(order, target) + std::get<wire::LiveProgramme>(order.programme).max_duration;
}

Position resume_position(const Shape& shape, Position interrupted) {
  if (!shape.drill || interrupted.sample <= shape.tone_samples) return interrupted;
  const std::uint64_t behind_tone = interrupted.sample - shape.tone_samples;
  return {interrupted.repetition, interrupted.sample - behind_tone % playout::kDrillCycleSamples};
}

StartPlan plan_start(const Shape& shape, WallTime target, WallTime now, bool join) {
  if (now <= target) return {target, {}};
  if (!join && !shape.live) return {now, {}};
  const WallTime at = now + kJoinLead;
  const std::uint64_t elapsed = samples_of(at - target);
  if (elapsed >= shape.total_samples()) return {now, {}};
  const std::uint64_t period = shape.sound_samples() + shape.gap_samples;
  auto repetition = static_cast<std::uint32_t>(elapsed / period);
  std::uint64_t sample = next_entry(shape, elapsed % period);
  if (sample >= shape.sound_samples()) {  // in the gap, or behind the last entry: with everyone's next repetition
    ++repetition;
    sample = 0;
  }
  if (repetition >= shape.repetitions) return {now, {}};  // no place left to join
  const std::uint64_t position = period * repetition + sample;
  return {position == elapsed ? at : target + duration_of(position), {repetition, sample}};
}

}  // namespace tongluo::terminal
