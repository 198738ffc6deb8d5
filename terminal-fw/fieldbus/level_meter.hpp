#pragma once
// The level of what is decoded, block by block: what the proof of sound compares the amplifier's output with.
// 0 dB is the RMS value of a full-scale sine (AES17). No allocation, no clock: fit for the audio thread.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "protocol/base/time.hpp"

namespace tongluo::fieldbus {

constexpr double kSilenceDb = -100;
constexpr std::uint32_t kMeterSampleRate = 48'000;
constexpr std::size_t kMeterBlockSamples = 4'800;  // 100 ms

// At least kSilenceDb.
double level_db(std::uint64_t sum_of_squares, std::size_t samples);
double level_db_of_percent(double percent);

// One block of what a sink was given.
struct SoundLevel {
  SteadyTime from{};  // when its first sample leaves the sink
  double level_db = kSilenceDb;
};

class LevelMeter {
 public:
  // Takes as many samples as the running block needs and shortens `samples` by them; gives the block's level once it
  // is full. Call until `samples` is empty.
  std::optional<double> add(std::span<const std::int16_t>& samples);
  void reset();

 private:
  std::uint64_t sum_of_squares_ = 0;
  std::size_t count_ = 0;
};

}  // namespace tongluo::fieldbus
