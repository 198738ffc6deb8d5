#include "controller/http/fields.hpp"

#include <boost/json/parse.hpp>
#include <cmath>

#include "controller/http/limits.hpp"

namespace tongluo::http {
namespace {

Problem json_problem(unsigned status, std::string code, std::string detail) {
  return {status, std::move(code), std::move(detail), {}};
}

}  // namespace

Result<boost::json::object, Problem> parse_json(const Request& request) {
  if (!request.content_type.empty() && request.content_type != "application/json")
    return fail(json_problem(415, "content_type.unsupported",
                             "the body must be application/json, not " + request.content_type));
  boost::json::parse_options options;
  options.max_depth = kMaxJsonDepth;
  boost::json::error_code error;
  boost::json::value value = boost::json::parse(request.body, error, {}, options);
  if (error == boost::json::error::too_deep)
    return fail(json_problem(400, "json.too_deep", "the JSON body is nested too deeply"));
  if (error) return fail(json_problem(400, "json.malformed", "the body is not JSON: " + error.message()));
  if (!value.is_object()) return fail(json_problem(400, "json.not_object", "the JSON body must be an object"));
  return std::move(value.as_object());
}

void Fields::fail_field(std::string_view name, const char* code, std::string detail) {
  if (problem_) return;
  const std::string path = path_of(name);
  problem_ = Problem{422, code, path + " " + detail, path};
}

void Fields::refuse(std::string_view name, std::string detail) {
  fail_field(name, "field.out_of_range", std::move(detail));
}

const boost::json::value* Fields::find(std::string_view name, bool required) {
  read_.emplace(name);
  if (problem_) return nullptr;
  const boost::json::value* value = object_.if_contains(name);
  if (value == nullptr && required) fail_field(name, "field.missing", "is missing");
  return value;
}

const boost::json::array* Fields::list(std::string_view name, std::size_t limit, bool required) {
  const boost::json::value* value = find(name, required);
  if (value == nullptr) return nullptr;
  return as_list(*value, name, limit);
}

const boost::json::array* Fields::as_list(const boost::json::value& value, std::string_view name, std::size_t limit) {
  const boost::json::array* values = value.if_array();
  if (values == nullptr) {
    fail_field(name, "field.wrong_type", "must be a list");
    return nullptr;
  }
  if (values->size() <= limit) return values;
  refuse(name, "has more than " + std::to_string(limit) + " entries");
  return nullptr;
}

std::string Fields::read_text(const boost::json::value& value, const std::string& name, std::size_t limit_bytes) {
  const boost::json::string* text = value.if_string();
  if (text == nullptr) return fail_field(name, "field.wrong_type", "must be a text"), std::string();
  if (text->size() > limit_bytes)
    return refuse(name, "is longer than " + std::to_string(limit_bytes) + " bytes"), std::string();
  return {text->data(), text->size()};
}

std::string Fields::text(std::string_view name, std::size_t limit_bytes) {
  const boost::json::value* value = find(name, true);
  return value == nullptr ? std::string() : read_text(*value, std::string(name), limit_bytes);
}

std::string Fields::text_or(std::string_view name, std::size_t limit_bytes, std::string_view fallback) {
  const boost::json::value* value = find(name, false);
  return value == nullptr ? std::string(fallback) : read_text(*value, std::string(name), limit_bytes);
}

std::uint32_t Fields::read_number(const boost::json::value& value, std::string_view name, std::uint32_t min,
                                  std::uint32_t max) {
  if (!value.is_int64() && !value.is_uint64())
    return fail_field(name, "field.wrong_type", "must be a whole number"), min;
  boost::json::error_code error;
  const auto number = value.to_number<std::uint32_t>(error);
  if (!error && number >= min && number <= max) return number;
  refuse(name, "must be from " + std::to_string(min) + " to " + std::to_string(max));
  return min;
}

std::uint32_t Fields::number(std::string_view name, std::uint32_t min, std::uint32_t max) {
  const boost::json::value* value = find(name, true);
  return value == nullptr ? min : read_number(*value, name, min, max);
}

std::uint32_t Fields::number_or(std::string_view name, std::uint32_t min, std::uint32_t max, std::uint32_t fallback) {
  const boost::json::value* value = find(name, false);
  return value == nullptr ? fallback : read_number(*value, name, min, max);
}

WallTime Fields::time_or_none(std::string_view name) {
  const boost::json::value* value = find(name, false);
  if (value == nullptr || value->is_null()) return {};
  const std::int64_t* number = value->if_int64();
  if (number == nullptr) return fail_field(name, "field.wrong_type", "must be a whole number or null"), WallTime{};
  if (*number > 0 && static_cast<std::uint64_t>(*number) <= kLatestUs) return wall_from_us(*number);
  return refuse(name, "must be from 1 to " + std::to_string(kLatestUs)), WallTime{};
}

Digest Fields::digest(std::string_view name) {
  const auto digest = digest_from_hex(text(name, 2 * Digest::kSize));
  if (!digest) refuse(name, "must be 64 hexadecimal digits");
  return digest.value_or(Digest{});
}

std::optional<Digest> Fields::digest_or_none(std::string_view name) {
  if (has(name)) return digest(name);
  read_.emplace(name);
  return std::nullopt;
}

Bytes Fields::base64(std::string_view name, std::size_t limit_bytes) {
  auto bytes = from_base64(text(name, (limit_bytes + 2) / 3 * 4));
  if (!bytes) refuse(name, "must be base64 (RFC 4648 section 4, with padding)");
  return bytes.value_or(Bytes{});
}

std::vector<std::string> Fields::texts_or_none(std::string_view name, std::size_t limit, std::size_t limit_bytes) {
  std::vector<std::string> texts;
  const boost::json::array* values = list(name, limit, false);
  if (values == nullptr) return texts;
  for (std::size_t i = 0; i < values->size(); ++i)
    texts.push_back(read_text((*values)[i], entry_of(name, i), limit_bytes));
  return texts;
}

std::map<std::string, std::string> Fields::text_members_or_none(std::string_view name, std::size_t limit,
                                                                std::size_t limit_bytes) {
  std::map<std::string, std::string> members;
  const boost::json::value* value = find(name, false);
  if (value == nullptr) return members;
  const boost::json::object* object = value->if_object();
  if (object == nullptr) return fail_field(name, "field.wrong_type", "must be an object"), members;
  if (object->size() > limit) return refuse(name, "has more than " + std::to_string(limit) + " members"), members;
  for (const auto& member : *object) {
    const std::string key(member.key().data(), member.key().size());
    members[key] = read_text(member.value(), std::string(name) + "." + key, limit_bytes);
  }
  return members;
}

std::vector<std::int64_t> Fields::ascending_or_none(std::string_view name, std::size_t limit) {
  std::vector<std::int64_t> numbers;
  const boost::json::array* values = list(name, limit, false);
  if (values == nullptr) return numbers;
  for (std::size_t i = 0; i < values->size() && !problem_; ++i) {
    const std::int64_t* number = (*values)[i].if_int64();
    if (number == nullptr)
      fail_field(entry_of(name, i), "field.wrong_type", "must be a whole number");
    else if (*number <= (numbers.empty() ? 0 : numbers.back()))
      refuse(entry_of(name, i), numbers.empty() ? "must be greater than 0" : "must be greater than the one before");
    else
      numbers.push_back(*number);
  }
  return numbers;
}

Position Fields::read_point(const boost::json::value& value, const std::string& name) {
  constexpr double kUnitsPerDegree = 1e7;
  const boost::json::array* pair = as_list(value, name, 2);
  if (pair == nullptr) return {};
  if (pair->size() != 2 || !(*pair)[0].is_number() || !(*pair)[1].is_number())
    return fail_field(name, "field.wrong_type", "must be [latitude, longitude] in degrees"), Position{};
  const double latitude = (*pair)[0].to_number<double>() * kUnitsPerDegree;
  const double longitude = (*pair)[1].to_number<double>() * kUnitsPerDegree;
  if (std::abs(latitude) > kMaxLatitudeE7 || std::abs(longitude) > kMaxLongitudeE7)
    return refuse(name, "latitude must be from -90 to 90, longitude from -180 to 180"), Position{};
  return {static_cast<std::int32_t>(std::lround(latitude)), static_cast<std::int32_t>(std::lround(longitude))};
}

Position Fields::point(std::string_view name) {
  const boost::json::value* value = find(name, true);
  return value == nullptr ? Position{} : read_point(*value, std::string(name));
}

std::vector<std::vector<Position>> Fields::point_lists_or_none(std::string_view name, std::size_t limit_lists,
                                                               std::size_t limit_points) {
  std::vector<std::vector<Position>> lists;
  const boost::json::array* values = list(name, limit_lists, false);
  if (values == nullptr) return lists;
  for (std::size_t i = 0; i < values->size() && !problem_; ++i) {
    const boost::json::array* points = as_list((*values)[i], entry_of(name, i), limit_points);
    if (points == nullptr) break;
    lists.emplace_back();
    for (std::size_t k = 0; k < points->size() && !problem_; ++k)
      lists.back().push_back(read_point((*points)[k], entry_of(entry_of(name, i), k)));
  }
  return lists;
}

std::optional<Problem> Fields::finish() {
  for (const auto& member : object_) {
    const std::string_view name(member.key().data(), member.key().size());
    if (!read_.contains(name)) fail_field(name, "field.unknown", "is not a field of this request");
  }
  return problem_;
}

}  // namespace tongluo::http
