// Whoever can send datagrams, or sits on the path, against the media socket: nobody is made to receive what he did not
// ask for, nobody's stream is taken, and the work for it is bounded.

#include "tests/unit/live/live_fixture.hpp"

namespace tongluo::live {
namespace {

TEST(LiveAttack, RandomForgedReplayedAndReflectedPacketsAreNeverAnswered) {
  County county;
  Peer peer(1), thief(2);
  county.add(peer, 5);
  county.desk.open(at({}), settings(5));
  const Bytes opened = peer.seal.seal(rtp::Open{5});
  const auto challenge = county.from(at({}), peer.where, opened);
  ASSERT_EQ(challenge.size(), 1U);
  EXPECT_TRUE(county.from(at({}), peer.where, opened).empty());                          // replayed
  EXPECT_TRUE(county.from(at({}), address(66), opened).empty());                         // from elsewhere
  EXPECT_TRUE(county.from(at({}), peer.where, challenge[0]).empty());                    // reflected
  EXPECT_TRUE(county.from(at({}), thief.where, thief.seal.seal(rtp::Open{5})).empty());  // no session
  stream::MediaSeal forged(stream::End::terminal, token(1), exported(2));
  EXPECT_TRUE(county.from(at({}), thief.where, forged.seal(rtp::Open{5})).empty());
  Bytes garbage(60, std::byte{1});
  EXPECT_TRUE(county.from(at({}), thief.where, garbage).empty());
  EXPECT_TRUE(county.from(at({}), thief.where, {}).empty());
  const LiveCounters& counters = county.desk.counters();
  EXPECT_EQ(counters.replayed, 2U);
  EXPECT_EQ(counters.bad_seals, 2U);
  EXPECT_GE(counters.foreign_tokens + counters.malformed, 3U);
}

TEST(LiveAttack, AnUnprovenAddressGetsAtMostSixteenOctetsMoreThanItSent) {
  County county;
  Peer peer(1);
  county.add(peer, 5);
  county.desk.open(at({}), settings(5));
  county.push(5, 8);
  for (const rtp::ControlBody& body :
       {rtp::ControlBody(rtp::Open{5}), rtp::ControlBody(rtp::TimeQuery{1}),
        rtp::ControlBody(rtp::Nack{5, std::vector<rtp::NackEntry>(16, {false, 1'000, 0xffff})}),
        rtp::ControlBody(rtp::Close{5}), rtp::ControlBody(rtp::Echo{})}) {
    const Bytes asked = peer.seal.seal(body);
    const auto answers = county.from(at({}), address(77), asked);
    ASSERT_LE(answers.size(), 1U);
    for (const Bytes& answer : answers) EXPECT_LE(answer.size(), asked.size() + 16);
  }
}

TEST(LiveAttack, AChallengeIsGoodOnlyForItsSessionItsAddressAndAShortTime) {
  County county;
  Peer one(1), two(2);
  county.add(one, 5);
  county.add(two, 5);
  const auto nonce_for = [&](Now now, Peer& peer) {
    const auto answers = county.say(now, peer, rtp::Open{5});
    return std::get<rtp::Challenge>(*peer.seal.open(answers.at(0))).nonce;
  };
  const Nonce of_one = nonce_for(at({}), one);
  EXPECT_TRUE(county.say(at({}), two, rtp::Echo{of_one}).empty());
  EXPECT_TRUE(county.from(at({}), address(50), one.seal.seal(rtp::Echo{of_one})).empty());
  EXPECT_TRUE(county.say(at(2 * kChallengeEpoch), one, rtp::Echo{of_one}).empty());
  EXPECT_EQ(county.desk.proven(), 0U);
  EXPECT_EQ(county.desk.counters().bad_echoes, 3U);
  EXPECT_EQ(county.say(at(seconds(1)), one, rtp::Echo{nonce_for(at({}), one)}).size(), 1U);
}

TEST(LiveAttack, ANackFloodIsHeldToTheSessionsBudget) {
  County county;
  Peer peer(1);
  county.add(peer, 5);
  county.desk.open(at({}), settings(5));
  county.join(at({}), peer, 5);
  county.push(5, 40);
  const std::vector<rtp::NackEntry> all(16, {false, 1'000, 0xffff});
  std::size_t octets = 0;
  for (int ms = 0; ms < 2'000; ms += 10)
    for (const Bytes& answer : county.say(at(seconds(3) + milliseconds(ms)), peer, rtp::Nack{5, all}))
      octets += answer.size();
  EXPECT_LE(octets, kRepairBurstBytes + 2 * kRepairBytesPerSecond);
  EXPECT_GT(octets, kRepairBurstBytes);
  EXPECT_GT(county.desk.counters().repairs_refused, 0U);
}

TEST(LiveAttack, WhatIsAskedAgainWithinHalfARoundTripIsNotGivenTwice) {
  County county;
  Peer peer(1);
  county.add(peer, 5);
  county.desk.open(at({}), settings(5));
  const auto challenge = county.say(at({}), peer, rtp::Open{5});
  const Nonce nonce = std::get<rtp::Challenge>(*peer.seal.open(challenge.at(0))).nonce;
  county.say(at(milliseconds(100)), peer, rtp::Echo{nonce});
  county.push(5, 8);
  const rtp::Nack both{5, {{false, 1'001, 0}, {true, 1'001, 0}, {false, 1'001, 0}}};
  const microseconds asked = seconds(1);
  EXPECT_EQ(county.say(at(asked), peer, both).size(), 2U);
  EXPECT_TRUE(county.say(at(asked + milliseconds(49)), peer, both).empty());
  EXPECT_EQ(county.say(at(asked + milliseconds(49)), peer, rtp::Nack{5, {{false, 1'002, 0}}}).size(), 1U);
  EXPECT_EQ(county.say(at(asked + milliseconds(50)), peer, both).size(), 2U);
  EXPECT_EQ(county.desk.counters().repairs_repeated, 5U);
  EXPECT_EQ(county.desk.counters().repairs, 5U);
}

TEST(LiveAttack, OneOfTenThousandSessionsIsFoundByItsTokenAndOthersDoNotNotice) {
  County county;
  constexpr unsigned kSessions = 10'000;
  for (unsigned n = 1; n <= kSessions; ++n) county.add(Peer(n), 5);
  county.desk.open(at({}), settings(5));
  EXPECT_EQ(county.desk.sessions(), kSessions);
  Peer last(kSessions), first(1);
  county.join(at({}), last, 5);
  county.join(at({}), first, 5);
  county.push(5, 4);
  EXPECT_EQ(county.deliver(at(seconds(1))), (std::map<unsigned, int>{{1, 1}, {kSessions, 1}}));
  county.desk.remove_session(kSessions);
  EXPECT_TRUE(county.say(at(seconds(1)), last, rtp::Open{5}).empty());
}

TEST(LiveAttack, ATokenOrSessionThatIsKnownIsRefused) {
  County county;
  county.add(Peer(1), 5);
  county.desk.add_session(Peer(1).session());
  MediaSession same_token = Peer(2).session();
  same_token.token = token(1);
  county.desk.add_session(same_token);
  EXPECT_EQ(county.desk.sessions(), 1U);
  EXPECT_EQ(county.desk.counters().sessions_refused, 2U);
}

}  // namespace
}  // namespace tongluo::live
