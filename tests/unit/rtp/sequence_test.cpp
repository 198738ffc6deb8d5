#include "protocol/rtp/sequence.hpp"

#include <gtest/gtest.h>

namespace tongluo::rtp {
namespace {

TEST(ExtendSequence, IsTheNumberNearestToTheReference) {
  struct Row {
    std::uint32_t reference;
    std::uint16_t wire;
    std::uint32_t expected;
  };
  const Row rows[] = {
      {0, 0, 0},
      {0, 5, 5},
      {10, 5, 5},
      {0xffff, 0, 0x10000},
      {0x10000, 0xffff, 0xffff},
      {0x1fffe, 2, 0x20002},
      {0x20002, 0xfffe, 0x1fffe},
      {100, 0xffff, 0xffff},  // nothing lies below zero
      {0x12345, 0x2345, 0x12345},
  };
  for (const Row& row : rows) EXPECT_EQ(extend_sequence(row.reference, row.wire), row.expected) << row.reference;
}

TEST(ExtendSequence, FollowsACounterThroughThreeWraps) {
  std::uint32_t reference = 30'000;
  for (std::uint32_t n = 30'001; n < 3 * 65'536; n += 777) {
    reference = extend_sequence(reference, static_cast<std::uint16_t>(n));
    ASSERT_EQ(reference, n);
  }
}

}  // namespace
}  // namespace tongluo::rtp
