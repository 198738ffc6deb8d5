#pragma once
// Schedules as the API's callers write them, expanded by controller/calendar with the county's time offset and the
// holidays that people keep. Owner thread: control. Time source: protocol/os.

#include "controller/http/api_backend.hpp"
#include "controller/main/core_runner.hpp"

namespace tongluo::daemon {

class CountySchedules final : public http::ScheduleExpander {
 public:
  CountySchedules(const CoreRunner& runner, std::chrono::minutes utc_offset)
      : runner_(runner), utc_offset_(utc_offset) {}
  Result<std::vector<WallTime>, http::ScheduleProblem> expand(const http::ScheduleRule& rule) override;

 private:
  const CoreRunner& runner_;
  std::chrono::minutes utc_offset_;
};

}  // namespace tongluo::daemon
