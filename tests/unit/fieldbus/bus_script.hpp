#pragma once
// Plays the line by hand: each step says what the machine must ask, and what comes of it.

#include <gtest/gtest.h>

#include "terminal-fw/fieldbus/bus_machine.hpp"
#include "tests/unit/fieldbus/maps.hpp"

namespace tongluo::fieldbus {

class BusScript {
 public:
  explicit BusScript(const RegisterMap& map) : machine(plan_bus(map, 0), at_ms(0)) {}

  // The next request must go to `unit_id` with `function`; it is answered after 20 ms.
  BusEvents answer(std::uint8_t unit_id, int function, const Words& words) {
    expect(unit_id, function);
    now += milliseconds(20);
    return machine.on_reply(now, words);
  }
  BusEvents fails(std::uint8_t unit_id, int function, Failure failure) {
    expect(unit_id, function);
    now += failure == Failure::timeout ? milliseconds(300) : milliseconds(20);
    return machine.on_failure(now, failure);
  }
  void expect_nothing() { EXPECT_FALSE(machine.next_request(now)) << "at " << ms(); }
  // Nothing is due now; goes to the next instant at which something is.
  void wait() {
    expect_nothing();
    ASSERT_NE(machine.next_deadline(), SteadyTime::max());
    ASSERT_GT(machine.next_deadline(), now);
    now = machine.next_deadline();
  }
  std::int64_t ms() const { return std::chrono::duration_cast<milliseconds>(now.time_since_epoch()).count(); }

  BusMachine machine;
  SteadyTime now = at_ms(0);
  Request last;

 private:
  void expect(std::uint8_t unit_id, int function) {
    if (machine.next_deadline() > now) wait();
    const auto request = machine.next_request(now);
    ASSERT_TRUE(request) << "at " << ms();
    EXPECT_EQ(int{request->unit_id}, int{unit_id}) << "at " << ms();
    EXPECT_EQ(int{request->function}, function) << "at " << ms();
    last = *request;
  }
};

template <class T>
std::vector<T> only(const BusEvents& events) {
  std::vector<T> found;
  for (const BusEvent& event : events)
    if (const T* it = std::get_if<T>(&event.what)) found.push_back(*it);
  return found;
}

}  // namespace tongluo::fieldbus
