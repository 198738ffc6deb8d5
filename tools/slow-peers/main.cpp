// tongluo-slow-peers: holds a listener's handshakes open, for benchmarks: thousands that stall and thousands that write
// an octet at a time. Loopback only.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <cstdio>
#include <memory>
#include <sys/resource.h>
#include <vector>

#include "tools/slow-peers/slow_peer.hpp"

namespace {

using namespace tongluo;
using namespace tongluo::slow_peers;

constexpr int kMostPeers = 20'000;
constexpr rlim_t kOwnDescriptors = 64;
constexpr std::size_t kPerStart = 20;  // come at the same time
constexpr milliseconds kBetweenStarts{10};

struct Options {
  std::uint16_t port = 0;
  int stalled = 2'000;
  int trickling = 2'000;
  int seconds = 60;
};

bool allow_descriptors(const Options& options) {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  const auto wanted = static_cast<rlim_t>(options.stalled + options.trickling) + kOwnDescriptors;
  limit.rlim_cur = std::min(limit.rlim_max, std::max(limit.rlim_cur, wanted));
  return setrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur >= wanted;
}

int run(const Options& options) {
  if (!allow_descriptors(options)) {
    std::fprintf(stderr, "slow-peers: not enough file descriptors are allowed\n");
    return 1;
  }
  boost::asio::io_context context(1);
  const boost::asio::ip::tcp::endpoint where(boost::asio::ip::address_v4::loopback(), options.port);
  Tally tally;
  std::vector<std::unique_ptr<SlowPeer>> peers;
  for (int i = 0; i < options.stalled + options.trickling; ++i) {
    const Manner manner = i < options.stalled ? Manner::stalls : Manner::trickles;
    peers.push_back(std::make_unique<SlowPeer>(context, where, manner, tally));
    peers.back()->start(kBetweenStarts * (peers.size() / kPerStart));
  }
  for (int second = 1; second <= options.seconds; ++second) {
    context.run_for(seconds(1));
    std::printf("slow peers: %llu open, %llu connected, %llu thrown out, %llu refused\n",
                static_cast<unsigned long long>(tally.open), static_cast<unsigned long long>(tally.connected),
                static_cast<unsigned long long>(tally.thrown_out), static_cast<unsigned long long>(tally.refused));
    std::fflush(stdout);
  }
  return 0;
}

}  // namespace

int main(int argument_count, char** arguments) {
  CLI::App app("Tongluo's slow peers: handshakes that stall or trickle, on loopback.");
  Options options;
  app.add_option("--port", options.port, "of the listener")->required();
  app.add_option("--stalled", options.stalled, "that fall silent")->check(CLI::Range(0, kMostPeers));
  app.add_option("--trickling", options.trickling, "that write an octet at a time")->check(CLI::Range(0, kMostPeers));
  app.add_option("--seconds", options.seconds, "then it ends")->check(CLI::Range(1, 3'600));
  CLI11_PARSE(app, argument_count, arguments);
  return run(options);
}
