#include "controller/live/live_stream.hpp"

#include "tests/unit/live/live_fixture.hpp"

namespace tongluo::live {
namespace {

std::vector<SharedTrain> drain(LiveStream& stream) {
  std::vector<SharedTrain> trains;
  while (auto train = stream.next_train()) trains.push_back(*train);
  return trains;
}

std::vector<SharedTrain> pushed(LiveStream& stream, int packets, int from = 0) {
  for (int i = from; i < from + packets; ++i)
    EXPECT_TRUE(stream.push(at(milliseconds(60) * (i + 1)), at(milliseconds(60) * i).wall, kOpus));
  return drain(stream);
}

stream::TrainVerifier verifier(const StreamSettings& of) {
  return {*sign::PublicKey::parse(Algorithm::ed25519, of.key->spki()), of.order, of.id};
}

TEST(LiveStream, PacketsOfATrainFollowThePlayoutDelay) {
  EXPECT_EQ(train_packets(milliseconds(500)), 1U);
  EXPECT_EQ(train_packets(milliseconds(999)), 1U);
  EXPECT_EQ(train_packets(seconds(1)), 2U);
  EXPECT_EQ(train_packets(milliseconds(1'999)), 2U);
  EXPECT_EQ(train_packets(seconds(2)), 4U);
  EXPECT_EQ(train_packets(seconds(5)), 4U);
}

TEST(LiveStream, AllSegmentsAreEqualAndTheManifestIsLastAndNotLarger) {
  for (const auto delay : {milliseconds(500), milliseconds(1'000), milliseconds(2'000)}) {
    LiveStream stream(settings(5, delay));
    const auto trains = pushed(stream, 4);
    ASSERT_EQ(trains.size(), 4 / train_packets(delay));
    for (const SharedTrain& train : trains) {
      ASSERT_EQ(train->packets, train_packets(delay));
      for (std::size_t i = 0; i < train->packets; ++i) {
        EXPECT_EQ(train->segment(i).size(), train->segment_bytes);
        EXPECT_TRUE(rtp::parse_rtp(train->segment(i)));
      }
      EXPECT_LE(train->segment(train->packets).size(), train->segment_bytes);
      EXPECT_TRUE(rtp::is_manifest(train->segment(train->packets)));
    }
  }
}

TEST(LiveStream, EachTrainVerifiesUnderItsOrderAndNamesItsPackets) {
  const StreamSettings made = settings(5);
  LiveStream stream(made);
  const auto trains = pushed(stream, 8);
  ASSERT_EQ(trains.size(), 2U);
  std::uint32_t sequence = made.first_sequence;
  for (const SharedTrain& train : trains) {
    const auto manifest = verifier(made).verify(train->segment(4));
    ASSERT_TRUE(manifest);
    EXPECT_EQ(manifest->first_sequence, sequence);
    for (std::size_t i = 0; i < 4; ++i) EXPECT_EQ(manifest->packets[i], stream::short_hash(train->segment(i)));
    sequence += 4;
  }
  StreamSettings other = made;
  other.order.octets.fill(std::byte{99});
  EXPECT_FALSE(verifier(other).verify(trains[0]->segment(4)));
}

TEST(LiveStream, AHalfFilledTrainLeavesWhenItsTimeIsOver) {
  LiveStream stream(settings(5));
  EXPECT_TRUE(pushed(stream, 2).empty());
  EXPECT_EQ(stream.next_deadline(), at(milliseconds(60) * 6).steady);  // four packets, one more for jitter
  stream.on_deadline(at(milliseconds(60) * 6));
  const auto trains = drain(stream);
  ASSERT_EQ(trains.size(), 1U);
  EXPECT_EQ(trains[0]->packets, 2U);
}

TEST(LiveStream, APauseMovesTheRtpClockButNotTheSequence) {
  LiveStream stream(settings(5, milliseconds(500)));
  pushed(stream, 1);
  const auto trains = pushed(stream, 1, 10);
  ASSERT_EQ(trains.size(), 1U);
  const auto packet = rtp::parse_rtp(trains[0]->segment(0));
  EXPECT_EQ(packet->sequence, 1'001);
  EXPECT_EQ(packet->timestamp, 77U + 10 * limits::kLivePacketSamples);
  EXPECT_TRUE(packet->marker);
}

TEST(LiveStream, TheEndIsSentThreeTimesAndNothingFollows) {
  const StreamSettings made = settings(5, milliseconds(500));
  LiveStream stream(made);
  pushed(stream, 1);
  Now now = at(milliseconds(60));
  stream.finish(now);
  int ends = 0;
  for (; stream.next_deadline() != SteadyTime::max(); now.steady = stream.next_deadline(), stream.on_deadline(now))
    ends += static_cast<int>(drain(stream).size());
  for (const SharedTrain& train : drain(stream)) {
    EXPECT_TRUE(verifier(made).verify(train->segment(0))->end);
    ++ends;
  }
  EXPECT_EQ(ends, 3);
  EXPECT_TRUE(stream.done());
  EXPECT_EQ(stream.push(now, now.wall, kOpus).error(), PushFault::finished);
}

TEST(LiveStream, TheLongestDurationEndsItAtTheSenderToo) {
  LiveStream stream(settings(5, milliseconds(500)));
  const auto last = settings(5).sounds_from + seconds(60) - milliseconds(500);
  ASSERT_TRUE(stream.push(at({}), last - microseconds(1), kOpus));
  LiveStream other(settings(5, milliseconds(500)));
  EXPECT_EQ(other.push(at({}), last, kOpus).error(), PushFault::finished);
  EXPECT_TRUE(other.exhausted());
}

TEST(LiveStream, RefusesPacketsOfAnotherSizeAndOfEarlierCapture) {
  LiveStream stream(settings(5));
  EXPECT_EQ(stream.push(at({}), at({}).wall, Bytes(179)).error(), PushFault::wrong_size);
  pushed(stream, 4);
  EXPECT_EQ(stream.push(at({}), at(milliseconds(60)).wall, kOpus).error(), PushFault::out_of_order);
}

TEST(LiveStream, SettingsOutsideTheSignedLimitsAreInvalid) {
  const auto changed = [](auto change) {
    StreamSettings made = settings(5);
    change(made);
    return is_valid(made);
  };
  EXPECT_TRUE(is_valid(settings(5)));
  EXPECT_FALSE(changed([](StreamSettings& s) { s.id = 0; }));
  EXPECT_FALSE(changed([](StreamSettings& s) { s.key = nullptr; }));
  EXPECT_FALSE(changed([](StreamSettings& s) { s.playout_delay = milliseconds(499); }));
  EXPECT_FALSE(changed([](StreamSettings& s) { s.playout_delay = milliseconds(5'001); }));
  EXPECT_FALSE(changed([](StreamSettings& s) { s.max_duration = seconds(601); }));
  EXPECT_FALSE(changed([](StreamSettings& s) { s.first_sequence = 32'768; }));
}

TEST(RepairRing, GivesTheSameOctetsAlsoAroundTheSequenceWrapAndForgetsOldTrains) {
  StreamSettings made = settings(5, milliseconds(1'000));
  made.first_sequence = 32'767;
  made.max_duration = limits::kMaxLiveDuration;
  made.sounds_from = at(std::chrono::hours(1)).wall;  // nothing exhausts
  LiveStream stream(made);
  std::vector<SharedTrain> trains;
  for (int i = 0; i < 32'800; ++i) {
    ASSERT_TRUE(stream.push(at(milliseconds(60) * i), at(milliseconds(60) * i).wall, kOpus));
    while (auto train = stream.next_train()) trains.push_back(*train);
  }
  const SharedTrain& last = trains.back();
  ASSERT_GT(last->first_sequence, 65'535U);
  for (std::size_t back = 1; back <= 30; ++back) {
    const Train& train = *trains[trains.size() - back];
    const auto sequence = static_cast<std::uint16_t>(train.first_sequence + 1);
    EXPECT_EQ(stream.ring().packet(sequence).data(), train.segment(1).data()) << back;
    EXPECT_EQ(stream.ring().manifest(sequence).data(), train.segment(2).data()) << back;
  }
  const Train& old = *trains[trains.size() - 40];  // 4.8 s
  EXPECT_TRUE(stream.ring().packet(static_cast<std::uint16_t>(old.first_sequence)).empty());
  EXPECT_TRUE(stream.ring().packet(static_cast<std::uint16_t>(last->first_sequence + 2)).empty());  // not yet
  EXPECT_LE(stream.ring().size(), 36U);
}

}  // namespace
}  // namespace tongluo::live
