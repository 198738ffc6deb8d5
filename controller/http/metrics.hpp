#pragma once
// Plain counters as Prometheus text, by prometheus-cpp. docs/metrics.md lists every name. Owner thread: the control
// thread.

#include <array>
#include <string>
#include <vector>

#include "controller/http/http_counters.hpp"
#include "protocol/base/time.hpp"

namespace tongluo::http {

enum class MetricKind : std::uint8_t { counter, gauge };

struct Metric {
  std::string name;
  std::string help;
  MetricKind kind = MetricKind::counter;
  double value = 0.0;
  std::string label;        // empty: none
  std::string label_value;  // rows of one family follow each other
};

// How long something took, in fixed buckets.
class LatencyHistogram {
 public:
  static constexpr std::array<double, 11> kBounds = {0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 5.0};
  void observe(microseconds taken);
  std::uint64_t count() const { return count_; }
  double sum_seconds() const { return sum_seconds_; }
  std::uint64_t at_most(std::size_t bound) const { return cumulative_[bound]; }  // observations ≤ kBounds[bound]

 private:
  std::array<std::uint64_t, kBounds.size()> cumulative_{};
  std::uint64_t count_ = 0;
  double sum_seconds_ = 0.0;
};

struct NamedHistogram {
  std::string name;
  std::string help;
  const LatencyHistogram* histogram = nullptr;
};

std::string render_metrics(const std::vector<Metric>& metrics, const std::vector<NamedHistogram>& histograms);

// The HTTP server's own rows.
void append_http_metrics(const HttpCounters& counters, std::vector<Metric>& metrics);

}  // namespace tongluo::http
