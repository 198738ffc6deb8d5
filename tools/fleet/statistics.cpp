#include "tools/fleet/statistics.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace tongluo::fleet {
namespace {

double ranked(const std::vector<double>& sorted, double share) {
  const auto rank = static_cast<std::size_t>(std::ceil(share * static_cast<double>(sorted.size())));
  return sorted[std::max<std::size_t>(rank, 1) - 1];
}

}  // namespace

Spread spread_of(std::vector<double> values) {
  if (values.empty()) return {};
  std::sort(values.begin(), values.end());
  return {values.size(), ranked(values, 0.5), ranked(values, 0.95), ranked(values, 0.99), values.back()};
}

std::string json_number(double value) {
  if (!std::isfinite(value)) return "null";
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%.3f", value);
  std::string number(text.data());
  while (number.back() == '0') number.pop_back();
  if (number.back() == '.') number.pop_back();
  return number;
}

std::string to_json(const Spread& spread) {
  return "{\"count\":" + std::to_string(spread.count) + ",\"p50\":" + json_number(spread.p50) +
         ",\"p95\":" + json_number(spread.p95) + ",\"p99\":" + json_number(spread.p99) +
         ",\"last\":" + json_number(spread.last) + "}";
}

}  // namespace tongluo::fleet
