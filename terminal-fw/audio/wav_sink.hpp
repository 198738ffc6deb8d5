#pragma once
// Writes what would sound to a WAV file, in real time. The file is valid from the start, after every second and after
// close(). Owner: the audio thread. Limits: kMaxWavSeconds of samples; later frames are only counted. Errors: io (full
// or read-only disk).

#include <cstdint>
#include <string>

#include "terminal-fw/audio/audio_sink.hpp"
#include "terminal-fw/audio/pacer.hpp"

namespace tongluo::audio {

constexpr std::uint64_t kMaxWavSeconds = 1'800;

class WavSink final : public AudioSink {
 public:
  // Creates or empties the file.
  static Result<std::unique_ptr<AudioSink>> create(const std::string& path);
  ~WavSink() override;
  WavSink(const WavSink&) = delete;
  WavSink& operator=(const WavSink&) = delete;

  bool open() override;
  void close() override;
  bool write(const playout::Frame& frame) override;
  microseconds latency() const override { return pacer_.latency(); }
  bool has_own_clock() const override { return false; }
  const char* last_error() const override { return error_; }
  std::uint64_t frames_beyond_limit() const { return beyond_limit_; }

 private:
  explicit WavSink(int descriptor) : descriptor_(descriptor) {}
  bool append(const playout::Frame& frame);
  bool write_header();

  const int descriptor_;
  Pacer pacer_;
  std::uint64_t samples_ = 0;
  std::uint64_t samples_in_header_ = 0;
  std::uint64_t beyond_limit_ = 0;
  const char* error_ = "";
};

}  // namespace tongluo::audio
