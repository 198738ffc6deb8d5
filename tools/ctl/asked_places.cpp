#include "tools/ctl/asked_places.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <charconv>
#include <cstdio>
#include <cstdlib>

#include "protocol/base/limits.hpp"
#include "tools/ctl/json_fields.hpp"

namespace tongluo::ctl {
namespace {

namespace json = boost::json;

constexpr double kUnitsPerDegree = 1e7;
constexpr std::int64_t kUnitsInDegree = 10'000'000;
constexpr std::size_t kMaxDecimals = 7;

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::string part;
  for (const char c : text) {
    if (c != separator) {
      part += c;
      continue;
    }
    parts.push_back(std::move(part));
    part.clear();
  }
  parts.push_back(std::move(part));
  return parts;
}

// Exact: no floating point between what is typed and what is signed.
std::optional<std::int32_t> parse_degrees(const std::string& text, std::int32_t limit_e7) {
  const bool negative = text.starts_with("-");
  const std::string digits = negative ? text.substr(1) : text;
  const std::size_t point = std::min(digits.find('.'), digits.size());
  std::string whole = digits.substr(0, point);
  std::string decimals = point < digits.size() ? digits.substr(point + 1) : "";
  if (whole.empty() || whole.size() > 3 || decimals.size() > kMaxDecimals) return std::nullopt;
  decimals.append(kMaxDecimals - decimals.size(), '0');
  const std::string units = whole + decimals;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(units.data(), units.data() + units.size(), value);
  if (error != std::errc() || end != units.data() + units.size() || value < 0 || value > limit_e7) return std::nullopt;
  return static_cast<std::int32_t>(negative ? -value : value);
}

std::optional<Position> parse_position(const std::string& latitude, const std::string& longitude) {
  const auto lat = parse_degrees(latitude, kMaxLatitudeE7);
  const auto lon = parse_degrees(longitude, kMaxLongitudeE7);
  if (!lat || !lon) return std::nullopt;
  return Position{*lat, *lon};
}

json::array to_json(Position position) {
  return {position.latitude_e7 / kUnitsPerDegree, position.longitude_e7 / kUnitsPerDegree};
}

template <class Value>
bool add_targets(const json::array& texts, std::vector<wire::Target>& targets) {
  for (const json::value& text : texts) {
    const auto value = text.is_string() ? Value::parse(std::string_view(text.get_string())) : std::nullopt;
    if (!value) return false;
    targets.emplace_back(*value);
  }
  return true;
}

Try<Group> read_group(const json::object& object) {
  Group group{text_at(object, "name"), {}};
  if (!add_targets<AreaCode>(array_at(object, "areas"), group.targets) ||
      !add_targets<TerminalId>(array_at(object, "terminals"), group.targets))
    return give_up(ExitCode::failed,
                   "group " + group.name + ": the controller's answer holds something that is no place");
  if (group.targets.empty()) return give_up(ExitCode::failed, "group " + group.name + " is empty");
  return group;
}

std::string degrees_text(std::int32_t units) {
  std::array<char, 24> text{};
  const std::int64_t ahead = std::abs(static_cast<std::int64_t>(units));
  std::snprintf(text.data(), text.size(), "%s%lld.%07lld", units < 0 ? "-" : "",
                static_cast<long long>(ahead / kUnitsInDegree), static_cast<long long>(ahead % kUnitsInDegree));
  return text.data();
}

std::string position_text(Position position) {
  return degrees_text(position.latitude_e7) + "," + degrees_text(position.longitude_e7);
}

// Every point: what is signed is shown whole.
struct TargetText {
  std::string operator()(AreaCode area) const { return area.text(); }
  std::string operator()(const TerminalId& terminal) const { return terminal.text(); }
  std::string operator()(const wire::Polygon& shape) const {
    std::string text = "polygon";
    for (const Position point : shape.points) text += " " + position_text(point);
    return text + ";";
  }
  std::string operator()(const wire::Circle& shape) const {
    return "circle of " + std::to_string(shape.radius_m) + " m around " + position_text(shape.centre) + ";";
  }
};

}  // namespace

Try<wire::Polygon> parse_polygon(const std::string& text) {
  constexpr std::size_t kMinPoints = 3;
  wire::Polygon polygon;
  for (const std::string& point : split(text, ' ')) {
    if (point.empty()) continue;
    const std::vector<std::string> numbers = split(point, ',');
    const auto position = numbers.size() == 2 ? parse_position(numbers[0], numbers[1]) : std::nullopt;
    if (!position)
      return give_up(ExitCode::usage, "--polygon: \"" + point + "\" is no latitude,longitude in decimal degrees");
    polygon.points.push_back(*position);
  }
  if (polygon.points.size() > kMinPoints && polygon.points.front() == polygon.points.back()) polygon.points.pop_back();
  if (polygon.points.size() < kMinPoints || polygon.points.size() > limits::kMaxPolygonPoints)
    return give_up(ExitCode::usage, "--polygon: from 3 to " + std::to_string(limits::kMaxPolygonPoints) + " points");
  return polygon;
}

Try<wire::Circle> parse_circle(const std::string& text) {
  const std::vector<std::string> numbers = split(text, ',');
  const auto centre = numbers.size() == 3 ? parse_position(numbers[0], numbers[1]) : std::nullopt;
  std::uint32_t radius = 0;
  if (centre) {
    const std::string& digits = numbers[2];
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), radius);
    if (error != std::errc() || end != digits.data() + digits.size()) radius = 0;
  }
  if (radius == 0)
    return give_up(ExitCode::usage, "--circle: \"" + text + "\" is no latitude,longitude,radius in metres");
  return wire::Circle{*centre, radius};
}

json::value to_json(const wire::Polygon& polygon) {
  json::array points;
  for (const Position point : polygon.points) points.push_back(to_json(point));
  return points;
}

json::value to_json(const wire::Circle& circle) {
  return json::object{{"centre", to_json(circle.centre)}, {"radius_m", circle.radius_m}};
}

Try<std::vector<Group>> pick_groups(const json::object& answer, const std::vector<std::string>& names) {
  std::vector<Group> groups;
  for (const std::string& name : names) {
    const json::array& known = array_at(answer, "groups");
    const auto* found = std::find_if(known.begin(), known.end(), [&name](const json::value& value) {
      return text_at(as_object(value), "name") == name;
    });
    if (found == known.end())
      return give_up(ExitCode::failed, "no group is called \"" + name + "\"; see tongluo groups");
    Try<Group> group = read_group(as_object(*found));
    if (!group) return tl::unexpected(group.error());
    groups.push_back(std::move(*group));
  }
  return groups;
}

std::string target_text(const wire::Target& target) { return std::visit(TargetText{}, target); }

}  // namespace tongluo::ctl
