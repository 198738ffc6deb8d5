#include "protocol/base/spsc_queue.hpp"

#include <gtest/gtest.h>
#include <memory>
#include <thread>

#include "terminal-fw/audio/latest_value.hpp"

namespace tongluo {
namespace {

TEST(SpscQueue, GivesBackInOrderAndRefusesWhenFull) {
  SpscQueue<std::unique_ptr<int>, 4> queue;
  EXPECT_TRUE(queue.empty());
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < 4; ++i) ASSERT_TRUE(queue.try_push(std::make_unique<int>(i)));
    auto fifth = std::make_unique<int>(4);
    EXPECT_FALSE(queue.try_push(std::move(fifth)));
    EXPECT_TRUE(fifth);  // still the caller's
    EXPECT_EQ(queue.free_slots(), 0u);
    for (int i = 0; i < 4; ++i) EXPECT_EQ(**queue.try_pop(), i);
    EXPECT_FALSE(queue.try_pop());
  }
}

TEST(SpscQueue, TwoThreadsLoseAndDoubleNothing) {
  constexpr std::uint64_t kCount = 100'000;
  SpscQueue<std::uint64_t, 64> queue;
  std::thread producer([&] {
    for (std::uint64_t i = 0; i < kCount;)
      if (queue.try_push(std::uint64_t{i})) {
        ++i;
      } else {
        std::this_thread::yield();
      }
  });
  std::uint64_t expected = 0;
  bool in_order = true;
  while (expected < kCount) {
    if (const auto value = queue.try_pop()) {
      in_order = in_order && *value == expected++;
    } else {
      std::this_thread::yield();
    }
  }
  producer.join();
  EXPECT_TRUE(in_order);
  EXPECT_TRUE(queue.empty());
}

TEST(LatestValue, ReaderSeesWholeValuesThatNeverGoBack) {
  struct Pair {
    std::uint64_t a = 0, b = 0;
  };
  constexpr std::uint64_t kCount = 100'000;
  audio::LatestValue<Pair> latest;
  std::thread writer([&] {
    for (std::uint64_t i = 1; i <= kCount; ++i) latest.publish({i, i * 3});
  });
  std::uint64_t last = 0;
  bool whole = true;
  while (last < kCount) {
    const Pair value = latest.read();
    whole = whole && value.b == value.a * 3 && value.a >= last;
    last = value.a;
  }
  writer.join();
  EXPECT_TRUE(whole);
}

}  // namespace
}  // namespace tongluo
