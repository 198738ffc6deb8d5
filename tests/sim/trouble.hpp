#pragma once
// What goes wrong, at random times with the plan's means: processes and power, disks, clocks, sound, links. heal() ends
// it all. One thread.

#include "tests/sim/county.hpp"

namespace tongluo::sim {

class Trouble {
 public:
  Trouble(County& county, Dice dice) : county_(county), dice_(dice) {}
  void start();
  void heal();

 private:
  void every(microseconds mean, std::function<void()> strike);
  TerminalNode& some_terminal() { return *dice_.pick(county_.terminals); }
  void stop_controller(bool power);
  void stop_terminal(bool power);
  void damage_journal();
  void trouble_disk(DiskFaults& faults);
  void jump_controller_clock();
  void jump_terminal_clock();
  void break_sound();
  void break_horn();
  void cut();
  void change_profile();

  County& county_;
  Dice dice_;
};

}  // namespace tongluo::sim
