// The media socket's rules (PROTOCOL.md 11.2) with real seals: who is answered, where trains go, when an address is
// forgotten.

#include "tests/unit/live/live_fixture.hpp"

namespace tongluo::live {
namespace {

TEST(LiveListeners, AStreamFlowsToTheAddressThatEchoed) {
  County county;
  Peer peer(1);
  county.add(peer, 5);
  county.desk.open(at({}), settings(5));
  EXPECT_EQ(county.join(at({}), peer, 5), rtp::StreamState::flowing);
  county.push(5, 4);
  EXPECT_EQ(county.deliver(at(seconds(1))), (std::map<unsigned, int>{{1, 1}}));
}

TEST(LiveListeners, NothingFlowsToAnAddressThatOnlyAsked) {
  County county;
  Peer peer(1);
  county.add(peer, 5);
  county.desk.open(at({}), settings(5));
  county.say(at({}), peer, rtp::Open{5});
  county.push(5, 4);
  EXPECT_TRUE(county.deliver(at(seconds(1))).empty());
}

TEST(LiveListeners, OnlyASessionThatWasDeliveredTheOrderIsAdmitted) {
  County county;
  Peer peer(1);
  county.desk.add_session(peer.session());
  county.desk.open(at({}), settings(5));
  EXPECT_EQ(county.join(at({}), peer, 5), rtp::StreamState::not_admitted);
  county.push(5, 4);
  EXPECT_TRUE(county.deliver(at(seconds(1))).empty());
  county.desk.admit(at(seconds(1)), 1, 5);  // the order arrives later than the Open: it is told, and joined
  county.sent.clear();
  county.take();
  ASSERT_EQ(county.sent.size(), 1U);
  EXPECT_EQ(*peer.seal.open(county.sent[0].second), rtp::ControlBody(rtp::Opened{5, rtp::StreamState::flowing}));
  county.push(5, 4, 4);
  EXPECT_EQ(county.deliver(at(seconds(1)))[1], 1);
}

TEST(LiveListeners, WhoOpensBeforeTheStreamIsToldWhenItBegins) {
  County county;
  Peer peer(1);
  county.add(peer, 5);
  EXPECT_EQ(county.join(at({}), peer, 5), rtp::StreamState::not_started);
  county.sent.clear();
  county.desk.open(at(seconds(1)), settings(5));
  county.take();
  ASSERT_EQ(county.sent.size(), 1U);
  EXPECT_EQ(*peer.seal.open(county.sent[0].second), rtp::ControlBody(rtp::Opened{5, rtp::StreamState::flowing}));
}

TEST(LiveListeners, AnEndedStreamIsSaidToHaveEnded) {
  County county;
  Peer peer(1);
  county.add(peer, 5);
  county.desk.open(at({}), settings(5));
  county.join(at({}), peer, 5);
  county.desk.end(at(seconds(1)), 5);
  county.desk.on_deadline(at(seconds(10)));
  const auto answers = county.say(at(seconds(10)), peer, rtp::Open{5});
  ASSERT_EQ(answers.size(), 1U);
  EXPECT_EQ(std::get<rtp::Opened>(*peer.seal.open(answers[0])).state, rtp::StreamState::ended);
}

TEST(LiveListeners, CloseLeavesWithinOneTrain) {
  County county;
  Peer peer(1);
  county.add(peer, 5);
  county.desk.open(at({}), settings(5));
  county.join(at({}), peer, 5);
  EXPECT_TRUE(county.say(at({}), peer, rtp::Close{5}).empty());
  county.push(5, 4);
  EXPECT_TRUE(county.deliver(at(seconds(1))).empty());
}

TEST(LiveListeners, ANewAddressOfANatIsChallengedThenTheStreamMoves) {
  County county;
  Peer peer(1);
  county.add(peer, 5);
  county.desk.open(at({}), settings(5));
  county.join(at({}), peer, 5);
  peer.where = address(2);
  for (const rtp::ControlBody& body : {rtp::ControlBody(rtp::TimeQuery{1}), rtp::ControlBody(rtp::Nack{5, {{}}})}) {
    const auto answers = county.say(at(seconds(1)), peer, body);
    ASSERT_EQ(answers.size(), 1U);
    EXPECT_TRUE(std::holds_alternative<rtp::Challenge>(*peer.seal.open(answers[0])));
  }
  county.push(5, 4);
  EXPECT_EQ(county.deliver(at(seconds(1)))[1], 1);  // until it moved, the old one
  county.join(at(seconds(1)), peer, 5);
  county.push(5, 4, 4);
  EXPECT_EQ(county.deliver(at(seconds(2))), (std::map<unsigned, int>{{2, 1}}));
  EXPECT_EQ(county.desk.counters().moves, 1U);
}

TEST(LiveListeners, AnAddressThatIsSilentFor35SecondsIsForgotten) {
  County county;
  Peer peer(1);
  county.add(peer, 5);
  county.desk.open(at({}), settings(5));
  county.join(at({}), peer, 5);
  county.desk.on_deadline(at(seconds(35)));
  EXPECT_EQ(county.desk.proven(), 1U);
  county.desk.on_deadline(at(seconds(37)));
  EXPECT_EQ(county.desk.proven(), 0U);
  EXPECT_EQ(county.desk.counters().expired, 1U);
  county.push(5, 4);
  EXPECT_TRUE(county.deliver(at(seconds(38))).empty());
}

TEST(LiveListeners, TimeIsAnsweredWithTheMomentOfArrival) {
  County county;
  Peer peer(1);
  county.add(peer, 5);
  county.join(at({}), peer, 5);
  county.sent.clear();
  const Now now = at(seconds(1));
  county.desk.on_datagram(now, now.wall - microseconds(250), peer.where, peer.seal.seal(rtp::TimeQuery{42}));
  county.take();
  ASSERT_EQ(county.sent.size(), 1U);
  EXPECT_EQ(*peer.seal.open(county.sent[0].second),
            rtp::ControlBody(rtp::TimeAnswer{42, now.wall - microseconds(250), now.wall}));
}

TEST(LiveListeners, ANackIsAnsweredWithTheSameOctets) {
  County county;
  Peer peer(1);
  county.add(peer, 5);
  county.desk.open(at({}), settings(5));
  county.join(at({}), peer, 5);
  county.push(5, 8);
  const auto answers = county.say(at(seconds(1)), peer, rtp::Nack{5, {{false, 1'001, 0b101}, {true, 1'004, 0b111}}});
  ASSERT_EQ(answers.size(), 4U);  // the four packets of the second train name one manifest
  const auto expected = [&](std::size_t train, std::size_t segment) {
    const ByteView octets = county.trains[train]->segment(segment);
    return Bytes(octets.begin(), octets.end());
  };
  EXPECT_EQ(answers[0], expected(0, 1));
  EXPECT_EQ(answers[1], expected(0, 2));
  EXPECT_EQ(answers[2], expected(1, 0));
  EXPECT_EQ(answers[3], expected(1, 4));
}

TEST(LiveListeners, OneSessionMayWishForFourStreamsAndTheOldestLeaves) {
  County county;
  Peer peer(1);
  county.desk.add_session(peer.session());
  for (StreamId id = 1; id <= kMaxWishes + 1; ++id) {
    county.desk.admit(at({}), 1, id);
    county.desk.open(at({}), settings(id));
  }
  county.join(at({}), peer, 1);
  for (StreamId id = 2; id <= kMaxWishes + 1; ++id) county.say(at({}), peer, rtp::Open{id});
  for (StreamId id = 1; id <= kMaxWishes + 1; ++id) county.push(id, 4);
  EXPECT_EQ(county.deliver(at(seconds(1)))[1], static_cast<int>(kMaxWishes));
}

TEST(LiveListeners, WhatASessionSpentBothWaysIsToldWhenItLeaves) {
  County county;
  Peer peer(1);
  county.add(peer, 5);
  county.desk.open(at({}), settings(5));
  county.join(at({}), peer, 5);
  county.push(5, 8);
  county.say(at(seconds(1)), peer, rtp::Nack{5, {{false, 1'001, 0}}});
  const std::uint64_t up = county.up;
  Bytes forged = peer.seal.seal(rtp::Open{5});
  forged.back() ^= std::byte{1};
  county.from(at(seconds(1)), peer.where, forged);  // anybody's: nobody's data plan
  county.desk.remove_session(1);
  county.take();
  EXPECT_EQ(county.spent[1].up, up);
  EXPECT_EQ(county.spent[1].down, county.trains[0]->octets.size() + county.trains[1]->octets.size() + county.down);
  EXPECT_EQ(county.desk.sessions(), 0U);
}

TEST(LiveListeners, WhatASessionSpendsIsToldEachMinuteAndOnlyOnce) {
  County county;
  Peer peer(1);
  county.add(peer, 5);
  county.desk.open(at({}), settings(5));
  county.desk.on_deadline(at({}));
  county.join(at({}), peer, 5);
  county.push(5, 4);
  county.desk.on_deadline(at(kSpentInterval - milliseconds(1)));
  county.take();
  EXPECT_TRUE(county.spent.empty());
  county.say(at(seconds(30)), peer, rtp::Open{5});
  for (int i = 0; i < 2; ++i) {
    county.desk.on_deadline(at(kSpentInterval * (i + 1)));
    county.take();
  }
  EXPECT_EQ(county.spent[1].up, county.up);
  EXPECT_EQ(county.spent[1].down, county.trains[0]->octets.size() + county.down);
}

}  // namespace
}  // namespace tongluo::live
