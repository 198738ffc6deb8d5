// kill-controller: the real tongluod under a stream of signed receipts over TLS, killed (SIGKILL) at random moments of
// its start and of its work, over and over. After each death its database is read: no acknowledged receipt or order may
// be missing, changed or doubled. At the end it starts once more, takes what is left, and its own count of outcomes
// must be right. Every wait has an end. One seed decides all moments.
//
//   kill-controller --rounds N [--seed S] [--rounds-per-county N] [--work FOLDER]     exit code 0: nothing was lost

#include <charconv>
#include <cstdio>
#include <cstring>
#include <map>
#include <random>
#include <thread>

#include "protocol/os/clock.hpp"
#include "tests/crash/daemon_process.hpp"
#include "tests/crash/evidence.hpp"
#include "tests/crash/http_request.hpp"
#include "tests/crash/streams.hpp"

namespace {

using namespace tongluo;
using namespace tongluo::crash;

constexpr std::size_t kTerminals = 8;
constexpr std::size_t kOccurrences = 200;
constexpr int kLongestStartMs = 80;
constexpr int kLongestLifeMs = 600;
constexpr auto kPoll = milliseconds(20);
constexpr auto kDrainWithin = seconds(30);

struct Options {
  std::uint64_t rounds = 20, seed = 1, rounds_per_county = 50;
  std::string work = ".";
};

struct Sum {
  std::size_t rounds = 0, taken = 0, made = 0, orders = 0, died_starting = 0, died_at_work = 0, taken_twice = 0;
};

class CountyRun {
 public:
  CountyRun(const std::filesystem::path& folder, std::mt19937_64& random)
      : random_(random), county_(folder, kTerminals), streams_(county_, kOccurrences) {}

  // Empty: everything held.
  std::string run(std::uint64_t rounds, Sum& sum) {
    for (std::uint64_t round = 0; round < rounds; ++round, ++sum.rounds) {
      if (std::string problem = live_and_die(sum); !problem.empty()) return problem;
      if (std::string problem = look(); !problem.empty()) return problem;
    }
    std::string problem = last_life();
    sum.taken += testimony().taken.size();
    sum.made += testimony().made.size();
    sum.orders += streams_.orders().size();
    sum.taken_twice += testimony().taken_twice;
    return problem;
  }

 private:
  const Testimony& testimony() const { return streams_.testimony(); }
  int up_to(int limit) { return std::uniform_int_distribution<int>(0, limit)(random_); }
  DaemonProcess start() const {
    return {std::filesystem::path(TONGLUO_BIN_DIR) / "tongluod", county_.configuration(),
            county_.folder() / "tongluod.log"};
  }

  std::string look() const {
    const Findings found = examine(county_, testimony(), streams_.orders());
    if (testimony().taken_unknown > 0) return "something was acknowledged that nobody sent";
    return found.is_clean() ? "" : found.text();
  }

  std::string live_and_die(Sum& sum) {
    DaemonProcess daemon = start();
    if (up_to(7) == 0) {
      ++sum.died_starting;
      std::this_thread::sleep_for(milliseconds(up_to(kLongestStartMs)));
      return "";
    }
    if (!daemon.wait_until_ready()) return "tongluod did not start";
    streams_.connect(daemon.link_port());
    if (streams_.is_everything_reported())
      if (std::string problem = streams_.send_order(); !problem.empty()) return problem;
    streams_.work(milliseconds(up_to(kLongestLifeMs)));
    if (!streams_.is_everything_reported()) ++sum.died_at_work;
    daemon.kill();
    streams_.drop();
    return "";
  }

  // Nobody kills it: whatever is still untaken must be taken, and its ledger must say what the terminals said.
  std::string last_life() {
    DaemonProcess daemon = start();
    if (!daemon.wait_until_ready()) return "tongluod did not start";
    streams_.connect(daemon.link_port());
    const SteadyTime deadline = os::steady_now() + kDrainWithin;
    while (!streams_.is_everything_reported()) {
      if (os::steady_now() > deadline) return "receipts are not taken any more";
      streams_.work(kPoll);
    }
    if (std::string problem = ask_ledger(); !problem.empty()) return problem;
    streams_.drop();
    if (const int code = daemon.terminate(); code != 0) return "orderly stop ended with " + std::to_string(code);
    if (examine(county_, testimony(), streams_.orders()).rows != testimony().made.size()) return "rows are missing";
    return look();
  }

  std::string ask_ledger() const {
    if (streams_.orders().empty()) return "";
    const std::string path = "/api/v1/orders/" + to_string(streams_.last_order());
    const std::string said = json_field(http_request(county_.api_socket(), "GET", path).body, "unproved");
    const std::string made = std::to_string(testimony().finals.at(streams_.last_order()));
    return said == made ? "" : "the ledger counts " + said + " finals of " + made;
  }

  std::mt19937_64& random_;
  const County county_;
  Streams streams_;
};

std::optional<Options> read_options(int argc, char** argv) {
  Options options;
  const std::map<std::string, std::uint64_t*> known = {
      {"--rounds", &options.rounds}, {"--seed", &options.seed}, {"--rounds-per-county", &options.rounds_per_county}};
  for (int i = 1; i + 1 < argc; i += 2) {
    const auto number = known.find(argv[i]);
    const char* end = argv[i + 1] + std::strlen(argv[i + 1]);
    if (std::string(argv[i]) == "--work") {
      options.work = argv[i + 1];
    } else if (number == known.end() || std::from_chars(argv[i + 1], end, *number->second).ptr != end) {
      return std::nullopt;
    }
  }
  if (argc % 2 == 0 || options.rounds_per_county == 0) return std::nullopt;
  return options;
}

}  // namespace

int main(int argc, char** argv) {
  const auto options = read_options(argc, argv);
  if (!options) return std::fprintf(stderr, "kill-controller: see the head of kill_main.cpp\n"), 2;
  std::mt19937_64 random(options->seed);
  Sum sum;
  for (std::uint64_t done = 0; done < options->rounds; done += options->rounds_per_county) {
    const std::uint64_t rounds = std::min(options->rounds_per_county, options->rounds - done);
    const auto folder = std::filesystem::absolute(options->work) /
                        ("county-" + std::to_string(options->seed) + "-" + std::to_string(done));
    std::filesystem::remove_all(folder);
    CountyRun county(folder, random);
    const std::string problem = county.run(rounds, sum);
    std::printf(
        "%zu rounds (%zu killed while starting, %zu while receipts streamed in), %zu receipts made, %zu taken (%zu "
        "again), %zu orders\n",
        sum.rounds, sum.died_starting, sum.died_at_work, sum.made, sum.taken, sum.taken_twice, sum.orders);
    std::fflush(stdout);
    if (!problem.empty()) {
      std::printf("FAILED in round %zu: %s\nkept: %s\nrepeat: kill-controller --rounds %llu --seed %llu\n", sum.rounds,
                  problem.c_str(), folder.c_str(), static_cast<unsigned long long>(options->rounds),
                  static_cast<unsigned long long>(options->seed));
      return 1;
    }
    std::filesystem::remove_all(folder);
  }
  return 0;
}
