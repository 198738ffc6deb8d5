#pragma once
// Reads one table of a TOML file key by key. The first wrong key is thrown as one line: file, line, key, what is wrong.
// A key that nobody reads is wrong too: close() finds it.

#include <filesystem>
#include <set>
#include <stdexcept>
#include <string>
#include <toml++/toml.h>
#include <utility>
#include <vector>

namespace tongluo::daemon {

class WrongConfig : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

class TomlSection {
 public:
  // `name` is empty for the top of the file. A missing table is an empty one.
  TomlSection(const std::filesystem::path& file, const toml::table& root, std::string name);
  // A table inside another one; `name` says where, for the reader of an error.
  TomlSection(const std::filesystem::path& file, std::string name, const toml::table& table)
      : file_(file), table_(&table), name_(std::move(name)) {}

  std::string text(std::string_view key);
  std::string text_or(std::string_view key, std::string_view fallback);
  std::string address_or(std::string_view key, std::string_view fallback);  // an IP address
  std::int64_t number_or(std::string_view key, std::int64_t min, std::int64_t max, std::int64_t fallback);
  std::vector<std::string> texts_or_none(std::string_view key, std::size_t limit);
  std::vector<std::filesystem::path> paths_or_none(std::string_view key, std::size_t limit);
  // A list of tables.
  std::vector<TomlSection> sections_or_none(std::string_view key, std::size_t limit);
  // "06:00-22:00" as minutes of the day: from, until; until 24:00 is the end of the day.
  std::pair<std::uint32_t, std::uint32_t> hours_or(std::string_view key,
                                                   std::pair<std::uint32_t, std::uint32_t> fallback);
  bool has(std::string_view key) const { return table_ != nullptr && table_->contains(key); }
  // What a caller's own check found wrong with a key.
  [[noreturn]] void refuse(std::string_view key, const std::string& what);
  std::filesystem::path path(std::string_view key);  // relative to the file's folder
  std::filesystem::path path_or(std::string_view key, std::string_view fallback);
  void allow(std::string_view key) { read_.emplace(key); }
  void close() const;

 private:
  const toml::node* find(std::string_view key);
  const toml::array* list_of(std::string_view key, std::size_t limit, const char* of_what);
  std::string text_of(const toml::node& node, std::string_view key) const;
  std::filesystem::path resolve(const std::string& text) const;
  [[noreturn]] void wrong(const toml::node* node, std::string_view key, const std::string& what) const;

  const std::filesystem::path& file_;
  const toml::table* table_ = nullptr;  // none: the file has no such table
  std::string name_;
  std::set<std::string, std::less<>> read_;
};

}  // namespace tongluo::daemon
