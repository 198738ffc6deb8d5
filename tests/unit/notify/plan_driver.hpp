#pragma once
// Plays the world for a CallPlan: a clock in exact seconds, and channels that do what the test says.

#include <functional>
#include <string>
#include <vector>

#include "controller/notify/call_plan.hpp"

namespace tongluo::notify::testing {

constexpr Now at_second(double second) {
  const auto us = microseconds(static_cast<std::int64_t>(second * 1'000'000));
  return {SteadyTime(us), wall_from_us(1'800'000'000'000'000) + us};
}

inline double second_of(SteadyTime time) { return static_cast<double>(time.time_since_epoch().count()) / 1'000'000; }

// "12.0 mail step 1 #3": when, by which channel, in which step, which call.
struct Driver {
  explicit Driver(PlanSettings settings) : plan(std::move(settings)) {}

  void call(double second, CallKind kind, Level level, std::string subject, std::string text = "text") {
    plan.call(at_second(second), {kind, level, std::move(subject), std::move(text)});
    pump(second);
  }
  // Runs the deadlines up to `until`; every attempt ends at once, as `works` says.
  void run(double until) {
    for (SteadyTime next = plan.next_deadline(); next <= at_second(until).steady; next = plan.next_deadline()) {
      const Now now = at_second(second_of(next));
      plan.on_deadline(now);
      pump(second_of(next));
    }
  }
  void pump(double second) {
    while (auto attempt = plan.next_attempt(at_second(second))) {
      char text[96];
      std::snprintf(text, sizeof text, "%g %s step %u #%llu", second, std::string(to_string(attempt->channel)).c_str(),
                    attempt->step, static_cast<unsigned long long>(attempt->number));
      made.emplace_back(text);
      plan.on_result(at_second(second), *attempt, works(attempt->channel), "no route");
    }
  }
  Fate fate(std::uint64_t number) const { return plan.log().at(number - plan.log().front().number).fate; }

  CallPlan plan;
  std::vector<std::string> made;
  std::function<bool(ChannelKind)> works = [](ChannelKind) { return true; };
};

inline PlanSettings one_channel() { return {{ChannelKind::webhook}, {{seconds(0), {"office"}}}}; }
inline PlanSettings three_steps() {
  return {{ChannelKind::mail}, {{seconds(0), {"a@x"}}, {seconds(120), {"b@x"}}, {seconds(300), {"c@x", "d@x"}}}};
}

}  // namespace tongluo::notify::testing
