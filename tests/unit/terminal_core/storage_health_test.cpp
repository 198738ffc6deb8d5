#include "terminal-fw/core/storage_health.hpp"

#include <gtest/gtest.h>

namespace tongluo::test {
namespace {

using terminal::StorageHealth;

constexpr SteadyTime at(int second) { return SteadyTime(seconds(1'000 + second)); }

std::string told(StorageHealth& health, int second) {
  const auto event = health.next(at(second));
  if (!event) return "";
  EXPECT_EQ(event->kind, wire::EventKind::storage_error);
  return (event->ended ? "ended " : std::to_string(event->count) + " ") + event->detail;
}

TEST(StorageHealthTest, TheFirstWriteThatFailsIsToldAtOnceAndWhy) {
  StorageHealth health;
  health.on_write(at(0), true, "");
  EXPECT_EQ(told(health, 0), "");
  health.on_write(at(1), false, "disk I/O error");
  EXPECT_TRUE(health.fails());
  EXPECT_EQ(told(health, 1), "1 disk I/O error");
  health.on_write(at(2), false, "disk I/O error");
  EXPECT_EQ(told(health, 2), "") << "once";
}

TEST(StorageHealthTest, IsOverAfterAMinuteWithoutTrouble) {
  StorageHealth health;
  health.on_write(at(0), false, "");
  EXPECT_EQ(told(health, 0), "1 a write failed");
  health.on_write(at(10), true, "");
  health.on_look(at(69), "");
  EXPECT_EQ(told(health, 69), "");
  health.on_look(at(70), "");
  EXPECT_EQ(told(health, 70), "ended over: a write failed");
  EXPECT_FALSE(health.fails());
}

// A look cannot see whether the medium takes what is written.
TEST(StorageHealthTest, AGoodLookDoesNotUndoAWriteThatFailed) {
  StorageHealth health;
  health.on_write(at(0), false, "disk I/O error");
  for (int second = 0; second < 300; second += 20) health.on_look(at(second), "");
  EXPECT_TRUE(health.fails());
}

TEST(StorageHealthTest, ADiskThatFailsWhileNothingIsWrittenIsToldByItsLook) {
  StorageHealth health;
  health.on_look(at(0), "the file system is read-only");
  EXPECT_EQ(told(health, 0), "1 the file system is read-only");
  health.on_write(at(1), true, "");
  EXPECT_TRUE(health.fails()) << "what was written then was written before";
}

TEST(StorageHealthTest, ADiskThatComesAndGoesIsToldWithinItsLimit) {
  StorageHealth health;
  int times = 0, begun = 0;
  for (int second = 0; second < 3'600; second += 62) {
    health.on_look(at(second), "full");
    for (auto event = health.next(at(second)); event; event = health.next(at(second))) begun += event->ended ? 0 : 1;
    ++times;
    health.on_look(at(second + 1), "");
    health.on_look(at(second + 61), "");
    while (health.next(at(second + 61))) {
    }
  }
  EXPECT_GT(times, 50);
  EXPECT_LE(begun, 9) << "three, then one each ten minutes";
}

TEST(StorageHealthTest, WhatGoesOnIsToldAgainInEachSession) {
  StorageHealth health;
  health.on_link_open();
  EXPECT_EQ(told(health, 0), "");
  health.on_look(at(1), "full");
  EXPECT_EQ(told(health, 1), "1 full");
  health.on_link_open();
  EXPECT_EQ(told(health, 2), "0 full");
}

}  // namespace
}  // namespace tongluo::test
