// The commands that make and send orders: dispatch, schedule, sign-order, submit, submit-bundle.

#include "protocol/base/limits.hpp"
#include "tools/ctl/command_set.hpp"
#include "tools/ctl/dispatch_command.hpp"
#include "tools/ctl/sign_order_command.hpp"
#include "tools/ctl/submit_bundle_command.hpp"

namespace tongluo::ctl {
namespace {

void add_content(CLI::App& command, DispatchOptions& options) {
  CommandSet::add_spoken_content(command, options.content);
  CommandSet::add_order_words(command, options.words);
  command.add_option("--supersedes", options.supersedes, "reference of the order that this one replaces");
}

void add_signing(CLI::App& command, DispatchOptions& options) {
  CommandSet::add_signer_options(command, options.signer, "the home's for the class");
  command.add_option("--save-clip", options.save_clip, "write the sound to a file (Ogg) before signing: listen first");
  command.add_option("--out", options.out, "also write the signed envelope to a file");
  command.add_flag("--hold", options.hold, "sign and write only: another person must sign too");
  command.add_option("--draft", options.draft, "do not sign: keep it, with this remark, for another person");
  command.add_option("--confirm-count", options.confirmation.count,
                     "the number of addressed terminals, instead of typing it");
  command.add_flag("--yes", options.confirmation.yes, "do not ask; not enough where the number of terminals is asked");
  command.add_option("--wait", options.wait_s, "seconds to follow; 0: return at once")->capture_default_str();
}

void add_dispatch(CommandSet& commands) {
  auto options = std::make_shared<DispatchOptions>();
  CLI::App* command = commands.add(
      "dispatch", "Prepare, check, sign and send an order; show how it spreads",
      "  tongluo dispatch --class actual --level II --area 500116108000 --headline 洪水 --text "
      "\"长江水位上涨，请转移。\" --all-clear \"警报解除。\"\n"
      "  tongluo dispatch --class routine --level routine --area 500116108201 --audio notice.mp3\n"
      "  tongluo dispatch --class actual --level II --area 500116108000 --template flood --set place=白沙镇 level=II "
      "place.en=Baisha --language zh,en\n"
      "  tongluo dispatch … --polygon \"29.06,106.12 29.07,106.13 29.05,106.14\" --circle 29.06,106.12,1500\n"
      "  tongluo dispatch … --level I   (where two must sign, the second one says: tongluo approve REF)",
      [&commands, options] { return run_dispatch(commands.context(), *options, commands.in()); });
  add_content(*command, *options);
  command->add_option("--all-clear", options->all_clear, "what the all-clear will say, made now, sent by `all-clear`");
  add_signing(*command, *options);
}

void add_schedule(CommandSet& commands) {
  auto options = std::make_shared<DispatchOptions>();
  options->schedule.emplace();
  options->wait_s = 0;
  CLI::App* command =
      commands.add("schedule", "An order with starts of its own: expanded, shown, signed once, pushed ahead",
                   "  tongluo schedule --class routine --level routine --area 500116108000 --audio morning.mp3 "
                   "--start 2026-11-24T07:00 --rrule \"FREQ=DAILY;COUNT=7\" --except 2026-11-26 --holidays skip",
                   [&commands, options] { return run_dispatch(commands.context(), *options, commands.in()); });
  add_content(*command, *options);
  ScheduleWords& words = *options->schedule;
  command->add_option("--start", words.start, "first start, local time: 2026-11-24T07:00")->required();
  command->add_option("--rrule", words.rrule, "RFC 5545: FREQ=WEEKLY;BYDAY=MO,FR;COUNT=10");
  command->add_option("--except", words.exceptions, "days (or times) that are left out");
  command->add_option("--extra", words.extra, "further starts");
  command->add_option("--holidays", words.holidays, "play, skip, only")->capture_default_str();
  add_signing(*command, *options);
}

void add_submit_bundle(CommandSet& commands) {
  auto options = std::make_shared<SubmitBundleOptions>();
  CLI::App* command =
      commands.add("submit-bundle", "Hand an offline bundle (order and sound in one file) to a controller",
                   "  tongluo submit-bundle alert.tongluo",
                   [&commands, options] { return run_submit_bundle(commands.context(), *options, commands.in()); });
  command->add_option("FILE", options->file, "made by `tongluo bundle`")->required();
  command->add_option("--confirm-count", options->count, "the number of addressed terminals, instead of typing it");
  command->add_option("--wait", options->wait_s, "seconds to follow; 0: return at once")->capture_default_str();
}

void add_sign_order(CommandSet& commands) {
  auto signing = std::make_shared<SignOrderOptions>();
  CLI::App* sign =
      commands.add("sign-order", "Add a signature to an order's payload or envelope",
                   "  tongluo sign-order order.env --key second.key --out order.env",
                   [&commands, signing] { return run_sign_order(commands.context(), *signing, commands.in()); });
  sign->add_option("FILE", signing->file, "payload, or an envelope signed by another person")->required();
  CommandSet::add_signer_options(*sign, signing->signer, "none");
  sign->add_option("--out", signing->out, "where the envelope goes")->required();
  sign->add_flag("--yes", signing->yes, "do not ask");
  auto submitting = std::make_shared<SubmitOptions>();
  CLI::App* submit =
      commands.add("submit", "Send an envelope that has all its signatures", "  tongluo submit order.env",
                   [&commands, submitting] { return run_submit(commands.context(), *submitting); });
  submit->add_option("FILE", submitting->file)->required();
  submit->add_option("--confirm-count", submitting->count,
                     "the number of addressed terminals, for all but a township's own routine");
}

}  // namespace

void CommandSet::add_spoken_content(CLI::App& app, SpokenContent& content) {
  app.add_option("--text", content.text, "what to say");
  app.add_option("--text-en", content.text_en, "said after it, in English");
  app.add_option("--text-file", content.text_file, "file that says it (UTF-8)");
  app.add_option("--template", content.template_name, "a prompt of the controller: tongluo templates");
  app.add_option("--set", content.settings, "NAME=VALUE of the template, as place=白沙镇");
  app.add_option("--audio", content.audio, "recording: WAV, MP3, AAC/M4A, FLAC, Ogg");
}

void CommandSet::add_order_words(CLI::App& app, OrderWords& words) {
  app.add_option("--area", words.areas, "12-digit area codes; zeros at the end mean all below");
  app.add_option("--terminal", words.terminals, "single terminals");
  app.add_option("--group", words.groups, "named groups");
  app.add_option("--polygon", words.polygons, "\"latitude,longitude latitude,longitude …\", at least three points");
  app.add_option("--circle", words.circles, "latitude,longitude,radius in metres");
  app.add_option("--class", words.order_class, "actual, exercise, test or routine")->required();
  app.add_option("--level", words.level, "I, II, III, IV or routine")->required();
  app.add_option("--event-code", words.event_code, "five characters of the national table");
  app.add_option("--headline", words.headline, "one line for screens and reports");
  app.add_option("--language", words.language, "of the text: zh-CN, en, or both: zh,en")->capture_default_str();
  app.add_option("--repeat", words.repetitions, "times to play")
      ->capture_default_str()
      ->check(CLI::Range(1U, limits::kMaxRepetitions));
  app.add_option("--gap-ms", words.gap_ms, "between repetitions")->capture_default_str();
  app.add_option("--volume", words.volume_percent, "percent")->capture_default_str()->check(CLI::Range(1, 100));
  app.add_option("--tone", words.tone, "none, level_i … level_iv, chime (default: the level's own)");
  app.add_option("--tone-ms", words.tone_ms, "3000 to 10000")->capture_default_str()->check(CLI::Range(3000, 10'000));
  app.add_option("--interrupt-rule", words.interrupt_rule, "resume, restart or drop")->capture_default_str();
  app.add_option("--valid-for", words.valid_for_s, "seconds")->capture_default_str();
  app.add_option("--start-within", words.start_within_s, "seconds; later it is dropped, not played late")
      ->capture_default_str();
}

void add_dispatch_commands(CommandSet& commands) {
  add_dispatch(commands);
  add_schedule(commands);
  add_sign_order(commands);
  add_submit_bundle(commands);
}

}  // namespace tongluo::ctl
