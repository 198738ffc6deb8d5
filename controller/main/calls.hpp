#pragma once
// Calls people from the daemon: the core's CallPeople become calls of controller/notify, which this gives its clock and
// its threads (one for each configured channel). Every call and its fate is a line of the log. Owner thread: control;
// the channels' threads only post back. Time source: protocol/os. Limits: controller/notify/call_plan.hpp.

#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <memory>
#include <thread>
#include <vector>

#include "controller/core/actions.hpp"
#include "controller/main/config.hpp"
#include "controller/notify/notifier.hpp"

namespace tongluo::daemon {

// Throws StartError: a setting is wrong.
notify::Settings notify_settings(const Config& config);

class Calls {
 public:
  // `settings` passed notify::check().
  Calls(boost::asio::io_context& context, const notify::Settings& settings);
  Calls(const Calls&) = delete;
  Calls& operator=(const Calls&) = delete;
  ~Calls();

  void call(const controller::CallPeople& call);
  // Ends the channels' threads; calls that are still open are named in the log. Before the context stops, or after.
  void stop();

  // The quiet log, oldest first, and the answer of a person to one line of it. False: nothing open by this number.
  const std::deque<notify::LoggedCall>& log() const { return notifier_.log(); }
  bool acknowledge(std::uint64_t number);
  const notify::PlanCounters& counters() const { return notifier_.counters(); }
  std::size_t open_calls() const { return notifier_.open_calls(); }
  // A call was made and nobody could be told: a problem of /health.
  bool nobody_is_reached() const { return notifier_.nobody_is_reached(); }

 private:
  void on_report(const notify::Report& report);
  void settle();  // names in the log what is over, sets the timer
  void arm();

  boost::asio::io_context& context_;
  boost::asio::steady_timer timer_;
  notify::Notifier notifier_;
  std::uint64_t next_to_settle_ = 1;  // every call below is over and was named
  std::vector<std::jthread> threads_;
};

}  // namespace tongluo::daemon
