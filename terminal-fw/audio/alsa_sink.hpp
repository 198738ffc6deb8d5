#pragma once
// A sound card through ALSA, with the card's own clock. Opening allocates (libasound does); writing does not. Owner:
// the audio thread. Limits: kDeviceBuffer of sound in the device. An underrun is repaired and counted; any other
// failure ends write() with false.

#include <atomic>
#include <cstdint>
#include <string>

#include "terminal-fw/audio/audio_sink.hpp"

struct _snd_pcm;  // libasound's snd_pcm_t. NOLINT(bugprone-reserved-identifier)

namespace tongluo::audio {

constexpr auto kDeviceBuffer = microseconds(80'000);

// The card that a device of the hardware names: "Amp" of "plughw:CARD=Amp,DEV=0", "1" of "hw:1,0". Empty: another kind
// of device, or none is named.
std::string card_of(const std::string& device);

class AlsaSink final : public AudioSink {
 public:
  explicit AlsaSink(std::string device);
  ~AlsaSink() override;
  AlsaSink(const AlsaSink&) = delete;
  AlsaSink& operator=(const AlsaSink&) = delete;

  bool open() override;
  void close() override;
  bool write(const playout::Frame& frame) override;
  microseconds latency() const override;
  const char* last_error() const override { return error_; }
  std::string missing() const override;
  std::uint64_t underruns() const { return underruns_; }

 private:
  bool failed(int code);

  const std::string device_;
  _snd_pcm* pcm_ = nullptr;
  std::uint64_t underruns_ = 0;
  const char* error_ = "";
  std::atomic<bool> needs_no_card_{false};  // it was opened on a machine without a card
};

}  // namespace tongluo::audio
