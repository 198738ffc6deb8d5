#include "tools/fleet/fleet.hpp"

#include <algorithm>
#include <csignal>
#include <cstdio>

#include "protocol/os/clock.hpp"
#include "protocol/os/files.hpp"
#include "tools/fleet/division.hpp"

namespace tongluo::fleet {
namespace {

constexpr auto kTick = milliseconds(10);
constexpr std::uint64_t kTicksASecond = 100;
constexpr std::size_t kPortsOfOneSource = 20'000;
constexpr std::size_t kMostSources = 250;
constexpr std::uint64_t kClockStream = 0x636c6f636b000000ULL;

// Uniform in −most … most, by what is mixed.
double within(double most, std::uint64_t mixed) {
  constexpr std::uint64_t kSteps = 2'000'001;
  return most * (static_cast<double>(mixed % kSteps) / 1'000'000 - 1);
}

// ---- What the terminals' thread is asked

std::uint64_t octets_of_tls(const Shard::Terminals& terminals) {
  std::uint64_t octets = 0;
  for (const auto& terminal : terminals) {
    const auto tls = terminal->traffic().tls;
    octets += tls.octets_in + tls.octets_out;
  }
  return octets;
}

std::uint64_t dial_all(const Shard::Terminals& terminals) {
  for (const auto& terminal : terminals) terminal->dial_now();
  return terminals.size();
}

template <void (VirtualTerminal::*move)()>
std::uint64_t move_cut_off(const Shard::Terminals& terminals) {
  std::uint64_t moved = 0;
  for (const auto& terminal : terminals) {
    if (!terminal->plan().cell_goes_down) continue;
    ((*terminal).*move)();
    ++moved;
  }
  return moved;
}

}  // namespace

Fleet::Fleet(Options options, const trust::PinnedRoots& roots)
    : options_(std::move(options)),
      roots_(roots),
      ticker_(context_),
      signals_(context_, SIGTERM, SIGINT),
      started_(os::now()) {
  signals_.add(SIGUSR1);
  signals_.add(SIGUSR2);
}

TerminalSetup Fleet::setup_of(std::size_t number, const CellPlan* plan) const {
  TerminalSetup setup;
  setup.no_media = options_.no_media;
  const std::uint64_t seed = link_model::mix(options_.seed * 1'000'003 + number);
  const std::uint64_t clock = link_model::mix(seed ^ kClockStream);
  if (plan != nullptr) {
    setup.plan = plan->of(number);
    setup.link.emplace(plan->link(), seed, started_.steady);
    const auto offset = microseconds(std::llround(within(options_.clock_offset_ms * 1'000, clock)));
    setup.clock = ClockMap(started_, offset, within(options_.clock_ppm, link_model::mix(clock)));
    setup.card_ppm = within(options_.clock_ppm, link_model::mix(clock + 1));
  }
  if (options_.sources > 1) setup.bind_address = "127.0.1." + std::to_string(1 + number % options_.sources);
  return setup;
}

Result<void> Fleet::load(std::vector<TerminalFiles> files) {
  terminals_ = files.size();
  watch_ = RejoinWatch(terminals_);
  if (options_.sources == 0) options_.sources = terminals_ / kPortsOfOneSource + 1;
  options_.sources = std::min(options_.sources, kMostSources);
  if (options_.profile != "none") {
    plan_ = CellPlan::create(options_.profile, options_.seed, terminals_);
    if (!plan_) return fail(ErrorKind::bad_input, "there is no profile \"" + options_.profile + "\"");
  }
  std::vector<std::uint64_t> villages;
  villages.reserve(terminals_);
  for (const auto& one : files) villages.push_back(one.village.number());
  const auto part_of = divide(villages, options_.threads);
  for (std::size_t part = 0; part < options_.threads; ++part) {
    std::vector<std::uint64_t> own;
    for (std::size_t i = 0; i < terminals_; ++i)
      if (part_of[i] == part) own.push_back(villages[i]);
    shards_.push_back(std::make_unique<Shard>(roots_, net::Endpoint{options_.host, options_.port}, std::move(own)));
  }
  for (std::size_t i = 0; i < terminals_; ++i) {
    auto added = shards_[part_of[i]]->add(std::move(files[i]), setup_of(i, plan_ ? &*plan_ : nullptr));
    if (!added) return added;
  }
  return {};
}

// All threads at once; the sum of what they say.
std::uint64_t Fleet::ask_all(Shard::Question question) const {
  std::vector<std::future<std::uint64_t>> answers;
  for (const auto& shard : shards_) answers.push_back(shard->ask(question));
  std::uint64_t all = 0;
  for (auto& answer : answers) all += answer.get();
  return all;
}

std::size_t Fleet::sum(std::atomic<std::size_t> Tally::*count) const {
  std::size_t all = 0;
  for (const auto& shard : shards_) all += (shard->tally().*count).load();
  return all;
}

int Fleet::run() {
  fleet_before_ = process_use("self").value_or(ProcessUse{});
  controller_before_ = process_use(options_.controller_pid).value_or(ProcessUse{});
  wait_signal();
  watch_.on_dial(os::steady_now());
  for (const auto& shard : shards_) shard->run();
  tick();
  context_.run_for(std::chrono::seconds(options_.run_seconds));
  for (const auto& shard : shards_) shard->end();
  return finish();
}

int Fleet::finish() {
  const Report last = report();
  std::printf("%sfleet: %zu terminals, %zu open, %zu started, %zu finished, %zu refused\n", to_table(last).c_str(),
              terminals_, last.open, last.started, last.finished, last.refused);
  if (!options_.json.empty()) {
    const auto written = os::write_file(options_.json, as_bytes(to_json(last)));
    if (!written) {
      std::fprintf(stderr, "tongluo-fleet: %s\n", written.error().detail.c_str());
      return 2;
    }
  }
  return last.finished >= terminals_ ? 0 : 1;
}

void Fleet::tick() {
  if (const auto took = watch_.on_open(os::steady_now(), sum(&Tally::open))) {
    rejoins_s_.push_back(std::chrono::duration<double>(*took).count());
    std::printf("fleet: all %zu open after %.3f s\n", terminals_, rejoins_s_.back());
    std::fflush(stdout);
  }
  if (ticks_++ % kTicksASecond == 0 && !options_.quiet) progress();
  ticker_.expires_after(kTick);
  ticker_.async_wait([this](const boost::system::error_code& error) {
    if (!error) tick();
  });
}

void Fleet::progress() const {
  const auto since = std::chrono::duration<double>(os::steady_now() - started_.steady).count();
  std::printf("fleet: %6.1f s  %zu open  %zu started  %zu finished  %.1f s CPU  %.1f octets of TLS a terminal\n", since,
              sum(&Tally::open), sum(&Tally::started), sum(&Tally::finished),
              process_use("self").value_or(ProcessUse{}).cpu_s,
              static_cast<double>(ask_all(&octets_of_tls)) / static_cast<double>(terminals_));
  std::fflush(stdout);
}

void Fleet::wait_signal() {
  signals_.async_wait([this](const boost::system::error_code& error, int signal) {
    if (error) return;
    if (signal == SIGTERM || signal == SIGINT) return context_.stop();
    wait_signal();
    if (signal == SIGUSR2) return move_cells();
    const SteadyTime since = os::steady_now();
    ask_all(&dial_all);  // none is open when this returns
    watch_.on_dial(since);
  });
}

void Fleet::move_cells() {
  cells_down_ = !cells_down_;
  ask_all(cells_down_ ? &move_cut_off<&VirtualTerminal::cell_down> : &move_cut_off<&VirtualTerminal::cell_back>);
}

Report Fleet::report() const {
  Report report{.profile = options_.profile, .seed = options_.seed};
  report.seconds = std::chrono::duration<double>(os::steady_now() - started_.steady).count();
  report.terminals = terminals_;
  report.open = sum(&Tally::open);
  report.on_battery = plan_ ? plan_->on_battery() : 0;
  report.cut_off = plan_ ? plan_->terminals_cut_off() : 0;
  report.sources = options_.sources;
  report.threads = options_.threads;
  report.started = sum(&Tally::started);
  report.finished = sum(&Tally::finished);
  const ProcessUse self = process_use("self").value_or(ProcessUse{});
  report.fleet_cpu_s = self.cpu_s - fleet_before_.cpu_s;
  report.fleet_kb = self.resident_kb;
  if (const auto controller = process_use(options_.controller_pid)) {
    report.controller_cpu_s = controller->cpu_s - controller_before_.cpu_s;
    report.controller_start_kb = controller_before_.resident_kb;
    report.controller_kb = controller->resident_kb;
  }
  for (const auto& shard : shards_) {
    report.verified += shard->memo().done;
    report.verifications_saved += shard->memo().saved;
  }
  add_terminals(report);
  report.rejoins_s = rejoins_s_;
  OrderLog log({});
  for (const auto& shard : shards_) log.append(shard->log());
  report.orders = log.figures();
  return report;
}

void Fleet::add_terminals(Report& report) const {
  for (const auto& shard : shards_)
    for (const auto& terminal : shard->terminals()) {
      report.refused += terminal->refusals();
      const TerminalTraffic traffic = terminal->traffic();
      report.tls_in += traffic.tls.octets_in;
      report.tls_out += traffic.tls.octets_out;
      report.sessions += traffic.tls.handshakes;
      report.resumed += traffic.tls.resumed;
      report.datagrams_in += traffic.datagrams_in;
      report.datagrams_out += traffic.datagrams_out;
      report.link.datagrams_lost += traffic.link.datagrams_lost;
      report.link.datagrams_refused += traffic.link.datagrams_refused;
      report.link.streams_refused += traffic.link.streams_refused;
      report.link.ports += traffic.link.ports;
    }
}

}  // namespace tongluo::fleet
