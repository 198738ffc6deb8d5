#include "terminal-fw/main/local_desk.hpp"

#include <boost/asio/post.hpp>
#include <spdlog/spdlog.h>

#include "protocol/os/clock.hpp"

namespace tongluo::firmware {

std::string LocalDesk::ask(const std::string& words) {
  constexpr std::string_view kStart = "start ";
  if (words == "stop") return stop();
  if (words.starts_with(kStart)) return start(words.substr(kStart.size()));
  return "error: ask local start microphone, local start line_in or local stop\n";
}

std::string LocalDesk::start(const std::string& name) {
  for (const auto& [source, device] : parts_.settings.devices) {
    if (to_string(source) != name) continue;
    trouble_.clear();
    const auto claimed =
        parts_.core.claim(os::now(), {source, parts_.settings.longest, parts_.settings.volume_percent});
    parts_.settle();
    if (!claimed) return "error: " + std::string(to_string(claimed.error())) + "\n";
    return name + " sounds, unless an alert does, until local stop or for its longest time\n";
  }
  return "error: terminal.toml names no device for \"" + name + "\"\n";
}

std::string LocalDesk::stop() {
  if (!parts_.core.claimed()) return "error: no local source is claimed\n";
  parts_.core.end_claim(os::now(), "given back");
  parts_.settle();
  return "given back\n";
}

void LocalDesk::on_play(const terminal::Play& play) {
  const auto device = parts_.settings.devices.find(play.local);
  auto frames = parts_.sound.pcm(play.play_id);
  if (device == parts_.settings.devices.end() || frames == nullptr) return;
  play_id_ = play.play_id;
  capture_ = std::make_unique<audio::LocalCapture>(device->second, std::move(frames), [this, id = play.play_id] {
    boost::asio::post(context_, [this, id] { on_failed(id); });
  });
}

void LocalDesk::on_failed(std::uint64_t play_id) {
  if (play_id != play_id_ || !capture_) return;
  trouble_ = capture_->trouble();
  spdlog::error("event=local_failed detail=\"{}\"", trouble_);
  capture_.reset();
  parts_.core.end_claim(os::now(), trouble_);
  parts_.settle();
}

void LocalDesk::on_playback(const terminal::PlaybackEvent& event) {
  if (event.play_id != play_id_ || event.kind == terminal::PlaybackEvent::Kind::started || !capture_) return;
  if (capture_->frames_lost() > 0) spdlog::warn("event=local_frames_lost count={}", capture_->frames_lost());
  capture_.reset();
}

std::string LocalDesk::status(Now now) const {
  if (const auto& claim = parts_.core.claimed()) {
    const auto left = std::chrono::duration_cast<seconds>(claim->until - now.steady).count();
    return std::string(to_string(claim->request.source)) + (capture_ ? " sounds" : " waits") + ", " +
           std::to_string(left) + " s left";
  }
  return trouble_.empty() ? std::string() : "FAILED: " + trouble_;
}

}  // namespace tongluo::firmware
