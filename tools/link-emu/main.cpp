// tongluo-link-emu: a bad link in user space. It stands between terminals and a controller on loopback and treats what
// passes as the chosen profile says. docs/link-emulator.md.

#include <CLI/CLI.hpp>
#include <boost/asio/signal_set.hpp>
#include <charconv>
#include <csignal>
#include <cstdio>
#include <sys/resource.h>

#include "protocol/os/clock.hpp"
#include "protocol/os/files.hpp"
#include "tools/link-emu/report.hpp"

namespace {

using namespace tongluo;
using namespace tongluo::link_emu;
using Error = boost::system::error_code;

struct Options {
  std::string profile = "4g";
  std::uint64_t seed = 1;
  std::vector<std::string> listen_udp, to_udp, listen_tcp, to_tcp;
  unsigned rebind_every_s = 0;
  unsigned cut_every_s = 0;
  bool no_outages = false;
  std::string report;
};

// "7101" or "127.0.0.1:7101"; numbers only, nothing is looked up.
template <class Endpoint>
Endpoint endpoint_of(const std::string& text) {
  const auto colon = text.rfind(':');
  const std::string host = colon == std::string::npos ? "127.0.0.1" : text.substr(0, colon);
  const std::string port_text = colon == std::string::npos ? text : text.substr(colon + 1);
  Error error;
  const auto address = boost::asio::ip::make_address_v4(host, error);
  unsigned port = 0;
  const char* end = port_text.data() + port_text.size();
  const auto read = std::from_chars(port_text.data(), end, port);
  constexpr unsigned kLastPort = 65'535;
  if (error || read.ec != std::errc() || read.ptr != end || port > kLastPort)
    throw std::runtime_error(text + ": not an IPv4 address and port");
  return {address, static_cast<std::uint16_t>(port)};
}

link_model::Profile profile_of(const Options& options) {
  const link_model::Profile* found = link_model::find_profile(options.profile);
  if (found == nullptr) throw std::runtime_error("there is no profile \"" + options.profile + "\"");
  return options.no_outages ? link_model::without_outages(*found) : *found;
}

class Emulator {
 public:
  explicit Emulator(const Options& options)
      : options_(options),
        postponed_(context_),
        world_{context_, postponed_, profile_of(options), options.seed, os::steady_now()},
        signals_(context_, SIGTERM, SIGINT),
        commands_(context_, SIGUSR1, SIGUSR2),
        rebind_timer_(context_),
        cut_timer_(context_) {}

  int run() {
    listen();
    signals_.async_wait([this](const Error&, int) { context_.stop(); });
    obey();
    repeat(rebind_timer_, options_.rebind_every_s, [this] { rebind(); });
    repeat(cut_timer_, options_.cut_every_s, [this] { cut(); });
    say_ready();
    context_.run();
    return write_report();
  }

 private:
  void listen() {
    open(udp_, options_.listen_udp, options_.to_udp, "udp");
    open(tcp_, options_.listen_tcp, options_.to_tcp, "tcp");
    if (udp_.empty() && tcp_.empty()) throw std::runtime_error("nothing to do: give --listen-udp or --listen-tcp");
  }

  template <class Relay>
  void open(std::vector<std::unique_ptr<Relay>>& relays, const std::vector<std::string>& at,
            const std::vector<std::string>& to, const std::string& kind) {
    if (at.size() != to.size()) throw std::runtime_error("as many --listen-" + kind + " as --to-" + kind);
    using Endpoint = std::conditional_t<std::is_same_v<Relay, UdpRelay>, UdpFlow::Endpoint, TcpRelay::Endpoint>;
    for (std::size_t i = 0; i < at.size(); ++i) {
      relays.push_back(std::make_unique<Relay>(world_, endpoint_of<Endpoint>(to[i])));
      const auto listening = relays.back()->listen(endpoint_of<Endpoint>(at[i]));
      if (!listening) throw std::runtime_error(listening.error().detail);
    }
  }

  void obey() {
    commands_.async_wait([this](const Error& error, int signal) {
      if (error) return;
      signal == SIGUSR1 ? rebind() : cut();
      obey();
    });
  }

  template <class Act>
  void repeat(boost::asio::steady_timer& timer, unsigned every_s, Act act) {
    if (every_s == 0) return;
    timer.expires_after(seconds(every_s));
    timer.async_wait([this, &timer, every_s, act](const Error& error) {
      if (error) return;
      act();
      repeat(timer, every_s, act);
    });
  }

  void rebind() {
    for (const auto& relay : udp_) relay->rebind_all();
  }
  void cut() {
    for (const auto& relay : tcp_) relay->cut_all();
  }

  void say_ready() const {
    std::string line = "tongluo-link-emu: ready " + options_.profile;
    for (const auto& relay : udp_) line += " udp " + std::to_string(relay->port());
    for (const auto& relay : tcp_) line += " tcp " + std::to_string(relay->port());
    std::printf("%s\n", line.c_str());
    std::fflush(stdout);
  }

  int write_report() {
    Report report{options_.profile, options_.seed, {}, {}, postponed_.counters()};
    for (const auto& relay : udp_) {
      relay->close();
      add(report.udp, *relay);
    }
    for (const auto& relay : tcp_) {
      relay->close();
      add(report.tcp, relay->counters());
    }
    if (options_.report.empty()) return 0;
    const auto written = os::write_file(options_.report, as_bytes(to_json(report)));
    if (written) return 0;
    std::fprintf(stderr, "tongluo-link-emu: %s\n", written.error().detail.c_str());
    return 1;
  }

  const Options& options_;
  boost::asio::io_context context_{1};
  Postponed postponed_;
  World world_;
  boost::asio::signal_set signals_;
  boost::asio::signal_set commands_;
  boost::asio::steady_timer rebind_timer_;
  boost::asio::steady_timer cut_timer_;
  std::vector<std::unique_ptr<UdpRelay>> udp_;
  std::vector<std::unique_ptr<TcpRelay>> tcp_;
};

void add_options(CLI::App& app, Options& options) {
  std::string names;
  for (const auto& profile : link_model::profiles()) names += (names.empty() ? "" : ", ") + std::string(profile.name);
  app.add_option("--profile", options.profile, names)->capture_default_str();
  app.add_option("--seed", options.seed, "decides everything")->capture_default_str();
  app.add_flag("--no-outages", options.no_outages, "the profile without its outages");
  app.add_option("--listen-udp", options.listen_udp, "[ADDRESS:]PORT for clients, 0: any; repeatable");
  app.add_option("--to-udp", options.to_udp, "[ADDRESS:]PORT of the controller, one for each --listen-udp");
  app.add_option("--listen-tcp", options.listen_tcp, "[ADDRESS:]PORT for clients, 0: any; repeatable");
  app.add_option("--to-tcp", options.to_tcp, "[ADDRESS:]PORT of the controller, one for each --listen-tcp");
  app.add_option("--rebind-every", options.rebind_every_s, "seconds between new NAT ports of every flow; also SIGUSR1");
  app.add_option("--cut-every", options.cut_every_s, "seconds between hard cuts of every TCP connection; also SIGUSR2");
  app.add_option("--report", options.report, "JSON counters, written at the end (SIGTERM, SIGINT)");
}

// Each flow has a socket of its own, and up to four retired ones.
void allow_many_sockets() {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("A bad link in user space, between terminals and a controller.", "tongluo-link-emu");
  Options options;
  add_options(app, options);
  CLI11_PARSE(app, argc, argv);
  allow_many_sockets();
  try {
    return Emulator(options).run();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "tongluo-link-emu: %s\n", error.what());
    return 2;
  }
}
