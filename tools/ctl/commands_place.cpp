// Named groups of places, the holidays that schedules know, the prompts.

#include "tools/ctl/command_set.hpp"
#include "tools/ctl/county_commands.hpp"
#include "tools/ctl/template_commands.hpp"

namespace tongluo::ctl {
namespace {

void add_groups(CommandSet& commands) {
  commands.add("groups", "Named groups of areas and terminals", "  tongluo groups",
               [&commands] { return run_groups(commands.context()); });
  auto setting = std::make_shared<GroupOptions>();
  CLI::App* command = commands.add("group-set", "Make a group, or replace what it holds",
                                   "  tongluo group-set 沿江村 --area 500116108201 500116108203",
                                   [&commands, setting] { return run_group_set(commands.context(), *setting); });
  command->add_option("NAME", setting->name)->required();
  command->add_option("--area", setting->areas, "12-digit area codes");
  command->add_option("--terminal", setting->terminals, "single terminals");
  auto removing = std::make_shared<GroupOptions>();
  command = commands.add("group-remove", "Forget a group; orders made with it stay", "  tongluo group-remove 沿江村",
                         [&commands, removing] { return run_group_remove(commands.context(), *removing); });
  command->add_option("NAME", removing->name)->required();
}

void add_holidays(CommandSet& commands) {
  auto options = std::make_shared<HolidayOptions>();
  CLI::App* command = commands.add("holidays", "The county's holidays; with --date a calendar is replaced",
                                   "  tongluo holidays\n  tongluo holidays 2026 --date 2026-10-01 2026-10-02",
                                   [&commands, options] { return run_holidays(commands.context(), *options); });
  command->add_option("CALENDAR", options->name)->capture_default_str();
  command->add_option("--date", options->dates, "every day of this calendar");
}

}  // namespace

void add_place_commands(CommandSet& commands) {
  commands.add("templates", "The prompts that can be said, and what they must be told", "  tongluo templates",
               [&commands] { return run_templates(commands.context()); });
  add_groups(commands);
  add_holidays(commands);
}

}  // namespace tongluo::ctl
