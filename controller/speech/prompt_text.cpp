#include "controller/speech/prompt_text.hpp"

#include <algorithm>

namespace tongluo::speech {
namespace {

// Walks the pattern once.
class PatternReader {
 public:
  Result<std::vector<PromptPart>, std::string> read(std::string_view pattern) {
    parts_.emplace_back();
    while (!pattern.empty()) {
      const auto at = std::min(pattern.find_first_of("{}[]"), pattern.size());
      words_ += pattern.substr(0, at);
      pattern.remove_prefix(at);
      if (pattern.empty()) break;
      const char sign = pattern.front();
      pattern.remove_prefix(1);
      const auto fault = sign == '{' ? take_parameter(pattern) : take_sign(sign);
      if (!fault.empty()) return fail(fault);
    }
    if (parts_.back().optional) return fail(std::string("a [ without its ]"));
    close_words();
    return std::move(parts_);
  }

 private:
  std::string take_parameter(std::string_view& pattern) {
    const auto end = pattern.find('}');
    if (end == std::string_view::npos || end == 0) return "a { without a name and its }";
    parts_.back().pieces.push_back({std::move(words_), std::string(pattern.substr(0, end))});
    words_.clear();
    pattern.remove_prefix(end + 1);
    return {};
  }

  std::string take_sign(char sign) {
    if (sign == '}') return "a } without its {";
    const bool opens = sign == '[';
    if (opens == parts_.back().optional) return opens ? "a [ within a [" : "a ] without its [";
    close_words();
    if (!opens && std::all_of(parts_.back().pieces.begin(), parts_.back().pieces.end(),
                              [](const PromptPiece& piece) { return piece.parameter.empty(); }))
      return "a [ ] without a parameter would never be said";
    parts_.push_back({opens, {}});
    return {};
  }

  void close_words() {
    if (!words_.empty()) parts_.back().pieces.push_back({std::move(words_), {}});
    words_.clear();
  }

  std::vector<PromptPart> parts_;
  std::string words_;
};

// The words of one part; nothing: an optional one of which no parameter is given.
Result<std::optional<std::string>, PromptFault> fill_part(const PromptPart& part, const PromptText::Value& value) {
  std::string words;
  std::string missing;
  bool any = false;
  for (const PromptPiece& piece : part.pieces) {
    words += piece.words;
    if (piece.parameter.empty()) continue;
    const auto given = value(piece.parameter);
    if (!given) return tl::unexpected(given.error());
    if (*given)
      words += **given, any = true;
    else if (missing.empty())
      missing = piece.parameter;
  }
  if (missing.empty()) return std::optional(std::move(words));
  if (!part.optional) return fail(PromptFault{missing, "is missing"});
  if (any) return fail(PromptFault{missing, "is missing: its sentence is said only with all its parameters"});
  return std::nullopt;
}

}  // namespace

Result<PromptText, std::string> PromptText::parse(std::string_view pattern) {
  auto parts = PatternReader().read(pattern);
  if (!parts) return tl::unexpected(parts.error());
  PromptText text;
  text.parts_ = std::move(*parts);
  return text;
}

std::vector<std::string> PromptText::names(bool optional) const {
  std::vector<std::string> found;
  for (const PromptPart& part : parts_)
    for (const PromptPiece& piece : part.pieces)
      if (part.optional == optional && !piece.parameter.empty() &&
          std::find(found.begin(), found.end(), piece.parameter) == found.end())
        found.push_back(piece.parameter);
  return found;
}

Result<std::string, PromptFault> PromptText::fill(const Value& value) const {
  std::string text;
  for (const PromptPart& part : parts_) {
    const auto words = fill_part(part, value);
    if (!words) return tl::unexpected(words.error());
    if (*words) text += **words;
  }
  return text;
}

}  // namespace tongluo::speech
