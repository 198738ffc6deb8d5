#pragma once
// Every command with its options, help and examples. Parsing only: what a command does is in its own files.

#include <CLI/CLI.hpp>
#include <functional>
#include <istream>

#include "tools/ctl/dispatch_command.hpp"
#include "tools/ctl/init_command.hpp"
#include "tools/ctl/list_commands.hpp"
#include "tools/ctl/provision_command.hpp"
#include "tools/ctl/sign_order_command.hpp"
#include "tools/ctl/verify_command.hpp"

namespace tongluo::ctl {

class CommandLine {
 public:
  CommandLine(Context& context, std::istream& in);
  // The process's exit code.
  int run(int argc, char** argv);

 private:
  using Action = std::function<Try<void>()>;
  CLI::App* add(const std::string& name, const std::string& summary, const std::string& examples, Action action);
  void add_global_options();
  void add_init();
  void add_provision();
  void add_dispatch();
  void add_order_words(CLI::App& app);
  void add_sign_order();
  void add_lists();
  void add_export_and_verify();
  int finish(const Try<void>& result) const;

  Context& context_;
  std::istream& in_;
  CLI::App app_;
  Action action_;
  InitOptions init_;
  ProvisionOptions provision_;
  DispatchOptions dispatch_;
  SignOrderOptions sign_order_;
  SubmitOptions submit_;
  OrdersOptions orders_;
  ExportOptions export_;
  ClipOptions clip_;
  VerifyOptions verify_;
};

}  // namespace tongluo::ctl
