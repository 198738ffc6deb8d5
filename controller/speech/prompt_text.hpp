#pragma once
// The sentence pattern of a prompt: words, {parameters}, and [optional parts] that are left out when none of their
// parameters is given. Pure.

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/base/result.hpp"

namespace tongluo::speech {

struct PromptPiece {
  std::string words;      // said before the parameter
  std::string parameter;  // empty: none
};
struct PromptPart {
  bool optional = false;
  std::vector<PromptPiece> pieces;
};

// What is wrong with a value, or with one that is missing.
struct PromptFault {
  std::string parameter;  // as it is to be given: "place", "place.en"; empty: the prompt as a whole
  std::string reason;
  bool operator==(const PromptFault&) const = default;
};

class PromptText {
 public:
  // The error is one line: a brace that is not closed, an optional part within another one or without parameters.
  static Result<PromptText, std::string> parse(std::string_view pattern);

  // Each parameter once, in the order of the text.
  std::vector<std::string> required() const { return names(false); }
  std::vector<std::string> optional() const { return names(true); }

  // `value` gives the words of a parameter, nothing if it was not given, or its fault.
  using Value = std::function<Result<std::optional<std::string>, PromptFault>(const std::string& name)>;
  Result<std::string, PromptFault> fill(const Value& value) const;

 private:
  std::vector<std::string> names(bool optional) const;
  std::vector<PromptPart> parts_;
};

}  // namespace tongluo::speech
