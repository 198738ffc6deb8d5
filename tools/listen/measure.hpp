#pragma once
// How long and how loud a recording is, and whether it clicks; loudness and true peak by libebur128. Pure.

#include <cstdint>
#include <span>

namespace tongluo::listen {

constexpr double kFloorDbfs = -120.0;      // what digital silence is called
constexpr double kSilentPeakDbfs = -60.0;  // nothing above: nobody hears it
constexpr double kSoundingDbfs = -50.0;    // a 20 ms frame above it sounds

struct Measurement {
  double duration_s = 0.0;
  double rms_dbfs = kFloorDbfs;
  double peak_dbfs = kFloorDbfs;
  bool silent = true;
  double sounding_s = 0.0;
  double lufs = kFloorDbfs;  // EBU R128, integrated; a sound shorter than 2 s as if it went on and on
  double true_peak_dbtp = kFloorDbfs;
  std::size_t clicks = 0;
};

Measurement measure(std::span<const std::int16_t> samples);

}  // namespace tongluo::listen
