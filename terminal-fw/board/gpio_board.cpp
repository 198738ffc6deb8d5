#include "terminal-fw/board/gpio_board.hpp"

#include <algorithm>
#include <utility>

#include "protocol/os/clock.hpp"

namespace tongluo::board {

using namespace fieldbus;

GpioBoard::GpioBoard(std::vector<Pin> pins, std::function<void()> notify)
    : pins_(std::move(pins)),
      notify_(std::move(notify)),
      machine_(pins_),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

GpioBoard::~GpioBoard() {
  thread_.request_stop();
  thread_.join();
}

bool GpioBoard::set(Quantity quantity, double value) {
  const auto is_it = [quantity](const Pin& pin) { return pin.quantity == quantity && is_output(pin); };
  if (std::none_of(pins_.begin(), pins_.end(), is_it)) return false;
  {
    const std::lock_guard lock(mutex_);
    std::erase_if(wants_, [quantity](const auto& want) { return want.first == quantity; });
    wants_.emplace_back(quantity, value != 0);
  }
  changed_.notify_one();
  return true;
}

std::string GpioBoard::trouble() const {
  const std::lock_guard lock(mutex_);
  return trouble_;
}

void GpioBoard::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    const SteadyTime now = os::steady_now();
    take_wants(now);
    if (now >= machine_.next_look()) look(now);
    const auto span = std::max(machine_.next_look() - os::steady_now(), SteadyTime::duration{});
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, stop, std::chrono::microseconds(span), [this] { return !wants_.empty(); });
  }
  take_wants(os::steady_now());  // the amplifier goes off with the program
  if (lines_) look(os::steady_now());
}

void GpioBoard::take_wants(SteadyTime now) {
  std::vector<std::pair<Quantity, bool>> wants;
  {
    const std::lock_guard lock(mutex_);
    std::swap(wants, wants_);
  }
  for (const auto& [quantity, on] : wants) machine_.set(now, quantity, on);
}

void GpioBoard::look(SteadyTime now) {
  if (!lines_) {
    auto opened = GpioLines::open(pins_);
    if (!opened) return failed(now, opened.error());
    lines_ = std::move(*opened);
    const std::lock_guard lock(mutex_);
    trouble_.clear();
  }
  const auto levels = lines_->read();
  if (!levels) return failed(now, levels.error());
  deliver(machine_.on_levels(now, *levels));
  write(now);
}

void GpioBoard::write(SteadyTime now) {
  while (const auto wanted = machine_.next_write())
    if (const auto written = lines_->write(wanted->pin, wanted->on); !written) return failed(now, written.error());
}

void GpioBoard::failed(SteadyTime now, const Error& error) {
  lines_.reset();
  deliver(machine_.on_failure(now));
  const std::lock_guard lock(mutex_);
  trouble_ = error.detail;
}

void GpioBoard::deliver(BusEvents events) {
  if (events.empty()) return;
  for (BusEvent& event : events) (void)events_.push(std::move(event));
  if (notify_) notify_();
}

}  // namespace tongluo::board
