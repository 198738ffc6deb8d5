#include "tools/ctl/json_fields.hpp"

namespace tongluo::ctl {
namespace {

namespace json = boost::json;

const json::object kNoObject;
const json::array kNoArray;

}  // namespace

std::optional<json::value> parse_json(std::string_view text) {
  boost::system::error_code error;
  json::value value = json::parse(text, error);
  if (error) return std::nullopt;
  return value;
}

std::string text_at(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  const json::string* text = value ? value->if_string() : nullptr;
  return text ? std::string(*text) : std::string();
}

std::optional<std::int64_t> integer_at(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  if (!value || !value->is_number()) return std::nullopt;
  boost::system::error_code error;
  const std::int64_t number = value->to_number<std::int64_t>(error);
  if (error) return std::nullopt;
  return number;
}

double number_at(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  if (!value || !value->is_number()) return 0.0;
  boost::system::error_code error;
  const double number = value->to_number<double>(error);
  return error ? 0.0 : number;
}

bool flag_at(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  const bool* flag = value ? value->if_bool() : nullptr;
  return flag && *flag;
}

const json::object& object_at(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  return value ? as_object(*value) : kNoObject;
}

const json::array& array_at(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  const json::array* array = value ? value->if_array() : nullptr;
  return array ? *array : kNoArray;
}

const json::object& as_object(const json::value& value) {
  const json::object* object = value.if_object();
  return object ? *object : kNoObject;
}

json::array array_of(const std::vector<std::string>& texts) {
  json::array array;
  array.reserve(texts.size());
  for (const std::string& text : texts) array.emplace_back(text);
  return array;
}

}  // namespace tongluo::ctl
