// tongluod: the controller. Reads its configuration, runs the daemon, turns failures into one line and an exit code.

#include <CLI/CLI.hpp>
#include <cstdio>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "controller/main/daemon.hpp"
#include "controller/main/start_error.hpp"

namespace {

using tongluo::daemon::ExitCode;

struct Options {
  std::string config;
  std::string ports_file;
  std::string log_level = "info";
};

void describe(CLI::App& app, Options& options) {
  app.add_option("--config", options.config, "configuration file (tongluod.toml)")->required();
  app.add_option("--ports-file", options.ports_file, "write the ports in use to this file once ready");
  app.add_option("--log-level", options.log_level, "trace, debug, info, warn, error or off")
      ->check(CLI::IsMember({"trace", "debug", "info", "warn", "error", "off"}));
  app.set_version_flag("--version", "tongluod " TONGLUO_VERSION);
  app.footer(
      "Exit codes: 0 orderly stop, 2 usage or configuration, 3 port in use, 4 key or certificate unusable,\n"
      "5 database unreadable, 6 database of a newer version.");
}

void start_logging(const std::string& level) {
  auto logger = spdlog::stderr_logger_mt("tongluod");
  spdlog::set_default_logger(std::move(logger));
  spdlog::set_pattern("time=%Y-%m-%dT%H:%M:%S.%eZ level=%l %v", spdlog::pattern_time_type::utc);
  spdlog::set_level(spdlog::level::from_str(level));
}

int complain(ExitCode code, const std::string& line) {
  std::fprintf(stderr, "tongluod: %s\n", line.c_str());
  return static_cast<int>(code);
}

int run(const Options& options) {
  const auto config = tongluo::daemon::load_config(options.config);
  if (!config) return complain(ExitCode::usage, config.error().detail);
  start_logging(options.log_level);
  tongluo::daemon::Daemon daemon(*config, options.ports_file);
  daemon.run();
  return static_cast<int>(ExitCode::orderly);
}

}  // namespace

int main(int argc, char** argv) {
  try {
    CLI::App app("The controller of the Tongluo emergency broadcast system.", "tongluod");
    Options options;
    describe(app, options);
    try {
      app.parse(argc, argv);
    } catch (const CLI::Success& success) {
      return app.exit(success);
    } catch (const CLI::ParseError& error) {
      return complain(ExitCode::usage, error.what());
    }
    return run(options);
  } catch (const tongluo::daemon::StartError& error) {
    return complain(error.code(), error.what());
  } catch (const std::exception& exception) {
    return complain(ExitCode::failed, std::string("stopped by an error of its own: ") + exception.what());
  }
}
