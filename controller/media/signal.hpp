#pragma once
// Plain work on samples before loudness: ends trimmed, rumble removed, damage noticed. Pure; 48 kHz mono throughout.

#include <span>
#include <vector>

namespace tongluo::media {

constexpr std::size_t kSampleRate = 48'000;
constexpr double kHighPassHz = 120.0;  // below it a horn gives no sound, only strain

bool is_finite(std::span<const float> samples);

// Takes the mean away, which only a faulty sound card or cable puts there, and returns it.
double remove_offset(std::vector<float>& samples);

// Cuts silence at both ends, leaving a short margin so that soft consonants stay. Empty when nothing is above the
// floor.
void trim_silence(std::vector<float>& samples);

struct Pause {
  std::size_t at = 0;
  std::size_t samples = 0;  // 0: there is none
};
// The longest stretch inside the sound that trim_silence would cut at its ends.
Pause longest_pause(std::span<const float> samples);

// Butterworth, fourth order.
void high_pass(std::vector<float>& samples);

// How often the wave stands flat at its own extreme: a recording that was clipped before it came here.
std::size_t count_flat_tops(std::span<const float> samples);

}  // namespace tongluo::media
