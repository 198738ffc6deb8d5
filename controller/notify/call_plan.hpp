#pragma once
// Which call goes out when and where: retries with back-off, the escalation list, merging of equal calls, the rate
// limit and the quiet log. Pure: no I/O, clock or thread. Owner: one thread. Time source: the Now of each call.
// Use: call a function; make every next_attempt() and report it; wait until next_deadline(); call on_deadline().
// Each channel does one attempt at a time; of those that are due the highest level goes first, then the oldest.
// Limits: kMaxOpenCalls (the oldest of the lowest level is dropped and counted), kMaxLoggedCalls (the oldest leaves),
// kCallBurst and kCallRefill (above it calls below level II are held back, counted and summed up in one call).

#include <deque>
#include <limits>
#include <map>
#include <optional>

#include "controller/notify/call.hpp"

namespace tongluo::notify {

constexpr std::size_t kMaxOpenCalls = 256;
constexpr std::size_t kMaxLoggedCalls = 1'000;
constexpr std::uint32_t kMaxTries = 5;  // of one channel in one step
constexpr auto kFirstRetry = seconds(5);
constexpr auto kLongestRetry = seconds(300);
constexpr auto kMergeWindow = seconds(600);
constexpr std::uint32_t kCallBurst = 30;
constexpr auto kCallRefill = seconds(10);  // one more call is allowed after each

struct Step {
  seconds after{};  // of the call, without an answer
  std::vector<std::string> to;
};

struct PlanSettings {
  std::vector<ChannelKind> channels;  // each at most once
  std::vector<Step> steps;            // the first is made at once, whatever its `after`; at least one
};

struct PlanCounters {
  std::uint64_t called = 0, merged = 0, held_back = 0, logged = 0, dropped = 0;
  std::uint64_t delivered = 0, failed_tries = 0, gave_up = 0, escalated = 0;
  std::uint64_t unanswered = 0, unreached = 0;
};

class CallPlan {
 public:
  explicit CallPlan(PlanSettings settings);

  void call(Now now, Call call);
  // Everything open about this subject is answered, or the one call of this number. How many were.
  std::size_t acknowledge(const std::string& subject);
  bool acknowledge(std::uint64_t number);

  std::optional<Attempt> next_attempt(Now now);
  void on_result(Now now, const Attempt& attempt, bool delivered, const std::string& error);
  void on_deadline(Now now);
  SteadyTime next_deadline() const;  // SteadyTime::max() when there is none

  const std::deque<LoggedCall>& log() const { return log_; }  // oldest first
  const PlanCounters& counters() const { return counters_; }
  std::size_t open_calls() const { return open_.size(); }
  // The newest call that nobody could be told of, while no later one was delivered.
  bool nobody_is_reached() const { return nobody_is_reached_; }

 private:
  enum class Progress : std::uint8_t { waiting, flying, done, gave_up };
  struct Delivery {
    ChannelKind channel{};
    Progress progress = Progress::waiting;
    SteadyTime due{};
    std::uint32_t tries = 0;
  };
  struct OpenCall {
    Call call;
    WallTime at{};
    std::uint32_t step = 0;
    SteadyTime called_at{};
    bool delivered = false;  // in any step
    std::vector<Delivery> deliveries;
  };
  using OpenCalls = std::map<std::uint64_t, OpenCall>;

  LoggedCall* find_logged(std::uint64_t number);
  LoggedCall* find_equal(WallTime now, const Call& call);
  LoggedCall& write_log(Now now, const Call& call, Fate fate);
  void open(Now now, Call call);
  bool make_room(Level level);
  bool take_token(SteadyTime now);
  void refill(SteadyTime now);
  void enter_step(Now now, std::uint64_t number, OpenCall& call, std::uint32_t step);
  bool advance(Now now, std::uint64_t number, OpenCall& call);  // true: it is over
  bool over(std::uint64_t number, Fate fate);
  std::optional<SteadyTime> next_step_at(const OpenCall& call) const;
  void sum_up(Now now);

  PlanSettings settings_;
  PlanCounters counters_;
  std::uint64_t last_number_ = 0;
  OpenCalls open_;
  std::deque<LoggedCall> log_;
  std::map<ChannelKind, bool> busy_;
  std::uint32_t tokens_ = kCallBurst;
  SteadyTime refilled_at_{};
  std::uint64_t held_back_unsaid_ = 0;
  bool nobody_is_reached_ = false;
};

}  // namespace tongluo::notify
