#include "terminal-fw/instep/delay_floor.hpp"

#include <algorithm>
#include <limits>

namespace tongluo::instep {
namespace {

// A change of route is seen in few points if they lie far off, and only by who knows the jitter well: by chance these
// happen less than once in 30,000 times.
constexpr std::size_t kKnownForFall = 12;
constexpr std::size_t kKnownForRise = 16;
constexpr std::size_t kRisenPoints = 8;  // all so far above the floor
constexpr double kFarJitters = 2;
constexpr double kLeastChangeUs = 1'000;
constexpr double kDriftAllowancePpm = 20;

}  // namespace

bool DelayFloor::add(double time, double value, double slope) {
  forget_old(time);
  const bool changed = fell(time, value, slope);
  const std::uint32_t segment = empty() ? 0 : points_[size_ - 1].segment + (changed ? 1 : 0);
  if (!empty() && !changed) {
    Point& last = points_[size_ - 1];
    if (static_cast<std::int64_t>(last.time / kBinSeconds) == static_cast<std::int64_t>(time / kBinSeconds)) {
      if (value - slope * (time - last.time) < last.value) last = {{time, value}, segment};
      return split_if_risen(slope);
    }
  }
  if (size_ == kMaxPoints) {
    std::move(points_.begin() + 1, points_.end(), points_.begin());
    --size_;
  }
  points_[size_++] = {{time, value}, segment};
  return split_if_risen(slope) || changed;
}

void DelayFloor::forget_old(double now) {
  std::size_t old = 0;
  while (old < size_ && points_[old].time < now - kMaxAgeSeconds) ++old;
  std::move(points_.begin() + static_cast<std::ptrdiff_t>(old), points_.begin() + static_cast<std::ptrdiff_t>(size_),
            points_.begin());
  size_ -= old;
}

double DelayFloor::level(double now, double slope) const {
  double level = std::numeric_limits<double>::max();
  for (std::size_t i = 0; i < size_; ++i) {
    const double age = now - points_[i].time;
    level = std::min(level, points_[i].value + slope * age + kWanderPpm * age);
  }
  return level;
}

std::size_t DelayFloor::segment_end(std::size_t first) const {
  std::size_t end = first;
  while (end < size_ && points_[end].segment == points_[first].segment) ++end;
  return end;
}

double DelayFloor::distances(std::size_t first, std::size_t end, double slope) const {
  double sum = 0;
  double lowest = std::numeric_limits<double>::max();
  for (std::size_t i = first; i < end; ++i) {
    const double flat = points_[i].value - slope * points_[i].time;
    sum += flat;
    lowest = std::min(lowest, flat);
  }
  return sum - lowest * static_cast<double>(end - first);
}

double DelayFloor::cost(double slope, double jitter) const {
  double sum = 0;
  for (std::size_t first = 0; first < size_;) {
    const std::size_t end = segment_end(first);
    sum += distances(first, end, slope);
    first = end;
  }
  return sum / jitter;
}

FloorHull DelayFloor::hull() const {
  FloorHull hull;
  std::array<FloorPoint, kMaxPoints> segment;
  for (std::size_t first = 0; first < size_;) {
    const std::size_t end = segment_end(first);
    std::copy(points_.begin() + static_cast<std::ptrdiff_t>(first), points_.begin() + static_cast<std::ptrdiff_t>(end),
              segment.begin());
    hull.add_segment({segment.data(), end - first});
    first = end;
  }
  return hull;
}

double DelayFloor::jitter(double slope) const {
  return empty() ? kLeastJitterUs : std::max(kLeastJitterUs, cost(slope, static_cast<double>(size_)));
}

// Far below the floor: a shorter way.
bool DelayFloor::fell(double time, double value, double slope) const {
  std::size_t first = size_;
  while (first > 0 && points_[first - 1].segment == points_[size_ - 1].segment) --first;
  const std::size_t count = size_ - first;
  if (count < kKnownForFall) return false;
  double lowest = std::numeric_limits<double>::max();
  for (std::size_t i = first; i < size_; ++i)
    lowest = std::min(lowest, points_[i].value + slope * (time - points_[i].time));
  const double usual = distances(first, size_, slope) / static_cast<double>(count);
  const double allowed = std::max(kLeastChangeUs, kFarJitters * usual) + kDriftAllowancePpm * (time - last_time());
  return value < lowest - allowed;
}

// The last points all far above the floor of those before them: a longer way.
bool DelayFloor::split_if_risen(double slope) {
  std::size_t first = size_;
  while (first > 0 && points_[first - 1].segment == points_[size_ - 1].segment) --first;
  if (size_ - first < kKnownForRise + kRisenPoints) return false;
  const std::size_t split = size_ - kRisenPoints;
  double lowest = std::numeric_limits<double>::max();
  for (std::size_t i = first; i < split; ++i) lowest = std::min(lowest, points_[i].value - slope * points_[i].time);
  const double usual = distances(first, split, slope) / static_cast<double>(split - first);
  const double risen = lowest + std::max(kLeastChangeUs, kFarJitters * usual);
  for (std::size_t i = split; i < size_; ++i)
    if (points_[i].value - slope * points_[i].time < risen) return false;
  for (std::size_t i = split; i < size_; ++i) ++points_[i].segment;
  return true;
}

}  // namespace tongluo::instep
