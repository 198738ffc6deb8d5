// What technicians do: why is a terminal silent, and what does it answer when asked?

#include "tools/ctl/command_set.hpp"
#include "tools/ctl/controllers_command.hpp"
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
                   "  tongluo maintain TL-500116-0001 register_read --name battery_voltage",
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

void add_controllers(CommandSet& commands) {
  auto options = std::make_shared<ControllersOptions>();
  CLI::App* controllers = commands.add(
      "controllers",
      "Tell terminals, signed, where their controllers are (the installed ones stay behind), and which of their own "
      "sources may be played by hand; what is not given is taken back",
      "  tongluo controllers 500116000000 --at 10.1.0.5:7100 --at standby.example.org:7100\n"
      "  tongluo controllers 500116101000 --local microphone --local-hours 07:00-21:00 --local-volume 50",
      [&commands, options] { return run_controllers(commands.context(), *options); });
  controllers->add_option("TARGETS", options->targets, "terminals' ids and 12-digit area codes")->required();
  controllers->add_option("--at", options->addresses, "host:port; repeat it for others, the first goes first");
  controllers->add_option("--local", options->local_sources, "microphone, line_in or usb_file; repeat it for several")
      ->check(CLI::IsMember({"microphone", "line_in", "usb_file"}));
  controllers->add_option("--local-hours", options->local_hours, "of the local day")->capture_default_str();
  controllers->add_option("--local-offset", options->utc_offset_minutes, "of local time from UTC, in minutes")
      ->capture_default_str();
  controllers->add_option("--local-volume", options->local_volume_percent, "at most, percent of the installed volume")
      ->capture_default_str();
  controllers->add_option("--local-longest", options->local_longest_s, "at most, seconds at once")
      ->capture_default_str();
  controllers->add_flag("--local-below-routine", options->local_below_routine,
                        "routine announcements go first; else what is spoken at the terminal does");
  CommandSet::add_signer_options(*controllers, options->signer, "the home's maintain");
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
  add_controllers(commands);
}

}  // namespace tongluo::ctl
