#pragma once
// An Ogg/Opus file of a folder (a USB stick) as frames for the player, read whole, then decoded by a thread of its own
// as the player takes it. Owner: the control thread, which no call keeps waiting but the destructor: as long as one
// read of the folder takes. Limits: kMaxClipBytes, one hour, one stream, mono or stereo; refused before it sounds.

#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>

#include "terminal-fw/audio/local_feed.hpp"
#include "terminal-fw/playout/player.hpp"

namespace tongluo::audio {

class ClipPackets;

class LocalFile final : public LocalFeed {
 public:
  // From packet `position` on. `ended` is called on the thread, once, at the file's end or when it cannot be played,
  // and must not wait.
  LocalFile(std::filesystem::path folder, std::string name, std::size_t position,
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

  const std::filesystem::path folder_;
  const std::string name_;
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
