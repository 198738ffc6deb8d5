#include "controller/speech/prompt_file.hpp"

#include <algorithm>
#include <array>

#include "controller/speech/unicode.hpp"

namespace tongluo::speech {
namespace {

constexpr std::size_t kEventCodeLength = 5;
constexpr std::array<std::string_view, 4> kClasses{"actual", "exercise", "test", "routine"};

// Lower case, digits, hyphens or underscores; a letter first.
bool is_plain_name(std::string_view name) {
  const auto plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_'; };
  return !name.empty() && name.size() <= kMaxPromptNameBytes && name.front() >= 'a' && name.front() <= 'z' &&
         std::all_of(name.begin(), name.end(), plain);
}

bool is_event_code(std::string_view code) {
  return code.size() == kEventCodeLength &&
         std::all_of(code.begin(), code.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); });
}

}  // namespace

Result<PromptBook, LineFaults> PromptFileReader::read(std::string_view file) && {
  FaultList faults;
  for_each_line(file, faults, [&](std::size_t number, std::string_view line) {
    if (auto wrong = take(number, line); !wrong.empty()) faults.add(number, std::move(wrong));
  });
  if (faults.empty()) check_whole(faults);
  if (!faults.empty()) return fail(std::move(faults).take());
  return std::move(book_);
}

PromptFileReader::Problem PromptFileReader::take(std::size_t number, std::string_view line) {
  if (line.front() == '[' && line.back() == ']' && line.find('=') == std::string_view::npos)
    return open_section(number, trimmed(line.substr(1, line.size() - 2)));
  const auto equals = line.find('=');
  if (equals == std::string_view::npos) return "must be: key = value, or [section]";
  const std::string key(trimmed(line.substr(0, equals)));
  const auto value = trimmed(line.substr(equals + 1));
  if (value.empty()) return key + ": is empty";
  if (in_parameters_) return take_parameter(key, value);
  if (name_.empty()) return "stands before any [section]";
  return language_ ? take_of_wording(key, value) : take_of_prompt(key, value);
}

PromptFileReader::Problem PromptFileReader::open_section(std::size_t number, std::string_view title) {
  name_.clear();
  language_.reset();
  in_parameters_ = title == "parameters";
  if (in_parameters_) return {};
  const auto space = std::min(title.find(' '), title.size());
  const std::string name(title.substr(0, space));
  if (!is_plain_name(name)) return "[" + name + "]: a name has 1 to 32 of a-z, 0-9 and -";
  if (space < title.size()) {
    language_ = language_from(trimmed(title.substr(space)));
    if (!language_) return "[" + std::string(title) + "]: the language must be zh or en";
  }
  name_ = name;
  opened_.emplace(name, number);
  return open_prompt();
}

PromptFileReader::Problem PromptFileReader::open_prompt() {
  if (!book_.prompts_.contains(name_) && book_.prompts_.size() >= kMaxPrompts)
    return "more than " + std::to_string(kMaxPrompts) + " prompts";
  Prompt& prompt = book_.prompts_[name_];
  if (prompt.order_class.empty()) prompt.order_class = "actual";
  if (own_) prompt.own = true;
  if (language_) prompt.wordings[*language_] = {};  // replaced as a whole
  return {};
}

PromptFileReader::Problem PromptFileReader::take_parameter(const std::string& key, std::string_view value) {
  if (!is_plain_name(key)) return key + ": a name has 1 to 32 of a-z, 0-9 and _";
  if (!book_.rules_.contains(key) && book_.rules_.size() >= kMaxPromptParameters)
    return "more than " + std::to_string(kMaxPromptParameters) + " parameters";
  auto rule = parse_rule(key, value);
  if (!rule) return rule.error();
  book_.rules_[key] = std::move(*rule);
  return {};
}

PromptFileReader::Problem PromptFileReader::take_of_prompt(const std::string& key, std::string_view value) {
  Prompt& prompt = book_.prompts_[name_];
  if (key == "event") {
    if (!is_event_code(value)) return "event: must be five digits and capital letters";
    prompt.event_code = value;
    return {};
  }
  if (key != "class") return key + ": no such key here (event, class)";
  if (std::find(kClasses.begin(), kClasses.end(), value) == kClasses.end())
    return "class: must be actual, exercise, test or routine";
  prompt.order_class = value;
  return {};
}

PromptFileReader::Problem PromptFileReader::take_of_wording(const std::string& key, std::string_view value) {
  if (value.size() > kMaxPromptTextBytes)
    return key + ": longer than " + std::to_string(kMaxPromptTextBytes) + " bytes";
  if (key == "title") {
    book_.prompts_[name_].wordings[*language_].title = value;
    return {};
  }
  return key == "text" ? take_text(value) : key + ": no such key here (title, text)";
}

PromptFileReader::Problem PromptFileReader::take_text(std::string_view pattern) {
  auto text = PromptText::parse(pattern);
  if (!text) return "text: " + text.error();
  const auto decoded = from_utf8(pattern).value_or(U"");
  if (*language_ == Language::english && std::any_of(decoded.begin(), decoded.end(), is_ideograph))
    return "text: Chinese characters in an English text";
  Wording& wording = book_.prompts_[name_].wordings[*language_];
  wording.pattern = pattern;
  wording.text = std::move(*text);
  return {};
}

// What only the whole file can show: parameters may be defined below their use.
void PromptFileReader::check_whole(FaultList& faults) {
  for (const auto& [name, line] : opened_) {
    const Prompt& prompt = book_.prompts_[name];
    if (prompt.wordings.empty())
      faults.add(line, "[" + name + "]: there is no [" + name + " zh] and no [" + name + " en]");
    for (const auto& [language, wording] : prompt.wordings) {
      const std::string section = "[" + name + " " + std::string(to_string(language)) + "]: ";
      if (wording.title.empty()) faults.add(line, section + "has no title");
      if (wording.pattern.empty()) faults.add(line, section + "has no text");
      for (const auto& names : {wording.text.required(), wording.text.optional()})
        for (const std::string& parameter : names)
          if (!book_.rules_.contains(parameter))
            faults.add(line, section + "{" + parameter + "} is not among [parameters]");
    }
  }
}

}  // namespace tongluo::speech
