#include "tools/ctl/command_line.hpp"

#include <boost/json.hpp>

#include "protocol/base/limits.hpp"

namespace tongluo::ctl {
namespace {

constexpr const char* kExitCodes =
    "Exit codes: 0 done; 1 refused, or some terminal did not play; 2 wrong command line; 3 controller unreachable;\n"
    "4 key or passphrase; 5 verification failed.";

}  // namespace

CommandLine::CommandLine(Context& context, std::istream& in)
    : context_(context), in_(in), app_("Tongluo: signed emergency broadcasts to every village", "tongluo") {
  app_.require_subcommand(1);
  app_.fallthrough();  // global options may stand behind the command
  app_.footer(kExitCodes);
  app_.set_version_flag("--version", TONGLUO_VERSION);
  add_global_options();
  add_init();
  add_provision();
  add_dispatch();
  add_sign_order();
  add_lists();
  add_export_and_verify();
}

CLI::App* CommandLine::add(const std::string& name, const std::string& summary, const std::string& examples,
                           Action action) {
  CLI::App* command = app_.add_subcommand(name, summary);
  command->footer("Examples:\n" + examples + "\nGlobal options: tongluo --help\n" + kExitCodes);
  command->callback([this, action = std::move(action)] { action_ = action; });
  return command;
}

void CommandLine::add_global_options() {
  GlobalOptions& options = context_.options;
  app_.add_option("--home", options.home, "folder made by `tongluo init`")->envname("TONGLUO_HOME");
  app_.add_option("--api", options.api, "unix:PATH or https://host[:port]; default: the home's socket")
      ->envname("TONGLUO_API");
  app_.add_option("--certificate", options.certificate, "HTTPS: the operator's certificate (default: home's)");
  app_.add_option("--certificate-key", options.certificate_key, "HTTPS: its key (default: home's)");
  app_.add_option("--authority", options.authority, "HTTPS: the controllers' authority (default: home's)");
  app_.add_option("--server-name", options.server_name, "HTTPS: name in the controller's certificate")
      ->capture_default_str();
  app_.add_option("--passphrase-file", options.passphrase_file, "first line is the passphrase; default: asked for")
      ->envname("TONGLUO_PASSPHRASE_FILE");
  app_.add_flag("--json", options.json, "print results as JSON");
}

void CommandLine::add_init() {
  CLI::App* command = add("init", "Make a new deployment: keys, authorities, trust list, configuration",
                          "  tongluo init /srv/jiangjin --county 500116000000\n"
                          "  tongluo init ./training --roots 3 --quorum 2 --quorum-level-i 2",
                          [this] { return run_init(context_, init_); });
  command->add_option("HOME", init_.folder, "new folder; an existing one is never touched")->required();
  command->add_option("--county", init_.county, "12-digit code of the county")->capture_default_str();
  command->add_option("--roots", init_.roots, "root keys to make")->capture_default_str();
  command->add_option("--quorum", init_.quorum, "root signatures that a trust list needs")->capture_default_str();
  command->add_option("--quorum-level-i", init_.quorum_level_i, "persons who must sign a level I alert")
      ->capture_default_str();
  command->add_option("--person", init_.person, "who holds the dispatch key")->capture_default_str();
  command->add_option("--valid-days", init_.valid_days, "life of the first trust list")
      ->capture_default_str()
      ->check(CLI::Range(1, 3650));
  command->add_option("--link-address", init_.link_address, "where terminals connect")->check(CLI::ValidIPV4);
  command->add_option("--link-port", init_.link_port)->capture_default_str()->check(CLI::Range(0, 65535));
  command->add_option("--api-address", init_.api_address, "where operators connect")->check(CLI::ValidIPV4);
  command->add_option("--api-port", init_.api_port, "-1: no HTTPS")
      ->capture_default_str()
      ->check(CLI::Range(-1, 65535));
  command->add_option("--key-memory-mib", init_.key_memory_mib, "Argon2id memory per key file")
      ->capture_default_str()
      ->check(CLI::Range(8, 1024));
}

void CommandLine::add_provision() {
  CLI::App* command = add("provision", "Make keys, certificates and signed places of surveyed terminals",
                          "  tongluo provision /srv/jiangjin --csv terminals.csv\n"
                          "  (lines: id,area,name,latitude,longitude[,resource_code])",
                          [this] { return run_provision(context_, provision_); });
  command->add_option("HOME", context_.options.home, "the deployment; or --home");
  command->add_option("--csv", provision_.csv, "the survey")->required();
  command->add_option("--endpoint", provision_.endpoint, "host:port that terminals dial (default: tongluod.toml)");
  command->add_option("--sink", provision_.sink, "alsa:DEVICE, wav:FILE or null")->capture_default_str();
}

void CommandLine::add_order_words(CLI::App& app) {
  OrderWords& words = dispatch_.words;
  app.add_option("--area", words.areas, "12-digit area codes; zeros at the end mean all below");
  app.add_option("--terminal", words.terminals, "single terminals");
  app.add_option("--class", words.order_class, "actual, exercise, test or routine")->required();
  app.add_option("--level", words.level, "I, II, III, IV or routine")->required();
  app.add_option("--event-code", words.event_code, "five characters of the national table");
  app.add_option("--headline", words.headline, "one line for screens and reports");
  app.add_option("--language", words.language, "of the text: zh-CN or en")->capture_default_str();
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

void CommandLine::add_dispatch() {
  CLI::App* command =
      add("dispatch", "Prepare, check, sign and send an order; show how it spreads",
          "  tongluo dispatch --class actual --level II --area 500116108000 --headline 洪水 --text "
          "\"长江水位上涨，请转移。\"\n"
          "  tongluo dispatch --class routine --level routine --area 500116108201 --audio notice.mp3\n"
          "  tongluo dispatch … --level I --hold --out order.env   (a second person: sign-order, then submit)",
          [this] { return run_dispatch(context_, dispatch_, in_); });
  command->add_option("--text", dispatch_.text, "what to say");
  command->add_option("--text-file", dispatch_.text_file, "file that says it (UTF-8)");
  command->add_option("--audio", dispatch_.audio, "recording: WAV, MP3, AAC/M4A, FLAC, Ogg");
  add_order_words(*command);
  command->add_option("--key", dispatch_.key, "key file (default: the home's for the class)");
  command->add_option("--save-clip", dispatch_.save_clip,
                      "write the sound to a file (Ogg) before signing: listen first");
  command->add_option("--out", dispatch_.out, "also write the signed envelope to a file");
  command->add_flag("--hold", dispatch_.hold, "sign and write only: another person must sign too");
  command->add_flag("--yes", dispatch_.yes, "do not ask to type the number of terminals");
  command->add_option("--wait", dispatch_.wait_s, "seconds to follow; 0: return at once")->capture_default_str();
}

void CommandLine::add_sign_order() {
  CLI::App* sign = add("sign-order", "Add a signature to an order's payload or envelope",
                       "  tongluo sign-order order.env --key second.key --out order.env",
                       [this] { return run_sign_order(context_, sign_order_, in_); });
  sign->add_option("FILE", sign_order_.file, "payload, or an envelope signed by another person")->required();
  sign->add_option("--key", sign_order_.key, "key file")->required();
  sign->add_option("--out", sign_order_.out, "where the envelope goes")->required();
  sign->add_flag("--yes", sign_order_.yes, "do not ask");
  CLI::App* submit = add("submit", "Send an envelope that has all its signatures", "  tongluo submit order.env",
                         [this] { return run_submit(context_, submit_); });
  submit->add_option("FILE", submit_.file)->required();
}

void CommandLine::add_lists() {
  CLI::App* orders =
      add("orders", "The newest orders, or one with every terminal's outcome",
          "  tongluo orders\n  tongluo orders 3f5a… --watch", [this] { return run_orders(context_, orders_); });
  orders->add_option("DIGEST", orders_.digest, "one order");
  orders->add_option("--limit", orders_.limit)->capture_default_str()->check(CLI::Range(1, 500));
  orders->add_flag("--watch", orders_.watch, "follow until every terminal is final");
  orders->add_option("--wait", orders_.wait_s, "seconds to follow")->capture_default_str();
  add("terminals", "Every terminal: where, online or not, what it plays", "  tongluo terminals",
      [this] { return run_terminals(context_); });
  add("refusals", "What terminals refused, and why", "  tongluo refusals --json",
      [this] { return run_refusals(context_); });
  add("health", "Is the controller well? Exit code 1 if not", "  tongluo health",
      [this] { return run_health(context_); });
}

void CommandLine::add_export_and_verify() {
  CLI::App* exporting =
      add("export", "One order with all its evidence, to a file", "  tongluo export 3f5a… --out order.json",
          [this] { return run_export(context_, export_); });
  exporting->add_option("DIGEST", export_.digest)->required();
  exporting->add_option("--out", export_.out)->required();
  CLI::App* clip = add("clip", "A clip's sound, to a file (Ogg/Opus)", "  tongluo clip 9c01… --out clip.ogg",
                       [this] { return run_clip(context_, clip_); });
  clip->add_option("DIGEST", clip_.digest)->required();
  clip->add_option("--out", clip_.out)->required();
  CLI::App* verify = add("verify", "Check an export offline, with public keys only",
                         "  tongluo verify order.json --roots roots.bin --devices-authority devices-ca.crt",
                         [this] { return run_verify(context_, verify_); });
  verify->add_option("FILE", verify_.file)->required();
  verify->add_option("--roots", verify_.roots, "your own roots.bin (default: home's)");
  verify->add_option("--devices-authority", verify_.authority, "devices-ca.crt (default: home's)");
}

int CommandLine::run(int argc, char** argv) {
  try {
    app_.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int code = app_.exit(error, context_.out, context_.err);
    return code == 0 ? 0 : static_cast<int>(ExitCode::usage);
  }
  return finish(action_());
}

int CommandLine::finish(const Try<void>& result) const {
  if (result) return static_cast<int>(ExitCode::ok);
  const auto code = static_cast<int>(result.error().code);
  if (context_.options.json)
    context_.err << boost::json::serialize(boost::json::object{{"error", result.error().message}, {"exit_code", code}})
                 << "\n";
  else
    context_.err << "tongluo: " << result.error().message << "\n";
  return code;
}

}  // namespace tongluo::ctl
