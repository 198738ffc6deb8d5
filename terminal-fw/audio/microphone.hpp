#pragma once
// A microphone in the village as a sensor: its level, ten times a second, as the quantity output_level, so that what is
// heard is compared with what was decoded by the same proof as an amplifier's meter. A thread of its own reads the
// capture device. Owner: one thread (control), which no call keeps waiting. A device that is missing or went away makes
// the sensor silent and is opened again after pauses that double (fieldbus::back_off). Limit: kMaxMicrophoneEvents;
// when the owner takes none, levels are lost.

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "protocol/os/blocking_queue.hpp"
#include "terminal-fw/fieldbus/power_board.hpp"

namespace tongluo::audio {

constexpr std::size_t kMaxMicrophoneEvents = 64;

class CapturePcm;

class Microphone final : public fieldbus::PowerBoard {
 public:
  // `notify` is called on the thread when there are events to take, and must not wait.
  explicit Microphone(std::string device, std::function<void()> notify = {});
  ~Microphone() override;

  bool set(fieldbus::Quantity, double) override { return false; }
  fieldbus::BusEvents take(std::size_t limit) override { return events_.take(limit); }
  // Why nothing can be heard, in ALSA's words; empty: it is open.
  std::string trouble() const;

 private:
  void run(const std::stop_token& stop);
  void listen(const std::stop_token& stop, CapturePcm& pcm);
  void failed(const std::stop_token& stop, std::uint32_t failures);
  void tell(fieldbus::BusEvent event);
  void set_trouble(std::string trouble);
  void pause(const std::stop_token& stop, milliseconds span);

  const std::string device_;
  const std::function<void()> notify_;
  os::BlockingQueue<fieldbus::BusEvent> events_{kMaxMicrophoneEvents};

  mutable std::mutex mutex_;  // trouble_
  std::condition_variable_any changed_;
  std::string trouble_;
  std::jthread thread_;  // last: it ends before what it uses
};

}  // namespace tongluo::audio
