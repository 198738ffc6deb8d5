// A sound card with a clock of its own, frame by frame: its error is what the lock is told, its reading speed what the
// lock says.

#include "terminal-fw/instep/playout_lock.hpp"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>

#include "tools/link_model/seeded_random.hpp"

namespace tongluo::instep {
namespace {

struct Card {
  PlayoutLock lock;
  double late_us = 0;
  double ppm = 0;        // the card is so much slower than the controller's clock
  double jitter_us = 0;  // of what it says about its buffer
  link_model::SeededRandom random{1};
  double most_ppm = 0, fastest_change = 0, least_us = 0;

  void frame(bool silent = false) {
    const double before = lock.ppm();
    const double said = late_us + jitter_us * (static_cast<double>(random.next() % 2'001) / 1'000 - 1);
    const auto correction = lock.on_frame(microseconds(std::llround(said)), silent);
    most_ppm = std::max(most_ppm, std::abs(correction.ppm));
    fastest_change = std::max(fastest_change, std::abs(correction.ppm - before));
    if (correction.step != microseconds(0)) {
      late_us -= static_cast<double>(correction.step.count());
      lock.on_stepped(correction.step);
    }
    late_us += (ppm - correction.ppm) * 0.02;
    least_us = std::min(least_us, late_us);
  }
  void run(double for_s, bool silent = false) {
    for (int i = 0; i < static_cast<int>(for_s * 50); ++i) frame(silent);
  }
};

TEST(PlayoutLock, ASmallErrorIsLeftAlone) {
  Card card;
  card.late_us = 100;
  card.jitter_us = 40;
  card.run(600);
  EXPECT_FALSE(card.lock.engaged());
  EXPECT_EQ(card.most_ppm, 0);
}

TEST(PlayoutLock, TheCardsDriftIsLearntAndTheErrorGoesToZero) {
  for (const double ppm : {-100.0, -50.0, 50.0, 100.0}) {
    Card card;
    card.ppm = ppm;
    card.jitter_us = 100;
    card.lock.begin();
    double worst = 0;
    for (int i = 0; i < 600 * 50; ++i) {
      card.frame();
      worst = std::max(worst, std::abs(card.late_us));
    }
    EXPECT_LE(worst, 800) << ppm;
    EXPECT_LE(std::abs(card.late_us), 30) << ppm;
    EXPECT_NEAR(card.lock.drift_ppm(), ppm, 3) << ppm;
    EXPECT_LE(card.most_ppm, kMostPpm);
    EXPECT_LE(card.fastest_change, kMostPpmPerFrame + 1e-9);
  }
}

TEST(PlayoutLock, TheNextPlayKnowsTheCard) {
  Card card;
  card.ppm = 60;
  card.run(300);
  card.lock.disengage();
  card.late_us = 0;
  card.lock.begin();
  EXPECT_TRUE(card.lock.engaged());
  double worst = 0;
  for (int i = 0; i < 60 * 50; ++i) {
    card.frame();
    worst = std::max(worst, std::abs(card.late_us));
  }
  EXPECT_LE(worst, 100);
}

TEST(PlayoutLock, ADisturbanceIsWorkedOffWithoutSwinging) {
  for (const double disturbance : {500.0, 1'900.0, 5'000.0, 15'000.0}) {
    Card card;
    card.run(5);
    card.late_us = disturbance;
    card.run(180);
    EXPECT_LE(std::abs(card.late_us), 0.1 * disturbance + 30) << disturbance;
    EXPECT_GE(card.least_us, -0.1 * disturbance - 30) << disturbance;
    EXPECT_LE(card.most_ppm, kMostPpm) << disturbance;
  }
}

TEST(PlayoutLock, InSoundEvenALargeErrorIsOnlyWorkedOff) {
  Card card;
  card.late_us = 100'000;
  card.run(60);
  EXPECT_EQ(card.lock.steps(), 0u);
  EXPECT_NEAR(card.late_us, 100'000 - 60 * 500, 1'500);
  EXPECT_EQ(card.most_ppm, kMostPpm);
}

TEST(PlayoutLock, InSilenceALargeErrorIsSteppedAndASmallOneIsNot) {
  for (const double late : {-100'000.0, -25'000.0, 25'000.0, 100'000.0}) {
    Card card;
    card.late_us = late;
    card.run(1, true);
    EXPECT_GE(card.lock.steps(), 1u) << late;
    EXPECT_LE(std::abs(card.late_us), 1'000) << late;
  }
  Card card;
  card.late_us = 18'000;
  card.run(5, true);
  EXPECT_EQ(card.lock.steps(), 0u);
}

TEST(PlayoutLock, OneWildReportMovesNothing) {
  Card card;
  card.ppm = 20;
  card.run(120);
  const double before = card.lock.ppm();
  for (const auto wild : {microseconds(3'000'000), microseconds::min(), microseconds::max()}) {
    card.lock.on_frame(wild, true);
    card.run(0.2);
  }
  EXPECT_NEAR(card.lock.ppm(), before, 3);
  EXPECT_EQ(card.lock.steps(), 0u);
}

// Random cards, random disturbances: always within the limits, always back in step.
TEST(PlayoutLock, AlwaysComesBackWithinItsLimits) {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    Card card;
    card.random = link_model::SeededRandom(seed);
    card.ppm = static_cast<double>(card.random.next() % 201) - 100;
    card.jitter_us = static_cast<double>(card.random.next() % 2'000);
    for (int i = 0; i < 10; ++i) {
      card.late_us += static_cast<double>(card.random.next() % 4'001) - 2'000;
      card.run(30 + static_cast<double>(card.random.next() % 60));
    }
    card.run(240);
    EXPECT_LE(std::abs(card.late_us), 60 + card.jitter_us / 4) << "seed " << seed;
    EXPECT_LE(card.most_ppm, kMostPpm) << "seed " << seed;
  }
}

}  // namespace
}  // namespace tongluo::instep
