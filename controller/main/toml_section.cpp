#include "controller/main/toml_section.hpp"

#include <boost/asio/ip/address.hpp>

namespace tongluo::daemon {

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

std::vector<std::string> TomlSection::texts_or_none(std::string_view key, std::size_t limit) {
  std::vector<std::string> texts;
  const toml::node* node = find(key);
  if (node == nullptr) return texts;
  const toml::array* values = node->as_array();
  if (values == nullptr) wrong(node, key, "must be a list of texts");
  if (values->size() > limit) wrong(node, key, "has more than " + std::to_string(limit) + " entries");
  for (const toml::node& value : *values) texts.push_back(text_of(value, key));
  return texts;
}

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
