#include "controller/speech/text_lines.hpp"

#include <algorithm>

#include "controller/speech/unicode.hpp"

namespace tongluo::speech {

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r";
  const auto first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

void FaultList::add(std::size_t line, std::string what) {
  if (faults_.size() < kMaxLineFaults)
    faults_.push_back({line, std::move(what)});
  else
    ++more_;
}

LineFaults FaultList::take() && {
  if (more_ > 0) faults_.push_back({0, "and " + std::to_string(more_) + " more"});
  return std::move(faults_);
}

void for_each_line(std::string_view file, FaultList& faults,
                   const std::function<void(std::size_t number, std::string_view line)>& read) {
  if (file.size() > kMaxOwnFileBytes)
    return faults.add(0, "is longer than " + std::to_string(kMaxOwnFileBytes) + " bytes");
  if (!from_utf8(file)) return faults.add(0, "is not UTF-8");
  if (file.starts_with("\xEF\xBB\xBF")) file.remove_prefix(3);
  for (std::size_t number = 1; !file.empty(); ++number) {
    const auto end = std::min(file.find('\n'), file.size());
    const auto line = trimmed(file.substr(0, end));
    file.remove_prefix(std::min(file.size(), end + 1));
    if (!line.empty() && line.front() != '#') read(number, line);
  }
}

}  // namespace tongluo::speech
