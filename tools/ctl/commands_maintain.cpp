// What technicians do: why is a terminal silent, and what does it answer when asked?

#include "tools/ctl/command_set.hpp"
#include "tools/ctl/diagnose_command.hpp"
#include "tools/ctl/maintain_command.hpp"

namespace tongluo::ctl {
namespace {

void add_maintain(CommandSet& commands) {
  auto options = std::make_shared<MaintainOptions>();
  CLI::App* maintain =
      commands.add("maintain", "A signed maintenance command for one terminal, or an area of at most 20",
                   "  tongluo maintain TL-500116-0001 self_test\n"
                   "  tongluo maintain TL-500116-0001 tone --volume 20 --duration 3\n"
                   "  tongluo maintain TL-500116-0001 register_write --name amplifier_relay --value 1",
                   [&commands, options] { return run_maintain(commands.context(), *options); });
  maintain->add_option("TARGET", options->target, "a terminal's id or a 12-digit area code")->required();
  maintain->add_option("COMMAND", options->command)
      ->required()
      ->check(CLI::IsMember({"self_test", "tone", "volume", "levels", "log", "register_read", "register_write",
                             "network_check", "packet_trace", "reboot"}));
  maintain->add_option("--duration", options->duration_s, "seconds, of a tone or packet_trace");
  maintain->add_option("--volume", options->volume_percent, "percent, of a tone or volume");
  maintain->add_option("--name", options->name, "a quantity of the field bus; of a log: firmware or trace");
  maintain->add_option("--value", options->value, "of register_write, in the quantity's unit");
  maintain->add_option("--bytes", options->bytes, "of a log, the newest ones");
  maintain->add_option("--valid", options->valid_s, "seconds in which a terminal may obey it")->capture_default_str();
  maintain->add_option("--wait", options->wait_s, "seconds to wait for answers")->capture_default_str();
  CommandSet::add_signer_options(*maintain, options->signer, "the home's maintain");
}

}  // namespace

void add_maintain_commands(CommandSet& commands) {
  auto options = std::make_shared<DiagnoseOptions>();
  CLI::App* diagnose =
      commands.add("diagnose", "Why is this terminal silent? Causes and instructions, ranked",
                   "  tongluo diagnose TL-500116-0001\n  tongluo diagnose TL-500116-0001 --language zh",
                   [&commands, options] { return run_diagnose(commands.context(), *options); });
  diagnose->add_option("TERMINAL", options->terminal)->required();
  diagnose->add_option("--language", options->language, "zh, en or both")
      ->capture_default_str()
      ->check(CLI::IsMember({"zh", "en", "both"}));
  add_maintain(commands);
}

}  // namespace tongluo::ctl
