#pragma once
// One rule per way of writing; each looks at the cursor and, if the text there is of its kind, says how it is read.
// Pure.

#include <optional>
#include <string>

#include "controller/speech/number_token.hpp"

namespace tongluo::speech {

struct Reading {
  std::u32string words;
  std::size_t length = 0;  // characters of the text that it stands for
};

std::optional<Reading> read_date(const Cursor& cursor);      // 2026-07-03 · 2026年 · 2025-2026年
std::optional<Reading> read_time(const Cursor& cursor);      // 03:05 · 7:00 · 12:30:15
std::optional<Reading> read_roman(const Cursor& cursor);     // Ⅰ级 · II级
std::optional<Reading> read_code(const Cursor& cursor);      // 119 · 023-47521234 · 13812345678 · G5013 · 3-2-101
std::optional<Reading> read_fraction(const Cursor& cursor);  // 2/3 · 1:50
std::optional<Reading> read_range(const Cursor& cursor);     // 3-5 · 30%-50% · -5~-2℃
std::optional<Reading> read_quantity(const Cursor& cursor);  // 1,204 · 3.5m · -5℃ · 80% · 2个

}  // namespace tongluo::speech
