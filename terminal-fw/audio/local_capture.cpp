#include "terminal-fw/audio/local_capture.hpp"

#include "protocol/os/clock.hpp"
#include "terminal-fw/audio/capture_pcm.hpp"

namespace tongluo::audio {
namespace {

constexpr auto kFrameTime = microseconds(20'000);
// A file in a card's place must not be read faster than it sounds; a card that is a little fast must not be held up.
constexpr auto kMostAhead = milliseconds(60);

}  // namespace

LocalCapture::LocalCapture(std::string device, std::shared_ptr<playout::PcmQueue> frames, std::function<void()> failed)
    : device_(std::move(device)),
      frames_(std::move(frames)),
      failed_(std::move(failed)),
      thread_([this](const std::stop_token& stop) { run(stop); }) {}

LocalCapture::~LocalCapture() {
  thread_.request_stop();
  thread_.join();
}

std::string LocalCapture::trouble() const {
  const std::lock_guard lock(mutex_);
  return trouble_;
}

void LocalCapture::fail_with(int error) {
  {
    const std::lock_guard lock(mutex_);
    trouble_ = device_ + ": " + alsa_words(error);
  }
  failed_();
}

void LocalCapture::run(const std::stop_token& stop) {
  CapturePcm pcm;
  if (const int error = pcm.open(device_); error < 0) return fail_with(error);
  const SteadyTime begun = os::steady_now();
  playout::Frame frame{};
  std::size_t filled = 0;
  std::int64_t frames = 0;
  while (!stop.stop_requested()) {
    const long count = pcm.read(std::span(frame).subspan(filled));
    if (count < 0) return fail_with(static_cast<int>(count));
    filled += static_cast<std::size_t>(count);
    if (filled < frame.size()) continue;
    filled = 0;
    if (!frames_->try_push(playout::Frame(frame))) ++lost_;
    pause(stop, begun + ++frames * kFrameTime - SteadyTime::duration(kMostAhead));
  }
}

void LocalCapture::pause(const std::stop_token& stop, SteadyTime until) {
  const auto span = until - os::steady_now();
  if (span <= SteadyTime::duration::zero()) return;
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, stop, std::chrono::microseconds(span), [] { return false; });
}

}  // namespace tongluo::audio
