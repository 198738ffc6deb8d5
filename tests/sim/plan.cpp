#include "tests/sim/plan.hpp"

namespace tongluo::sim {
namespace {

constexpr std::size_t kMostTerminals = 4;

// Not every world has every trouble, and where it has one, its frequency spans an order of magnitude.
microseconds trouble(Dice& dice, double share, seconds least, seconds most) {
  const bool has = dice.chance(share);
  const microseconds mean = dice.between(least, most);
  return has ? mean : microseconds(0);
}

}  // namespace

Plan plan_of(std::uint64_t seed) {
  Dice dice = Dice(seed).child(0);
  Plan plan;
  plan.seed = seed;
  plan.terminals = 1 + dice.index(kMostTerminals);
  plan.troubled_s = 240 + dice.index(600);
  plan.orders = dice.between(seconds(25), seconds(120));
  Troubles& troubles = plan.troubles;
  troubles.controller_kill = trouble(dice, 0.4, seconds(40), seconds(600));
  troubles.controller_power = trouble(dice, 0.3, seconds(60), seconds(600));
  troubles.controller_disk = trouble(dice, 0.3, seconds(60), seconds(400));
  troubles.controller_clock = trouble(dice, 0.1, seconds(100), seconds(600));
  troubles.terminal_kill = trouble(dice, 0.4, seconds(30), seconds(600));
  troubles.terminal_power = trouble(dice, 0.5, seconds(30), seconds(600));
  troubles.terminal_disk = trouble(dice, 0.3, seconds(40), seconds(400));
  troubles.terminal_clock = trouble(dice, 0.3, seconds(40), seconds(400));
  troubles.terminal_sound = trouble(dice, 0.2, seconds(60), seconds(400));
  troubles.terminal_horn = trouble(dice, 0.3, seconds(60), seconds(400));
  troubles.partition = trouble(dice, 0.4, seconds(30), seconds(300));
  troubles.rebind = trouble(dice, 0.3, seconds(60), seconds(400));
  troubles.cut = trouble(dice, 0.5, seconds(10), seconds(200));
  troubles.profile = trouble(dice, 0.6, seconds(30), seconds(300));
  troubles.attack = trouble(dice, 0.5, seconds(5), seconds(120));
  troubles.stranger = trouble(dice, 0.3, seconds(10), seconds(200));
  troubles.terminal_damage = trouble(dice, 0.2, seconds(100), seconds(600));
  return plan;
}

std::string describe(const Plan& plan) {
  return "seed " + std::to_string(plan.seed) + ": " + std::to_string(plan.terminals) + " terminals, " +
         std::to_string(plan.troubled_s) + " s of trouble";
}

}  // namespace tongluo::sim
