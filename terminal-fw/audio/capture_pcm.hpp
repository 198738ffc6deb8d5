#pragma once
// Private to terminal-fw/audio: an ALSA capture device, 48 kHz, mono, 16 bit. Owner: the thread that reads it.

#include <cstdint>
#include <span>
#include <string>

struct _snd_pcm;  // libasound's snd_pcm_t. NOLINT(bugprone-reserved-identifier)

namespace tongluo::audio {

class CapturePcm {
 public:
  CapturePcm() = default;
  CapturePcm(const CapturePcm&) = delete;
  CapturePcm& operator=(const CapturePcm&) = delete;
  ~CapturePcm();

  // 0, or one of ALSA's negative errors.
  int open(const std::string& device);
  // Samples (0: none yet), or a negative error that cannot be recovered from. Waits at most a second.
  long read(std::span<std::int16_t> into);

 private:
  _snd_pcm* pcm_ = nullptr;
};

std::string alsa_words(int error);

}  // namespace tongluo::audio
