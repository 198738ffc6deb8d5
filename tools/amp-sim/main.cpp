// tongluo-amp-sim: the devices of a register map, on TCP or pseudo terminals, with faults on demand. docs/field-bus.md.

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <poll.h>
#include <unistd.h>

#include "protocol/os/clock.hpp"
#include "protocol/os/files.hpp"
#include "terminal-fw/board/register_map_file.hpp"
#include "terminal-fw/fieldbus/level_meter.hpp"
#include "tools/amp-sim/rtu_line.hpp"
#include "tools/amp-sim/tcp_line.hpp"
#include "tools/amp-sim/wav_follower.hpp"

namespace {

using namespace tongluo;
using namespace tongluo::amp_sim;

constexpr auto kTick = milliseconds(20);
constexpr std::size_t kMaxScriptBytes = 64 * 1024;
constexpr std::size_t kMaxCommandBytes = 256;

volatile std::sig_atomic_t stopped = 0;

struct Options {
  std::string map, wav, script;
  bool any_port = false;
  bool link = false;
};

template <class T>
T or_throw(Result<T> result) {
  if (!result) throw std::runtime_error(result.error().detail);
  return std::move(*result);
}

class Simulator {
 public:
  explicit Simulator(const Options& options) : map_(or_throw(board::read_board_map(options.map)).registers) {
    if (!options.wav.empty()) wav_ = std::make_unique<WavFollower>(options.wav);
    if (!options.script.empty()) {
      const Bytes text = or_throw(os::read_file(options.script, kMaxScriptBytes));
      script_ = or_throw(FaultScript::parse(as_text(text)));
    }
    for (const fieldbus::Device& device : map_.devices) banks_.push_back(std::make_unique<DeviceBank>(device));
    for (std::size_t bus = 0; bus < map_.buses.size(); ++bus) open_line(bus, options);
  }

  void run() {
    say_ready();
    last_ = start_ = os::steady_now();
    while (stopped == 0) {
      wait();
      advance();
    }
  }

 private:
  void open_line(std::size_t bus, const Options& options) {
    std::vector<DeviceBank*> banks;
    for (std::size_t i = 0; i < map_.devices.size(); ++i)
      if (map_.devices[i].bus == bus) banks.push_back(banks_[i].get());
    if (const auto* tcp = std::get_if<fieldbus::TcpAddress>(&map_.buses[bus].line)) {
      lines_.push_back(or_throw(TcpLine::listen(options.any_port ? "127.0.0.1" : tcp->host,
                                                options.any_port ? 0 : tcp->port, std::move(banks))));
      return;
    }
    lines_.push_back(or_throw(RtuLine::create(std::move(banks))));
    if (!options.link) return;
    const std::filesystem::path link = std::get<fieldbus::SerialLine>(map_.buses[bus].line).path;
    if (std::filesystem::is_symlink(link)) std::filesystem::remove(link);  // never a real port
    std::filesystem::create_symlink(lines_.back()->address(), link);
  }

  void say_ready() const {
    std::string words = "tongluo-amp-sim: ready";
    for (std::size_t i = 0; i < lines_.size(); ++i) words += " " + map_.buses[i].name + "=" + lines_[i]->address();
    std::printf("%s\n", words.c_str());
    std::fflush(stdout);
  }

  void wait() {
    std::vector<pollfd> waiting;
    std::vector<Line*> owners;
    for (const auto& line : lines_)
      for (const int descriptor : line->descriptors()) {
        waiting.push_back({descriptor, POLLIN, 0});
        owners.push_back(line.get());
      }
    waiting.push_back({input_open_ ? STDIN_FILENO : -1, POLLIN, 0});
    if (::poll(waiting.data(), waiting.size(), static_cast<int>(kTick.count())) <= 0) return;
    advance();
    for (std::size_t i = 0; i < owners.size(); ++i)
      if (waiting[i].revents != 0) owners[i]->on_readable(waiting[i].fd, world_);
    if (waiting.back().revents != 0) read_commands();
  }

  // Each line is carried out, and answered, before the next exchange.
  void read_commands() {
    std::array<char, kMaxCommandBytes> buffer{};
    const ssize_t got = ::read(STDIN_FILENO, buffer.data(), buffer.size());
    if (got <= 0) {
      input_open_ = false;
      return;
    }
    input_.append(buffer.data(), static_cast<std::size_t>(got));
    for (std::size_t end = 0; (end = input_.find('\n')) != std::string::npos; input_.erase(0, end + 1)) {
      const auto done = world_.faults.command(std::string_view(input_).substr(0, end));
      world_.model.advance(milliseconds(0), fieldbus::kSilenceDb, world_.faults);  // in force before it is answered
      std::printf("%s\n", done ? "done" : done.error().detail.c_str());
      std::fflush(stdout);
    }
    if (input_.size() > kMaxCommandBytes) input_.clear();
  }

  void advance() {
    const SteadyTime now = os::steady_now();
    const auto step = std::chrono::duration_cast<milliseconds>(now - last_);
    if (step.count() == 0) return;
    last_ += step;
    script_.advance(std::chrono::duration_cast<milliseconds>(now - start_), world_.faults);
    double fed_db = wav_ ? wav_->level_db(now) : fieldbus::kSilenceDb;
    if (world_.faults.on(Fault::tone)) fed_db = world_.faults.value(Fault::tone);
    world_.model.advance(step, fed_db, world_.faults);
  }

  const fieldbus::RegisterMap map_;
  World world_;
  FaultScript script_;
  std::unique_ptr<WavFollower> wav_;
  std::vector<std::unique_ptr<DeviceBank>> banks_;
  std::vector<std::unique_ptr<Line>> lines_;
  SteadyTime start_{}, last_{};
  std::string input_;
  bool input_open_ = true;
};

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Simulates the Modbus devices of a register map");
  Options options;
  app.add_option("--map", options.map, "the register map (TOML)")->required();
  app.add_option("--wav", options.wav, "the WAV file that the terminal plays into; followed while it grows");
  app.add_option("--script", options.script, "faults: lines \"SECONDS NAME on|off|NUMBER\"");
  app.add_flag("--any-port", options.any_port, "listen on 127.0.0.1, any port, instead of the map's addresses");
  app.add_flag("--link", options.link, "make the map's serial ports symbolic links to the pseudo terminals");
  app.footer("Faults, also on standard input (\"NAME on|off|NUMBER\", answered \"done\"):\n" + faults_text());
  CLI11_PARSE(app, argc, argv);
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGTERM, [](int) { stopped = 1; });
  std::signal(SIGINT, [](int) { stopped = 1; });
  try {
    Simulator(options).run();
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "tongluo-amp-sim: %s\n", error.what());
    return 1;
  }
}
