#include "controller/http/trend_ring.hpp"

namespace tongluo::http {

TrendCounts& TrendCounts::operator+=(const TrendCounts& other) {
  for (std::size_t i = 0; i < presence.size(); ++i) presence[i] += other.presence[i];
  faulty += other.faulty;
  playing += other.playing;
  return *this;
}

void TrendRing::add(WallTime at, Areas areas) {
  Sample sample{at, {}, {}};
  for (const auto& [area, counts] : areas) {
    if (sample.areas.size() < kMaxTrendAreas)
      sample.areas.emplace_back(area, counts);
    else
      sample.rest += counts;
  }
  if (samples_.size() == kTrendPoints) samples_.pop_front();
  samples_.push_back(std::move(sample));
}

std::vector<TrendPoint> TrendRing::points(const std::function<bool(AreaCode)>& shows, bool whole) const {
  std::vector<TrendPoint> points;
  points.reserve(samples_.size());
  for (const Sample& sample : samples_) {
    TrendPoint point{sample.at, whole ? sample.rest : TrendCounts{}};
    for (const auto& [area, counts] : sample.areas)
      if (shows(area)) point.counts += counts;
    points.push_back(point);
  }
  return points;
}

void count(TrendRing::Areas& areas, const controller::TerminalView& terminal, bool faulty) {
  TrendCounts& counts = areas[terminal.area];
  const auto presence = static_cast<std::size_t>(terminal.presence);
  if (presence < counts.presence.size()) ++counts.presence[presence];
  counts.faulty += faulty ? 1 : 0;
  counts.playing += terminal.playing ? 1 : 0;
}

}  // namespace tongluo::http
