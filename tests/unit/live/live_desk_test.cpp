#include "controller/live/live_desk.hpp"

#include "protocol/rtp/stream_framing.hpp"
#include "tests/unit/live/live_fixture.hpp"

namespace tongluo::live {
namespace {

TEST(LiveDesk, TheSameTrainsGoOverTheControlChannelFramedOnce) {
  County county;
  for (unsigned n = 1; n <= 3; ++n) {
    county.add(Peer(n), 5);
    county.desk.request_over_control(n, 5, true);
  }
  county.desk.open(at({}), settings(5));
  county.push(5, 4);
  ASSERT_EQ(county.over_control.size(), 1U);
  EXPECT_EQ(county.over_control[0].sessions.size(), 3U);
  const auto packets = rtp::unframe_packets(county.over_control[0].packets);
  ASSERT_EQ(packets->size(), 5U);
  EXPECT_TRUE(rtp::is_manifest(packets->back()));
  county.desk.request_over_control(1, 5, false);
  county.push(5, 4, 4);
  EXPECT_EQ(county.over_control[1].sessions.size(), 2U);
  for (const SessionId session : county.over_control[1].sessions) EXPECT_NE(session, 1U);
}

TEST(LiveDesk, WhoIsNotAdmittedGetsNothingOverTheControlChannelEither) {
  County county;
  county.desk.add_session(Peer(1).session());
  county.desk.open(at({}), settings(5));
  county.desk.request_over_control(1, 5, true);
  county.push(5, 4);
  EXPECT_TRUE(county.over_control.empty());
}

TEST(LiveDesk, EachOpenedStreamEndsOnceWithItsReason) {
  County county;
  county.desk.open(at({}), settings(1));
  county.desk.open(at({}), settings(1));  // its id is in use
  county.desk.open(at({}), settings(2));
  county.desk.open(at({}), settings(3));
  county.desk.end(at({}), 1);
  county.desk.stop(at({}), 2);
  county.desk.stop(at({}), 2);
  county.desk.push(at({}), {3, settings(3).sounds_from + seconds(60), kOpus});
  county.desk.end(at({}), 3);
  county.take();
  ASSERT_EQ(county.over.size(), 4U);
  EXPECT_EQ(county.over[0].end, StreamEnd::unusable);
  EXPECT_EQ(county.over[1].end, StreamEnd::ended);
  EXPECT_EQ(county.over[2].end, StreamEnd::stopped);
  EXPECT_EQ(county.over[3].end, StreamEnd::exhausted);
}

TEST(LiveDesk, AStoppedStreamSendsItsEndAndNoAudioThatWaited) {
  County county;
  Peer peer(1);
  county.add(peer, 5);
  county.desk.open(at({}), settings(5));
  county.join(at({}), peer, 5);
  county.push(5, 4);
  county.desk.stop(at(milliseconds(240)), 5);
  const auto portion = county.desk.next_portion(at(milliseconds(240)).steady);
  ASSERT_TRUE(portion);
  EXPECT_TRUE(portion->train->end);
  EXPECT_FALSE(county.desk.next_portion(at(milliseconds(240)).steady));
}

TEST(LiveDesk, RepairsGoOnForAWhileAfterTheEndThenTheStreamIsGone) {
  County county;
  Peer peer(1);
  county.add(peer, 5);
  county.desk.open(at({}), settings(5));
  county.join(at({}), peer, 5);
  county.push(5, 4);
  county.desk.end(at(milliseconds(240)), 5);
  EXPECT_EQ(county.say(at(seconds(4)), peer, rtp::Nack{5, {{false, 1'001, 0}}}).size(), 1U);
  county.desk.on_deadline(at(milliseconds(4'240)));
  EXPECT_EQ(county.desk.streams(), 0U);
  EXPECT_TRUE(county.say(at(seconds(5)), peer, rtp::Nack{5, {{false, 1'001, 0}}}).empty());
}

TEST(LiveDesk, MoreStreamsThanTheLimitAreRefused) {
  County county;
  for (StreamId id = 1; id <= kMaxStreams + 1; ++id) county.desk.open(at({}), settings(id));
  county.take();
  EXPECT_EQ(county.desk.streams(), kMaxStreams);
  EXPECT_EQ(county.desk.counters().streams_refused, 1U);
}

}  // namespace
}  // namespace tongluo::live
