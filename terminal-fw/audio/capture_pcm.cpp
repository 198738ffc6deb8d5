#include "terminal-fw/audio/capture_pcm.hpp"

#include <alsa/asoundlib.h>

#include "terminal-fw/playout/sound.hpp"

namespace tongluo::audio {
namespace {

constexpr unsigned kCaptureLatencyUs = 200'000;
constexpr int kCaptureWaitMs = 1'000;  // a card that gives nothing for so long is gone

}  // namespace

CapturePcm::~CapturePcm() {
  if (pcm_ != nullptr) snd_pcm_close(pcm_);
}

int CapturePcm::open(const std::string& device) {
  int error = snd_pcm_open(&pcm_, device.c_str(), SND_PCM_STREAM_CAPTURE, SND_PCM_NONBLOCK);
  if (error == 0)
    error = snd_pcm_set_params(pcm_, SND_PCM_FORMAT_S16, SND_PCM_ACCESS_RW_INTERLEAVED, 1, playout::kSampleRate, 1,
                               kCaptureLatencyUs);
  return error == 0 ? snd_pcm_start(pcm_) : error;
}

long CapturePcm::read(std::span<std::int16_t> into) {
  const int ready = snd_pcm_wait(pcm_, kCaptureWaitMs);
  if (ready == 0) return -ETIMEDOUT;
  snd_pcm_sframes_t count = ready < 0 ? ready : snd_pcm_readi(pcm_, into.data(), into.size());
  if (count == -EAGAIN) return 0;
  if (count >= 0) return count;
  count = snd_pcm_recover(pcm_, static_cast<int>(count), 1);  // an overrun, or a suspended machine
  return count == 0 ? snd_pcm_start(pcm_) : count;
}

std::string alsa_words(int error) { return snd_strerror(error); }

}  // namespace tongluo::audio
