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

}  // namespace

int main(int argument_count, char** arguments) {
  CLI::App app("Tongluo terminal: plays what it can verify.");
  Arguments parsed;
  app.add_option("--config", parsed.config, "terminal.toml")->required();
  app.add_option("--log-level", parsed.log_level, "trace, debug, info, warn, error or off")
      ->check(CLI::IsMember({"trace", "debug", "info", "warn", "error", "off"}));
  try {
    app.parse(argument_count, arguments);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : static_cast<int>(ExitCode::configuration);
  }
  try {
    spdlog::set_default_logger(spdlog::stderr_color_mt("terminal"));
    spdlog::set_pattern("%Y-%m-%dT%H:%M:%S.%fZ level=%l %v", spdlog::pattern_time_type::utc);
    spdlog::set_level(spdlog::level::from_str(parsed.log_level));
    return run(parsed);
  } catch (const std::exception& error) {
    return fail_with(ExitCode::failure, error.what());
  }
}
