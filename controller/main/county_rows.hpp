#pragma once
// The state of the county as gauges of /metrics: terminals, what plays, how the newest alerts ended, disk and clock.
// Owner thread: the control thread. Counted anew for each question, over all terminals and the newest kMetricOrders
// orders.

#include <filesystem>
#include <vector>

#include "controller/core/controller.hpp"
#include "controller/http/metrics.hpp"

namespace tongluo::daemon {

constexpr std::size_t kMetricOrders = 100;

void append_county(const controller::ControllerCore& core, Now now, std::vector<http::Metric>& metrics);
// A disk that cannot be asked has no rows.
void append_disk(const std::filesystem::path& folder, std::vector<http::Metric>& metrics);

}  // namespace tongluo::daemon
