#pragma once
// Reads the keys of one TOML table and remembers the first thing that was wrong, with the table's name.

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <toml++/toml.h>

namespace tongluo::board {

class TableReader {
 public:
  // `error` is shared by all tables of a file; what is there already stays.
  TableReader(const toml::table& table, std::string name, std::optional<std::string>& error)
      : table_(table), name_(std::move(name)), error_(error) {}

  bool has(std::string_view key) const { return table_.contains(key); }

  std::string text(std::string_view key) {
    const auto value = node(key) == nullptr ? std::nullopt : node(key)->value_exact<std::string>();
    if (!value || value->empty()) complain(key, "must be a text that is not empty");
    return value.value_or("");
  }

  std::string text(std::string_view key, std::string otherwise) { return has(key) ? text(key) : otherwise; }

  std::int64_t number(std::string_view key, std::int64_t least, std::int64_t most) {
    const auto value = node(key) == nullptr ? std::nullopt : node(key)->value_exact<std::int64_t>();
    if (value && *value >= least && *value <= most) return *value;
    complain(key, "must be a number from " + std::to_string(least) + " to " + std::to_string(most));
    return least;
  }
  std::int64_t number(std::string_view key, std::int64_t least, std::int64_t most, std::int64_t otherwise) {
    return has(key) ? number(key, least, most) : otherwise;
  }

  double real(std::string_view key, double otherwise) {
    if (!has(key)) return otherwise;
    const auto value = node(key)->value<double>();
    if (!value) complain(key, "must be a number");
    return value.value_or(otherwise);
  }

  bool flag(std::string_view key, bool otherwise) {
    if (!has(key)) return otherwise;
    const auto value = node(key)->value_exact<bool>();
    if (!value) complain(key, "must be true or false");
    return value.value_or(otherwise);
  }

  void only_known(const std::set<std::string_view>& keys) {
    for (const auto& [key, value] : table_)
      if (!keys.contains(key.str())) complain(key.str(), "is not known");
  }

  void complain(std::string_view key, const std::string& what) {
    if (!error_) error_ = name_ + ": " + std::string(key) + " " + what;
  }

 private:
  const toml::node* node(std::string_view key) const { return table_.get(key); }

  const toml::table& table_;
  const std::string name_;
  std::optional<std::string>& error_;
};

}  // namespace tongluo::board
