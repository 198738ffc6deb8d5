#include "tools/ctl/command_line.hpp"

#include <boost/json.hpp>

#include "tools/ctl/shown.hpp"

namespace tongluo::ctl {
namespace {

constexpr const char* kExitCodes =
    "Exit codes: 0 done; 1 refused, or some terminal did not play; 2 wrong command line; 3 controller unreachable;\n"
    "4 key, passphrase or token; 5 verification failed.";

}  // namespace

CLI::App* CommandSet::add_under(CLI::App& family, const std::string& name, const std::string& summary,
                                const std::string& examples, Action action) {
  CLI::App* command = family.add_subcommand(name, summary);
  command->footer("Examples:\n" + examples + "\nGlobal options: tongluo --help\n" + kExitCodes);
  command->callback([this, action = std::move(action)] { chosen_ = action; });
  return command;
}

CLI::App* CommandSet::add(const std::string& name, const std::string& summary, const std::string& examples,
                          Action action) {
  return add_under(app_, name, summary, examples, std::move(action));
}

CLI::App* CommandSet::add_family(const std::string& name, const std::string& summary) {
  CLI::App* family = app_.add_subcommand(name, summary);
  family->require_subcommand(1);
  family->fallthrough();
  return family;
}

void CommandSet::add_signer_options(CLI::App& command, SignerOptions& options, const std::string& default_key) {
  command.add_option("--key", options.key, "key file (default: " + default_key + ")");
  command.add_option("--token", options.token, "PKCS#11 URI of a key, instead of a key file");
  command.add_option("--token-module", options.token_module, "the token's PKCS#11 module")
      ->envname("TONGLUO_PKCS11_MODULE");
  command.add_option("--pin-file", options.pin_file, "first line is the token's PIN; default: asked for");
}

CommandLine::CommandLine(Context& context, std::istream& in)
    : context_(context),
      app_("Tongluo: signed emergency broadcasts to every village", "tongluo"),
      commands_(context, in, app_) {
  app_.require_subcommand(1);
  app_.fallthrough();  // global options may stand behind the command
  app_.footer(kExitCodes);
  app_.set_version_flag("--version", TONGLUO_VERSION);
  add_global_options();
  add_setup_commands(commands_);
  add_backup_commands(commands_);
  add_dispatch_commands(commands_);
  add_live_commands(commands_);
  add_approval_commands(commands_);
  add_look_commands(commands_);
  add_place_commands(commands_);
  add_maintain_commands(commands_);
  add_enrol_commands(commands_);
  add_release_commands(commands_);
  add_console_commands(commands_);
  add_trust_commands(commands_);
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
  app_.add_option("--utc-offset", options.utc_offset_minutes, "minutes; times are shown in it")
      ->capture_default_str()
      ->envname("TONGLUO_UTC_OFFSET")
      ->check(CLI::Range(-12 * 60, 14 * 60));
  app_.add_flag("--json", options.json, "print results as JSON");
}

int CommandLine::run(int argc, char** argv) {
  try {
    app_.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int code = app_.exit(error, context_.out, context_.err);
    return code == 0 ? 0 : static_cast<int>(ExitCode::usage);
  }
  return finish(commands_.chosen()());
}

int CommandLine::finish(const Try<void>& result) const {
  if (result) return static_cast<int>(ExitCode::ok);
  const auto code = static_cast<int>(result.error().code);
  if (context_.options.json)
    context_.err << boost::json::serialize(boost::json::object{{"error", result.error().message}, {"exit_code", code}})
                 << "\n";
  else
    context_.err << "tongluo: " << shown_lines(result.error().message) << "\n";
  return code;
}

}  // namespace tongluo::ctl
