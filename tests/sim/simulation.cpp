#include "tests/sim/simulation.hpp"

#include "tests/sim/attacker.hpp"
#include "tests/sim/trouble.hpp"

namespace tongluo::sim {
namespace {

constexpr auto kLastMinutes = std::chrono::minutes(5);  // of quiet, after the last order has ended

class Tally final : public Watcher {
 public:
  explicit Tally(RunResult& result) : result_(result) {}
  void on_sound_began(std::size_t, const terminal::Play&) override { ++result_.sounds; }
  void on_receipt_sent(std::size_t, const Digest&, const wire::Receipt& receipt) override {
    if (receipt.stage == Stage::final) ++result_.finals;
  }

 private:
  RunResult& result_;
};

SteadyTime last_end(const County& county) {
  WallTime end = county.environment.true_wall();
  for (const KnownOrder& order : county.orders)
    if (order.genuine) end = std::max(end, order.order.valid_until);
  return SteadyTime((end - test::kNow)) + SteadyTime::duration(kLastMinutes);
}

}  // namespace

RunResult run_seed(std::uint64_t seed, const RunOptions& options) {
  Plan plan = plan_of(seed);
  if (options.plan) options.plan(plan);
  County county(plan, options.trace);
  RunResult result;
  county.watchers.add(std::make_unique<Tally>(result));
  watch(county, options.only);
  Office office(county, county.environment.dice.child(20));
  Attacker attacker(county, office, county.environment.dice.child(21));
  Trouble trouble(county, county.environment.dice.child(22));
  Dice cabinets = county.environment.dice.child(23);
  for (const auto& terminal : county.terminals) terminal->cabinet.sensor = cabinets.chance(0.7);
  if (options.mutate) options.mutate(county);

  county.set_up();
  const SteadyTime troubled_until = county.environment.now() + seconds(plan.troubled_s);
  office.start(troubled_until);
  attacker.start();
  trouble.start();
  county.environment.run_until(troubled_until);
  trouble.heal();
  county.environment.run_until(last_end(county));
  if (!county.environment.breach) county.watchers.tell(&Watcher::at_end);

  result.breach = county.environment.breach;
  result.last_lines.assign(county.environment.trace.last().begin(), county.environment.trace.last().end());
  result.trace_hash = county.environment.trace.hash();
  result.events = county.environment.events;
  result.orders = county.orders.size();
  return result;
}

std::string describe(std::uint64_t seed, const RunResult& result) {
  std::string text;
  for (const std::string& line : result.last_lines) text += "  " + line + "\n";
  text += "seed " + std::to_string(seed) + " broke a promise: " + result.breach->promise + "\n  " +
          result.breach->detail + "\n  repeat it: tools/sim --first " + std::to_string(seed) + " --seeds 1 --trace\n";
  return text;
}

}  // namespace tongluo::sim
