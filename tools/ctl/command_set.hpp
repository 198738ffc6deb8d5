#pragma once
// Where commands are registered: one family of commands per file (commands_*.cpp), each a free function below. A family
// keeps its options in shared structs that the actions capture, so that no class knows them all.

#include <CLI/CLI.hpp>
#include <functional>
#include <istream>
#include <memory>

#include "tools/ctl/context.hpp"
#include "tools/ctl/signer_choice.hpp"

namespace tongluo::ctl {

struct OrderWords;
struct SpokenContent;

class CommandSet {
 public:
  using Action = std::function<Try<void>()>;
  CommandSet(Context& context, std::istream& in, CLI::App& app) : context_(context), in_(in), app_(app) {}

  // A command with its help. The action runs after parsing, if this is the command that was given.
  CLI::App* add(const std::string& name, const std::string& summary, const std::string& examples, Action action);
  // A command that only has commands of its own ("trust"); add those with add_under.
  CLI::App* add_family(const std::string& name, const std::string& summary);
  CLI::App* add_under(CLI::App& family, const std::string& name, const std::string& summary,
                      const std::string& examples, Action action);
  // --key, --token, --token-module, --pin-file.
  static void add_signer_options(CLI::App& command, SignerOptions& options, const std::string& default_key);

  // What is spoken: --text … --audio.
  static void add_spoken_content(CLI::App& command, SpokenContent& content);
  // What an order says: --area … --start-within.
  static void add_order_words(CLI::App& command, OrderWords& words);

  Context& context() const { return context_; }
  std::istream& in() const { return in_; }
  const Action& chosen() const { return chosen_; }

 private:
  Context& context_;
  std::istream& in_;
  CLI::App& app_;
  Action chosen_;
};

void add_setup_commands(CommandSet& commands);     // init, provision
void add_backup_commands(CommandSet& commands);    // backup, restore
void add_dispatch_commands(CommandSet& commands);  // dispatch, schedule, sign-order, submit, submit-bundle
void add_approval_commands(
    CommandSet& commands);                      // drafts, show, approve, return, refresh, cancel, all-clear, stop-all
void add_live_commands(CommandSet& commands);   // live …
void add_look_commands(CommandSet& commands);   // orders, terminals, refusals, health, timeline, audit, export, verify
void add_place_commands(CommandSet& commands);  // groups, holidays, templates
void add_enrol_commands(CommandSet& commands);  // enrol …
void add_maintain_commands(CommandSet& commands);  // diagnose, maintain
void add_trust_commands(CommandSet& commands);     // trust …, token …, bundle
void add_release_commands(CommandSet& commands);   // release …
void add_console_commands(CommandSet& commands);   // console …, boundaries …
void add_trust_commands(CommandSet& commands);     // trust …, token …, bundle

}  // namespace tongluo::ctl
