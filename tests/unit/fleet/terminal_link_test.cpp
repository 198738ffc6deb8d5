// One terminal's modelled link: messages in order and late, datagrams late, lost or cut off by the NAT, cells that go
// down and come back. Time is handed in.

#include "tools/fleet/terminal_link.hpp"

#include <gtest/gtest.h>

namespace tongluo::fleet {
namespace {

constexpr SteadyTime kBegin{seconds(1'000)};

link_model::Profile plain(microseconds delay = milliseconds(40)) { return {.name = "plain", .delay = delay}; }

wire::ClipRequest request(std::uint32_t first) {
  wire::ClipRequest message;
  message.first_chunk = first;
  return message;
}

std::uint32_t first_of(const Arrived& arrived) {
  return std::get<wire::ClipRequest>(std::get<ToController>(arrived.what).message).first_chunk;
}

TEST(TerminalLink, AMessageArrivesAfterItsDelayAndNotBefore) {
  TerminalLink link(plain(), 1, kBegin);
  link.send_up(kBegin, request(7));
  EXPECT_EQ(link.next_due(), kBegin + milliseconds(40));
  EXPECT_FALSE(link.next(kBegin + milliseconds(39)));
  const auto arrival = link.next(kBegin + milliseconds(40));
  ASSERT_TRUE(arrival);
  EXPECT_EQ(arrival->at, kBegin + milliseconds(40));
  EXPECT_EQ(first_of(*arrival), 7u);
  EXPECT_EQ(link.next_due(), SteadyTime::max());
}

TEST(TerminalLink, MessagesKeepTheirOrderOnABadLink) {
  TerminalLink link(*link_model::find_profile("storm"), 3, kBegin);
  for (std::uint32_t i = 0; i < 500; ++i) link.send_up(kBegin + milliseconds(i), request(i));
  std::uint32_t expected = 0;
  while (link.next_due() != SteadyTime::max()) {
    const auto arrival = link.next(link.next_due());
    ASSERT_TRUE(arrival);
    EXPECT_EQ(first_of(*arrival), expected++);
  }
  EXPECT_EQ(expected, 500u);
}

TEST(TerminalLink, AHeartbeatsWayUpIsInTheControllersStamps) {
  TerminalLink link(plain(), 1, kBegin);
  const WallTime stamped = wall_from_us(1'800'000'000'000'000);
  link.send_down(kBegin, wire::HeartbeatSeen{1, stamped, stamped, stamped + milliseconds(1), {}});
  const auto arrival = link.next(kBegin + milliseconds(80));
  ASSERT_TRUE(arrival);
  const auto& seen = std::get<wire::HeartbeatSeen>(std::get<ToTerminal>(arrival->what).message);
  EXPECT_EQ(seen.sent_at, stamped);
  EXPECT_EQ(seen.received_at, stamped + milliseconds(40));
  EXPECT_EQ(seen.replied_at, stamped + milliseconds(41));
}

TEST(TerminalLink, DatagramsAreLostOnALossyLinkAndNeverOnAGoodOne) {
  const Bytes datagram(100);
  TerminalLink good(plain(), 1, kBegin),
      bad(link_model::random_loss(0.5, milliseconds(10), microseconds(0)), 1, kBegin);
  for (int i = 0; i < 200; ++i) {
    good.datagram_up(kBegin + milliseconds(i), datagram);
    bad.datagram_up(kBegin + milliseconds(i), datagram);
  }
  EXPECT_EQ(good.counters().datagrams_lost, 0u);
  EXPECT_GT(bad.counters().datagrams_lost, 50u);
  EXPECT_LT(bad.counters().datagrams_lost, 150u);
}

TEST(TerminalLink, AnIdleMappingLetsNothingInAndTheNextOneIsAnotherPort) {
  link_model::Profile profile = plain();
  profile.nat_timeout = seconds(60);
  TerminalLink link(profile, 1, kBegin);
  const Bytes datagram(100);
  link.datagram_up(kBegin, datagram);
  ASSERT_TRUE(link.next(kBegin + seconds(1)));
  link.datagram_down(kBegin + seconds(59), datagram);
  EXPECT_EQ(link.counters().datagrams_lost, 0u);
  ASSERT_TRUE(link.next(kBegin + seconds(60)));
  link.datagram_down(kBegin + seconds(61), datagram);
  EXPECT_EQ(link.counters().datagrams_lost, 1u);
  link.datagram_up(kBegin + seconds(62), datagram);
  const auto arrival = link.next(kBegin + seconds(63));
  ASSERT_TRUE(arrival);
  EXPECT_TRUE(std::get<DatagramUp>(arrival->what).new_port);
}

TEST(TerminalLink, WhileACellIsDownNothingArrivesAndTheStreamGoesOnAfterwards) {
  TerminalLink link(plain(), 1, kBegin);
  link.send_up(kBegin, request(1));
  link.datagram_up(kBegin, Bytes(100));
  link.go_down(kBegin + milliseconds(10));
  link.send_up(kBegin + seconds(1), request(2));
  link.datagram_up(kBegin + seconds(1), Bytes(100));
  EXPECT_EQ(link.next_due(), SteadyTime::max());
  EXPECT_FALSE(link.next(kBegin + seconds(30)));
  link.come_back(kBegin + seconds(30));
  EXPECT_FALSE(link.next(kBegin + seconds(30)));
  for (std::uint32_t i = 1; i <= 2; ++i) {
    const auto arrival = link.next(kBegin + seconds(31));
    ASSERT_TRUE(arrival);
    EXPECT_EQ(first_of(*arrival), i);
  }
  EXPECT_FALSE(link.next(kBegin + seconds(60)));
  EXPECT_EQ(link.counters().datagrams_lost, 2u);
}

TEST(TerminalLink, TheTransportGivesUpInTheEnd) {
  TerminalLink link(plain(), 1, kBegin);
  EXPECT_FALSE(link.lost(kBegin + seconds(3'600)));
  link.go_down(kBegin);
  EXPECT_EQ(link.lost_at(), kBegin + TerminalLink::kGivesUpAfter);
  EXPECT_FALSE(link.lost(kBegin + TerminalLink::kGivesUpAfter - microseconds(1)));
  EXPECT_TRUE(link.lost(kBegin + TerminalLink::kGivesUpAfter));
}

TEST(TerminalLink, IsBounded) {
  TerminalLink link(plain(), 1, kBegin);
  for (std::size_t i = 0; i < TerminalLink::kMaxWaiting; ++i) {
    link.send_up(kBegin, request(0));
    link.datagram_up(kBegin, Bytes(10));
  }
  EXPECT_FALSE(link.lost(kBegin));
  link.send_up(kBegin, request(0));
  link.datagram_up(kBegin, Bytes(10));
  EXPECT_EQ(link.counters().streams_refused, 1u);
  EXPECT_EQ(link.counters().datagrams_refused, 1u);
  EXPECT_TRUE(link.lost(kBegin));
  link.on_session_ended();
  EXPECT_FALSE(link.lost(kBegin));
  EXPECT_EQ(link.next_due(), SteadyTime::max());
}

TEST(TerminalLink, TheSameSeedGivesTheSameInstants) {
  const auto trace = [](std::uint64_t seed) {
    TerminalLink link(*link_model::find_profile("4g-bad"), seed, kBegin);
    std::vector<SteadyTime> dues;
    for (int i = 0; i < 100; ++i) {
      link.send_up(kBegin + milliseconds(10 * i), request(0));
      link.datagram_up(kBegin + milliseconds(10 * i), Bytes(200));
    }
    while (link.next_due() != SteadyTime::max()) {
      dues.push_back(link.next_due());
      link.next(link.next_due());
    }
    return dues;
  };
  EXPECT_EQ(trace(5), trace(5));
  EXPECT_NE(trace(5), trace(6));
}

}  // namespace
}  // namespace tongluo::fleet
