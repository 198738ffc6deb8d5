// Firmware releases: release …

#include "tools/ctl/command_set.hpp"
#include "tools/ctl/release_command.hpp"

namespace tongluo::ctl {
namespace {

void add_prepare(CommandSet& commands, CLI::App& family) {
  auto options = std::make_shared<ReleasePrepareOptions>();
  CLI::App* command =
      commands.add_under(family, "prepare", "Make the manifest of an image, for two persons to sign",
                         "  tongluo release prepare --image firmware --version 12 --name 1.2.0 --hardware speaker-a7 "
                         "--canary TL-0001 TL-0002 --ring 50@24 --ring 1000@72 --out r12.release",
                         [&commands, options] { return run_release_prepare(commands.context(), *options); });
  command->add_option("--image", options->image, "file of the firmware image")->required();
  command->add_option("--version", options->version, "the release's number; it only rises")->required();
  command->add_option("--name", options->name, "for people");
  command->add_option("--floor", options->floor, "nothing below it is installed any more");
  command->add_option("--hardware", options->hardware, "boards that it is for")->required();
  command->add_option("--canary", options->canaries, "terminals that begin");
  command->add_option("--ring", options->rings, "PERMILLE@HOURS: this share of all (cumulative), so long from now");
  command->add_option("--valid-days", options->valid_days)->capture_default_str()->check(CLI::Range(1, 366));
  command->add_option("--out", options->out, "file of the manifest")->required();
}

void add_release_sign(CommandSet& commands, CLI::App& family) {
  auto options = std::make_shared<ReleaseSignOptions>();
  CLI::App* command = commands.add_under(
      family, "sign", "Sign a release; two persons must", "  tongluo release sign r12.release --key liwei.key",
      [&commands, options] { return run_release_sign(commands.context(), *options, commands.in()); });
  command->add_option("FILE", options->file, "manifest, signed in place")->required();
  CommandSet::add_signer_options(*command, options->signer, "release");
  command->add_flag("--yes", options->yes, "do not ask");
}

void add_release_publish(CommandSet& commands, CLI::App& family) {
  auto options = std::make_shared<ReleasePublishOptions>();
  CLI::App* command = commands.add_under(
      family, "publish", "Hand a signed release and its image to the controller; goes on where it was broken off",
      "  tongluo release publish r12.release --image firmware",
      [&commands, options] { return run_release_publish(commands.context(), *options); });
  command->add_option("FILE", options->file, "the signed manifest")->required();
  command->add_option("--image", options->image, "file of the firmware image")->required();
  command->add_option("--success-permille", options->success_permille, "of a ring confirmed, before the next (950)");
  command->add_option("--error-permille", options->error_permille, "of a ring's answers bad: it pauses (50)");
  command->add_option("--soak-hours", options->soak_h, "from a ring's success to the next ring (24)");
  command->add_option("--answer-within-hours", options->answer_within_h, "then a terminal is silent (48)");
  command->add_option("--ring-within-hours", options->ring_within_h, "who was never reached then is silent (336)");
  command->add_option("--at-once", options->at_once, "terminals under way (50)");
}

void add_look(CommandSet& commands, CLI::App& family) {
  commands.add_under(family, "list", "All releases and how far they have spread", "  tongluo release list",
                     [&commands] { return run_release_list(commands.context()); });
  auto options = std::make_shared<ReleaseShowOptions>();
  CLI::App* command = commands.add_under(
      family, "show", "One release and its terminals", "  tongluo release show 3f5a91c2 --state failed",
      [&commands, options] { return run_release_show(commands.context(), *options); });
  command->add_option("RELEASE", options->release, "its digest, or 8 digits of it")->required();
  command->add_option("--state", options->state,
                      "only waiting, offered, working, confirmed, failed, silent or excused ones");
}

void add_direct(CommandSet& commands, CLI::App& family, const std::string& verb, const std::string& summary) {
  auto options = std::make_shared<ReleaseDirectOptions>();
  options->verb = verb;
  CLI::App* command =
      commands.add_under(family, verb, summary, "  tongluo release " + verb + " 3f5a91c2",
                         [&commands, options] { return run_release_direct(commands.context(), *options); });
  command->add_option("RELEASE", options->release, "its digest, or 8 digits of it")->required();
  if (verb == "resume")
    command->add_flag("--accept-failures", options->accept_failures, "those so far count for nothing any more");
}

}  // namespace

void add_release_commands(CommandSet& commands) {
  CLI::App* family = commands.add_family("release", "Firmware releases");
  add_prepare(commands, *family);
  add_release_sign(commands, *family);
  add_release_publish(commands, *family);
  add_look(commands, *family);
  add_direct(commands, *family, "pause", "Offer and serve it no further");
  add_direct(commands, *family, "resume", "Go on");
  add_direct(commands, *family, "withdraw", "Never offer it again");
}

}  // namespace tongluo::ctl
