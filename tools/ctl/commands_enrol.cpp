// The commands by which terminals come, are replaced and go: enrol ….

#include "tools/ctl/command_set.hpp"
#include "tools/ctl/enrol_command.hpp"

namespace tongluo::ctl {
namespace {

void add_codes(CommandSet& commands, CLI::App& family) {
  auto one = std::make_shared<EnrolCodeOptions>();
  CLI::App* command =
      commands.add_under(family, "code", "Make one claim code and show it",
                         "  tongluo enrol code TL-500116-0001          # for a signed place: enrols without a person\n"
                         "  tongluo enrol code --label \"van 3\"         # for any: waits until somebody approves it",
                         [&commands, one] { return run_enrol_code(commands.context(), *one); });
  command->add_option("TERMINAL", one->terminal, "whose place is signed already");
  command->add_option("--label", one->label, "for people");
  command->add_option("--days", one->days, "how long it is good")->capture_default_str()->check(CLI::Range(1, 366));
  auto many = std::make_shared<EnrolImportOptions>();
  command = commands.add_under(family, "import", "Sign the places of a survey and make a code for each",
                               "  tongluo enrol import --csv terminals.csv --out codes.csv\n"
                               "  (lines: id,area,name,latitude,longitude[,resource_code]; codes.csv: id,name,code)",
                               [&commands, many] { return run_enrol_import(commands.context(), *many); });
  command->add_option("--csv", many->csv, "the survey")->required();
  command->add_option("--out", many->out, "where the codes go; a new file, readable by its owner")->required();
  command->add_flag("--all-or-nothing", many->all_or_nothing, "one bad line: nothing is taken");
  command->add_option("--days", many->days, "how long they are good")->capture_default_str()->check(CLI::Range(1, 366));
  CommandSet::add_signer_options(*command, many->signer, "maintain");
}

void add_lists(CommandSet& commands, CLI::App& family) {
  auto options = std::make_shared<EnrolListOptions>();
  CLI::App* command = commands.add_under(family, "list", "Claim codes, what waits for its place, identities",
                                         "  tongluo enrol list --waiting\n  tongluo enrol list --devices",
                                         [&commands, options] { return run_enrol_list(commands.context(), *options); });
  command->add_flag("--waiting", options->waiting, "only hardware that somebody has to bind");
  command->add_flag("--devices", options->devices, "identities, revoked ones too");
  auto claim = std::make_shared<std::string>();
  command = commands.add_under(family, "drop", "Forget a code, or refuse the hardware that waits under it",
                               "  tongluo enrol drop 3f5a91c2",
                               [&commands, claim] { return run_enrol_drop(commands.context(), *claim); });
  command->add_option("CLAIM", *claim, "its first digits")->required();
}

void add_decisions(CommandSet& commands, CLI::App& family) {
  auto approve = std::make_shared<EnrolApproveOptions>();
  CLI::App* command =
      commands.add_under(family, "approve", "Bind hardware that waits to a place",
                         "  tongluo enrol approve SN-40021 --terminal TL-500116-0001",
                         [&commands, approve] { return run_enrol_approve(commands.context(), *approve); });
  command->add_option("CLAIM", approve->claim, "first digits of the claim, or the hardware's serial number")
      ->required();
  command->add_option("--terminal", approve->terminal, "whose place is signed")->required();
  auto replace = std::make_shared<EnrolReplaceOptions>();
  command = commands.add_under(
      family, "replace", "New hardware takes over a terminal's place; the old one is revoked in the same step",
      "  tongluo enrol replace TL-500116-0001                  # shows a code for the new hardware\n"
      "  tongluo enrol replace TL-500116-0001 --with SN-40021  # hardware that waits",
      [&commands, replace] { return run_enrol_replace(commands.context(), *replace); });
  command->add_option("TERMINAL", replace->terminal)->required();
  command->add_option("--with", replace->with, "first digits of the claim, or the hardware's serial number");
  command->add_option("--days", replace->days, "how long the code is good")
      ->capture_default_str()
      ->check(CLI::Range(1, 366));
  auto revoke = std::make_shared<EnrolRevokeOptions>();
  command = commands.add_under(family, "revoke", "Refuse a terminal's certificate at once and for good",
                               "  tongluo enrol revoke TL-500116-0001 --reason stolen",
                               [&commands, revoke] { return run_enrol_revoke(commands.context(), *revoke); });
  command->add_option("TERMINAL", revoke->terminal)->required();
  command->add_option("--reason", revoke->reason, "for the audit")->required();
}

}  // namespace

void add_enrol_commands(CommandSet& commands) {
  CLI::App* family = commands.add_family("enrol", "Claim codes, certificates and replacement of terminals");
  add_codes(commands, *family);
  add_lists(commands, *family);
  add_decisions(commands, *family);
}

}  // namespace tongluo::ctl
