#pragma once
// Columns for people. Widths count what a terminal shows: a Chinese character is two cells wide.

#include <string>
#include <string_view>
#include <vector>

namespace tongluo::ctl {

std::size_t display_width(std::string_view utf8);

class TextTable {
 public:
  explicit TextTable(std::vector<std::string> heading) : rows_{std::move(heading)} {}
  void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }
  std::string text() const;

 private:
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace tongluo::ctl
