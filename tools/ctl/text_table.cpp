#include "tools/ctl/text_table.hpp"

#include <algorithm>

#include "tools/ctl/shown.hpp"

namespace tongluo::ctl {
namespace {

constexpr char32_t kFirstWide = 0x1100;
constexpr std::size_t kColumnGap = 2;

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

// Three-byte sequences from U+1100 on; general punctuation and arrows lie above it but are narrow.
std::size_t cells_of(std::string_view character) {
  if (character.size() < 3) return 1;
  const auto byte = [&](std::size_t i) { return static_cast<char32_t>(static_cast<unsigned char>(character[i])); };
  if (character.size() > 3) return 2;
  const char32_t code = ((byte(0) & 0x0FU) << 12U) | ((byte(1) & 0x3FU) << 6U) | (byte(2) & 0x3FU);
  return code >= kFirstWide && !(code >= 0x2000 && code < 0x2E80) ? 2 : 1;
}

}  // namespace

std::size_t display_width(std::string_view utf8) {
  std::size_t width = 0;
  for (std::size_t begin = 0; begin < utf8.size();) {
    std::size_t end = begin + 1;
    while (end < utf8.size() && is_continuation(utf8[end])) ++end;
    width += cells_of(utf8.substr(begin, end - begin));
    begin = end;
  }
  return width;
}

std::string TextTable::text() const {
  std::vector<std::vector<std::string>> rows = rows_;
  for (auto& row : rows)
    for (std::string& cell : row) cell = shown(cell);
  std::vector<std::size_t> widths(rows.front().size());
  for (const auto& row : rows)
    for (std::size_t i = 0; i < widths.size() && i < row.size(); ++i)
      widths[i] = std::max(widths[i], display_width(row[i]));
  std::string text;
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      line += row[i];
      const bool last = i + 1 == row.size();
      if (!last && i < widths.size()) line.append(widths[i] - display_width(row[i]) + kColumnGap, ' ');
    }
    text += line + "\n";
  }
  return text;
}

}  // namespace tongluo::ctl
