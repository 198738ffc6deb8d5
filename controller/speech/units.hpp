#pragma once
// Units of measurement in letters or signs, and how they are read. Pure.

#include <string_view>

#include "controller/speech/number_token.hpp"

namespace tongluo::speech {

struct Unit {
  std::u32string_view written;
  std::u32string_view mandarin;
  std::u32string_view english;           // plural
  std::u32string_view english_singular;  // after one
};

// The longest unit at the cursor that is not the beginning of a longer word; null if there is none.
const Unit* unit_at(const Cursor& cursor);

}  // namespace tongluo::speech
