#pragma once
// The sources at the terminal itself: somebody claims one, and while the core lets it sound its capture device or its
// file is read. Owner: the control thread. Limits: one source at a time, one file of a stick. A device that fails, and
// a file's end, ends the claim; a file that was interrupted goes on where it was. A stick that hangs keeps only a
// thread of its own waiting.

#include <boost/asio/io_context.hpp>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "terminal-fw/audio/local_feed.hpp"
#include "terminal-fw/audio/stick_reading.hpp"
#include "terminal-fw/core/terminal_core.hpp"
#include "terminal-fw/main/sound_desk.hpp"
#include "terminal-fw/main/storage_thread.hpp"

namespace tongluo::firmware {

struct LocalSettings {
  std::map<wire::LocalSource, std::string> devices;  // capture devices, by source
  std::filesystem::path usb_folder;                  // where files may be played from; empty: none
  std::uint32_t volume_percent = 100;                // at most what signed configuration allows
  seconds longest{600};                              // likewise
};

constexpr std::size_t kMaxLocalFileName = 200;  // octets

class LocalDesk {
 public:
  struct Parts {
    terminal::TerminalCore& core;
    SoundDesk& sound;
    LocalSettings settings;
    std::function<void()> settle;
  };
  LocalDesk(boost::asio::io_context& context, Parts parts) : context_(context), parts_(std::move(parts)) {}

  // "start SOURCE", "start usb_file NAME" or "stop". The answer for whoever asks; begins with "error: " when it is
  // refused.
  std::string ask(const std::string& words);
  // The push-to-talk contact: the microphone is claimed while it is pressed, by the same rules.
  void on_key(bool pressed);
  // After the sound desk has taken a play of a local source.
  void on_play(const terminal::Play& play);
  void on_playback(const terminal::PlaybackEvent& event);
  // "microphone for 12 s", or why the last one ended; empty: nothing to say.
  std::string status(Now now) const;

 private:
  std::string start(const std::string& name);
  std::string start_file(const std::string& name);
  std::string claim(wire::LocalSource source, const std::string& name);
  std::string press();
  std::string stop();
  std::unique_ptr<audio::LocalFeed> feed_of(const terminal::Play& play);
  void on_ended(std::uint64_t play_id);
  void forget_feed();

  boost::asio::io_context& context_;
  const Parts parts_;
  std::uint64_t play_id_ = 0;
  std::string trouble_;
  std::optional<WallTime> keyed_;                 // when the claim began that the key holds
  std::shared_ptr<audio::StickReading> reading_;  // of usb_file
  bool read_begun_ = false;
  std::size_t file_done_ = 0;  // so much of it has sounded
  std::unique_ptr<audio::LocalFeed> feed_;
  std::optional<StorageThread> stick_;  // waits for it, one file at a time; last: it ends first
};

}  // namespace tongluo::firmware
