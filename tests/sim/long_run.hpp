#pragma once
// What a county for months needs besides a calm week: people renew what runs out, at night something breaks, and each
// day somebody looks how much is kept. Nothing may grow without end. One thread; owner: the run.

#include "tests/sim/county.hpp"

namespace tongluo::sim {

// How much of something was kept, at most, and how much may be.
struct Kept {
  std::string what;
  std::uint64_t limit = 0;
  std::uint64_t first_half = 0;
  std::uint64_t second_half = 0;
  bool within() const { return std::max(first_half, second_half) <= limit; }
};

class LongRun {
 public:
  LongRun(County& county, std::size_t days) : county_(county), days_(days) {}

  // From now on: freshness every few weeks and a new trust list in the middle.
  void renew();
  // Every night one terminal loses its power, another its NAT mapping or its network for an hour; once in a month the
  // controller stops. All is over before people speak again.
  void trouble_nights();
  void look_daily();
  const std::vector<Kept>& kept() const { return kept_; }
  std::uint64_t heartbeats() const { return heartbeats_; }  // before the controller's last start

 private:
  void on_day(std::size_t day, SteadyTime::duration hour, std::function<void()> action);
  void renew_freshness();
  void renew_list();
  void trouble(std::size_t night);
  void look(std::size_t day);
  void look_at_journal(const TerminalNode& terminal);
  void look_at_core(const TerminalNode& terminal);
  void look_at_controller();
  void note(const std::string& what, std::uint64_t value, std::uint64_t limit);

  County& county_;
  std::size_t days_;
  SteadyTime begin_ = county_.environment.now();
  std::uint64_t list_version_ = deployment().trust.list().list().version;
  bool second_half_ = false;
  std::uint64_t heartbeats_ = 0;
  std::vector<Kept> kept_;
};

}  // namespace tongluo::sim
