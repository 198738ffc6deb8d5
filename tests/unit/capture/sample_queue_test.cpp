// A source with a clock of its own against pulls of 60 ms: it neither starves nor grows the queue.

#include "controller/capture/sample_queue.hpp"

#include <array>
#include <gtest/gtest.h>
#include <vector>

namespace tongluo::capture {
namespace {

using Block = std::array<float, kPacketSamples>;

// Ten minutes of a source in packets of 20 ms whose clock is off, resampled as the queue asks.
struct Ran {
  std::size_t least = SIZE_MAX, most = 0;
  SampleQueue queue;
};
Ran run(double source_ppm) {
  Ran ran;
  double owed = 0;
  Block block{};
  for (int pull = 0; pull < 10'000; ++pull) {
    for (int packet = 0; packet < 3; ++packet) {
      owed += 960.0 * (1.0 + source_ppm * 1e-6) * ran.queue.stretch();
      const auto whole = static_cast<std::size_t>(owed);
      owed -= static_cast<double>(whole);
      ran.queue.push(std::vector<float>(whole, 0.5F));
    }
    ran.queue.pull(block);
    if (pull < 100) continue;
    ran.least = std::min(ran.least, ran.queue.queued());
    ran.most = std::max(ran.most, ran.queue.queued());
  }
  return ran;
}

TEST(SampleQueue, ASlowOrFastSourceNeitherStarvesNorGrowsIt) {
  for (const double ppm : {-300.0, -100.0, 0.0, 100.0, 300.0}) {
    const Ran ran = run(ppm);
    EXPECT_EQ(ran.queue.counters().underruns, 0U) << ppm;
    EXPECT_EQ(ran.queue.counters().dropped_samples, 0U) << ppm;
    EXPECT_LT(ran.most, 2 * kMinReserve + kPacketSamples) << ppm;
    EXPECT_GT(ran.least, 0U) << ppm;
  }
}

TEST(SampleQueue, GivesNothingUntilItsReserveIsFilled) {
  SampleQueue queue;
  Block block{};
  queue.push(std::vector<float>(kPacketSamples + kMinReserve - 1, 0.5F));
  EXPECT_EQ(queue.pull(block), 0U);
  queue.push(std::vector<float>(1, 0.5F));
  EXPECT_EQ(queue.pull(block), kPacketSamples);
  EXPECT_EQ(queue.queued(), kMinReserve);
}

TEST(SampleQueue, WhatBreaksOffFadesAndThenASmallerRiskIsTaken) {
  SampleQueue queue;
  Block block{};
  queue.push(std::vector<float>(kPacketSamples + kMinReserve, 0.5F));
  queue.pull(block);
  EXPECT_EQ(queue.pull(block), kMinReserve);
  EXPECT_EQ(block[kMinReserve - 1], 0.0F);
  EXPECT_EQ(block[kMinReserve], 0.0F);
  EXPECT_EQ(queue.counters().underruns, 1U);
  EXPECT_GT(queue.reserve(), kMinReserve);
  for (int i = 0; i < 100; ++i) {
    queue.push(std::vector<float>(kMaxQueued, 0.5F));
    queue.pull(block);
    queue.clear();
  }
  EXPECT_LE(queue.reserve(), kMaxReserve);
}

TEST(SampleQueue, AboveItsLimitTheOldestLeave) {
  SampleQueue queue;
  queue.push(std::vector<float>(10 * kMaxQueued, 0.5F));
  EXPECT_LE(queue.queued(), kMaxQueued);
  EXPECT_GT(queue.counters().dropped_samples, 0U);
}

}  // namespace
}  // namespace tongluo::capture
