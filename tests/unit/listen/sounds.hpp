#pragma once
// Sounds for listening tests: real Mandarin by espeak-ng, tones as the terminal makes them, and ways to spoil them.

#include <cstdint>
#include <string>
#include <vector>

#include "protocol/base/vocabulary.hpp"

namespace tongluo::listen {

using Samples = std::vector<std::int16_t>;

constexpr const char* kFloodSentence = "hong2 shui3 yu4 jing3 qing3 jiang1 bian1 de qun2 zhong4 ma3 shang4 zhuan3 yi2";
constexpr const char* kFireSentence = "sen1 lin2 fang2 huo3 jin4 zhi3 ye3 wai4 yong4 huo3 qing3 da4 jia1 zhu4 yi4";

// At 48 kHz, properly resampled by ffmpeg; the same in every run.
Samples speak(const std::string& pinyin);
// Any file that ffmpeg reads; empty if it is not there.
Samples read_audio(const std::string& path);

Samples sine(double hertz, double amplitude, std::size_t samples);
Samples attention_tone(Tone tone, std::size_t samples);
// What Opus at the clips' rate makes of it.
Samples through_opus(const Samples& samples);

Samples with_step(Samples samples, std::size_t at, int height);                    // everything behind is shifted
Samples with_dropped(const Samples& samples, std::size_t at, std::size_t count);   // samples are lost
Samples with_repeated(const Samples& samples, std::size_t at, std::size_t count);  // a stretch comes twice
Samples with_hole(Samples samples, std::size_t at, std::size_t count);             // digital silence

// Starts of 20 ms frames whose level is at least `rms`, at most `wanted` of them, spread over the whole.
std::vector<std::size_t> loud_places(const Samples& samples, double rms, std::size_t wanted);

}  // namespace tongluo::listen
