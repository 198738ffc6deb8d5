// tongluo-fleet: many real terminal cores in one process, over real TLS to a real tongluod. For benchmarks: the
// loudspeakers only count. docs/link-emulator.md, "The fleet". It ends on SIGTERM or after --seconds, with a report.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <sys/resource.h>

#include "protocol/os/files.hpp"
#include "tools/fleet/fleet.hpp"

namespace {

using namespace tongluo;
using fleet::Options;

constexpr std::size_t kMaxRootSetBytes = 64 * 1024;

std::vector<std::filesystem::path> terminal_folders(const Options& options) {
  std::vector<std::filesystem::path> folders;
  for (const auto& entry : std::filesystem::directory_iterator(std::filesystem::path(options.home) / "terminals"))
    if (entry.is_directory()) folders.push_back(entry.path());
  std::sort(folders.begin(), folders.end());
  folders.resize(std::min(folders.size(), options.count));
  return folders;
}

int run(const Options& options) {
  const auto bytes = os::read_file(std::filesystem::path(options.home) / "roots.bin", kMaxRootSetBytes);
  if (!bytes) throw std::runtime_error(bytes.error().detail);
  const auto roots = trust::PinnedRoots::parse(*bytes);
  if (!roots) throw std::runtime_error("roots.bin: " + std::string(to_string(roots.error())));
  std::vector<fleet::TerminalFiles> files;
  for (const auto& folder : terminal_folders(options)) {
    auto read = fleet::read_terminal(folder);
    if (!read) throw std::runtime_error(read.error().detail);
    files.push_back(std::move(*read));
  }
  if (files.empty()) throw std::runtime_error(options.home + ": no terminals; run tongluo provision");
  fleet::Fleet all(options, *roots);
  const auto loaded = all.load(std::move(files));
  if (!loaded) throw std::runtime_error(loaded.error().detail);
  return all.run();
}

// Each terminal has a TCP and a UDP socket.
void allow_many_sockets() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

void add_options(CLI::App& app, Options& options) {
  std::string names = "none";
  for (const auto& profile : link_model::profiles()) names += ", " + std::string(profile.name);
  app.add_option("--home", options.home, "folder made by tongluo init and provision")->required();
  app.add_option("--host", options.host, "controller's address (loopback)");
  app.add_option("--port", options.port, "controller's link port")->required();
  app.add_option("--count", options.count, "how many of the home's terminals");
  app.add_option("--seconds", options.run_seconds, "ends after so long at the latest")->check(CLI::Range(1, 86'400));
  app.add_option("--profile", options.profile, names + "; with a model clocks are off, too")->capture_default_str();
  app.add_option("--seed", options.seed, "of links, clocks, cells and batteries")->capture_default_str();
  app.add_option("--clock-offset-ms", options.clock_offset_ms, "of each terminal's clock, at most")
      ->capture_default_str()
      ->check(CLI::Range(0, 60'000));
  app.add_option("--clock-ppm", options.clock_ppm, "drift of each clock and sound card, at most")
      ->capture_default_str()
      ->check(CLI::Range(0, 500));
  app.add_option("--sources", options.sources, "source addresses 127.0.1.1 …; 0: one for each 20,000 terminals")
      ->capture_default_str();
  app.add_option("--threads", options.threads, "the terminals are divided among; whole villages in each")
      ->capture_default_str()
      ->check(CLI::Range(1, 16));
  app.add_option("--json", options.json, "the report as JSON goes to this file");
  app.add_option("--controller-pid", options.controller_pid, "whose CPU and memory the report shows");
  app.add_flag("--no-media", options.no_media, "no UDP sockets: half as many files, but no clock to play in step by");
  app.add_flag("--quiet", options.quiet, "no line every second");
  app.footer(
      "Signals: USR1 all dial anew at once; USR2 the flood's cells go down, or come back; TERM report and end.\n"
      "Exit codes: 0 every terminal finished a play; 1 not so; 2 cannot run.");
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Runs many real terminal cores against one controller.", "tongluo-fleet");
  Options options;
  add_options(app, options);
  CLI11_PARSE(app, argc, argv);
  allow_many_sockets();
  spdlog::set_default_logger(spdlog::stderr_logger_mt("fleet"));
  spdlog::set_level(spdlog::level::warn);
  try {
    return run(options);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "tongluo-fleet: %s\n", error.what());
    return 2;
  }
}
