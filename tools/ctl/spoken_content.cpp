#include "tools/ctl/spoken_content.hpp"

#include <algorithm>
#include <boost/json/array.hpp>
#include <sstream>

namespace tongluo::ctl {
namespace {

namespace json = boost::json;

}  // namespace

Try<std::vector<std::string>> spoken_languages(const std::string& languages) {
  std::vector<std::string> spoken;
  std::istringstream list(languages);
  for (std::string language; std::getline(list, language, ',');) {
    const std::string known = language.substr(0, language.find('-'));
    if (known != "zh" && known != "en")
      return refuse_usage("--language: \"" + language + "\" cannot be spoken; zh, en, or zh,en");
    if (std::find(spoken.begin(), spoken.end(), known) != spoken.end())
      return refuse_usage("--language: " + known + " is named twice");
    spoken.push_back(known);
  }
  if (spoken.empty()) return refuse_usage("--language: zh, en, or zh,en");
  return spoken;
}

std::string first_language(const std::string& languages) { return languages.substr(0, languages.find(',')); }

Try<std::map<std::string, std::string>> parse_settings(const std::vector<std::string>& settings) {
  std::map<std::string, std::string> parameters;
  for (const std::string& setting : settings) {
    const auto equals = setting.find('=');
    if (equals == 0 || equals == std::string::npos) return refuse_usage("--set: \"" + setting + "\" is not NAME=VALUE");
    if (!parameters.emplace(setting.substr(0, equals), setting.substr(equals + 1)).second)
      return refuse_usage("--set: " + setting.substr(0, equals) + " is given twice");
  }
  return parameters;
}

Try<void> check_content(const SpokenContent& content, const std::string& languages) {
  const int sources = static_cast<int>(!content.text.empty()) + static_cast<int>(!content.text_file.empty()) +
                      static_cast<int>(!content.audio.empty()) + static_cast<int>(!content.template_name.empty());
  if (sources != 1) return refuse_usage("what? Give exactly one of --text, --text-file, --audio, --template");
  if (!content.settings.empty() && content.template_name.empty()) return refuse_usage("--set needs --template");
  if (!content.text_en.empty() && content.text.empty()) return refuse_usage("--text-en needs --text");
  if (!content.audio.empty()) return {};
  if (const auto settings = parse_settings(content.settings); !settings) return tl::unexpected(settings.error());
  const auto spoken = spoken_languages(languages);
  if (!spoken) return tl::unexpected(spoken.error());
  const bool one_text = content.template_name.empty() && content.text_en.empty();
  if (one_text && spoken->size() > 1) return refuse_usage("--language: two languages need --text-en, or a --template");
  if (!content.text_en.empty() && spoken->front() == "en")
    return refuse_usage("--text-en: the text itself is in English");
  return {};
}

Try<json::object> speech_request(const SpokenContent& content, const std::string& languages) {
  const auto spoken = spoken_languages(languages);
  if (!spoken) return tl::unexpected(spoken.error());
  if (!content.template_name.empty()) {
    const auto settings = parse_settings(content.settings);
    if (!settings) return tl::unexpected(settings.error());
    json::object parameters;
    for (const auto& [name, value] : *settings) parameters[name] = value;
    json::array in;
    for (const std::string& language : *spoken) in.emplace_back(language);
    return json::object{
        {"template", content.template_name}, {"parameters", std::move(parameters)}, {"languages", std::move(in)}};
  }
  const std::string text = content.text_file.empty() ? content.text : "";
  json::object first{{"text", text}, {"language", spoken->front()}};
  if (!content.text_file.empty()) {
    const Try<std::string> file = read_text(content.text_file);
    if (!file) return tl::unexpected(file.error());
    first["text"] = *file;
  }
  if (content.text_en.empty()) return first;
  return json::object{{"parts", json::array{first, json::object{{"text", content.text_en}, {"language", "en"}}}}};
}

}  // namespace tongluo::ctl
