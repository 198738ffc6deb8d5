#include "terminal-fw/audio/alsa_sink.hpp"

#include <alsa/asoundlib.h>
#include <cerrno>
#include <cstdlib>
#include <utility>

namespace tongluo::audio {
namespace {

constexpr int kMaxRepairs = 3;  // in one frame

// libasound would print to stderr what open() reports as a value.
void say_nothing(const char*, int, const char*, int, const char*, ...) {}

bool has_any_card() {
  int card = -1;
  return snd_card_next(&card) < 0 || card >= 0;
}

}  // namespace

void avoid_alsa_locks() { ::setenv("LIBASOUND_THREAD_SAFE", "0", 1); }

std::string card_of(const std::string& device) {
  const std::size_t colon = device.find(':');
  const std::string kind = device.substr(0, colon);
  if (colon == std::string::npos || (kind != "hw" && kind != "plughw" && kind != "sysdefault")) return {};
  const std::string first = device.substr(colon + 1, device.find(',', colon) - colon - 1);
  constexpr std::string_view kKey = "CARD=";
  return first.starts_with(kKey) ? first.substr(kKey.size()) : first;
}

AlsaSink::AlsaSink(std::string device) : device_(std::move(device)) { snd_lib_error_set_handler(say_nothing); }

AlsaSink::~AlsaSink() {
  if (pcm_ != nullptr) snd_pcm_close(pcm_);
}

bool AlsaSink::open() {
  if (pcm_ != nullptr) return true;
  if (const int code = snd_pcm_open(&pcm_, device_.c_str(), SND_PCM_STREAM_PLAYBACK, 0); code < 0) {
    pcm_ = nullptr;
    return failed(code);
  }
  const int code = snd_pcm_set_params(pcm_, SND_PCM_FORMAT_S16, SND_PCM_ACCESS_RW_INTERLEAVED, 1, playout::kSampleRate,
                                      1, static_cast<unsigned>(kDeviceBuffer.count()));
  if (code >= 0) {
    needs_no_card_ = !has_any_card();
    return true;
  }
  snd_pcm_close(std::exchange(pcm_, nullptr));
  return failed(code);
}

void AlsaSink::close() {
  if (pcm_ == nullptr) return;
  snd_pcm_drain(pcm_);
  snd_pcm_close(std::exchange(pcm_, nullptr));
}

bool AlsaSink::write(const playout::Frame& frame) {
  if (pcm_ == nullptr) return failed(-ENODEV);
  std::size_t done = 0;
  for (int repairs = 0; done < frame.size();) {
    const snd_pcm_sframes_t written = snd_pcm_writei(pcm_, frame.data() + done, frame.size() - done);
    if (written > 0) {
      done += static_cast<std::size_t>(written);
      continue;
    }
    const int code = written == 0 ? -EIO : static_cast<int>(written);
    if (code == -EPIPE) ++underruns_;
    if (++repairs > kMaxRepairs || snd_pcm_recover(pcm_, code, 1) < 0) {
      snd_pcm_drop(pcm_);  // so that close() has nothing to wait for
      return failed(code);
    }
  }
  return true;
}

std::string AlsaSink::missing() const {
  if (device_ == "default" && !needs_no_card_ && !has_any_card()) return "there is no sound card";
  const std::string card = card_of(device_);
  if (card.empty()) return {};
  const int code = snd_card_get_index(card.c_str());
  return code >= 0 ? std::string() : "sound card " + card + ": " + snd_strerror(code);
}

microseconds AlsaSink::latency() const {
  snd_pcm_sframes_t delay = 0;
  if (pcm_ == nullptr || snd_pcm_delay(pcm_, &delay) < 0 || delay < 0) return microseconds(0);
  return microseconds(static_cast<std::int64_t>(delay) * 1'000'000 / playout::kSampleRate);
}

bool AlsaSink::failed(int code) {
  error_ = snd_strerror(code);
  return false;
}

}  // namespace tongluo::audio
