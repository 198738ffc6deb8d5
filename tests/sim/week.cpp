#include "tests/sim/week.hpp"

#include <array>

#include "protocol/sign/verification_memo.hpp"

namespace tongluo::sim {
namespace {

constexpr auto kDay = std::chrono::hours(24);
constexpr auto kEndOfDays = std::chrono::hours(1);
constexpr int kAlertsAWeek = 3;
constexpr auto kEvening = std::chrono::hours(5);  // 21:00 in the county
constexpr std::size_t kScheduleDays = 28;         // of one order; then people sign the next
// Of a day that begins at 16:00 in the county: by day, as a curfew at night would hold them.
constexpr std::array<std::chrono::hours, 3> kHours = {std::chrono::hours(2), std::chrono::hours(16),
                                                      std::chrono::hours(20)};
constexpr std::size_t kSharedSignatures = 10'000;

class Sounds final : public Watcher {
 public:
  explicit Sounds(WeekResult& result) : result_(result) {}
  void on_sound_began(std::size_t, const terminal::Play&) override { ++result_.sounds; }

 private:
  WeekResult& result_;
};

wire::Order bare_order(WallTime now, const Clip& clip) {
  wire::Order order = test::sample_order(now, clip.digest());
  order.programme = wire::ClipProgramme{{{clip.digest(), clip.duration}}, 1, {}};
  order.targets = {test::county()};
  order.occurrences.clear();
  return order;
}

void issue(County& county, const wire::Order& order, const sign::Signer& signer) {
  const Envelope envelope = deployment().trust.seal(order, signer);
  county.make(KnownOrder{sign::identity(envelope), envelope, order, true, order.headline, {}});
  const std::size_t addressed = county.addressed(order);
  county.controller.ask(
      [&](auto& core, Now now, auto request) {
        core.submit(now, request, {envelope, "office", "api", addressed});
      },
      [&](const controller::Action& answer) {
        const auto* taken = std::get_if<controller::OrderTaken>(&answer);
        if (taken == nullptr || taken->state != controller::OrderState::issued)
          county.environment.broken("what people sign is issued", "one order was refused or held");
      });
}

// One order for some days: the township's announcement, in a long run three times a day.
void issue_schedule(County& county, std::size_t days, std::size_t a_day) {
  wire::Order order = bare_order(county.environment.true_wall(), deployment().clips[1]);
  order.order_class = OrderClass::routine;
  order.level = Level::routine;
  order.tone = Tone::chime;
  order.headline = "daily announcement";
  order.targets = {test::township()};
  for (std::size_t day = 0; day < days; ++day)
    for (std::size_t i = 0; i < a_day; ++i) {
      const WallTime start = order.issued_at + kDay * static_cast<int>(day) + kHours.at(i);
      const auto number = static_cast<std::uint32_t>(order.occurrences.size() + 1);
      order.occurrences.push_back({number, start, start + seconds(300), start + seconds(600)});
    }
  order.valid_until = order.occurrences.back().end;
  issue(county, order, deployment().trust.announce);
}

void schedule(County& county, std::size_t days) {
  if (days <= kScheduleDays) return issue_schedule(county, days, 1);
  for (std::size_t day = 0; day < days; day += kScheduleDays)
    county.environment.after(kDay * static_cast<int>(day), [&county, left = std::min(days - day, kScheduleDays)] {
      issue_schedule(county, left, kHours.size());
    });
}

void issue_alert(County& county, int number) {
  wire::Order order =
      bare_order(county.environment.true_wall(), deployment().clips[static_cast<std::size_t>(number) % 3]);
  order.headline = "alert " + std::to_string(number);
  order.nonce.octets[0] = static_cast<std::byte>(number);
  order.occurrences = {{1, order.issued_at, order.issued_at + seconds(600), order.issued_at + seconds(900)}};
  issue(county, order, deployment().trust.dispatch);
}

// Spread over all days; in a long run in the evening, when nothing is broken.
void issue_alerts(County& county, std::size_t days) {
  const SteadyTime begin = county.environment.now();
  const int length = static_cast<int>(days);
  const int alerts = std::max(1, length / 7) * kAlertsAWeek;
  for (int alert = 1; alert <= alerts; ++alert) {
    const SteadyTime spread = begin + kDay * length * alert / (alerts + 1);
    const SteadyTime evening = begin + kDay * (length * alert / (alerts + 1)) + kEvening;
    county.environment.at(days > kScheduleDays ? evening : spread, [&county, alert] { issue_alert(county, alert); });
  }
}

void count_finals(County& county, WeekResult& result) {
  for (const KnownOrder& known : county.orders) {
    const auto detail = county.controller.core().order_detail(county.controller.now(), known.digest);
    if (!detail) continue;
    result.finals_expected += detail->terminals.size();
    for (const controller::TerminalOutcome& outcome : detail->terminals)
      result.finals += outcome.outcome == Outcome::sounded || outcome.outcome == Outcome::unproved ? 1 : 0;
  }
}

}  // namespace

WeekResult run_days(std::size_t days, std::size_t terminals, const std::function<void(County&)>& mutate) {
  sign::VerificationMemo memo(kSharedSignatures);
  const sign::LentMemo lent(memo);
  Plan plan;
  plan.terminals = terminals;
  plan.heartbeat = limits::kMaxHeartbeatInterval;
  County county(plan, nullptr);
  WeekResult result;
  county.watchers.add(std::make_unique<Sounds>(result));
  for (const char* kept :
       {promise::kOrdersKept, promise::kAudited, promise::kReceiptsKept, promise::kSoundsOnce, promise::kVerified,
        promise::kHeard, promise::kGenuine, promise::kCancelled, promise::kReports})
    watch(county, kept);
  county.environment.after_event = nullptr;  // what looks at every terminal after every event is for small counties
  if (mutate) mutate(county);
  county.set_up();
  LongRun long_run(county, days);
  if (days > kScheduleDays) {
    long_run.renew();
    long_run.trouble_nights();
    long_run.look_daily();
  }
  schedule(county, days);
  const SteadyTime begin = county.environment.now();
  const SteadyTime::duration length = kDay * static_cast<int>(days);
  issue_alerts(county, days);
  county.environment.run_until(begin + length + SteadyTime::duration(kEndOfDays));
  county.healed = true;
  county.watchers.tell(&Watcher::after_event);
  county.watchers.tell(&Watcher::at_end);
  count_finals(county, result);
  result.kept = long_run.kept();
  result.breach = county.environment.breach;
  result.events = county.environment.events;
  result.heartbeats = long_run.heartbeats() + county.controller.core().counters().heartbeats;
  return result;
}

}  // namespace tongluo::sim
