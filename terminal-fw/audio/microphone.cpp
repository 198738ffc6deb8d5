#include "terminal-fw/audio/microphone.hpp"

#include <algorithm>
#include <alsa/asoundlib.h>
#include <array>
#include <cmath>
#include <span>

#include "protocol/os/clock.hpp"
#include "terminal-fw/fieldbus/back_off.hpp"
#include "terminal-fw/fieldbus/level_meter.hpp"

namespace tongluo::audio {
namespace {

using namespace fieldbus;

constexpr unsigned kEarLatencyUs = 200'000;
constexpr int kEarWaitMs = 1'000;            // a card that gives nothing for so long is gone
constexpr auto kPace = milliseconds(90);     // a file in a card's place must not be read faster than it sounds
constexpr std::size_t kPartSamples = 1'200;  // 25 ms

double percent_of(double level_db) { return 100 * std::pow(10.0, level_db / 20); }

}  // namespace

struct Microphone::Pcm {
  Pcm() = default;
  Pcm(const Pcm&) = delete;
  Pcm& operator=(const Pcm&) = delete;
  ~Pcm() {
    if (pcm != nullptr) snd_pcm_close(pcm);
  }
  int open(const std::string& device) {
    int error = snd_pcm_open(&pcm, device.c_str(), SND_PCM_STREAM_CAPTURE, SND_PCM_NONBLOCK);
    if (error == 0)
      error = snd_pcm_set_params(pcm, SND_PCM_FORMAT_S16, SND_PCM_ACCESS_RW_INTERLEAVED, 1, kMeterSampleRate, 1,
                                 kEarLatencyUs);
    return error == 0 ? snd_pcm_start(pcm) : error;
  }
  // Samples, or a negative error that cannot be recovered from.
  snd_pcm_sframes_t read(std::span<std::int16_t> into) {
    const int ready = snd_pcm_wait(pcm, kEarWaitMs);
    if (ready == 0) return -ETIMEDOUT;
    snd_pcm_sframes_t count = ready < 0 ? ready : snd_pcm_readi(pcm, into.data(), into.size());
    if (count == -EAGAIN) return 0;
    if (count >= 0) return count;
    count = snd_pcm_recover(pcm, static_cast<int>(count), 1);  // an overrun, or a suspended machine
    return count == 0 ? snd_pcm_start(pcm) : count;
  }

  snd_pcm_t* pcm = nullptr;
};

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
    Pcm pcm;
    const int error = pcm.open(device_);
    if (error < 0) {
      set_trouble(device_ + ": " + snd_strerror(error));
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
void Microphone::listen(const std::stop_token& stop, Pcm& pcm) {
  LevelMeter meter;
  std::array<std::int16_t, kPartSamples> part{};
  SteadyTime begun = os::steady_now();
  while (!stop.stop_requested()) {
    const auto count = pcm.read(part);
    if (count < 0) return set_trouble(device_ + ": " + snd_strerror(static_cast<int>(count)));
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
