// The commands about the console: its first link, its keys, its map.

#include "tools/ctl/command_set.hpp"
#include "tools/ctl/console_command.hpp"

namespace tongluo::ctl {

void add_console_commands(CommandSet& commands) {
  CLI::App* console = commands.add_family("console", "The console: its first administrator, its people's keys");
  commands.add_under(*console, "set-up-link", "A new one-time link for the first administrator",
                     "  tongluo console set-up-link", [&commands] { return run_set_up_link(commands.context()); });
  auto key = std::make_shared<ConsoleKeyOptions>();
  CLI::App* command = commands.add_under(
      *console, "key", "The public key of an account's browser, for the root ceremony",
      "  tongluo console key li.na --out li.na.pem\n  tongluo trust add-person --public-key li.na.pem --person 李娜 …",
      [&commands, key] { return run_console_key(commands.context(), *key); });
  command->add_option("NAME", key->account, "the account")->required();
  command->add_option("--out", key->out, "write it here instead of printing it");
  CLI::App* boundaries = commands.add_family("boundaries", "The map's area boundaries");
  auto file = std::make_shared<BoundariesOptions>();
  CLI::App* import = commands.add_under(*boundaries, "import", "Replace the boundaries by those of a GeoJSON file",
                                        "  tongluo boundaries import townships.geojson",
                                        [&commands, file] { return run_boundaries_import(commands.context(), *file); });
  import->add_option("FILE", file->file, "FeatureCollection; properties code, name, parent, synthetic")->required();
}

}  // namespace tongluo::ctl
