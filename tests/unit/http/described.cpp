#include "tests/unit/http/described.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <regex>

#include "controller/http/openapi_text.hpp"

namespace tongluo::http {

namespace json = boost::json;

namespace {

std::string_view view(const json::value& text) { return std::string_view(text.as_string()); }

std::vector<std::string_view> segments_of(std::string_view path) {
  std::vector<std::string_view> segments;
  for (std::size_t from = 0; from <= path.size();) {
    const std::size_t slash = std::min(path.find('/', from), path.size());
    segments.push_back(path.substr(from, slash - from));
    from = slash + 1;
  }
  return segments;
}

// How many segments are the same, letter by letter; none: it does not match.
std::optional<int> likeness(std::string_view pattern, std::string_view path) {
  const auto wanted = segments_of(pattern), given = segments_of(path);
  if (wanted.size() != given.size()) return std::nullopt;
  int same = 0;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    if (wanted[i] == given[i]) ++same;
    if (wanted[i] != given[i] && (!wanted[i].starts_with('{') || given[i].empty())) return std::nullopt;
  }
  return same;
}

std::string_view type_of(const json::value& value) {
  if (value.is_null()) return "null";
  if (value.is_bool()) return "boolean";
  if (value.is_string()) return "string";
  if (value.is_array()) return "array";
  if (value.is_object()) return "object";
  if (value.is_double() && value.get_double() != static_cast<double>(static_cast<std::int64_t>(value.get_double())))
    return "number";
  return "integer";
}

std::set<std::string> types_of(const std::vector<const json::object*>& parts) {
  std::set<std::string> types;
  for (const json::object* part : parts)
    if (const json::value* type = part->if_contains("type")) {
      if (type->is_string()) types.emplace(view(*type));
      if (type->is_array())
        for (const json::value& one : type->get_array()) types.emplace(view(one));
    }
  return types;
}

// The first part that has it.
const json::value* member_of(const std::vector<const json::object*>& parts, std::string_view name) {
  for (const json::object* part : parts)
    if (const json::value* found = part->if_contains(name)) return found;
  return nullptr;
}

bool lists(const json::object& operation, std::string_view name, std::string_view code) {
  const json::value* codes = operation.if_contains(name);
  return codes != nullptr && std::any_of(codes->as_array().begin(), codes->as_array().end(), [code](const auto& one) {
           const std::string_view known = view(one);
           const bool any_reason = known == "refused.REASON" && code.starts_with("refused.");
           return known == code || any_reason;
         });
}

}  // namespace

const Described& Described::api() {
  static const Described description;
  return description;
}

Described::Described() {
  json::parse_options options;
  options.max_depth = 64;
  document_ = json::parse(json::string_view(kOpenApiText.data(), kOpenApiText.size()), {}, options).as_object();
}

std::string Described::operation_at(std::string_view method, std::string_view target) const {
  const std::string_view path = target.substr(0, target.find('?'));
  std::string found;
  int best = -1;
  for (const auto& [pattern, operations] : document_.at("paths").as_object()) {
    const auto same = likeness(pattern, path);
    std::string name(method);
    std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::tolower(c); });
    if (!same || *same <= best || !operations.as_object().contains(name)) continue;
    best = *same;
    found = std::string(method) + " " + std::string(pattern);
  }
  return found;
}

std::vector<std::string> Described::operations() const {
  std::vector<std::string> all;
  for (const auto& [pattern, operations] : document_.at("paths").as_object())
    for (const auto& [method, operation] : operations.as_object()) {
      std::string name(method);
      std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return std::toupper(c); });
      all.push_back(name + " " + std::string(pattern));
    }
  return all;
}

const json::object* Described::find(const std::string& operation) const {
  const std::size_t space = operation.find(' ');
  if (space == std::string::npos) return nullptr;
  std::string method = operation.substr(0, space);
  std::transform(method.begin(), method.end(), method.begin(), [](unsigned char c) { return std::tolower(c); });
  return &document_.at("paths").at(operation.substr(space + 1)).at(method).as_object();
}

std::vector<std::string> Described::disagreements(const Answered& answer) const {
  const json::object* operation = find(operation_at(answer.method, answer.target));
  if (operation == nullptr || answer.status == 0) return {};
  const std::string_view type = answer.type.substr(0, answer.type.find(';'));
  const bool well = answer.status >= 200 && answer.status < 300;
  std::vector<std::string> wrong;
  if (type == "application/problem+json") {
    check_problem(*operation, answer, wrong);
    return wrong;
  }
  const json::object& responses = operation->at("responses").as_object();
  const json::value* response = responses.if_contains(std::to_string(answer.status));
  if (response == nullptr) return {std::to_string(answer.status) + " is not described"};
  if (!well && answer.body.empty()) return wrong;
  const json::value* content = response->as_object().if_contains("content");
  if (content == nullptr) return answer.body.empty() ? wrong : std::vector<std::string>{"a body is not described"};
  const json::value* described = content->as_object().if_contains(json::string_view(type.data(), type.size()));
  if (described == nullptr) return {std::string(type) + " is not described"};
  const json::value* schema = described->as_object().if_contains("schema");
  if (schema != nullptr && type.ends_with("json")) {
    json::parse_options options;
    options.max_depth = 64;
    check(schema->as_object(), json::parse(json::string_view(answer.body.data(), answer.body.size()), {}, options), "",
          wrong);
  }
  return wrong;
}

