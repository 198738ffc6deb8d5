#include "tests/sim/trouble.hpp"

namespace tongluo::sim {
namespace {

constexpr auto kYear = std::chrono::hours(24 * 365);
constexpr std::size_t kTypicalBytes = 6'000;

}  // namespace

void Trouble::every(microseconds mean, std::function<void()> strike) {
  if (mean.count() == 0) return;
  county_.environment.after(dice_.exponential(mean), [this, mean, strike = std::move(strike)] {
    if (county_.healed) return;
    strike();
    every(mean, strike);
  });
}

void Trouble::start() {
  const Troubles& troubles = county_.plan.troubles;
  every(troubles.controller_kill, [this] { stop_controller(false); });
  every(troubles.controller_power, [this] { stop_controller(true); });
  every(troubles.controller_disk, [this] { trouble_disk(county_.controller.disk.faults); });
  every(troubles.controller_clock, [this] { jump_controller_clock(); });
  every(troubles.terminal_kill, [this] { stop_terminal(false); });
  every(troubles.terminal_power, [this] { stop_terminal(true); });
  every(troubles.terminal_disk, [this] { trouble_disk(some_terminal().disk.faults); });
  every(troubles.terminal_clock, [this] { jump_terminal_clock(); });
  every(troubles.terminal_sound, [this] { break_sound(); });
  every(troubles.terminal_horn, [this] { break_horn(); });
  every(troubles.partition, [this] {
    county_.environment.note("partition");
    county_.network.partition(some_terminal().index(),
                              county_.environment.now() + dice_.between(milliseconds(100), seconds(200)));
  });
  every(troubles.rebind, [this] {
    county_.environment.note("NAT forgets");
    county_.network.rebind(some_terminal().index());
  });
  every(troubles.cut, [this] { cut(); });
  every(troubles.profile, [this] { change_profile(); });
  every(troubles.terminal_damage, [this] { damage_journal(); });
}

void Trouble::stop_controller(bool power) {
  if (!county_.controller.on()) return;
  county_.controller.stop(power);
  county_.environment.after(dice_.between(milliseconds(100), seconds(40)), [this] { county_.controller.power_on(); });
}

void Trouble::stop_terminal(bool power) {
  TerminalNode& terminal = some_terminal();
  if (!terminal.on()) return;
  terminal.stop(power);
  // Without a battery the clock starts anywhere.
  if (power && dice_.chance(0.3)) terminal.set_clock(kYear * static_cast<int>(dice_.index(60)) - 30 * kYear);
  county_.environment.after(dice_.between(milliseconds(100), seconds(90)), [&terminal] { terminal.power_on(); });
}

void Trouble::damage_journal() {
  TerminalNode& terminal = some_terminal();
  if (!terminal.on()) return;
  terminal.stop(true);
  terminal.damage_journal();
  county_.environment.after(dice_.between(seconds(1), seconds(90)), [&terminal] { terminal.power_on(); });
}

void Trouble::trouble_disk(DiskFaults& faults) {
  county_.environment.note("disk trouble");
  const SteadyTime now = county_.environment.now();
  const double which = dice_.unit();
  if (which < 0.4)
    faults.full_until = now + dice_.between(seconds(1), seconds(60));
  else if (which < 0.7)
    faults.hangs_until = now + dice_.between(milliseconds(500), seconds(5));
  else
    faults.failing = dice_.unit() / 3;
}

void Trouble::jump_controller_clock() {
  const WallTime::duration offset = dice_.between(seconds(0), seconds(40)) - seconds(20);
  county_.environment.note("C clock is wrong by " + std::to_string(offset.count()) + " us");
  county_.controller.set_clock(offset);
}

void Trouble::jump_terminal_clock() {
  TerminalNode& terminal = some_terminal();
  if (!terminal.on()) return;
  const bool years = dice_.chance(0.6);
  const WallTime::duration by = years ? WallTime::duration(kYear * static_cast<int>(dice_.index(40)) - 20 * kYear)
                                      : WallTime::duration(dice_.between(seconds(0), seconds(7'200)) - seconds(3'600));
  terminal.jump_clock(by);
}

void Trouble::break_sound() {
  TerminalNode& terminal = some_terminal();
  county_.environment.note("T" + std::to_string(terminal.index()) + " sound device fails");
  terminal.set_sound_device(false);
  county_.environment.after(dice_.between(seconds(1), seconds(60)), [&terminal] { terminal.set_sound_device(true); });
}

void Trouble::break_horn() {
  TerminalNode& terminal = some_terminal();
  county_.environment.note("T" + std::to_string(terminal.index()) + " horn or bus changes");
  terminal.cabinet.horn_works = !terminal.cabinet.horn_works;
  terminal.cabinet.bus_works = dice_.chance(0.8);
}

void Trouble::cut() {
  const std::size_t place = dice_.index(county_.size());
  const End toward = dice_.chance(0.5) ? End::terminal : End::controller;
  county_.network.cut(place, toward, dice_.index(kTypicalBytes), dice_.chance(0.3));
}

void Trouble::change_profile() {
  const auto profiles = link_model::profiles();
  const link_model::Profile& chosen = profiles[dice_.index(profiles.size())];
  county_.environment.note("links are " + std::string(chosen.name));
  county_.network.set_profile(chosen);
}

void Trouble::heal() {
  county_.healed = true;
  county_.environment.note("all heals");
  county_.network.set_profile(*link_model::find_profile("4g"));
  county_.network.heal();
  const auto mend = [](DiskFaults& faults) {
    faults.full_until = faults.hangs_until = {};
    faults.failing = 0;
  };
  mend(county_.controller.disk.faults);
  county_.controller.set_clock({});
  county_.controller.power_on();
  for (const auto& terminal : county_.terminals) {
    mend(terminal->disk.faults);
    terminal->set_clock({});
    terminal->set_sound_device(true);
    terminal->cabinet.horn_works = terminal->cabinet.bus_works = true;
    terminal->power_on();
  }
}

}  // namespace tongluo::sim
