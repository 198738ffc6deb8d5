#pragma once
// Every built-in prompt in both languages, with everything it can be told.

#include <vector>

#include "controller/speech/prompt_book.hpp"

namespace tongluo::speech {

struct SamplePrompt {
  std::string name;
  Language language = Language::mandarin;
  PromptParameters parameters;
};

inline std::string sample_value(const std::string& parameter, Language language) {
  static const std::map<std::string, std::pair<const char*, const char*>> kValues{
      {"place", {"江津区白沙镇", "Baisha Town"}},
      {"issuer", {"江津区应急管理局", "Jiangjin Emergency Office"}},
      {"river", {"长江", "Yangtze"}},
      {"site", {"红花店后山", "the hill behind the school"}},
      {"shelter", {"白沙中学", "Baisha Middle School"}},
      {"route", {"滨江路", "the river road"}},
      {"direction", {"东北方向", "the north east"}},
      {"event", {"洪水", "flood"}},
      {"substance", {"液氨", "Ammonia"}}};
  static const std::map<std::string, const char*> kPlain{
      {"level", "II"},    {"time", "15:30"}, {"phone", "119"},     {"water_level", "172.35"},
      {"rainfall", "80"}, {"hours", "3"},    {"magnitude", "5.6"}, {"distance", "1.5"}};
  if (const auto plain = kPlain.find(parameter); plain != kPlain.end()) return plain->second;
  const auto& [mandarin, english] = kValues.at(parameter);
  return language == Language::mandarin ? mandarin : english;
}

inline std::vector<SamplePrompt> sample_prompts() {
  std::vector<SamplePrompt> samples;
  const PromptBook book = PromptBook::built_in();
  for (const auto& [name, prompt] : book.prompts())
    for (const auto& [language, wording] : prompt.wordings) {
      SamplePrompt sample{name, language, {}};
      for (const auto& names : {wording.text.required(), wording.text.optional()})
        for (const std::string& parameter : names) sample.parameters[parameter] = sample_value(parameter, language);
      samples.push_back(std::move(sample));
    }
  return samples;
}

}  // namespace tongluo::speech
