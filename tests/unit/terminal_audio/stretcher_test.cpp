// The fractional reader, judged by what comes out: samples as they are in bypass, a pure sine while the speed moves, no
// jump where it begins.

#include "terminal-fw/audio/stretcher.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <gtest/gtest.h>
#include <malloc.h>
#include <numbers>
#include <vector>

namespace tongluo::audio {
namespace {

using playout::Frame;
using playout::kFrameSamples;

std::int16_t sine(double sample, double hertz, double amplitude = 20'000) {
  return static_cast<std::int16_t>(
      std::lround(amplitude * std::sin(2 * std::numbers::pi * hertz * sample / playout::kSampleRate)));
}

struct Reading {
  std::vector<double> at;  // the input's position of each output sample
  std::vector<std::int16_t> out;
};

// Reads so many frames of a sine; `before` is called with each frame's number.
Reading read(Stretcher& stretcher, double hertz, int frames, const std::function<void(int)>& before) {
  Reading reading;
  for (int i = 0; i < frames; ++i) {
    before(i);
    while (stretcher.needs_input()) {
      Frame input;
      for (std::size_t k = 0; k < input.size(); ++k)
        input[k] = sine(static_cast<double>(stretcher.pushed() + k), hertz);
      stretcher.push(input);
    }
    const double from = stretcher.position();
    Frame out;
    stretcher.take(out);
    const double pace = (stretcher.position() - from) / static_cast<double>(out.size());
    for (std::size_t k = 0; k < out.size(); ++k) {
      reading.at.push_back(from + pace * static_cast<double>(k));
      reading.out.push_back(out[k]);
    }
  }
  return reading;
}

// The largest and the mean square difference from the true sine at the position that the stretcher says it read.
struct Distance {
  double worst = 0, rms = 0;
};
Distance distance(const Reading& reading, double hertz, std::size_t from = 0) {
  Distance distance;
  for (std::size_t i = from; i < reading.out.size(); ++i) {
    const double wanted = 20'000 * std::sin(2 * std::numbers::pi * hertz * reading.at[i] / playout::kSampleRate);
    const double off = reading.out[i] - wanted;
    distance.worst = std::max(distance.worst, std::abs(off));
    distance.rms += off * off;
  }
  distance.rms = std::sqrt(distance.rms / static_cast<double>(reading.out.size() - from));
  return distance;
}

TEST(Stretcher, PassesEverySampleAsItIsUntilEngaged) {
  Stretcher stretcher;
  const Reading reading = read(stretcher, 997, 50, [](int) {});
  for (std::size_t i = 0; i < reading.out.size(); ++i)
    ASSERT_EQ(reading.out[i], sine(static_cast<double>(i), 997)) << i;
  EXPECT_EQ(stretcher.position(), 50.0 * kFrameSamples);
  EXPECT_EQ(stretcher.pushed(), 50 * kFrameSamples);
}

TEST(Stretcher, ASineStaysPureWhileTheSpeedMoves) {
  for (const double hertz : {200.0, 997.0, 4'000.0}) {
    Stretcher stretcher;
    const Reading reading = read(stretcher, hertz, 3'000, [&](int frame) {
      if (frame == 20) stretcher.engage();
      stretcher.set_ppm(500 * std::sin(frame / 200.0));  // a minute over the whole range and back, several times
    });
    const Distance off = distance(reading, hertz);
    const double percent = 100 * off.rms / (20'000 / std::numbers::sqrt2);
    RecordProperty("distortion_percent_" + std::to_string(static_cast<int>(hertz)), std::to_string(percent));
    std::printf("%5.0f Hz: distortion and noise %.5f %%, worst sample off by %.2f\n", hertz, percent, off.worst);
    EXPECT_LT(percent, 0.01) << hertz;                 // the rounding to 16 bit alone is 0.002 %
    EXPECT_LT(off.worst, 2 + 0.003 * hertz) << hertz;  // no click: never 0.002 samples away from the true place
  }
}

TEST(Stretcher, TheMeanSpeedIsWhatWasAsked) {
  for (const double ppm : {-500.0, -50.0, -3.0, 4.0, 47.0, 333.0, 500.0}) {
    Stretcher stretcher;
    stretcher.engage();
    stretcher.set_ppm(ppm);
    read(stretcher, 500, 6'000, [](int) {});
    const double outputs = 6'000.0 * kFrameSamples;
    EXPECT_NEAR((stretcher.position() / outputs - 1) * 1e6, ppm, 2) << ppm;
  }
}

TEST(Stretcher, HoldsLessThanThreeFrames) {
  Stretcher stretcher;
  stretcher.engage();
  for (const double ppm : {500.0, -500.0}) {
    stretcher.set_ppm(ppm);
    for (int i = 0; i < 2'000; ++i) {
      read(stretcher, 500, 1, [](int) {});
      ASSERT_LT(static_cast<double>(stretcher.pushed()) - stretcher.position(), 3.0 * kFrameSamples);
    }
  }
}

TEST(Stretcher, NeverAllocatesOnceItIsMade) {
  Stretcher stretcher;
  Frame frame{};
  const auto in_use = [] { return mallinfo2().uordblks; };
  const std::size_t before = in_use();
  for (int i = 0; i < 2'000; ++i) {
    if (i == 10) stretcher.engage();
    if (i == 1'500) stretcher.reset();
    stretcher.set_ppm(i % 2 == 0 ? 480 : -480 + i % 300);
    while (stretcher.needs_input()) stretcher.push(frame);
    stretcher.take(frame);
  }
  EXPECT_EQ(in_use(), before);
}

}  // namespace
}  // namespace tongluo::audio
