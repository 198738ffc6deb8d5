#include "controller/speech/prompt_book.hpp"

#include <algorithm>

#include "controller/speech/prompt_file.hpp"
#include "protocol/base/assert.hpp"

namespace tongluo::speech {
namespace {

bool names(const Wording& wording, const std::string& parameter) {
  const auto holds = [&parameter](const std::vector<std::string>& list) {
    return std::find(list.begin(), list.end(), parameter) != list.end();
  };
  return holds(wording.text.required()) || holds(wording.text.optional());
}

// "place" and "place.en" both belong to {place}.
bool belongs(const Prompt& prompt, const std::string& given) {
  const auto dot = std::min(given.find('.'), given.size());
  if (dot < given.size() && !language_from(given.substr(dot + 1))) return false;
  return std::any_of(prompt.wordings.begin(), prompt.wordings.end(),
                     [&](const auto& wording) { return names(wording.second, given.substr(0, dot)); });
}

}  // namespace

PromptBook PromptBook::built_in() {
  auto book = PromptFileReader({}, false).read(built_in_prompts());
  TL_ASSERT(book.has_value());
  return std::move(*book);
}

Result<void, LineFaults> PromptBook::add_own(std::string_view file) {
  auto book = PromptFileReader(*this, true).read(file);
  if (!book) return tl::unexpected(book.error());
  *this = std::move(*book);
  return {};
}

Result<std::string, PromptFault> PromptBook::fill(const std::string& name, Language language,
                                                  const PromptParameters& parameters) const {
  const auto prompt = prompts_.find(name);
  if (prompt == prompts_.end()) return fail(PromptFault{{}, "there is no template \"" + name + "\""});
  const auto wording = prompt->second.wordings.find(language);
  const std::string suffix = "." + std::string(to_string(language));
  if (wording == prompt->second.wordings.end())
    return fail(PromptFault{{}, "the template " + name + " has no text in " + suffix.substr(1)});
  for (const auto& [given, value] : parameters)
    if (!belongs(prompt->second, given)) return fail(PromptFault{given, "is no parameter of the template " + name});
  return wording->second.text.fill(
      [&](const std::string& parameter) -> Result<std::optional<std::string>, PromptFault> {
        auto given = parameters.find(parameter + suffix);
        if (given == parameters.end()) given = parameters.find(parameter);
        if (given == parameters.end()) return std::nullopt;
        auto words = in_words(rules_.at(parameter), given->second, language);
        if (!words) return fail(PromptFault{given->first, words.error()});
        return std::optional(std::move(*words));
      });
}

std::optional<Language> language_from(std::string_view text) {
  for (const Language language : {Language::mandarin, Language::english})
    if (text == to_string(language) || text.starts_with(std::string(to_string(language)) + "-")) return language;
  return std::nullopt;
}

}  // namespace tongluo::speech
