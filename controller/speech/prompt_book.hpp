#pragma once
// The prompts that an office can choose from: for each event a sentence pattern in each language, its parameters with
// plausible ranges, its five-digit event code. Data, not code: prompts/*.txt, and a county's own file of the same form
// that adds to them or replaces them by name (docs/speech.md). Pure. A file with one bad line is not used at all.
// Limits: kMaxPrompts, kMaxPromptParameters, kMaxPromptTextBytes, kMaxOwnFileBytes.

#include <map>
#include <optional>

#include "controller/speech/prompt_text.hpp"
#include "controller/speech/prompt_values.hpp"

namespace tongluo::speech {

constexpr std::size_t kMaxPrompts = 128;  // by name
constexpr std::size_t kMaxPromptParameters = 128;
constexpr std::size_t kMaxPromptTextBytes = 2'000;
constexpr std::size_t kMaxPromptNameBytes = 32;

struct Wording {
  std::string title;
  std::string pattern;
  PromptText text;
};

struct Prompt {
  std::string event_code;   // five characters, or empty
  std::string order_class;  // "actual", "exercise", "test", "routine"
  std::map<Language, Wording> wordings;
  bool own = false;  // of the county's own file
};

using PromptParameters = std::map<std::string, std::string>;  // "place" → "白沙镇", "place.en" → "Baisha"

class PromptBook {
 public:
  static PromptBook built_in();
  // All of the file or nothing of it.
  Result<void, LineFaults> add_own(std::string_view file);

  const std::map<std::string, Prompt>& prompts() const { return prompts_; }
  const std::map<std::string, ParameterRule>& rules() const { return rules_; }

  // The text to say. A parameter that the prompt does not know in any language is a fault, as one that is missing.
  Result<std::string, PromptFault> fill(const std::string& name, Language language,
                                        const PromptParameters& parameters) const;

 private:
  friend class PromptFileReader;
  std::map<std::string, Prompt> prompts_;
  std::map<std::string, ParameterRule> rules_;
};

std::optional<Language> language_from(std::string_view text);  // "zh", "zh-CN", "en", "en-GB", …

// The files of prompts/, one after the other.
std::string_view built_in_prompts();

}  // namespace tongluo::speech
