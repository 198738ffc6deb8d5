#pragma once
// How many terminals were how over the last 24 hours: counts by area, taken every five minutes. In memory alone: it
// begins anew with each start. Owner thread: control. Pure; time is handed in. Limits: kTrendPoints points, the oldest
// leaves; kMaxTrendAreas areas of a point, what stands in further ones counts for the whole county only.

#include <deque>
#include <functional>
#include <map>

#include "controller/core/views.hpp"

namespace tongluo::http {

constexpr auto kTrendStep = std::chrono::minutes(5);
constexpr std::size_t kTrendPoints = 24 * 60 / 5;
constexpr std::size_t kMaxTrendAreas = 2'048;

constexpr std::size_t kTrendStates = 5;
struct TrendCounts {
  std::array<std::uint32_t, kTrendStates> presence{};  // by controller::Presence
  std::uint32_t faulty = 0;                            // away, or with a trouble that goes on
  std::uint32_t playing = 0;
  TrendCounts& operator+=(const TrendCounts& other);
};

struct TrendPoint {
  WallTime at{};
  TrendCounts counts;
};

class TrendRing {
 public:
  using Areas = std::map<AreaCode, TrendCounts>;
  void add(WallTime at, Areas areas);
  // Oldest first, of the areas that are shown; `whole`: with what stands in areas that were too many.
  std::vector<TrendPoint> points(const std::function<bool(AreaCode)>& shows, bool whole) const;

 private:
  struct Sample {
    WallTime at;
    std::vector<std::pair<AreaCode, TrendCounts>> areas;
    TrendCounts rest;
  };
  std::deque<Sample> samples_;
};

// One terminal more in its area.
void count(TrendRing::Areas& areas, const controller::TerminalView& terminal, bool faulty);

}  // namespace tongluo::http
