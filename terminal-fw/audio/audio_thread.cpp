#include "terminal-fw/audio/audio_thread.hpp"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <poll.h>
#include <sys/eventfd.h>
#include <system_error>
#include <thread>
#include <unistd.h>
#include <utility>

#include "protocol/os/clock.hpp"
#include "terminal-fw/audio/audio_loop.hpp"
#include "terminal-fw/audio/opus_decoder.hpp"

namespace tongluo::audio {
namespace {

// A descriptor to sleep on that a command interrupts: no lock is shared with the other side.
class Doorbell {
 public:
  Doorbell() : descriptor_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    if (descriptor_ < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
  }
  ~Doorbell() { ::close(descriptor_); }
  Doorbell(const Doorbell&) = delete;
  Doorbell& operator=(const Doorbell&) = delete;

  void ring() { ::eventfd_write(descriptor_, 1); }
  void wait(std::optional<microseconds> longest) {
    const microseconds time = std::min<microseconds>(longest.value_or(kLongestSleep), kLongestSleep);
    pollfd poll{descriptor_, POLLIN, 0};
    ::poll(&poll, 1, static_cast<int>((time.count() + 999) / 1'000));
    eventfd_t rung = 0;
    ::eventfd_read(descriptor_, &rung);
  }

 private:
  const int descriptor_;
};

}  // namespace

struct AudioThread::Impl {
  Impl(std::unique_ptr<AudioSink> owned_sink, std::function<void()> wake_control, microseconds acoustic_delay)
      : sink(std::move(owned_sink)), wake(std::move(wake_control)), loop(*sink, decoder, queues, acoustic_delay) {}

  void run() {
    while (!stopping.load(std::memory_order_acquire)) {
      const AudioLoop::Turn turn = loop.turn(os::now());
      beats.fetch_add(1, std::memory_order_relaxed);
      if (turn.told && wake) wake();
      if (turn.wait != microseconds(0)) bell.wait(turn.wait);
    }
  }

  void free_retired() {
    while (queues.retired.try_pop()) {
    }
  }

  bool send(Command command) {
    free_retired();
    if (!queues.commands.try_push(std::move(command))) return false;
    bell.ring();
    return true;
  }

  std::unique_ptr<AudioSink> sink;
  std::function<void()> wake;
  OpusDecoder decoder;
  AudioQueues queues;
  AudioLoop loop;
  Doorbell bell;
  std::atomic<bool> stopping{false};
  std::atomic<std::uint64_t> beats{0};
  std::thread thread;
};

AudioThread::AudioThread(std::unique_ptr<AudioSink> sink, std::function<void()> wake, microseconds acoustic_delay)
    : impl_(std::make_unique<Impl>(std::move(sink), std::move(wake), acoustic_delay)) {
  impl_->thread = std::thread([impl = impl_.get()] { impl->run(); });
}

AudioThread::~AudioThread() {
  impl_->stopping.store(true, std::memory_order_release);
  impl_->bell.ring();
  impl_->thread.join();
}

bool AudioThread::play(playout::Programme programme, WallTime start_at, std::optional<WallTime> media_at) {
  const Now now = os::now();
  const SteadyTime start = now.steady + (start_at - now.wall);
  return impl_->send({Command::Kind::play, programme.play_id, start, std::move(programme), media_at});
}

bool AudioThread::stop(std::uint64_t play_id) { return impl_->send({Command::Kind::stop, play_id, {}, {}, {}}); }

std::optional<PlaybackEvent> AudioThread::next_event() {
  impl_->free_retired();
  return impl_->queues.events.try_pop();
}

std::optional<fieldbus::SoundLevel> AudioThread::next_level() { return impl_->queues.levels.try_pop(); }

void AudioThread::set_media_time(const MediaTime& media) { impl_->queues.media.publish(media); }

std::uint64_t AudioThread::beats() const { return impl_->beats.load(std::memory_order_relaxed); }

std::string AudioThread::missing() const { return impl_->sink->missing(); }

playout::Progress AudioThread::progress() const { return impl_->queues.progress.read(); }

}  // namespace tongluo::audio
