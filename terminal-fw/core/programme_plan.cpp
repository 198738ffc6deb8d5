#include "terminal-fw/core/programme_plan.hpp"

#include <algorithm>

#include "terminal-fw/core/limits.hpp"
#include "terminal-fw/playout/player.hpp"

namespace tongluo::terminal {
namespace {

constexpr std::int64_t kMicrosecondsPerSecond = 1'000'000;

}  // namespace

std::uint64_t samples_of(WallTime::duration duration) {
  const std::int64_t us = std::max<std::int64_t>(0, duration.count());
  return static_cast<std::uint64_t>(us) * playout::kSampleRate / kMicrosecondsPerSecond;
}

WallTime::duration duration_of(std::uint64_t samples) {
  return WallTime::duration(static_cast<std::int64_t>(samples * kMicrosecondsPerSecond / playout::kSampleRate));
}

Shape shape_of(const wire::Order& order) {
  Shape shape{.tone_samples = samples_of(order.tone_duration)};
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

StartPlan plan_start(const Shape& shape, WallTime target, WallTime now, bool join) {
  if (now <= target) return {target, {}};
  if (!join) return {now, {}};
  const WallTime at = now + kJoinLead;
  const std::uint64_t elapsed = samples_of(at - target);
  if (elapsed >= shape.total_samples()) return {now, {}};
  const std::uint64_t period = shape.sound_samples() + shape.gap_samples;
  const auto repetition = static_cast<std::uint32_t>(elapsed / period);
  const std::uint64_t sample = elapsed % period;
  if (sample < shape.sound_samples()) return {at, {repetition, sample}};
  // In the gap: the next repetition begins with everyone else's. The last repetition has no gap behind it.
  return {target + duration_of(period * (repetition + 1)), {repetition + 1, 0}};
}

}  // namespace tongluo::terminal
