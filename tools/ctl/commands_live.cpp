// live speak, live list, live stop.

#include "protocol/base/limits.hpp"
#include "tools/ctl/command_set.hpp"
#include "tools/ctl/live_command.hpp"

namespace tongluo::ctl {
namespace {

void add_speak(CommandSet& commands, CLI::App& family) {
  auto options = std::make_shared<LiveOptions>();
  CLI::App* command = commands.add_under(
      family, "speak", "Prepare, check, sign and send a live order, then speak",
      "  tongluo live speak --class actual --level II --area 500116108000 --holder \"Li Wei\" --file words.wav\n"
      "  tongluo live speak … --rtp   (then: ffmpeg -re -i words.wav -c:a libopus -f rtp rtp://127.0.0.1:PORT)",
      [&commands, options] { return run_live(commands.context(), *options, commands.in()); });
  command->add_option("--holder", options->holder, "who holds the microphone")->required();
  command->add_option("--max-duration", options->max_duration_s, "seconds")
      ->capture_default_str()
      ->check(CLI::Range(1, 600));
  command->add_option("--delay-ms", options->playout_delay_ms, "from microphone to loudspeaker, 500 to 5000")
      ->capture_default_str()
      ->check(CLI::Range(500, 5'000));
  command->add_option("--renew", options->renews, "reference of the live order that goes on under this one");
  command->add_option("--file", options->file, "speak this recording");
  command->add_flag("--rtp", options->rtp, "say where to send RTP, and wait");
  command->add_option("--encoding", options->encoding, "of RTP with a dynamic payload type: opus, l16, pcmu")
      ->capture_default_str();
  command->add_option("--device", options->device, "speak from this ALSA device, here (needs ffmpeg)");
  command->add_option("--controller-device", options->controller_device,
                      "speak from this ALSA device of the controller");
  CommandSet::add_order_words(*command, options->words);
  CommandSet::add_signer_options(*command, options->signer, "the home's for the class");
  command->add_option("--confirm-count", options->confirmation.count,
                      "the number of addressed terminals, instead of typing it");
  command->add_flag("--yes", options->confirmation.yes,
                    "do not ask; not enough where the number of terminals is asked");
  command->add_option("--approval-wait", options->approval_wait_s, "seconds for another person to sign")
      ->capture_default_str()
      ->check(CLI::Range(1, 600));
}

void add_stop(CommandSet& commands, CLI::App& family) {
  auto options = std::make_shared<LiveStopOptions>();
  CLI::App* command =
      commands.add_under(family, "stop", "End a live stream that you speak on", "  tongluo live stop 1234567 --token …",
                         [&commands, options] { return run_live_stop(commands.context(), *options); });
  command->add_option("STREAM", options->stream)->required();
  command->add_option("--token", options->token, "as `live speak` said")->required();
}

}  // namespace

void add_live_commands(CommandSet& commands) {
  CLI::App* family = commands.add_family("live", "Speak live");
  add_speak(commands, *family);
  add_stop(commands, *family);
  commands.add_under(*family, "list", "Live streams, open and just ended", "  tongluo live list",
                     [&commands] { return run_live_list(commands.context()); });
}

}  // namespace tongluo::ctl