void Described::check_problem(const json::object& operation, const Answered& answer,
                              std::vector<std::string>& wrong) const {
  const json::object problem = json::parse(json::string_view(answer.body.data(), answer.body.size())).as_object();
  const json::value* response = operation.at("responses").as_object().if_contains(std::to_string(answer.status));
  const json::value* content = response == nullptr ? nullptr : response->as_object().if_contains("content");
  const json::value* own = content == nullptr ? nullptr : content->as_object().if_contains("application/problem+json");
  const json::object& common_form = document_.at("components").at("schemas").at("Problem").as_object();
  check(own == nullptr ? common_form : own->at("schema").as_object(), problem, "", wrong);
  const std::string_view code = view(problem.at("code"));
  const json::object& common = document_.at("x-common-problems").as_object();
  const bool body = operation.contains("requestBody");
  if (lists(operation, "x-problems", code) || lists(common, "every", code) || (body && lists(common, "body", code)))
    return;
  wrong.push_back(std::string(code) + " is not among its problems");
}

const json::object& Described::meant_by(const json::object& schema) const {
  const json::value* reference = schema.if_contains("$ref");
  if (reference == nullptr) return schema;
  const std::string_view path = view(*reference);
  return document_.at("components").at("schemas").at(path.substr(path.rfind('/') + 1)).as_object();
}

std::vector<const json::object*> Described::parts_of(const json::object& schema) const {
  const json::object& whole = meant_by(schema);
  std::vector<const json::object*> parts = {&whole};
  if (const json::value* all = whole.if_contains("allOf"))
    for (const json::value& one : all->as_array()) {
      const auto more = parts_of(one.as_object());
      parts.insert(parts.end(), more.begin(), more.end());
    }
  return parts;
}

void Described::check(const json::object& schema, const json::value& value, const std::string& at,
                      std::vector<std::string>& wrong) const {
  for (const char* choice : {"oneOf", "anyOf"})
    if (const json::value* choices = meant_by(schema).if_contains(choice)) {
      for (const json::value& one : choices->as_array()) {
        std::vector<std::string> tried;
        check(one.as_object(), value, at, tried);
        if (tried.empty()) return;
      }
      return wrong.push_back(at + " is none of its choices");
    }
  const auto parts = parts_of(schema);
  const auto types = types_of(parts);
  const std::string type(type_of(value));
  if (!types.empty() && !types.contains(type) && !(type == "integer" && types.contains("number")))
    return wrong.push_back(at + " is " + type);
  if (value.is_object()) return check_members(parts, value.get_object(), at, wrong);
  if (value.is_array()) {
    const json::value* items = member_of(parts, "items");
    for (const json::value& one : value.get_array())
      if (items != nullptr) check(items->as_object(), one, at + "[]", wrong);
    return;
  }
  const json::value* choices = member_of(parts, "enum");
  if (choices != nullptr && !value.is_null() &&
      std::find(choices->as_array().begin(), choices->as_array().end(), value) == choices->as_array().end())
    wrong.push_back(at + " is " + json::serialize(value) + ", which is no choice");
  const json::value* pattern = member_of(parts, "pattern");
  if (pattern != nullptr && value.is_string() &&
      !std::regex_search(std::string(view(value)), std::regex(std::string(view(*pattern)))))
    wrong.push_back(at + " is " + json::serialize(value) + ", which is of another form");
}

void Described::check_members(const std::vector<const json::object*>& parts, const json::object& value,
                              const std::string& at, std::vector<std::string>& wrong) const {
  bool open = true;
  for (const json::object* part : parts) {
    open = open && !part->contains("properties") && !part->contains("additionalProperties");
    if (const json::value* required = part->if_contains("required"))
      for (const json::value& name : required->as_array())
        if (!value.contains(name.as_string())) wrong.push_back(at + "." + std::string(view(name)) + " is missing");
  }
  if (open) return;  // a schema that names no member at all leaves them open
  const json::value* rest = member_of(parts, "additionalProperties");
  for (const auto& [name, member] : value) {
    const json::value* known = nullptr;
    for (const json::object* part : parts)
      if (const json::value* properties = part->if_contains("properties"))
        if (const json::value* found = properties->as_object().if_contains(name)) known = found;
    if (known == nullptr && rest != nullptr && rest->is_object()) known = rest;
    const std::string place = at + "." + std::string(name);
    if (known != nullptr)
      check(known->as_object(), member, place, wrong);
    else if (rest == nullptr || *rest != true)
      wrong.push_back(place + " is not described");
  }
}

std::string complaints(const Answered& answer) {
  std::string text;
  for (const std::string& line : Described::api().disagreements(answer))
    text += std::string(answer.method) + " " + std::string(answer.target) + ": " + line + "\n";
  return text;
}

}  // namespace tongluo::http
