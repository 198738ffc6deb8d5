#pragma once
// The whole fleet: its terminals, divided among threads, its progress line, its signals and its report.
//
// Signals: SIGUSR1: all dial anew at this moment; SIGUSR2: the cells that the plan names go down, and with the next one
// come back; SIGTERM and SIGINT: report and end.

#include <boost/asio/signal_set.hpp>
#include <memory>
#include <string>

#include "tools/fleet/process_use.hpp"
#include "tools/fleet/rejoin_watch.hpp"
#include "tools/fleet/report.hpp"
#include "tools/fleet/shard.hpp"

namespace tongluo::fleet {

struct Options {
  std::string home;
  std::string host = "127.0.0.1";
  std::uint16_t port = 7100;
  std::size_t count = 100;
  unsigned run_seconds = 120;
  std::string profile = "none";  // none: loopback as it is, no model
  std::uint64_t seed = 1;
  std::size_t sources = 0;  // 0: as many as ports are needed for
  std::size_t threads = 2;
  double clock_offset_ms = 200, clock_ppm = 50;
  std::string json;
  std::string controller_pid;
  bool quiet = false;
  bool no_media = false;
};

class Fleet {
 public:
  Fleet(Options options, const trust::PinnedRoots& roots);
  // Errors: bad_input: a terminal's files, an unknown profile.
  Result<void> load(std::vector<TerminalFiles> files);
  int run();

 private:
  std::uint64_t ask_all(Shard::Question question) const;
  std::size_t sum(std::atomic<std::size_t> Tally::*count) const;
  TerminalSetup setup_of(std::size_t number, const CellPlan* plan) const;
  void tick();
  void progress() const;
  void wait_signal();
  void move_cells();
  int finish();
  Report report() const;
  void add_terminals(Report& report) const;

  Options options_;
  boost::asio::io_context context_{1};
  const trust::PinnedRoots& roots_;
  boost::asio::steady_timer ticker_;
  boost::asio::signal_set signals_;
  std::vector<std::unique_ptr<Shard>> shards_;
  std::size_t terminals_ = 0;
  std::optional<CellPlan> plan_;
  RejoinWatch watch_{0};
  std::vector<double> rejoins_s_;
  Now started_{};
  ProcessUse fleet_before_, controller_before_;
  std::uint64_t ticks_ = 0;
  bool cells_down_ = false;
};

}  // namespace tongluo::fleet
