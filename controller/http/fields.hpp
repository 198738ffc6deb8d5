#pragma once
// Reads a JSON object field by field; the first wrong field becomes one problem that names it. A field that nobody
// reads is an error too (field.unknown). Limits: kMaxJsonDepth, and the caller's own per field. Pure. Use: parse();
// call the readers (after a failure they return harmless values); finish() before using any value.

#include <boost/json/object.hpp>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "controller/http/problem.hpp"
#include "protocol/base/bytes.hpp"
#include "protocol/base/digest.hpp"
#include "protocol/base/identifiers.hpp"
#include "protocol/base/time.hpp"

namespace tongluo::http {

// An object or the problem: json.malformed, json.too_deep, json.not_object, content_type.unsupported.
Result<boost::json::object, Problem> parse_json(const Request& request);

class Fields {
 public:
  explicit Fields(const boost::json::object& object, std::string path = {}) : object_(object), path_(std::move(path)) {}

  std::string text(std::string_view name, std::size_t limit_bytes);
  std::string text_or(std::string_view name, std::size_t limit_bytes, std::string_view fallback);
  std::uint32_t number(std::string_view name, std::uint32_t min, std::uint32_t max);
  std::uint32_t number_or(std::string_view name, std::uint32_t min, std::uint32_t max, std::uint32_t fallback);
  // UTC in microseconds since 1970; missing or null: zero.
  WallTime time_or_none(std::string_view name);
  Digest digest(std::string_view name);
  std::optional<Digest> digest_or_none(std::string_view name);
  Bytes base64(std::string_view name, std::size_t limit_bytes);
  // A list of texts; a missing list is an empty one.
  std::vector<std::string> texts_or_none(std::string_view name, std::size_t limit, std::size_t limit_bytes);
  // An object whose members are texts, by name; a missing one is empty.
  std::map<std::string, std::string> text_members_or_none(std::string_view name, std::size_t limit,
                                                          std::size_t limit_bytes);
  // A list of whole numbers, each greater than the one before; a missing list is an empty one.
  std::vector<std::int64_t> ascending_or_none(std::string_view name, std::size_t limit);
  // A list of points [latitude, longitude] in degrees; each list of `lists` is `name[i]`.
  std::vector<std::vector<Position>> point_lists_or_none(std::string_view name, std::size_t limit_lists,
                                                         std::size_t limit_points);
  Position point(std::string_view name);
  // A list of objects, at least one; each is read by `read(Fields&)`.
  template <class Read>
  void objects(std::string_view name, std::size_t limit, Read read);
  template <class Read>
  void objects_or_none(std::string_view name, std::size_t limit, Read read);  // may be missing or empty
  template <class Read>
  void object_or_none(std::string_view name, Read read);
  bool has(std::string_view name) const { return object_.contains(name); }

  // What a caller's own check found wrong with a field that was read: field.out_of_range.
  void refuse(std::string_view name, std::string detail);
  std::optional<Problem> finish();

 private:
  const boost::json::value* find(std::string_view name, bool required);
  const boost::json::array* list(std::string_view name, std::size_t limit, bool required);
  const boost::json::array* as_list(const boost::json::value& value, std::string_view name, std::size_t limit);
  Position read_point(const boost::json::value& value, const std::string& name);
  template <class Read>
  void read_objects(const boost::json::array& values, std::string_view name, Read read);
  template <class Read>
  void read_object(const boost::json::value& value, const std::string& name, Read read);
  std::string read_text(const boost::json::value& value, const std::string& name, std::size_t limit_bytes);
  std::uint32_t read_number(const boost::json::value& value, std::string_view name, std::uint32_t min,
                            std::uint32_t max);
  void fail_field(std::string_view name, const char* code, std::string detail);
  std::string path_of(std::string_view name) const { return path_ + std::string(name); }
  static std::string entry_of(std::string_view name, std::size_t index) {
    return std::string(name) + "[" + std::to_string(index) + "]";
  }

  const boost::json::object& object_;
  std::string path_;
  std::set<std::string, std::less<>> read_;
  std::optional<Problem> problem_;
};

template <class Read>
void Fields::objects(std::string_view name, std::size_t limit, Read read) {
  const boost::json::array* values = list(name, limit, true);
  if (values == nullptr) return;
  if (values->empty()) return refuse(name, "must have at least one entry");
  read_objects(*values, name, read);
}

template <class Read>
void Fields::objects_or_none(std::string_view name, std::size_t limit, Read read) {
  if (const boost::json::array* values = list(name, limit, false)) read_objects(*values, name, read);
}

template <class Read>
void Fields::object_or_none(std::string_view name, Read read) {
  if (const boost::json::value* value = find(name, false)) read_object(*value, std::string(name), read);
}

template <class Read>
void Fields::read_objects(const boost::json::array& values, std::string_view name, Read read) {
  for (std::size_t i = 0; i < values.size() && !problem_; ++i) read_object(values[i], entry_of(name, i), read);
}

template <class Read>
void Fields::read_object(const boost::json::value& value, const std::string& name, Read read) {
  const boost::json::object* object = value.if_object();
  if (object == nullptr) return fail_field(name, "field.wrong_type", "must be an object");
  Fields fields(*object, path_of(name) + ".");
  read(fields);
  if (auto problem = fields.finish()) problem_ = std::move(problem);
}

}  // namespace tongluo::http
