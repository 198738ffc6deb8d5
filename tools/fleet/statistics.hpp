#pragma once
// Percentiles of a sample. Pure.

#include <cstddef>
#include <string>
#include <vector>

namespace tongluo::fleet {

struct Spread {
  std::size_t count = 0;
  double p50 = 0, p95 = 0, p99 = 0, last = 0;
  bool operator==(const Spread&) const = default;
};

// By nearest rank: a value of the sample, at least as large as this share of it. Zeros of an empty one.
Spread spread_of(std::vector<double> values);
// {"count":…,"p50":…,"p95":…,"p99":…,"last":…}
std::string to_json(const Spread& spread);
// A JSON number with at most three decimals.
std::string json_number(double value);

}  // namespace tongluo::fleet
