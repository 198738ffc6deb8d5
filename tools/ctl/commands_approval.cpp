// The commands of an order's life after its making: drafts, show, approve, return, refresh, cancel, all-clear,
// stop-all.

#include "tools/ctl/command_set.hpp"
#include "tools/ctl/proposal_commands.hpp"
#include "tools/ctl/stop_commands.hpp"

namespace tongluo::ctl {
namespace {

constexpr const char* kReference = "the order's digest, or at least 8 digits of its beginning";

void add_looking(CommandSet& commands) {
  commands.add("drafts", "Orders that wait for somebody: submitted, drafts, returned", "  tongluo drafts",
               [&commands] { return run_drafts(commands.context()); });
  auto options = std::make_shared<ReferenceOptions>();
  CLI::App* show =
      commands.add("show", "One order as its bytes say it, who signed, what it waits for or became",
                   "  tongluo show 3f5a90c1", [&commands, options] { return run_show(commands.context(), *options); });
  show->add_option("REF", options->reference, kReference)->required();
}

void add_approve_options(CLI::App& command, ApproveOptions& options) {
  command.add_option("REF", options.reference, kReference)->required();
  CommandSet::add_signer_options(command, options.signer, "the home's for the class");
  command.add_option("--listen", options.listen, "write everything that will sound there (Ogg), before the question");
  command.add_option("--confirm-count", options.confirmation.count,
                     "the number of addressed terminals, instead of typing it");
  command.add_flag("--yes", options.confirmation.yes, "do not ask; not enough where the number of terminals is asked");
  command.add_option("--wait", options.wait_s, "seconds to follow; 0: return at once")->capture_default_str();
}

void add_approve(CommandSet& commands) {
  auto approving = std::make_shared<ApproveOptions>();
  CLI::App* command =
      commands.add("approve", "The second person's signature over exactly the bytes shown",
                   "  tongluo approve 3f5a90c1 --key second.key --listen alert.ogg",
                   [&commands, approving] { return run_approve(commands.context(), *approving, commands.in()); });
  add_approve_options(*command, *approving);
  auto refreshing = std::make_shared<ApproveOptions>();
  command =
      commands.add("refresh", "The same order from now on: a new one, to be signed anew", "  tongluo refresh 3f5a90c1",
                   [&commands, refreshing] { return run_refresh(commands.context(), *refreshing, commands.in()); });
  add_approve_options(*command, *refreshing);
  auto returning = std::make_shared<ReferenceOptions>();
  command = commands.add("return", "Send a draft or a submitted order back",
                         "  tongluo return 3f5a90c1 --reason \"wrong township\"",
                         [&commands, returning] { return run_return(commands.context(), *returning); });
  command->add_option("REF", returning->reference, kReference)->required();
  command->add_option("--reason", returning->reason, "why, for whoever made it")->required();
}

void add_endings(CommandSet& commands) {
  auto cancelling = std::make_shared<EndOptions>();
  CLI::App* command =
      commands.add("cancel", "End one order, everywhere and at once; nothing is asked", "  tongluo cancel 3f5a90c1",
                   [&commands, cancelling] { return run_cancel(commands.context(), *cancelling); });
  command->add_option("REF", cancelling->reference, kReference)->required();
  CommandSet::add_signer_options(*command, cancelling->signer, "the home's dispatch");
  auto clearing = std::make_shared<EndOptions>();
  command = commands.add("all-clear", "Send the all-clear that was prepared with an order, to the same places",
                         "  tongluo all-clear 3f5a90c1",
                         [&commands, clearing] { return run_all_clear(commands.context(), *clearing); });
  command->add_option("REF", clearing->reference, kReference)->required();
  CommandSet::add_signer_options(*command, clearing->signer, "the home's for the class");
  command->add_option("--wait", clearing->wait_s, "seconds to follow; 0: return at once")->capture_default_str();
}

void add_stop_all(CommandSet& commands) {
  auto options = std::make_shared<StopAllOptions>();
  CLI::App* command = commands.add("stop-all", "End everything in an area, everywhere and at once; nothing is asked",
                                   "  tongluo stop-all --area 500116000000\n"
                                   "  tongluo stop-all --area 500116108000 --class routine exercise --level III",
                                   [&commands, options] { return run_stop_all(commands.context(), *options); });
  command->add_option("--area", options->areas, "12-digit area codes; the county's own code is everywhere");
  command->add_option("--group", options->groups, "named groups");
  command->add_option("--class", options->order_classes, "only these classes (default: all four)");
  command->add_option("--level", options->highest_level, "the highest level that it ends")->capture_default_str();
  CommandSet::add_signer_options(*command, options->signer, "the home's dispatch");
}

}  // namespace

void add_approval_commands(CommandSet& commands) {
  add_looking(commands);
  add_approve(commands);
  add_endings(commands);
  add_stop_all(commands);
}

}  // namespace tongluo::ctl
