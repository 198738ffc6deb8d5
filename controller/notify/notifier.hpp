#pragma once
// Calls people: the plan (call_plan.hpp) and its channels. Owner: one thread (control) for everything but run_channel,
// which blocks on a thread of its own for each channel and reports through `report`; the owner thread then hands that
// to on_result(). Time source: the Now of each call. Limits: call_plan.hpp. Nothing here is durable: calls that are
// open when the process ends are gone; the log says so at the next start. Errors: check() names the wrong setting.
//
//   notifier.call(now, call) … on_result / on_deadline → each is followed by new attempts, until next_deadline()

#include <functional>
#include <memory>

#include "controller/notify/call_plan.hpp"
#include "controller/notify/channel.hpp"
#include "protocol/os/blocking_queue.hpp"

namespace tongluo::notify {

constexpr std::size_t kMaxSteps = 8;  // of the escalation list, the first call included
constexpr std::size_t kMaxRecipients = 32;
constexpr std::size_t kMaxAddressBytes = 512;

// [notify] of tongluod.toml. All empty: calls are logged and counted only.
struct Settings {
  std::vector<std::string> command;  // argv; argv[0] is an absolute path
  std::string webhook;               // http:// or https://
  std::string smtp;                  // smtp:// or smtps://, maybe with user:password@
  std::string from;
  std::vector<std::string> to;   // whom the first call goes to
  std::vector<Step> escalation;  // whom then, if nobody answers
  std::string environment = "production";
};

// Errors: bad_input; the detail names the key and what is wrong, never a password.
Result<void> check(const Settings& settings);

struct Report {
  Attempt attempt;
  bool delivered = false;
  std::string error;
};

class Notifier {
 public:
  // `settings` passed check(). `report` is called on the channels' threads.
  Notifier(const Settings& settings, std::function<void(Report)> report);

  void call(Now now, Call call);
  std::size_t acknowledge(const std::string& subject) { return plan_.acknowledge(subject); }
  bool acknowledge(std::uint64_t number) { return plan_.acknowledge(number); }
  void on_result(Now now, const Report& report);
  void on_deadline(Now now);
  SteadyTime next_deadline() const { return plan_.next_deadline(); }

  const std::deque<LoggedCall>& log() const { return plan_.log(); }
  const PlanCounters& counters() const { return plan_.counters(); }
  std::size_t open_calls() const { return plan_.open_calls(); }
  bool nobody_is_reached() const { return plan_.nobody_is_reached(); }

  std::size_t channel_count() const { return lanes_.size(); }
  // Makes this channel's attempts until a stop is requested. Any one thread.
  void run_channel(std::size_t index, const std::stop_token& stop);

 private:
  struct Lane {
    explicit Lane(std::unique_ptr<Channel> made) : channel(std::move(made)) {}
    std::unique_ptr<Channel> channel;
    os::BlockingQueue<Attempt> attempts{1};  // the plan gives each channel one at a time
  };
  void pump(Now now);

  CallPlan plan_;
  std::vector<std::unique_ptr<Lane>> lanes_;
  std::function<void(Report)> report_;
};

}  // namespace tongluo::notify
