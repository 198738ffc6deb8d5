#include "terminal-fw/audio/microphone.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

#include "protocol/os/clock.hpp"
#include "terminal-fw/audio/capture_pcm.hpp"
#include "terminal-fw/fieldbus/back_off.hpp"
#include "terminal-fw/fieldbus/level_meter.hpp"

namespace tongluo::audio {
namespace {

using namespace fieldbus;

constexpr auto kPace = milliseconds(90);     // a file in a card's place must not be read faster than it sounds
constexpr std::size_t kPartSamples = 1'200;  // 25 ms

double percent_of(double level_db) { return 100 * std::pow(10.0, level_db / 20); }

}  // namespace

Microphone::Microphone(std::string device, std::function<void()> notify)
    : device_(std::move(device)),
      notify_(std::move(notify)),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

Microphone::~Microphone() {
  thread_.request_stop();
  thread_.join();
}

std::string Microphone::trouble() const {
  const std::lock_guard lock(mutex_);
  return trouble_;
}

void Microphone::set_trouble(std::string trouble) {
  const std::lock_guard lock(mutex_);
  trouble_ = std::move(trouble);
}

void Microphone::run(const std::stop_token& stop) {
  std::uint32_t failures = 0;
  while (!stop.stop_requested()) {
    CapturePcm pcm;
    const int error = pcm.open(device_);
    if (error < 0) {
      set_trouble(device_ + ": " + alsa_words(error));
      failed(stop, failures++);
      continue;
    }
    set_trouble({});
    failures = 0;
    listen(stop, pcm);
    if (!stop.stop_requested()) failed(stop, failures++);
  }
}

// Until the device fails or the end.
void Microphone::listen(const std::stop_token& stop, CapturePcm& pcm) {
  LevelMeter meter;
  std::array<std::int16_t, kPartSamples> part{};
  SteadyTime begun = os::steady_now();
  while (!stop.stop_requested()) {
    const auto count = pcm.read(part);
    if (count < 0) return set_trouble(device_ + ": " + alsa_words(static_cast<int>(count)));
    std::span<const std::int16_t> samples = std::span(part).first(static_cast<std::size_t>(count));
    while (!samples.empty()) {
      const auto level = meter.add(samples);
      if (!level) continue;
      const SteadyTime now = os::steady_now();
      tell({now, Reading{Quantity::output_level, percent_of(*level)}});
      pause(stop, std::chrono::duration_cast<milliseconds>(begun + SteadyTime::duration(kPace) - now));
      begun = os::steady_now();
    }
  }
}

void Microphone::failed(const std::stop_token& stop, std::uint32_t failures) {
  if (failures == 0) tell({os::steady_now(), NoValue{Quantity::output_level, NoValueReason::device_silent}});
  pause(stop, back_off(failures));
}

void Microphone::tell(BusEvent event) {
  if (events_.push(std::move(event)) && notify_) notify_();
}

void Microphone::pause(const std::stop_token& stop, milliseconds span) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, stop, std::max(span, milliseconds(0)), [] { return false; });
}

}  // namespace tongluo::audio
