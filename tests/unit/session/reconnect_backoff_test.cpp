#include "tests/unit/session/session_fixture.hpp"

namespace tongluo::session {
namespace {

constexpr double kAlmostOne = 0x1.fffffffffffffp-1;

TEST(ReconnectBackoff, DoublesUpToTwoMinutes) {
  ReconnectBackoff backoff;
  for (const int expected_ms :
       {500, 1'000, 2'000, 4'000, 8'000, 16'000, 32'000, 60'000, 60'000, 60'000, 60'000, 60'000, 60'000, 60'000})
    EXPECT_EQ(backoff.next_delay(0.5), milliseconds(expected_ms));
}

TEST(ReconnectBackoff, JitterIsFull) {
  for (int failures = 0; failures < 40; ++failures) {
    ReconnectBackoff low, high;
    for (int i = 0; i < failures; ++i) low.next_delay(0.5), high.next_delay(0.5);
    EXPECT_EQ(low.next_delay(0.0), milliseconds(0));
    const milliseconds longest = failures < 7 ? seconds(1 << failures) : seconds(120);
    EXPECT_EQ(high.next_delay(kAlmostOne), longest - milliseconds(1)) << failures;
  }
}

ReconnectBackoff after_failures(int count) {
  ReconnectBackoff backoff;
  for (int i = 0; i < count; ++i) backoff.next_delay(0.5);
  return backoff;
}

TEST(ReconnectBackoff, OnlyAStableMinuteResets) {
  struct Row {
    SteadyTime opened_at;
    SteadyTime::duration lasted;
    int expected_ms;
  };
  for (const Row& row : {Row{kStart, seconds(60), 500}, Row{kStart, seconds(60) - microseconds(1), 4'000},
                         Row{kStart, seconds(0), 4'000}, Row{SteadyTime::max(), seconds(0), 4'000}}) {
    ReconnectBackoff backoff = after_failures(3);
    backoff.on_session_ended(row.opened_at, row.opened_at == SteadyTime::max() ? kStart : row.opened_at + row.lasted);
    EXPECT_EQ(backoff.next_delay(0.5), milliseconds(row.expected_ms)) << row.lasted.count();
  }
}

TEST(ReconnectBackoff, AGoAwayWindowReplacesTheDelayOnce) {
  ReconnectBackoff backoff = after_failures(3);
  backoff.on_go_away(seconds(10), seconds(30));
  EXPECT_EQ(backoff.next_delay(0.25), seconds(15));
  EXPECT_EQ(backoff.next_delay(0.5), seconds(4)) << "the count of failures stands where it stood";
}

TEST(ReconnectBackoff, AWindowIsBoundedWhateverThePeerSays) {
  struct Row {
    milliseconds min, max, at_low, at_half;
  };
  for (const Row& row : {Row{seconds(0), seconds(3'600), seconds(0), seconds(60)},
                         Row{seconds(3'000), seconds(3'600), seconds(120), seconds(120)},
                         Row{seconds(5), seconds(5), seconds(5), seconds(5)}}) {
    ReconnectBackoff backoff;
    backoff.on_go_away(row.min, row.max);
    EXPECT_EQ(backoff.next_delay(0.0), row.at_low);
    backoff.on_go_away(row.min, row.max);
    EXPECT_EQ(backoff.next_delay(0.5), row.at_half);
  }
}

}  // namespace
}  // namespace tongluo::session
