#include "controller/http/metrics.hpp"

#include <prometheus/collectable.h>
#include <prometheus/text_serializer.h>
#include <sstream>

namespace tongluo::http {
namespace {

class Snapshot final : public prometheus::Collectable {
 public:
  Snapshot(const std::vector<Metric>& metrics, const std::vector<NamedHistogram>& histograms)
      : metrics_(metrics), histograms_(histograms) {}
  std::vector<prometheus::MetricFamily> Collect() const override;

 private:
  const std::vector<Metric>& metrics_;
  const std::vector<NamedHistogram>& histograms_;
};

prometheus::ClientMetric to_client(const Metric& metric) {
  prometheus::ClientMetric client;
  if (!metric.label.empty()) client.label.push_back({metric.label, metric.label_value});
  if (metric.kind == MetricKind::counter)
    client.counter.value = metric.value;
  else
    client.gauge.value = metric.value;
  return client;
}

prometheus::MetricFamily to_family(const NamedHistogram& named) {
  prometheus::ClientMetric client;
  const LatencyHistogram& histogram = *named.histogram;
  for (std::size_t i = 0; i < LatencyHistogram::kBounds.size(); ++i)
    client.histogram.bucket.push_back({histogram.at_most(i), LatencyHistogram::kBounds[i]});
  client.histogram.sample_count = histogram.count();
  client.histogram.sample_sum = histogram.sum_seconds();
  return {named.name, named.help, prometheus::MetricType::Histogram, {std::move(client)}};
}

std::vector<prometheus::MetricFamily> Snapshot::Collect() const {
  std::vector<prometheus::MetricFamily> families;
  for (const Metric& metric : metrics_) {
    if (families.empty() || families.back().name != metric.name) {
      const auto type =
          metric.kind == MetricKind::counter ? prometheus::MetricType::Counter : prometheus::MetricType::Gauge;
      families.push_back({metric.name, metric.help, type, {}});
    }
    families.back().metric.push_back(to_client(metric));
  }
  for (const NamedHistogram& named : histograms_) families.push_back(to_family(named));
  return families;
}

}  // namespace

void LatencyHistogram::observe(microseconds taken) {
  const double taken_seconds = std::chrono::duration<double>(taken).count();
  for (std::size_t i = 0; i < kBounds.size(); ++i)
    if (taken_seconds <= kBounds[i]) ++cumulative_[i];
  ++count_;
  sum_seconds_ += taken_seconds;
}

std::string render_metrics(const std::vector<Metric>& metrics, const std::vector<NamedHistogram>& histograms) {
  std::ostringstream out;
  prometheus::TextSerializer().Serialize(out, Snapshot(metrics, histograms).Collect());
  return out.str();
}

void append_http_metrics(const HttpCounters& counters, std::vector<Metric>& metrics) {
  const auto add = [&metrics](const char* name, const char* help, MetricKind kind, std::uint64_t value) {
    metrics.push_back({name, help, kind, static_cast<double>(value), {}, {}});
  };
  add("tongluo_http_connections", "API connections open now", MetricKind::gauge, counters.open);
  add("tongluo_http_accepted_total", "API connections accepted", MetricKind::counter, counters.accepted);
  add("tongluo_http_refused_full_total", "API connections refused because all were taken", MetricKind::counter,
      counters.refused_full);
  add("tongluo_http_made_room_total", "Silent API connections closed to make room", MetricKind::counter,
      counters.made_room);
  add("tongluo_http_handshake_failures_total", "HTTPS handshakes that failed", MetricKind::counter,
      counters.handshake_failures);
  add("tongluo_http_deadlines_total", "API reads, writes or answers that took too long", MetricKind::counter,
      counters.deadlines);
  add("tongluo_http_broken_requests_total", "API requests that were cut off or no HTTP", MetricKind::counter,
      counters.broken_requests);
  add("tongluo_http_exceptions_total", "API connections ended by an exception", MetricKind::counter,
      counters.exceptions);
  add("tongluo_http_too_many_total", "API requests turned away because their account asked too often",
      MetricKind::counter, counters.too_many);
  for (const auto& [status, count] : counters.responses)
    metrics.push_back({"tongluo_http_responses_total", "API responses by status code", MetricKind::counter,
                       static_cast<double>(count), "code", std::to_string(status)});
}

}  // namespace tongluo::http
