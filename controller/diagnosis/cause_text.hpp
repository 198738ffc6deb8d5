#pragma once
// What each cause is called and what a technician is to do about it. One table.

#include "controller/diagnosis/findings.hpp"

namespace tongluo::diagnosis {

struct CauseText {
  Cause cause;
  std::string_view name;  // for programs
  std::string_view zh, en;
  std::string_view instruction_zh, instruction_en;
};
const CauseText& text_of(Cause cause);

}  // namespace tongluo::diagnosis
