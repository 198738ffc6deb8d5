#pragma once
// A text file that people wrote, line by line: comments and blanks left out, the number of each line kept. Pure.

#include <functional>
#include <string_view>

#include "controller/speech/own_words.hpp"

namespace tongluo::speech {

std::string_view trimmed(std::string_view text);

// Collects what is wrong; above kMaxLineFaults it only counts.
class FaultList {
 public:
  void add(std::size_t line, std::string what);
  bool empty() const { return faults_.empty(); }
  LineFaults take() &&;

 private:
  LineFaults faults_;
  std::size_t more_ = 0;
};

// Calls `read` for each line that says something, with its number from 1. A byte order mark and carriage returns are
// not part of a line. A file that is too long or not UTF-8 is one fault, and no line is read.
void for_each_line(std::string_view file, FaultList& faults,
                   const std::function<void(std::size_t number, std::string_view line)>& read);

}  // namespace tongluo::speech
