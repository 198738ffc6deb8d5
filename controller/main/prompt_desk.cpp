#include "controller/main/prompt_desk.hpp"

#include <set>

namespace tongluo::daemon {
namespace {

std::set<std::string> names_of(const speech::Prompt& prompt, bool required) {
  std::set<std::string> names;
  for (const auto& [language, wording] : prompt.wordings)
    for (std::string& name : required ? wording.text.required() : wording.text.optional())
      names.insert(std::move(name));
  return names;
}

}  // namespace

PromptDesk::PromptDesk(OwnFileName file, OnFault on_fault) : file_(std::move(file)), on_fault_(std::move(on_fault)) {
  refresh();
}

void PromptDesk::refresh() {
  const auto content = file_.poll();
  if (!content) return;
  fault_.clear();
  speech::PromptBook book = speech::PromptBook::built_in();
  if (!*content) {
    fault_ = "the templates of " + file_.path() + " are not used: " + content->error().detail;
  } else if (const auto added = book.add_own(**content); !added) {
    fault_ = "the changed templates are not used: " + speech::to_text(file_.path(), added.error());
  } else {
    book_ = std::move(book);
  }
  if (!fault_.empty()) on_fault_(fault_);
}

http::TemplateView PromptDesk::view(const std::string& name, const speech::Prompt& prompt) const {
  http::TemplateView view{name, prompt.event_code, prompt.order_class, prompt.own, {}, {}};
  for (const auto& [language, wording] : prompt.wordings)
    view.wordings.push_back({std::string(to_string(language)), wording.title, wording.pattern});
  const auto required = names_of(prompt, true);
  auto all = names_of(prompt, false);
  all.insert(required.begin(), required.end());
  for (const std::string& parameter : all) {
    const speech::ParameterRule& rule = book_.rules().at(parameter);
    view.parameters.push_back({parameter, std::string(to_string(rule.kind)), required.contains(parameter), rule.min,
                               rule.max, rule.decimals});
  }
  return view;
}

std::vector<http::TemplateView> PromptDesk::templates() {
  refresh();
  std::vector<http::TemplateView> views;
  for (const auto& [name, prompt] : book_.prompts()) views.push_back(view(name, prompt));
  return views;
}

Result<std::string, http::TemplateFault> PromptDesk::fill(const std::string& name, const std::string& language,
                                                          const std::map<std::string, std::string>& parameters) {
  refresh();
  const auto known = speech::language_from(language);
  if (!known) return fail(http::TemplateFault{{}, "there is no language " + language});
  auto text = book_.fill(name, *known, parameters);
  if (!text) return fail(http::TemplateFault{text.error().parameter, text.error().reason});
  return std::move(*text);
}

}  // namespace tongluo::daemon
