// The commands of those who keep the keys: trust …. Tokens, key files and bundles are in commands_keys.cpp.

#include "tools/ctl/command_set.hpp"
#include "tools/ctl/commands_keys.hpp"
#include "tools/ctl/trust_command.hpp"

namespace tongluo::ctl {
namespace {

void add_out(CLI::App& command, std::string& out) {
  command.add_option("--out", out, "file of the proposal, for the root keepers to sign")->required();
}

void add_public_key(CLI::App& command, PublicKeyOptions& options) {
  command.add_option("--public-key", options.file, "public key: PEM, DER or a key file");
  command.add_option("--token", options.token.token, "or the PKCS#11 URI of a key");
  command.add_option("--token-module", options.token.token_module, "the token's PKCS#11 module")
      ->envname("TONGLUO_PKCS11_MODULE");
  command.add_option("--pin-file", options.token.pin_file, "first line is the token's PIN; default: asked for");
}

void add_show(CommandSet& commands, CLI::App& family) {
  auto options = std::make_shared<TrustShowOptions>();
  CLI::App* command = commands.add_under(family, "show", "The trust list in force, or what a proposal changes",
                                         "  tongluo trust show\n  tongluo trust show next.trust",
                                         [&commands, options] { return run_trust_show(commands.context(), *options); });
  command->add_option("FILE", options->file, "a proposal, a freshness statement, a time reset");
}

void add_add_person(CommandSet& commands, CLI::App& family) {
  auto options = std::make_shared<AddPersonOptions>();
  CLI::App* command = commands.add_under(
      family, "add-person", "Propose a key for a person",
      "  tongluo trust add-person --public-key liwei.pem --person 李伟 --role announce --class routine --level routine "
      "--area 500116101000 --rank 1 --out next.trust",
      [&commands, options] { return run_trust_add_person(commands.context(), *options); });
  add_public_key(*command, options->key);
  command->add_option("--person", options->person, "whose it is; a quorum counts persons by this name")->required();
  command->add_option("--role", options->role, "dispatch, announce, exercise, maintain, release, relay or time")
      ->required();
  command->add_option("--class", options->order_class,
                      "actual, exercise, test or routine, for roles that issue orders");
  command->add_option("--level", options->level, "the highest that it may issue");
  command->add_option("--area", options->areas, "scope: 12-digit area codes")->required();
  command->add_option("--custody", options->custody, "operator, token or controller")->capture_default_str();
  command->add_option("--rank", options->rank, "0 the centre, larger nearer the village")->capture_default_str();
  command->add_option("--valid-from", options->valid_from, "UTC, 2026-11-24T07:00; default: now");
  command->add_option("--valid-until", options->valid_until, "UTC; default: the list's end");
  add_out(*command, options->out);
}

void add_revoke(CommandSet& commands, CLI::App& family) {
  auto options = std::make_shared<RevokeOptions>();
  CLI::App* command =
      commands.add_under(family, "revoke", "Propose to take out a key, or all keys of a person",
                         "  tongluo trust revoke --key-id 3f5a91c2 --out next.trust\n  tongluo trust revoke --person "
                         "李伟 --out next.trust",
                         [&commands, options] { return run_trust_revoke(commands.context(), *options); });
  command->add_option("--key-id", options->key_id, "the key, or at least 8 digits of its id");
  command->add_option("--person", options->person, "all keys of this person");
  add_out(*command, options->out);
}

void add_rotate_key(CommandSet& commands, CLI::App& family) {
  auto options = std::make_shared<RotateKeyOptions>();
  CLI::App* command =
      commands.add_under(family, "rotate-key", "Propose a new key in the place of an old one, for the same person",
                         "  tongluo trust rotate-key --person 李伟 --public-key new.pem --out next.trust",
                         [&commands, options] { return run_trust_rotate_key(commands.context(), *options); });
  command->add_option("--key-id", options->key_id, "the old key, or at least 8 digits of its id");
  command->add_option("--person", options->person, "whose, if that person has only one");
  add_public_key(*command, options->key);
  command->add_option("--custody", options->custody, "operator, token or controller")->capture_default_str();
  add_out(*command, options->out);
}

void add_set_quorum(CommandSet& commands, CLI::App& family) {
  auto options = std::make_shared<SetQuorumOptions>();
  CLI::App* command = commands.add_under(
      family, "set-quorum", "Propose how many persons of which roles must sign a class and level",
      "  tongluo trust set-quorum --class actual --level III --persons 2 --role dispatch --out next.trust",
      [&commands, options] { return run_trust_set_quorum(commands.context(), *options); });
  command->add_option("--class", options->order_class, "actual, exercise, test or routine")->required();
  command->add_option("--level", options->level, "I, II, III, IV or routine")->required();
  command->add_option("--persons", options->persons, "0: nobody may issue it any more")->required();
  command->add_option("--role", options->roles, "whose signatures count");
  add_out(*command, options->out);
}

void add_renew(CommandSet& commands, CLI::App& family) {
  auto options = std::make_shared<RenewOptions>();
  CLI::App* command = commands.add_under(
      family, "renew", "Propose the same list with a later end", "  tongluo trust renew --out next.trust",
      [&commands, options] { return run_trust_renew(commands.context(), *options); });
  command->add_option("--valid-days", options->valid_days)->capture_default_str()->check(CLI::Range(1, 3650));
  command->add_flag("--keep-key-ends", options->keep_key_ends,
                    "do not extend the keys whose validity ends with the list");
  add_out(*command, options->out);
}

void add_change_roots(CommandSet& commands, CLI::App& family) {
  auto options = std::make_shared<ChangeRootsOptions>();
  CLI::App* command = commands.add_under(
      family, "change-roots", "Propose other roots; needs k of the old and k of the new",
      "  tongluo trust change-roots --root root-1.key new-2.pem new-3.pem --quorum 2 --out next.trust",
      [&commands, options] { return run_trust_change_roots(commands.context(), *options); });
  command->add_option("--root", options->roots, "public keys of ALL roots of the new set")->required();
  command->add_option("--quorum", options->quorum, "signatures that a trust list then needs")->required();
  add_out(*command, options->out);
}

void add_time_reset(CommandSet& commands, CLI::App& family) {
  auto options = std::make_shared<TimeResetOptions>();
  CLI::App* command =
      commands.add_under(family, "time-reset", "Propose to lower one terminal's time floor (its clock ran ahead)",
                         "  tongluo trust time-reset TL-500116-0001 --out reset.trust",
                         [&commands, options] { return run_trust_time_reset(commands.context(), *options); });
  command->add_option("TERMINAL", options->terminal)->required();
  command->add_option("--floor", options->floor, "UTC; default: now");
  command->add_option("--sequence", options->sequence, "above the last reset's; default: from the clock");
  add_out(*command, options->out);
}

void add_sign(CommandSet& commands, CLI::App& family) {
  auto options = std::make_shared<TrustSignOptions>();
  CLI::App* command = commands.add_under(family, "sign", "Show what a proposal changes, then add one root's signature",
                                         "  tongluo trust sign next.trust --key root-2.key", [&commands, options] {
                                           return run_trust_sign(commands.context(), *options, commands.in());
                                         });
  command->add_option("FILE", options->file)->required();
  CommandSet::add_signer_options(*command, options->signer, "the home's root-1");
  command->add_option("--out", options->out, "default: the same file");
  command->add_flag("--yes", options->yes, "do not ask");
}

void add_freshness(CommandSet& commands, CLI::App& family) {
  auto options = std::make_shared<FreshnessOptions>();
  CLI::App* command = commands.add_under(
      family, "freshness", "State, with a maintain key, that the list in force is the newest; every month",
      "  tongluo trust freshness --publish",
      [&commands, options] { return run_trust_freshness(commands.context(), *options); });
  CommandSet::add_signer_options(*command, options->signer, "the home's maintain");
  command->add_option("--out", options->out, "write it to a file, to publish elsewhere");
  command->add_flag("--publish", options->publish, "send it to the controller");
}

void add_publish(CommandSet& commands, CLI::App& family) {
  auto options = std::make_shared<PublishOptions>();
  CLI::App* command =
      commands.add_under(family, "publish", "Take a completely signed file into force: controller, terminals, home",
                         "  tongluo trust publish next.trust",
                         [&commands, options] { return run_trust_publish(commands.context(), *options); });
  command->add_option("FILE", options->file)->required();
  command->add_flag("--offline", options->offline, "into the home only; a controller takes it when it starts");
}

}  // namespace

void add_trust_commands(CommandSet& commands) {
  CLI::App& family = *commands.add_family("trust", "Who may do what: look, propose, sign, take into force");
  add_show(commands, family);
  add_add_person(commands, family);
  add_revoke(commands, family);
  add_rotate_key(commands, family);
  add_set_quorum(commands, family);
  add_renew(commands, family);
  add_change_roots(commands, family);
  add_time_reset(commands, family);
  add_sign(commands, family);
  add_freshness(commands, family);
  add_publish(commands, family);
  add_key_commands(commands);
}

}  // namespace tongluo::ctl
