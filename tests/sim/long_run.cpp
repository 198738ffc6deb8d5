#include "tests/sim/long_run.hpp"

#include <algorithm>

#include "controller/core/limits.hpp"
#include "terminal-fw/core/limits.hpp"

namespace tongluo::sim {
namespace {

constexpr auto kOneDay = std::chrono::hours(24);
constexpr std::size_t kFreshnessEvery = 20;     // days
constexpr std::size_t kControllerEvery = 28;    // days
constexpr auto kNight = std::chrono::hours(9);  // 01:00 in the county
constexpr auto kOff = std::chrono::minutes(5);
constexpr auto kPartition = std::chrono::hours(1);
constexpr auto kLook = std::chrono::hours(23);
// What has run out leaves with the next one of its kind: where no announcement sounds, with the next alert.
constexpr auto kOldest = std::chrono::hours(4 * 24);
constexpr std::uint64_t kSessionsOfEach = 2;  // a dead path is given up after minutes

std::uint64_t days_since(WallTime then, WallTime now) {
  return static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::hours>(now - then).count() / 24);
}

}  // namespace

void LongRun::on_day(std::size_t day, SteadyTime::duration hour, std::function<void()> action) {
  county_.environment.at(begin_ + kOneDay * static_cast<int>(day) + hour, std::move(action));
}

void LongRun::renew() {
  for (std::size_t day = kFreshnessEvery; day < days_; day += kFreshnessEvery)
    on_day(day, kLook, [this] { renew_freshness(); });
  on_day(days_ / 2, {}, [this] { renew_list(); });
}

void LongRun::renew_freshness() {
  const Envelope statement = deployment().trust.freshness(list_version_, county_.environment.true_wall());
  county_.controller.ask([&](auto& core, Now now, auto request) { core.accept_freshness(now, request, statement); },
                         [](const controller::Action&) {});
}

void LongRun::renew_list() {
  wire::TrustList list = deployment().trust.list().list();
  const auto lifetime = list.expires_at - list.issued_at;
  list.version = ++list_version_;
  list.issued_at = county_.environment.true_wall();
  list.expires_at = list.issued_at + lifetime;
  const Envelope sealed = deployment().trust.seal_trust_list(list);
  county_.controller.ask([&](auto& core, Now now, auto request) { core.accept_trust_list(now, request, sealed); },
                         [](const controller::Action&) {});
}

void LongRun::trouble_nights() {
  for (std::size_t night = 0; night < days_; ++night) on_day(night, kNight, [this, night] { trouble(night); });
}

void LongRun::trouble(std::size_t night) {
  TerminalNode& cut = *county_.terminals[night % county_.size()];
  cut.stop(true);
  county_.environment.after(kOff, [&cut] { cut.power_on(); });
  const std::size_t other = (night + 1) % county_.size();
  if (night % 2 == 0)
    county_.network.rebind(other);
  else
    county_.network.partition(other, county_.environment.now() + kPartition);
  if (night % kControllerEvery != kControllerEvery - 1) return;
  heartbeats_ += county_.controller.core().counters().heartbeats;
  county_.controller.stop(true);
  county_.environment.after(kOff, [this] { county_.controller.power_on(); });
}

void LongRun::look_daily() {
  for (std::size_t day = 0; day < days_; ++day) on_day(day, kLook, [this, day] { look(day); });
}

void LongRun::look(std::size_t day) {
  second_half_ = 2 * day >= days_;
  for (const auto& terminal : county_.terminals) {
    look_at_journal(*terminal);
    look_at_core(*terminal);
  }
  look_at_controller();
}

void LongRun::look_at_journal(const TerminalNode& terminal) {
  const terminal::JournalSnapshot& journal = terminal.durable();
  const WallTime now = county_.environment.true_wall();
  note("journal: orders", journal.orders.size(), terminal::kMaxOpenOrders);
  note("journal: receipts", journal.receipts.size(), terminal::kMaxUntakenReceipts + terminal::kMaxKeptReceipts);
  note("journal: replays", journal.replays.size(), terminal::kMaxReplaysPerIssuer * terminal::kMaxReplayIssuers);
  note("journal: low-water marks", journal.low_waters.size(), terminal::kMaxReplayIssuers + 1);
  note("journal: stops", journal.stops.size(), terminal::kMaxStops);
  note("journal: events", journal.events.size(), terminal::kMaxEventsKept);
  note("journal: play log", journal.plays.size(), terminal::kMaxPlaysKept);
  if (!journal.plays.empty())
    note("journal: days of the oldest play", days_since(journal.plays.front().at, now),
         days_since(now - terminal::kPlaysKeptFor - kOldest, now));
  if (!journal.events.empty())
    note("journal: days of the oldest event", days_since(journal.events.front().at, now),
         days_since(now - terminal::kEventsKeptFor - kOldest - kOneDay * static_cast<int>(county_.size()), now));
}

void LongRun::look_at_core(const TerminalNode& terminal) {
  if (!terminal.on()) return;
  const terminal::TerminalCore& core = terminal.core();
  const terminal::Evictions evicted = core.evictions();
  note("terminal: open orders", core.open_orders(), terminal::kMaxOpenOrders);
  note("terminal: untaken receipts", core.untaken_receipts(), terminal::kMaxUntakenReceipts);
  note("terminal: play log", core.plays().size(), terminal::kMaxPlaysKept);
  note("terminal: events", core.events().size(), terminal::kMaxEventsKept);
  note("terminal: unsent bytes", terminal.unsent(), limits::kMaxQueuedControlBytes);
  note("terminal: left for want of room", evicted.writes + evicted.stops + evicted.events + evicted.logged_plays, 0);
  note("terminal: writes waiting", terminal.disk.waiting(), terminal::kMaxPendingCommits);
}

void LongRun::look_at_controller() {
  const auto& core = county_.controller.core();
  const controller::OrderPage page = core.orders(county_.controller.now(), controller::kMaxPageRows);
  note("controller: orders in memory", page.orders.size(), controller::kMaxOrdersInMemory);
  note("controller: refusals", core.refusals(controller::kMaxRefusals).size(), controller::kMaxRefusals);
  note("controller: stops", county_.controller.durable().stops.size(), controller::kMaxStops);
  note("controller: sessions", county_.controller.sessions(), kSessionsOfEach * county_.size());
  note("network: connections", county_.network.connections(), kSessionsOfEach * county_.size());
}

void LongRun::note(const std::string& what, std::uint64_t value, std::uint64_t limit) {
  auto kept = std::ranges::find(kept_, what, &Kept::what);
  if (kept == kept_.end()) kept = kept_.insert(kept_.end(), Kept{what, limit, 0, 0});
  kept->limit = limit;
  std::uint64_t& half = second_half_ ? kept->second_half : kept->first_half;
  half = std::max(half, value);
}

}  // namespace tongluo::sim
