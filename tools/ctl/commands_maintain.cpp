// What technicians do: why is a terminal silent?

#include "tools/ctl/command_set.hpp"
#include "tools/ctl/diagnose_command.hpp"

namespace tongluo::ctl {

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
}

}  // namespace tongluo::ctl
