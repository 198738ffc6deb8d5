#include "terminal-fw/board/bus_thread.hpp"

#include <algorithm>
#include <utility>

#include "protocol/os/clock.hpp"

namespace tongluo::board {
namespace {

using namespace fieldbus;

constexpr auto kLongestPause = seconds(3'600);
constexpr int kLastExchanges = 8;
constexpr auto kLastPause = milliseconds(20);
constexpr auto kFullPause = milliseconds(100);  // until the reader is asked for room again

}  // namespace

BusThread::BusThread(const RegisterMap& map, std::size_t bus, EventQueue& events, std::function<void()> notify)
    : line_(map.buses[bus]),
      machine_(plan_bus(map, bus), os::steady_now()),
      events_(events),
      notify_(std::move(notify)),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

void BusThread::want(Quantity quantity, double value) {
  {
    const std::lock_guard lock(mutex_);
    wants_[index_of(quantity)] = value;
    has_wants_ = true;
  }
  changed_.notify_one();
}

void BusThread::power(bool on) {
  {
    const std::lock_guard lock(mutex_);
    power_ = on;
    has_wants_ = true;
  }
  changed_.notify_one();
}

BusCounters BusThread::counters() const {
  const std::lock_guard lock(mutex_);
  return counters_;
}

void BusThread::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    take_wants();
    if (!deliver()) {
      pause(stop, os::steady_now() + kFullPause);
      continue;
    }
    if (const auto request = machine_.next_request(os::steady_now()))
      exchange(*request);
    else
      pause(stop, machine_.next_deadline());
  }
  write_last();
}

// The amplifier goes off with the program.
void BusThread::write_last() {
  if (!take_wants()) return;
  for (int i = 0; i < kLastExchanges; ++i) {
    const auto request = machine_.next_request(os::steady_now());
    if (request) exchange(*request);
    if (request && !request->words.empty()) return;
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, kLastPause);  // the line's gap
  }
}

// False: nothing is wanted anew.
bool BusThread::take_wants() {
  Wants wants;
  std::optional<bool> power;
  {
    const std::lock_guard lock(mutex_);
    if (!std::exchange(has_wants_, false)) return false;
    std::swap(wants, wants_);
    power = std::exchange(power_, std::nullopt);
  }
  if (power) {
    const BusEvents events = machine_.power(os::steady_now(), *power);
    undelivered_.insert(undelivered_.end(), events.begin(), events.end());
  }
  for (std::size_t i = 0; i < kQuantities; ++i)
    if (wants[i]) machine_.set(os::steady_now(), static_cast<Quantity>(i), *wants[i]);
  return true;
}

void BusThread::exchange(const Request& request) {
  const auto answer = line_.exchange(request);
  const SteadyTime now = os::steady_now();
  undelivered_ = answer ? machine_.on_reply(now, *answer) : machine_.on_failure(now, answer.error());
  const std::lock_guard lock(mutex_);
  counters_ = machine_.counters();
}

// False: the reader is full; what is left stays here, in order.
bool BusThread::deliver() {
  if (undelivered_.empty()) return true;
  auto next = undelivered_.begin();
  while (next != undelivered_.end() && events_.push(std::move(*next))) ++next;
  undelivered_.erase(undelivered_.begin(), next);
  if (notify_) notify_();
  return undelivered_.empty();
}

void BusThread::pause(const std::stop_token& stop, SteadyTime until) {
  const SteadyTime now = os::steady_now();
  if (until <= now) return;
  const auto span = until > now + kLongestPause ? kLongestPause : until - now;
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, stop, std::chrono::microseconds(span), [this] { return has_wants_; });
}

}  // namespace tongluo::board
