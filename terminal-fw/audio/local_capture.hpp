#pragma once
// A local source (microphone, line in) as frames for the player. A thread of its own reads the capture device and
// pushes what it hears; the destructor ends it. Owner: the control thread, which no call keeps waiting but the
// destructor (at most a second). Limit: the queue; when the player takes none, the newest frame is lost and counted. A
// device that fails is not opened again: whoever owns the claim decides.

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "terminal-fw/audio/local_feed.hpp"
#include "terminal-fw/playout/player.hpp"

namespace tongluo::audio {

class LocalCapture final : public LocalFeed {
 public:
  // `failed` is called on the thread, once, when the device cannot be opened or read any more, and must not wait.
  LocalCapture(std::string device, std::shared_ptr<playout::PcmQueue> frames, std::function<void()> failed);
  ~LocalCapture() override;
  LocalCapture(const LocalCapture&) = delete;
  LocalCapture& operator=(const LocalCapture&) = delete;

  // In ALSA's words; empty: none.
  std::string trouble() const override;
  std::uint64_t frames_lost() const override { return lost_; }

 private:
  void run(const std::stop_token& stop);
  void fail_with(int error);
  void pause(const std::stop_token& stop, SteadyTime until);

  const std::string device_;
  const std::shared_ptr<playout::PcmQueue> frames_;
  const std::function<void()> failed_;
  std::atomic<std::uint64_t> lost_{0};
  mutable std::mutex mutex_;  // trouble_
  std::condition_variable_any changed_;
  std::string trouble_;
  std::jthread thread_;  // last: it ends before what it uses
};

}  // namespace tongluo::audio
