#include "terminal-fw/main/local_desk.hpp"

#include <boost/asio/post.hpp>
#include <spdlog/spdlog.h>

#include "protocol/os/clock.hpp"
#include "protocol/os/folder_file.hpp"
#include "terminal-fw/audio/local_capture.hpp"
#include "terminal-fw/audio/local_file.hpp"

namespace tongluo::firmware {

std::string LocalDesk::ask(const std::string& words) {
  constexpr std::string_view kStart = "start ";
  constexpr std::string_view kStartFile = "start usb_file ";
  if (words == "stop") return stop();
  if (words.starts_with(kStartFile)) return start_file(words.substr(kStartFile.size()));
  if (words.starts_with(kStart)) return start(words.substr(kStart.size()));
  return "error: ask local start microphone, local start line_in, local start usb_file FILE or local stop\n";
}

std::string LocalDesk::start(const std::string& name) {
  for (const auto& [source, device] : parts_.settings.devices)
    if (to_string(source) == name) return claim(source, name);
  return "error: terminal.toml names no device for \"" + name + "\"\n";
}

// What is in the file is found out by the thread that plays it.
std::string LocalDesk::start_file(const std::string& name) {
  if (parts_.settings.usb_folder.empty()) return "error: terminal.toml names no local.usb_folder\n";
  if (name.empty() || name.size() > kMaxLocalFileName || name.find('/') != name.npos || name.starts_with('.'))
    return "error: the name of a file in " + parts_.settings.usb_folder.string() + ", without a path\n";
  if (parts_.core.claimed()) return claim(wire::LocalSource::usb_file, name);  // refused: that one's file stays
  if (read_begun_ && !reading_->done()) return "error: the stick does not answer\n";
  reading_ = std::make_shared<audio::StickReading>(parts_.settings.usb_folder, name);
  read_begun_ = false;
  file_done_ = 0;
  return claim(wire::LocalSource::usb_file, os::printable_name(name));
}

std::string LocalDesk::claim(wire::LocalSource source, const std::string& name) {
  trouble_.clear();
  const auto claimed = parts_.core.claim(os::now(), {source, parts_.settings.longest, parts_.settings.volume_percent});
  parts_.settle();
  if (!claimed) return "error: " + std::string(to_string(claimed.error())) + "\n";
  return name + " sounds, unless an alert does, until local stop or for its longest time\n";
}

void LocalDesk::on_key(bool pressed) {
  if (pressed) {
    if (const std::string refused = press(); !refused.empty()) {
      trouble_ = "push to talk: " + refused;
      spdlog::warn("event=local_refused source=push_to_talk why=\"{}\"", refused);
    }
    return;
  }
  const auto held = std::exchange(keyed_, std::nullopt);
  const auto& claim = parts_.core.claimed();
  if (!held || !claim || claim->began != *held) return;  // over already, or somebody else's by now
  parts_.core.end_claim(os::now(), "key released");
  parts_.settle();
}

// Why it is refused, or nothing.
std::string LocalDesk::press() {
  constexpr auto kSource = wire::LocalSource::microphone;
  if (parts_.core.claimed()) return "another source is claimed";
  if (!parts_.settings.devices.contains(kSource)) return "terminal.toml names no microphone";
  if (const std::string said = claim(kSource, "microphone"); said.starts_with("error: "))
    return said.substr(7, said.size() - 8);
  if (const auto& claim = parts_.core.claimed()) keyed_ = claim->began;
  return "";
}

std::string LocalDesk::stop() {
  if (!parts_.core.claimed()) return "error: no local source is claimed\n";
  parts_.core.end_claim(os::now(), "given back");
  parts_.settle();
  return "given back\n";
}

std::unique_ptr<audio::LocalFeed> LocalDesk::feed_of(const terminal::Play& play) {
  auto frames = parts_.sound.pcm(play.play_id);
  if (frames == nullptr) return nullptr;
  auto ended = [this, id = play.play_id] { boost::asio::post(context_, [this, id] { on_ended(id); }); };
  if (play.local == wire::LocalSource::usb_file) {
    if (!reading_) return nullptr;
    if (!stick_) stick_.emplace();
    if (!std::exchange(read_begun_, true)) stick_->post([reading = reading_] { reading->read(); });
    return std::make_unique<audio::LocalFile>(reading_, file_done_, std::move(frames), std::move(ended));
  }
  const auto device = parts_.settings.devices.find(play.local);
  if (device == parts_.settings.devices.end()) return nullptr;
  return std::make_unique<audio::LocalCapture>(device->second, std::move(frames), std::move(ended));
}

void LocalDesk::on_play(const terminal::Play& play) {
  auto feed = feed_of(play);
  if (!feed) return;
  play_id_ = play.play_id;
  feed_ = std::move(feed);
}

// The device failed, or the file has come to its end.
void LocalDesk::on_ended(std::uint64_t play_id) {
  if (play_id != play_id_ || !feed_) return;
  trouble_ = feed_->trouble();
  if (!trouble_.empty()) spdlog::error("event=local_failed detail=\"{}\"", trouble_);
  const bool whole = trouble_.empty() && reading_;
  parts_.core.end_claim(os::now(), whole ? "played to its end: " + os::printable_name(reading_->name()) : trouble_);
  forget_feed();
  parts_.settle();
}

void LocalDesk::on_playback(const terminal::PlaybackEvent& event) {
  if (event.play_id != play_id_ || event.kind == terminal::PlaybackEvent::Kind::started || !feed_) return;
  if (feed_->frames_lost() > 0) spdlog::warn("event=local_frames_lost count={}", feed_->frames_lost());
  file_done_ = feed_->position();
  forget_feed();
}

// An interrupted file is still needed; one that a stick owes too, to know that the stick hangs.
void LocalDesk::forget_feed() {
  feed_.reset();
  if (parts_.core.claimed() || (read_begun_ && !reading_->done())) return;
  reading_.reset();
  read_begun_ = false;
}

std::string LocalDesk::status(Now now) const {
  if (const auto& claim = parts_.core.claimed()) {
    const auto left = std::chrono::duration_cast<seconds>(claim->until - now.steady).count();
    return std::string(to_string(claim->request.source)) + (feed_ ? " sounds" : " waits") + ", " +
           std::to_string(left) + " s left";
  }
  return trouble_.empty() ? std::string() : "FAILED: " + trouble_;
}

}  // namespace tongluo::firmware
