// tongluo-terminal: reads its configuration, opens what it needs or says in one line why not, and runs until SIGTERM or
// SIGINT.

#include <CLI/CLI.hpp>
#include <boost/asio/signal_set.hpp>
#include <csignal>
#include <cstdio>
#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include "terminal-fw/main/config.hpp"
#include "terminal-fw/main/startup.hpp"
#include "terminal-fw/main/technician_socket.hpp"

namespace {

using tongluo::firmware::ExitCode;

struct Arguments {
  std::string config;
  std::string log_level = "info";
};

int fail_with(ExitCode code, const std::string& line) {
  std::fprintf(stderr, "tongluo-terminal: %s\n", line.c_str());
  return static_cast<int>(code);
}

int run(const Arguments& arguments) {
  auto config = tongluo::firmware::read_config(arguments.config);
  if (!config) return fail_with(ExitCode::configuration, config.error().detail);
  boost::asio::io_context context(1);
  auto device = tongluo::firmware::make_device(context, *config);
  if (!device) return fail_with(device.error().code, device.error().line);

  boost::asio::signal_set signals(context, SIGTERM, SIGINT);
  signals.async_wait([&](const boost::system::error_code& error, int number) {
    if (error) return;
    spdlog::info("event=stopping signal={}", number);
    (*device)->stop();
    context.stop();
  });
  (*device)->start();
  std::printf("tongluo-terminal: ready %s\n", config->terminal.text().c_str());
  std::fflush(stdout);
  context.run();
  return 0;
}

struct Question {
  const char* name;
  const char* summary;
};
constexpr Question kQuestions[] = {{"status", "How the running firmware is"},
                                   {"selftest", "The quiet self-test of the running firmware; exit code 1 if it fails"},
                                   {"levels", "What the field bus measures"},
                                   {"play-test", "A quiet test tone, never over an alert"}};

// The technician's side: asks the firmware that runs with this configuration.
int ask(const Arguments& arguments, const std::string& question) {
  constexpr std::string_view kError = "error: ";
  const auto config = tongluo::firmware::read_config(arguments.config);
  if (!config) return fail_with(ExitCode::configuration, config.error().detail);
  const auto answer =
      tongluo::firmware::ask_firmware(config->data_dir / tongluo::firmware::kTechnicianSocket, question);
  if (!answer) return fail_with(ExitCode::failure, answer.error().detail);
  const bool failed = answer->starts_with(kError);
  std::fputs(answer->c_str() + (failed ? kError.size() : 0), stdout);
  return failed ? static_cast<int>(ExitCode::failure) : 0;
}

}  // namespace

int main(int argument_count, char** arguments) {
  CLI::App app("Tongluo terminal: plays what it can verify.");
  Arguments parsed;
  app.add_option("--config", parsed.config, "terminal.toml")->required();
  app.add_option("--log-level", parsed.log_level, "trace, debug, info, warn, error or off")
      ->check(CLI::IsMember({"trace", "debug", "info", "warn", "error", "off"}));
  app.fallthrough();
  app.require_subcommand(0, 1);
  for (const Question& question : kQuestions) app.add_subcommand(question.name, question.summary);
  try {
    app.parse(argument_count, arguments);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : static_cast<int>(ExitCode::configuration);
  }
  try {
    spdlog::set_default_logger(spdlog::stderr_color_mt("terminal"));
    spdlog::set_pattern("%Y-%m-%dT%H:%M:%S.%fZ level=%l %v", spdlog::pattern_time_type::utc);
    spdlog::set_level(spdlog::level::from_str(parsed.log_level));
    const auto asked = app.get_subcommands();
    return asked.empty() ? run(parsed) : ask(parsed, asked.front()->get_name());
  } catch (const std::exception& error) {
    return fail_with(ExitCode::failure, error.what());
  }
}
