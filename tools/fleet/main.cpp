// tongluo-fleet: many real terminal cores in one process, over real TLS to a real tongluod. For benchmarks: the
// loudspeakers only count. It says when all are connected, how many sounded, and ends on SIGTERM, on --seconds, or when
// all have finished one play.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <boost/asio/signal_set.hpp>
#include <cstdio>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "protocol/os/files.hpp"
#include "tools/fleet/virtual_terminal.hpp"

namespace {

using namespace tongluo;

constexpr auto kTick = std::chrono::milliseconds(100);
constexpr std::size_t kMaxRootSetBytes = 64 * 1024;

struct Options {
  std::string home;
  std::string host = "127.0.0.1";
  std::uint16_t port = 7100;
  std::size_t count = 100;
  unsigned run_seconds = 120;
};

std::vector<std::filesystem::path> terminal_folders(const Options& options) {
  std::vector<std::filesystem::path> folders;
  for (const auto& entry : std::filesystem::directory_iterator(std::filesystem::path(options.home) / "terminals"))
    if (entry.is_directory()) folders.push_back(entry.path());
  std::sort(folders.begin(), folders.end());
  folders.resize(std::min(folders.size(), options.count));
  return folders;
}

class Fleet {
 public:
  Fleet(const Options& options, const trust::PinnedRoots& roots)
      : options_(options), roots_(roots), ticker_(context_), signals_(context_, SIGTERM, SIGINT) {}

  Result<void> load() {
    for (const auto& folder : terminal_folders(options_)) {
      auto files = fleet::read_terminal(folder);
      if (!files) return tl::unexpected(files.error());
      auto made =
          fleet::VirtualTerminal::create(context_, std::move(*files), {{options_.host, options_.port}}, roots_, tally_);
      if (!made) return tl::unexpected(made.error());
      terminals_.push_back(std::move(*made));
    }
    if (terminals_.empty()) return fail(ErrorKind::bad_input, options_.home + ": no terminals; run tongluo provision");
    return {};
  }

  int run() {
    for (const auto& terminal : terminals_) terminal->start();
    signals_.async_wait([this](auto, auto) { context_.stop(); });
    tick();
    context_.run_for(std::chrono::seconds(options_.run_seconds));
    std::printf("fleet: %zu terminals, %zu open, %zu started, %zu finished, %zu refused\n", terminals_.size(),
                tally_.open, tally_.started, tally_.finished, tally_.refused);
    return tally_.finished >= terminals_.size() ? 0 : 1;
  }

 private:
  void tick() {
    if (!announced_ && tally_.open == terminals_.size()) {
      announced_ = true;
      std::printf("fleet: all %zu open\n", terminals_.size());
      std::fflush(stdout);
    }
    ticker_.expires_after(kTick);
    ticker_.async_wait([this](const boost::system::error_code& error) {
      if (!error) tick();
    });
  }

  Options options_;
  const trust::PinnedRoots& roots_;
  boost::asio::io_context context_;
  boost::asio::steady_timer ticker_;
  boost::asio::signal_set signals_;
  fleet::Tally tally_;
  std::vector<std::unique_ptr<fleet::VirtualTerminal>> terminals_;
  bool announced_ = false;
};

int run(const Options& options) {
  const auto bytes = os::read_file(std::filesystem::path(options.home) / "roots.bin", kMaxRootSetBytes);
  if (!bytes) throw std::runtime_error(bytes.error().detail);
  const auto roots = trust::PinnedRoots::parse(*bytes);
  if (!roots) throw std::runtime_error("roots.bin: " + std::string(to_string(roots.error())));
  Fleet fleet(options, *roots);
  const auto loaded = fleet.load();
  if (!loaded) throw std::runtime_error(loaded.error().detail);
  return fleet.run();
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Runs many real terminal cores against one controller.", "tongluo-fleet");
  Options options;
  app.add_option("--home", options.home, "folder made by tongluo init and provision")->required();
  app.add_option("--host", options.host, "controller's address (loopback)");
  app.add_option("--port", options.port, "controller's link port")->required();
  app.add_option("--count", options.count, "how many of the home's terminals");
  app.add_option("--seconds", options.run_seconds, "ends after so long at the latest")->check(CLI::Range(1, 3600));
  CLI11_PARSE(app, argc, argv);
  spdlog::set_default_logger(spdlog::stderr_logger_st("fleet"));
  spdlog::set_level(spdlog::level::warn);
  try {
    return run(options);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "tongluo-fleet: %s\n", error.what());
    return 2;
  }
}
