#pragma once
// The prompts for the API: the built-in ones and those of the county's own file, read again when it has changed. A file
// that is wrong is not used: the last good one stays, people are called once for each wrong version. Owner thread:
// control.

#include <functional>

#include "controller/http/api_backend.hpp"
#include "controller/main/own_file.hpp"
#include "controller/speech/prompt_book.hpp"

namespace tongluo::daemon {

class PromptDesk final : public http::TemplateGate {
 public:
  using OnFault = std::function<void(const std::string&)>;
  PromptDesk(OwnFileName file, OnFault on_fault);

  std::vector<http::TemplateView> templates() override;
  Result<std::string, http::TemplateFault> fill(const std::string& name, const std::string& language,
                                                const std::map<std::string, std::string>& parameters) override;
  std::string fault() const override { return fault_; }

 private:
  void refresh();
  http::TemplateView view(const std::string& name, const speech::Prompt& prompt) const;

  OwnFile file_;
  OnFault on_fault_;
  speech::PromptBook book_ = speech::PromptBook::built_in();
  std::string fault_;
};

}  // namespace tongluo::daemon
