#pragma once
// An Ogg/Opus file of a USB stick as frames for the player: once it is read whole, it is decoded by a thread of its own
// as the player takes it. Owner: the control thread, which no call keeps waiting for the stick. Limits: kMaxClipBytes,
// one hour, one stream, mono or stereo; refused before it sounds.

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "terminal-fw/audio/local_feed.hpp"
#include "terminal-fw/audio/stick_reading.hpp"
#include "terminal-fw/playout/player.hpp"

namespace tongluo::audio {

class ClipPackets;

class LocalFile final : public LocalFeed {
 public:
  // From packet `position` on. `ended` is called on the thread, once, at the file's end or when it cannot be played,
  // and must not wait.
  LocalFile(std::shared_ptr<const StickReading> reading, std::size_t position,
            std::shared_ptr<playout::PcmQueue> frames, std::function<void()> ended);
  ~LocalFile() override;
  LocalFile(const LocalFile&) = delete;
  LocalFile& operator=(const LocalFile&) = delete;

  std::string trouble() const override;
  std::size_t position() const override { return position_; }

 private:
  void run(const std::stop_token& stop);
  void play(const std::stop_token& stop, const ClipPackets& packets);
  bool push(const std::stop_token& stop, std::span<const std::int16_t> samples);
  bool wait_for_room(const std::stop_token& stop, std::size_t slots);
  void end_with(std::string trouble);

  const std::shared_ptr<const StickReading> reading_;
  const std::shared_ptr<playout::PcmQueue> frames_;
  const std::function<void()> ended_;
  std::atomic<std::size_t> position_;
  playout::Frame frame_{};  // the next one; of the thread
  std::size_t filled_ = 0;
  mutable std::mutex mutex_;  // trouble_
  std::condition_variable_any changed_;
  std::string trouble_;
  std::jthread thread_;  // last: it ends before what it uses
};

}  // namespace tongluo::audio
