// The Prometheus text is well formed. No sockets.

#include "controller/http/metrics.hpp"

#include <gtest/gtest.h>
#include <regex>
#include <sstream>

namespace tongluo::http {
namespace {

TEST(Metrics, EveryLineIsACommentOrANameWithANumber) {
  HttpCounters counters;
  counters.responses = {{200, 7}, {422, 1}};
  std::vector<Metric> metrics{{"tongluo_sessions", "Terminals connected now", MetricKind::gauge, 3.0, {}, {}}};
  append_http_metrics(counters, metrics);
  LatencyHistogram latency;
  latency.observe(microseconds(1'500));
  const std::string text = render_metrics(metrics, {{"tongluo_persist_seconds", "Writes", &latency}});
  const std::regex line_form(R"(# (HELP|TYPE) [a-z_]+ .+|[a-z_]+(\{[a-z]+="[^"]*"\})? [0-9.e+-]+)");
  std::istringstream lines(text);
  std::size_t count = 0;
  for (std::string line; std::getline(lines, line); ++count) EXPECT_TRUE(std::regex_match(line, line_form)) << line;
  EXPECT_GT(count, 30U);
  for (const char* expected :
       {"# TYPE tongluo_sessions gauge\ntongluo_sessions 3\n", "tongluo_http_responses_total{code=\"200\"} 7\n",
        "tongluo_http_responses_total{code=\"422\"} 1\n", "tongluo_persist_seconds_count 1\n",
        "tongluo_persist_seconds_bucket{le=\"+Inf\"} 1\n"})
    EXPECT_NE(text.find(expected), text.npos) << expected << "\n" << text;
}

TEST(LatencyHistogram, BucketsAreCumulative) {
  LatencyHistogram latency;
  latency.observe(microseconds(1'000));
  latency.observe(milliseconds(30));
  latency.observe(seconds(60));
  EXPECT_EQ(latency.at_most(0), 1U);
  EXPECT_EQ(latency.at_most(5), 2U);
  EXPECT_EQ(latency.at_most(10), 2U);
  EXPECT_EQ(latency.count(), 3U);
  EXPECT_NEAR(latency.sum_seconds(), 60.031, 1e-9);
}

}  // namespace
}  // namespace tongluo::http
