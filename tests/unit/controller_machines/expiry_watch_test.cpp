// What ends is announced 90, 30 and 7 days ahead and when it has ended, each once.

#include "controller/core/expiry_watch.hpp"

#include <gtest/gtest.h>

namespace tongluo::controller {
namespace {

using Days = std::chrono::days;
const WallTime kEnd = wall_from_us(1'800'000'000'000'000);

Expiry ends(const char* subject, WallTime at) { return {subject, at, std::nullopt}; }

TEST(ExpiryWatch, AnnouncesEachStepOnceAtItsExactInstant) {
  ExpiryWatch watch;
  watch.watch({ends("trust list 1", kEnd)});
  for (const std::uint32_t days : {90U, 30U, 7U, 0U}) {
    const WallTime at = kEnd - Days(days);
    EXPECT_TRUE(watch.due(at - microseconds(1)).empty()) << days;
    EXPECT_EQ(watch.next_step(at - microseconds(1)), at);
    const auto due = watch.due(at);
    ASSERT_EQ(due.size(), 1U) << days;
    EXPECT_EQ(due.front().announced_days, days);
    EXPECT_TRUE(watch.due(at).empty());
  }
  EXPECT_EQ(watch.next_step(kEnd), WallTime::max());
}

TEST(ExpiryWatch, AfterALongStopOnlyTheNearestStepIsAnnounced) {
  ExpiryWatch watch;
  watch.watch({ends("key", kEnd)});
  const auto due = watch.due(kEnd - Days(3));
  ASSERT_EQ(due.size(), 1U);
  EXPECT_EQ(due.front().announced_days, 7U);
}

TEST(ExpiryWatch, WatchingTheSameAgainAnnouncesNothingButARenewalStartsAnew) {
  ExpiryWatch watch;
  watch.watch({ends("key", kEnd)});
  ASSERT_EQ(watch.due(kEnd - Days(20)).size(), 1U);
  watch.watch({ends("key", kEnd)});
  EXPECT_TRUE(watch.due(kEnd - Days(20)).empty());
  watch.watch({ends("key", kEnd + Days(365))});
  EXPECT_TRUE(watch.due(kEnd - Days(20)).empty());
  EXPECT_EQ(watch.due(kEnd + Days(365) - Days(90)).size(), 1U);
}

TEST(ExpiryWatch, SoonestFirst) {
  ExpiryWatch watch;
  watch.watch({ends("later", kEnd + Days(1)), ends("sooner", kEnd)});
  EXPECT_EQ(watch.all().front().subject, "sooner");
  const auto due = watch.due(kEnd + Days(1));
  ASSERT_EQ(due.size(), 2U);
  EXPECT_EQ(due.front().subject, "sooner");
}

}  // namespace
}  // namespace tongluo::controller
