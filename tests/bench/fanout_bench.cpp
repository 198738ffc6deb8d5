// What a listener of live speech costs: CPU-seconds per listener-hour of the real live thread (schedstat) on one core,
// the listeners' keep-alives included. Its sending alone, without them, is set against a bare loop that sends identical
// datagrams to the same listeners in the same run. Listeners are in another process on the other core; what they got is
// printed beside what they should have got. A cell takes at most kJoinPatience and three times its runs' seconds.
//
//   fanout-bench [--least N] [--most N] [--seconds N] [--runs N] [--level 1…4] [--speech FILE.opus]

#include <memory>
#include <optional>
#include <thread>

#include "controller/broadcast/broadcaster.hpp"
#include "protocol/os/clock.hpp"
#include "tests/bench/fanout_bare.hpp"
#include "tests/bench/fanout_cost.hpp"
#include "tests/bench/fanout_listeners.hpp"
#include "tests/bench/fanout_speech.hpp"
#include "tests/bench/figures.hpp"

namespace tongluo::bench {
namespace {

constexpr auto kPacket = limits::kLivePacketDuration;
constexpr auto kJoinPatience = seconds(30);
constexpr auto kQuiet = milliseconds(100);  // without one more octet: all has arrived
constexpr int kMaxWaits = 50;
constexpr const char* kThread = "tongluo-live";
constexpr std::size_t kCounty = 4'045, kProvince = 16'000;
constexpr std::size_t kMoreRuns = 2;  // where the figures with the narrowest budgets come from

struct Asked {
  std::size_t least = 1, most = 16'000, seconds = 2, runs = 3, level = 1;
  std::string speech;
};

live::StreamSettings stream_of(std::size_t packets, std::size_t level) {
  live::StreamSettings made;
  made.id = kStreamId;
  made.key = std::make_shared<const sign::PrivateKey>(*sign::PrivateKey::generate(Algorithm::ed25519));
  made.playout_delay = packets == 1 ? milliseconds(500) : seconds(2);
  made.train_packets = packets;
  made.order_class = OrderClass::actual;
  made.level = static_cast<Level>(level);  // I bursts, as the bare loop does
  made.sounds_from = os::wall_now();
  made.max_duration = limits::kMaxLiveDuration;
  return made;
}

// The live thread with all its listeners joined, and the bare loop to the same ones.
class Cell {
 public:
  Cell(std::size_t listeners, std::size_t packets, const Asked& asked, const std::vector<Bytes>& speech)
      : count_(listeners),
        packets_(packets),
        speech_(speech),
        ticks_(asked.seconds * 1'000 / static_cast<std::size_t>(kPacket.count()) / packets * packets),
        listeners_(listeners),
        broadcaster_(std::move(*broadcast::Broadcaster::start({}, {}))) {
    for (std::size_t i = 0; i < listeners; ++i) {
      broadcaster_->add_session(session_of(i));
      broadcaster_->admit(session_of(i).id, kStreamId);
    }
    broadcaster_->open_stream(stream_of(packets, asked.level));
    if (!listeners_.join(broadcaster_->port(), kJoinPatience)) {
      std::fprintf(stderr, "fanout-bench: the listeners did not join\n");
      std::exit(1);
    }
    bare_.emplace(stream_of(packets, asked.level), speech.front(), listeners_.addresses());
  }

  Cost ours(bool keep_alive) {
    listeners_.keep_alive(keep_alive);
    const auto cpu = [] { return thread_cpu_ns(kThread); };
    WallTime capture = os::wall_now();
    return measure(cpu, [&](std::size_t tick) {
      broadcaster_->push({kStreamId, capture, speech_[tick % speech_.size()]});
      capture += kPacket;
    });
  }

  Cost bare() {
    listeners_.keep_alive(false);
    return measure(own_cpu_ns, [&](std::size_t tick) {
      if ((tick + 1) % packets_ == 0) bare_->send();
    });
  }

  // What the live thread itself could not send in time, or at all.
  std::uint64_t given_up() const {
    const live::LiveCounters counters = broadcaster_->counters();
    return counters.trains_late + counters.sends_dropped;
  }

 private:
  template <class Cpu, class Tick>
  Cost measure(Cpu cpu, Tick on_tick) {
    const std::uint64_t octets = listeners_.octets(), busy = cpu();
    auto due = std::chrono::steady_clock::now();
    for (std::size_t tick = 0; tick < ticks_; ++tick) {
      on_tick(tick);
      std::this_thread::sleep_until(due += kPacket);
    }
    wait_for_what_is_under_way();
    const auto required = static_cast<double>(count_ * (ticks_ / packets_) * bare_->train_octets());
    return cost_of(cpu() - busy, count_, kPacket * static_cast<int>(ticks_),
                   static_cast<double>(listeners_.octets() - octets), required);
  }

  void wait_for_what_is_under_way() const {
    std::uint64_t before = listeners_.octets();
    for (int i = 0; i < kMaxWaits; ++i) {
      std::this_thread::sleep_for(kQuiet);
      if (std::exchange(before, listeners_.octets()) == listeners_.octets()) return;
    }
  }

  std::size_t count_, packets_;
  const std::vector<Bytes>& speech_;
  std::size_t ticks_;
  FanoutListeners listeners_;
  std::unique_ptr<broadcast::Broadcaster> broadcaster_;
  std::optional<BareLoop> bare_;
};

struct Row {
  double ours = 0, core_pct = 0, ratio = 0;  // ratio: of the sending alone to the bare loop
};

Row run(std::size_t listeners, std::size_t packets, const Asked& asked, const std::vector<Bytes>& speech) {
  Cell cell(listeners, packets, asked, speech);
  std::vector<double> ours, sending, bare, ratios, core, delivered, bare_delivered;
  const std::size_t runs = asked.runs + (listeners == kCounty ? kMoreRuns : 0);
  for (std::size_t i = 0; i < runs; ++i) {
    const Cost one = cell.ours(true), alone = cell.ours(false), other = cell.bare();
    ours.push_back(one.per_listener_hour);
    core.push_back(one.core_pct);
    delivered.push_back(one.delivered_pct);
    sending.push_back(alone.per_listener_hour);
    bare.push_back(other.per_listener_hour);
    bare_delivered.push_back(other.delivered_pct);
    ratios.push_back(alone.per_listener_hour / other.per_listener_hour);
  }
  const Row row{median(ours), median(core), median(ratios)};
  std::printf("%9zu %2zu %9.4f %8.1f %9.2f %11.4f %9.4f %6.2f %9.2f\n", listeners, packets, row.ours, row.core_pct,
              median(delivered), median(sending), median(bare), row.ratio, median(bare_delivered));
  if (cell.given_up() > 0)
    std::printf("          our sender gave up: %llu\n", static_cast<unsigned long long>(cell.given_up()));
  std::fflush(stdout);
  return row;
}

Asked asked_of(int argc, char** argv) {
  Asked asked;
  if (argc > 2 && std::string(argv[argc - 2]) == "--speech") {
    asked.speech = argv[argc - 1];
    argc -= 2;
  }
  const auto known = numbers(argc, argv,
                             {{"least", asked.least},
                              {"most", asked.most},
                              {"seconds", asked.seconds},
                              {"runs", asked.runs},
                              {"level", asked.level}});
  asked.least = known.at("least");
  asked.most = known.at("most");
  asked.seconds = known.at("seconds");
  asked.runs = known.at("runs");
  asked.level = std::min<std::size_t>(known.at("level"), 4);
  return asked;
}

void print_figures(const std::map<std::pair<std::size_t, std::size_t>, Row>& rows) {
  for (const std::size_t packets : {1U, 4U}) {
    const auto row = rows.find({kCounty, packets});
    if (row == rows.end()) return;
    const std::string name = "fanout_k" + std::to_string(packets);
    figure(name.c_str(), row->second.ours, "cpu_s_per_listener_hour");
    figure((name + "_ratio").c_str(), row->second.ratio, "x");
  }
  if (const auto row = rows.find({kProvince, 4}); row != rows.end())
    figure("fanout_16k_core_pct", row->second.core_pct, "%");
}

}  // namespace
}  // namespace tongluo::bench

int main(int argc, char** argv) {
  using namespace tongluo::bench;
  const Asked asked = asked_of(argc, argv);
  const std::vector<tongluo::Bytes> speech = asked.speech.empty() ? no_speech() : speech_packets(asked.speech);
  pin_to_core(0);
  std::printf("CPU-seconds per listener-hour; medians of %zu runs of %zu s, level %zu\n", asked.runs, asked.seconds,
              asked.level);
  std::printf("listeners  K      ours   core %%  deliv. %%  sending only  bare  ratio  deliv. %%\n");
  std::map<std::pair<std::size_t, std::size_t>, Row> rows;
  for (const std::size_t packets : {1U, 4U})
    for (const std::size_t listeners : {std::size_t{200}, std::size_t{1'000}, kCounty, kProvince})
      if (listeners >= asked.least && listeners <= asked.most)
        rows[{listeners, packets}] = run(listeners, packets, asked, speech);
  print_figures(rows);
  return 0;
}
