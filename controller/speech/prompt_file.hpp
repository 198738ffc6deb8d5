#pragma once
// Private to the prompt book: reads one file of prompts into a copy of a book. Pure.

#include "controller/speech/prompt_book.hpp"
#include "controller/speech/text_lines.hpp"

namespace tongluo::speech {

class PromptFileReader {
 public:
  PromptFileReader(PromptBook book, bool own) : book_(std::move(book)), own_(own) {}
  Result<PromptBook, LineFaults> read(std::string_view file) &&;

 private:
  using Problem = std::string;  // empty: none

  Problem take(std::size_t number, std::string_view line);
  Problem open_section(std::size_t number, std::string_view title);
  Problem open_prompt();
  Problem take_parameter(const std::string& key, std::string_view value);
  Problem take_of_prompt(const std::string& key, std::string_view value);
  Problem take_of_wording(const std::string& key, std::string_view value);
  Problem take_text(std::string_view pattern);
  void check_whole(FaultList& faults);

  PromptBook book_;
  bool own_;
  bool in_parameters_ = false;
  std::string name_;  // of the prompt whose section is read
  std::optional<Language> language_;
  std::map<std::string, std::size_t> opened_;  // a prompt of this file → the line of its first section
};

}  // namespace tongluo::speech
