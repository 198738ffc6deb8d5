#include "controller/cap/shapes.hpp"

#include <cstdio>
#include <vector>

#include "controller/cap/limits.hpp"
#include "protocol/trust/geometry.hpp"

namespace tongluo::cap {
namespace {

constexpr std::size_t kMaxDecimalLetters = 32;
constexpr std::int64_t kUnitsPerDegree = 10'000'000;
constexpr std::int64_t kMaxRadiusM = 20'000'000;
constexpr std::size_t kMinWrittenPoints = 4;  // three and the first again

bool is_space(char letter) { return letter == ' ' || letter == '\t' || letter == '\n' || letter == '\r'; }

std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  for (std::size_t at = 0; at < text.size();) {
    if (is_space(text[at])) {
      ++at;
      continue;
    }
    const std::size_t begin = at;
    while (at < text.size() && !is_space(text[at])) ++at;
    words.push_back(text.substr(begin, at - begin));
  }
  return words;
}

// A plain decimal in units of 10^-places; further digits are rounded to the nearest unit or cut off.
std::optional<std::int64_t> decimal(std::string_view text, int places, bool round) {
  if (text.empty() || text.size() > kMaxDecimalLetters) return std::nullopt;
  const bool negative = text[0] == '-';
  std::int64_t value = 0;
  int fraction = -1, digits = 0;
  bool up = false;
  for (const char letter : text.substr(negative ? 1 : 0)) {
    if (letter == '.' && fraction < 0 && digits > 0) {
      fraction = 0;
      continue;
    }
    if (letter < '0' || letter > '9' || (fraction < 0 && ++digits > 9)) return std::nullopt;
    if (fraction < places) {
      value = value * 10 + (letter - '0');
    } else if (fraction == places) {
      up = round && letter >= '5';
    }
    if (fraction >= 0) ++fraction;
  }
  if (digits == 0 || fraction == 0) return std::nullopt;
  for (int i = std::max(fraction, 0); i < places; ++i) value *= 10;
  if (up) ++value;
  return negative ? -value : value;
}

std::optional<Position> position(std::string_view text, bool& out_of_range) {
  constexpr int kPlaces = 7;
  const auto comma = text.find(',');
  if (comma == std::string_view::npos) return std::nullopt;
  const auto latitude = decimal(text.substr(0, comma), kPlaces, true);
  const auto longitude = decimal(text.substr(comma + 1), kPlaces, true);
  if (!latitude || !longitude) return std::nullopt;
  out_of_range = std::abs(*latitude) > kMaxLatitudeE7 || std::abs(*longitude) > kMaxLongitudeE7;
  if (out_of_range) return Position{};
  return Position{static_cast<std::int32_t>(*latitude), static_cast<std::int32_t>(*longitude)};
}

std::string degrees(std::int32_t units) {
  char text[24];
  const std::int64_t size = std::abs(static_cast<std::int64_t>(units));
  std::snprintf(text, sizeof text, "%s%lld.%07lld", units < 0 ? "-" : "",
                static_cast<long long>(size / kUnitsPerDegree), static_cast<long long>(size % kUnitsPerDegree));
  return text;
}

std::string position_text(Position point) { return degrees(point.latitude_e7) + "," + degrees(point.longitude_e7); }

}  // namespace

Result<wire::Polygon, Rejection> parse_polygon(std::string_view text) {
  wire::Polygon polygon;
  for (const std::string_view word : words_of(text)) {
    bool out_of_range = false;
    const auto point = position(word, out_of_range);
    if (!point) return reject("area.polygon_malformed", "not a latitude,longitude: " + std::string(word));
    if (out_of_range) return reject("area.coordinate", "not on the Earth: " + std::string(word));
    polygon.points.push_back(*point);
  }
  if (polygon.points.size() < kMinWrittenPoints)
    return reject("area.polygon_few", "a polygon of " + std::to_string(polygon.points.size()) + " points");
  if (polygon.points.front() != polygon.points.back())
    return reject("area.polygon_open", "the polygon's last point is not its first");
  polygon.points.pop_back();
  if (trust::crosses_itself(polygon)) return reject("area.polygon_crosses", "the polygon crosses or touches itself");
  return polygon;
}

Result<wire::Circle, Rejection> parse_circle(std::string_view text) {
  const auto words = words_of(text);
  if (words.size() != 2) return reject("area.circle_malformed", "not a point and a radius: " + std::string(text));
  bool out_of_range = false;
  const auto centre = position(words[0], out_of_range);
  const auto radius = decimal(words[1], 3, false);
  if (!centre || !radius || *radius < 0 || *radius > kMaxRadiusM)
    return reject("area.circle_malformed", "not a point and a radius: " + std::string(text));
  if (out_of_range) return reject("area.coordinate", "not on the Earth: " + std::string(words[0]));
  return wire::Circle{*centre, static_cast<std::uint32_t>(*radius)};
}

std::string polygon_text(const wire::Polygon& polygon) {
  std::string text;
  for (const Position& point : polygon.points) text += position_text(point) + " ";
  return polygon.points.empty() ? text : text + position_text(polygon.points.front());
}

std::string circle_text(const wire::Circle& circle) {
  char radius[24];
  std::snprintf(radius, sizeof radius, " %u.%03u", circle.radius_m / 1000, circle.radius_m % 1000);
  return position_text(circle.centre) + radius;
}

}  // namespace tongluo::cap
