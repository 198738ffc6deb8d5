#pragma once
// Reading JSON that others wrote: a missing or wrongly typed field is an empty value, never an exception.

#include <boost/json.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tongluo::ctl {

std::optional<boost::json::value> parse_json(std::string_view text);
std::string text_at(const boost::json::object& object, std::string_view name);
std::optional<std::int64_t> integer_at(const boost::json::object& object, std::string_view name);
double number_at(const boost::json::object& object, std::string_view name);
bool flag_at(const boost::json::object& object, std::string_view name);
const boost::json::object& object_at(const boost::json::object& object, std::string_view name);
const boost::json::array& array_at(const boost::json::object& object, std::string_view name);
const boost::json::object& as_object(const boost::json::value& value);
boost::json::array array_of(const std::vector<std::string>& texts);

}  // namespace tongluo::ctl
