#pragma once
// Private to the JSON of the API: values that several views share. Pure.

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "controller/core/views.hpp"

namespace tongluo::http {

inline boost::json::value digest_or_null(const std::optional<Digest>& digest) {
  return digest ? boost::json::value(to_string(*digest)) : boost::json::value(nullptr);
}

inline boost::json::value us_or_null(WallTime time) {
  return time == WallTime{} ? boost::json::value(nullptr) : boost::json::value(to_us(time));
}

inline boost::json::value base64_or_null(const Bytes& bytes) {
  return bytes.empty() ? boost::json::value(nullptr) : boost::json::value(to_base64(bytes));
}

inline boost::json::value text_or_null(const std::string& text) {
  return text.empty() ? boost::json::value(nullptr) : boost::json::value(text);
}

// Each value as `to(value)` gives it.
template <class Values, class To>
boost::json::array array_of(const Values& values, To to) {
  boost::json::array array;
  array.reserve(values.size());
  for (const auto& value : values) array.emplace_back(to(value));
  return array;
}

inline boost::json::array texts(const std::vector<std::string>& values) {
  return array_of(values, [](const std::string& value) { return value; });
}

inline boost::json::array digests(const std::vector<Digest>& values) {
  return array_of(values, [](const Digest& value) { return to_string(value); });
}

inline boost::json::array base64s(const std::vector<Bytes>& values) {
  return array_of(values, [](const Bytes& value) { return to_base64(value); });
}

// One entry of the audit chain, with all that its digest covers.
boost::json::object to_json(const controller::AuditEntry& entry);

}  // namespace tongluo::http
