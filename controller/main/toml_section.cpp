#include "controller/main/toml_section.hpp"

#include <boost/asio/ip/address.hpp>
#include <cstdio>

namespace tongluo::daemon {

namespace {

constexpr std::size_t kHoursLength = 11;  // "06:00-22:00"

}  // namespace

TomlSection::TomlSection(const std::filesystem::path& file, const toml::table& root, std::string name)
    : file_(file), name_(std::move(name)) {
  if (name_.empty()) {
    table_ = &root;
    return;
  }
  const toml::node* node = root.get(name_);
  if (node == nullptr) return;
  table_ = node->as_table();
  if (table_ == nullptr) wrong(node, "", "must be a table");
}

void TomlSection::wrong(const toml::node* node, std::string_view key, const std::string& what) const {
  std::string line = file_.string();
  if (node != nullptr) line += ":" + std::to_string(node->source().begin.line);
  line += ": ";
  if (!name_.empty()) line += "[" + name_ + "] ";
  throw WrongConfig(line + std::string(key) + (key.empty() ? "" : " ") + what);
}

const toml::node* TomlSection::find(std::string_view key) {
  read_.emplace(key);
  return table_ == nullptr ? nullptr : table_->get(key);
}

std::string TomlSection::text_of(const toml::node& node, std::string_view key) const {
  const auto* value = node.as_string();
  if (value == nullptr) wrong(&node, key, "must be a text in quotes");
  if (value->get().empty()) wrong(&node, key, "must not be empty");
  return value->get();
}

std::string TomlSection::text(std::string_view key) {
  const toml::node* node = find(key);
  if (node == nullptr) wrong(nullptr, key, "is missing");
  return text_of(*node, key);
}

std::string TomlSection::text_or(std::string_view key, std::string_view fallback) {
  const toml::node* node = find(key);
  return node == nullptr ? std::string(fallback) : text_of(*node, key);
}

std::string TomlSection::address_or(std::string_view key, std::string_view fallback) {
  std::string address = text_or(key, fallback);
  boost::system::error_code error;
  boost::asio::ip::make_address(address, error);
  if (error) wrong(find(key), key, "must be an IP address");
  return address;
}

std::int64_t TomlSection::number_or(std::string_view key, std::int64_t min, std::int64_t max, std::int64_t fallback) {
  const toml::node* node = find(key);
  if (node == nullptr) return fallback;
  const auto* value = node->as_integer();
  if (value == nullptr) wrong(node, key, "must be a whole number");
  if (value->get() < min || value->get() > max)
    wrong(node, key, "must be from " + std::to_string(min) + " to " + std::to_string(max));
  return value->get();
}

const toml::array* TomlSection::list_of(std::string_view key, std::size_t limit, const char* of_what) {
  const toml::node* node = find(key);
  if (node == nullptr) return nullptr;
  const toml::array* values = node->as_array();
  if (values == nullptr) wrong(node, key, std::string("must be a list of ") + of_what);
  if (values->size() > limit) wrong(node, key, "has more than " + std::to_string(limit) + " entries");
  return values;
}

std::vector<std::string> TomlSection::texts_or_none(std::string_view key, std::size_t limit) {
  std::vector<std::string> texts;
  const toml::array* values = list_of(key, limit, "texts");
  if (values == nullptr) return texts;
  for (const toml::node& value : *values) texts.push_back(text_of(value, key));
  return texts;
}

std::vector<std::filesystem::path> TomlSection::paths_or_none(std::string_view key, std::size_t limit) {
  std::vector<std::filesystem::path> paths;
  for (const std::string& text : texts_or_none(key, limit)) paths.push_back(resolve(text));
  return paths;
}

std::vector<TomlSection> TomlSection::sections_or_none(std::string_view key, std::size_t limit) {
  std::vector<TomlSection> sections;
  const toml::array* values = list_of(key, limit, "tables");
  if (values == nullptr) return sections;
  for (const toml::node& value : *values) {
    if (!value.is_table()) wrong(&value, key, "must be a list of tables");
    const std::string entry = std::string(key) + "[" + std::to_string(sections.size()) + "]";
    sections.emplace_back(file_, name_ + "." + entry, *value.as_table());
  }
  return sections;
}

std::pair<std::uint32_t, std::uint32_t> TomlSection::hours_or(std::string_view key,
                                                              std::pair<std::uint32_t, std::uint32_t> fallback) {
  constexpr std::uint32_t kDayMinutes = 24 * 60;
  const toml::node* node = find(key);
  if (node == nullptr) return fallback;
  const std::string text = text_of(*node, key);
  unsigned from_hour = 0, from_minute = 0, until_hour = 0, until_minute = 0;
  int used = 0;
  const int read = std::sscanf(text.c_str(), "%2u:%2u-%2u:%2u%n", &from_hour, &from_minute, &until_hour, &until_minute,
                               &used);  // NOLINT(cert-err34-c): the form is checked below
  const std::uint32_t from = from_hour * 60 + from_minute, until = until_hour * 60 + until_minute;
  const bool well_formed = read == 4 && text.size() == kHoursLength && used == static_cast<int>(kHoursLength);
  if (!well_formed || from_minute > 59 || until_minute > 59 || from >= kDayMinutes || until > kDayMinutes)
    wrong(node, key, "must be hours of a day, as \"06:00-22:00\"");
  return {from, until};
}

void TomlSection::refuse(std::string_view key, const std::string& what) { wrong(find(key), key, what); }

std::filesystem::path TomlSection::resolve(const std::string& text) const {
  const std::filesystem::path path(text);
  return path.is_absolute() ? path : (file_.parent_path() / path).lexically_normal();
}

std::filesystem::path TomlSection::path(std::string_view key) { return resolve(text(key)); }

std::filesystem::path TomlSection::path_or(std::string_view key, std::string_view fallback) {
  return resolve(text_or(key, fallback));
}

void TomlSection::close() const {
  if (table_ == nullptr) return;
  for (const auto& [key, node] : *table_)
    if (!read_.contains(key.str())) wrong(&node, key.str(), "is not a key that tongluod knows");
}

}  // namespace tongluo::daemon
