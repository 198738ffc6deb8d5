// What a listener costs with other projects' servers, measured as fanout-bench measures ours: the server on the first
// core, its listeners in another process on the second, time on a CPU by schedstat over all its threads, what arrived
// beside what should have. A peer that is not installed, or does not get its listeners joined, is said and skipped.
//
//   fanout-peers WORK-FOLDER SPEECH.opus SPEECH.pcm [--most N] [--seconds N] [--runs N]

#include <csignal>
#include <thread>

#include "protocol/base/limits.hpp"
#include "tests/bench/fanout_cost.hpp"
#include "tests/bench/figures.hpp"
#include "tests/bench/peer_server.hpp"

namespace tongluo::bench {
namespace {

constexpr auto kJoinPatience = seconds(60);
constexpr auto kSettle = milliseconds(600);

struct Asked {
  PeerSpeech speech;
  std::size_t most = 4'045, seconds = 3, runs = 3;
};

Cost measure(const PeerServer& server, const PeerListeners& listeners, std::size_t count, seconds duration) {
  const double fed = server.fed(), got = server.got(listeners);
  const std::uint64_t busy = process_cpu_ns(server.process());
  const auto start = std::chrono::steady_clock::now();
  std::this_thread::sleep_for(duration);
  const auto passed = std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - start);
  return cost_of(process_cpu_ns(server.process()) - busy, count, passed, server.got(listeners) - got,
                 (server.fed() - fed) * static_cast<double>(count));
}

using Figures = std::vector<std::pair<std::string, double>>;

void run(const PeerServer& server, std::size_t count, const Asked& asked, Figures& figures) {
  const auto listeners = server.listeners(count);
  if (!listeners->join(kJoinPatience)) {
    std::printf("%-10s %9zu   only %llu heard anything within %lld s\n", server.name(), count,
                static_cast<unsigned long long>(listeners->heard()), static_cast<long long>(kJoinPatience.count()));
    std::fflush(stdout);
    return;
  }
  std::this_thread::sleep_for(kSettle);
  std::vector<double> costs, cores, delivered;
  for (std::size_t i = 0; i < asked.runs; ++i) {
    const Cost cost = measure(server, *listeners, count, seconds(asked.seconds));
    costs.push_back(cost.per_listener_hour);
    cores.push_back(cost.core_pct);
    delivered.push_back(cost.delivered_pct);
  }
  std::printf("%-10s %9zu %10.4f %8.1f %9.2f %7llu\n", server.name(), count, median(costs), median(cores),
              median(delivered), static_cast<unsigned long long>(listeners->closed()));
  std::fflush(stdout);
  figures.emplace_back(std::string(server.name()) + "_" + std::to_string(count), median(costs));
}

using Start = std::unique_ptr<PeerServer> (*)(const PeerSpeech&);

void run_peer(const char* program, Start start, const Asked& asked, Figures& figures) {
  if (program_path(program).empty()) {
    std::printf("%-10s not installed: skipped\n", program);
    return;
  }
  for (const std::size_t count : {200U, 1'000U, 4'045U}) {
    if (count > asked.most) continue;
    const auto server = start(asked.speech);
    if (server == nullptr) {
      std::printf("%-10s does not start; its words are in %s\n", program, asked.speech.work.c_str());
      return;
    }
    run(*server, count, asked, figures);
  }
}

}  // namespace
}  // namespace tongluo::bench

int main(int argc, char** argv) {
  using namespace tongluo::bench;
  if (argc < 4) return 2;
  std::signal(SIGPIPE, SIG_IGN);
  Asked asked;
  asked.speech = {argv[2], argv[3], std::filesystem::absolute(argv[1])};
  const auto known =
      numbers(argc - 3, argv + 3, {{"most", asked.most}, {"seconds", asked.seconds}, {"runs", asked.runs}});
  asked.most = known.at("most");
  asked.seconds = known.at("seconds");
  asked.runs = known.at("runs");
  pin_to_core(1);
  std::printf("peer       listeners   cpu-s/lh   core %%  deliv. %%  closed\n");
  Figures figures;
  run_peer("icecast2", start_icecast, asked, figures);
  run_peer("snapserver", start_snapserver, asked, figures);
  for (const auto& [name, value] : figures) figure(name.c_str(), value, "cpu_s_per_listener_hour");
  return 0;
}
