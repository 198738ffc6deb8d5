// The receiver's rules one by one; the test is sender, clock and owner. T is at 10 s, D is one second: packet i of a
// stream that begins in time is captured at 9 s + i · 60 ms and sounds one second later.

#include "terminal-fw/live/live_receiver.hpp"

#include <gtest/gtest.h>

#include "tests/unit/terminal_live/live_fixture.hpp"

namespace tongluo::live {
namespace {

constexpr std::uint32_t kFirst = 65'500;

class LiveReceiverTest : public testing::Test {
 protected:
  static SteadyTime capture(std::uint32_t index) { return ms(9'000 + 60 * index); }
  static Train train(std::uint32_t index, std::size_t count = 1, bool end = false) {
    return train_of(kFirst + index, count, at(capture(index)).wall, end);
  }
  void give(SteadyTime now, const Bytes& datagram) {
    receiver_.on_datagram(at(now), datagram);
    drain(receiver_, out_);
  }
  void give(SteadyTime now, const Train& train) {
    for (const Bytes& packet : train.packets) give(now, packet);
    give(now, train.manifest);
  }
  void give_framed(SteadyTime now, const Train& train) {
    std::vector<ByteView> views(train.packets.begin(), train.packets.end());
    views.emplace_back(train.manifest);
    receiver_.on_framed(at(now), rtp::frame_packets(views));
    drain(receiver_, out_);
  }
  // Every deadline up to then.
  void run_until(SteadyTime end) {
    for (int i = 0; i < 10'000 && receiver_.next_deadline() <= end; ++i) {
      receiver_.on_deadline(at(std::max(receiver_.next_deadline(), SteadyTime{})));
      drain(receiver_, out_);
    }
    EXPECT_GT(receiver_.next_deadline(), end) << "deadlines spin";
  }
  std::vector<std::uint32_t> played() const {
    std::vector<std::uint32_t> result;
    for (const rtp::LivePacket& packet : out_.played)
      if (!packet.last) result.push_back(packet.sequence - kFirst);
    return result;
  }
  LiveReceiver receiver_{at(ms(8'500)), stream_of(seconds(1), ms(10'000))};
  Outputs out_;
  using Indices = std::vector<std::uint32_t>;
};

TEST_F(LiveReceiverTest, NothingComesOutBeforeItsManifestVerified) {
  const Train first = train(0, 4);
  for (const Bytes& packet : first.packets) give(ms(9'300), packet);
  EXPECT_TRUE(out_.played.empty());
  give(ms(9'300), first.manifest);
  EXPECT_EQ(played(), (Indices{0, 1, 2, 3}));
  EXPECT_EQ(out_.played[1].position, limits::kLivePacketSamples);
}

TEST_F(LiveReceiverTest, TheManifestMayComeFirst) {
  const Train first = train(0);
  give(ms(9'100), first.manifest);
  EXPECT_TRUE(out_.played.empty());
  give(ms(9'120), first.packets[0]);
  EXPECT_EQ(played(), Indices{0});
}

TEST_F(LiveReceiverTest, EachPacketOnceHoweverOftenItComes) {
  for (int i = 0; i < 5; ++i) give(ms(9'100), train(0));
  EXPECT_EQ(played(), Indices{0});
  EXPECT_EQ(receiver_.counters().duplicate, 4u);
  EXPECT_EQ(receiver_.counters().manifests_replayed, 4u);
}

TEST_F(LiveReceiverTest, AForgedManifestThatComesFirstConsumesNothing) {
  Train first = train(0);
  Bytes forged = first.manifest;
  forged.back() ^= std::byte{1};
  give(ms(9'100), forged);
  EXPECT_EQ(receiver_.counters().manifests_failed, 1u);
  give(ms(9'100), first);
  EXPECT_EQ(played(), Indices{0});
}

TEST_F(LiveReceiverTest, AForgedPacketThatComesFirstConsumesNothing) {
  const Train first = train(0);
  Bytes forged = first.packets[0];
  forged[50] ^= std::byte{1};
  give(ms(9'100), forged);
  give(ms(9'100), first);
  EXPECT_EQ(played(), Indices{0});
  EXPECT_EQ(receiver_.counters().forged, 1u);
}

TEST_F(LiveReceiverTest, AForgedPacketAfterTheManifestConsumesNothing) {
  const Train first = train(0);
  give(ms(9'100), first.manifest);
  Bytes forged = first.packets[0];
  forged[50] ^= std::byte{1};
  give(ms(9'100), forged);
  EXPECT_TRUE(out_.played.empty());
  give(ms(9'100), first.packets[0]);
  EXPECT_EQ(played(), Indices{0});
}

TEST_F(LiveReceiverTest, AnotherOrdersAndAnotherKeysTrainsAreRefused) {
  Digest other;
  other.octets.fill(std::byte{1});
  const auto stranger = *sign::PrivateKey::generate(Algorithm::ed25519);
  give(ms(9'100), train_of(kFirst, 1, at(capture(0)).wall, false, other));
  give(ms(9'100), train_of(kFirst, 1, at(capture(0)).wall, false, {}, stranger));
  EXPECT_TRUE(out_.played.empty());
  EXPECT_EQ(receiver_.counters().manifests_failed, 2u);
}

TEST_F(LiveReceiverTest, WhatComesAtItsInstantOrLaterIsDropped) {
  give(ms(9'999), train(0));
  EXPECT_EQ(played(), Indices{0});
  give(ms(10'060), train(1));
  EXPECT_EQ(played(), Indices{0});
  EXPECT_EQ(receiver_.counters().late, 1u);
}

TEST_F(LiveReceiverTest, AReplayOfSpokenTrainsIsNotLookedAt) {
  for (std::uint32_t i = 0; i < 30; ++i) give(capture(i) + milliseconds(100), train(i));
  const std::uint64_t verified = receiver_.counters().manifests_verified;
  for (std::uint32_t i = 0; i < 10; ++i) give(ms(11'000), train(i));
  EXPECT_EQ(receiver_.counters().manifests_verified, verified);
  EXPECT_EQ(receiver_.counters().verified, 30u);
}

TEST_F(LiveReceiverTest, SequenceNumbersGoOnAcrossSixteenBits) {
  for (std::uint32_t i = 0; i < 80; ++i) give(capture(i) + milliseconds(100), train(i));
  ASSERT_EQ(played().size(), 80u);
  EXPECT_EQ(out_.played.back().sequence, kFirst + 79);
  EXPECT_GT(out_.played.back().sequence, 0xFFFFu);
  EXPECT_TRUE(out_.nacks.empty());
}

TEST_F(LiveReceiverTest, WhatLiesBeforeTOrBehindTheLimitIsNotHandedOut) {
  StreamTerms stream = stream_of(seconds(1), ms(10'000));
  stream.max_duration = milliseconds(300);
  LiveReceiver receiver(at(ms(5'000)), stream);
  Outputs out;
  for (std::uint32_t i = 0; i < 20; ++i) {
    const SteadyTime captured = ms(8'400 + 60 * i);  // packet 10 stands at T
    const Train one = train_of(kFirst + i, 1, at(captured).wall);
    receiver.on_datagram(at(captured + milliseconds(90)), one.packets[0]);
    receiver.on_datagram(at(captured + milliseconds(90)), one.manifest);
    drain(receiver, out);
  }
  std::vector<std::uint32_t> sequences;
  for (const rtp::LivePacket& packet : out.played) sequences.push_back(packet.sequence - kFirst);
  EXPECT_EQ(sequences, (Indices{8, 9, 10, 11, 12, 13, 14})) << "8 and 9 are the decoder's run-up, nobody hears them";
}

// ---- repair ----

TEST_F(LiveReceiverTest, APacketWhoseManifestCameIsAskedForAfterTheReorderingMargin) {
  give(ms(9'100), train(0));
  give(ms(9'160), train(1).manifest);
  EXPECT_TRUE(out_.nacks.empty());
  EXPECT_EQ(receiver_.next_deadline(), ms(9'165));
  run_until(ms(9'165));
  ASSERT_EQ(out_.nacks.size(), 1u);
  EXPECT_EQ(out_.nacks[0].stream_id, kStream);
  EXPECT_EQ(out_.nacks[0].entries, (std::vector<rtp::NackEntry>{{false, static_cast<std::uint16_t>(kFirst + 1), 0}}));
}

TEST_F(LiveReceiverTest, AMissingTrainIsAskedForWholeAndOneEntryHoldsManyNumbers) {
  give(ms(9'100), train(0));
  give(ms(9'100) + milliseconds(240), train(4));
  run_until(ms(9'345));
  ASSERT_FALSE(out_.nacks.empty());
  const auto wire = static_cast<std::uint16_t>(kFirst + 1);
  EXPECT_EQ(out_.nacks.back().entries, (std::vector<rtp::NackEntry>{{false, wire, 0b11}, {true, wire, 0b11}}));
}

TEST_F(LiveReceiverTest, RetriesWithinOneAndAFifthRoundTripUntilHalfAOneBeforeTheInstant) {
  receiver_.on_round_trip(at(ms(9'050)), milliseconds(100));
  give(ms(9'100), train(0));
  give(ms(9'160), train(1).manifest);
  std::vector<SteadyTime> asked;
  for (int i = 0; i < 100 && receiver_.next_deadline() < ms(10'060); ++i) {
    const SteadyTime now = receiver_.next_deadline();
    const std::size_t before = out_.nacks.size();
    receiver_.on_deadline(at(now));
    drain(receiver_, out_);
    for (std::size_t n = before; n < out_.nacks.size(); ++n)
      if (out_.nacks[n].entries[0] == rtp::NackEntry{false, static_cast<std::uint16_t>(kFirst + 1), 0} ||
          out_.nacks[n].entries[0].first == static_cast<std::uint16_t>(kFirst + 1))
        asked.push_back(now);
  }
  ASSERT_GE(asked.size(), 6u);
  EXPECT_EQ(asked[0], ms(9'165));
  for (std::size_t i = 1; i < asked.size(); ++i) {
    EXPECT_LE(asked[i] - asked[i - 1], milliseconds(120)) << i;
    EXPECT_GE(asked[i] - asked[i - 1], milliseconds(50) - kNackGather) << i;
  }
  EXPECT_LT(asked.back(), ms(10'060 - 50));
}

TEST_F(LiveReceiverTest, ARepairIsHandedOutAndNotAskedForAgain) {
  give(ms(9'100), train(0));
  give(ms(9'220), train(2));
  run_until(ms(9'225));
  give(ms(9'300), train(1));
  EXPECT_EQ(played(), (Indices{0, 2, 1}));
  EXPECT_EQ(receiver_.counters().repaired, 1u);
}

TEST_F(LiveReceiverTest, TheTailIsProbedWhenItsOwnTimeIsOver) {
  for (std::uint32_t i = 0; i < 10; ++i) give(capture(i) + milliseconds(110), train(i));
  EXPECT_TRUE(out_.nacks.empty());
  run_until(capture(10) + milliseconds(300));
  ASSERT_FALSE(out_.nacks.empty());
  EXPECT_EQ(out_.nacks[0].entries[0].first, static_cast<std::uint16_t>(kFirst + 10));
}

TEST_F(LiveReceiverTest, WhoJoinsLateAsksForWhatCanStillBeHeard) {
  give(capture(100) + milliseconds(110), train(100));
  run_until(capture(100) + milliseconds(120));
  ASSERT_FALSE(out_.nacks.empty());
  EXPECT_GT(asked_count(out_.nacks[0]), 15u);
}

TEST_F(LiveReceiverTest, WhoWasThereFromTheStartAsksForNothingThatNeverWas) {
  receiver_.on_opened(at(ms(8'600)), rtp::StreamState::not_started);
  give(capture(100) + milliseconds(110), train(100));
  run_until(capture(100) + milliseconds(120));
  for (const rtp::Nack& nack : out_.nacks) EXPECT_LE(asked_count(nack), 4u);
}

// ---- paths ----

TEST_F(LiveReceiverTest, WithoutPacketsForASecondAfterTheOpenItAsksForTheControlChannel) {
  run_until(ms(9'499));
  EXPECT_TRUE(out_.asked_control.empty());
  run_until(ms(9'500));
  EXPECT_EQ(out_.asked_control, std::vector<bool>{true});
  give_framed(ms(9'600), train(0));
  EXPECT_EQ(played(), Indices{0});
}

TEST_F(LiveReceiverTest, WithoutAMediaEndpointItAsksAtOnce) {
  receiver_.on_no_datagrams(at(ms(8'500)));
  drain(receiver_, out_);
  EXPECT_EQ(out_.asked_control, std::vector<bool>{true});
}

TEST_F(LiveReceiverTest, AStreamThatHasNotBegunIsWaitedFor) {
  receiver_.on_opened(at(ms(8'600)), rtp::StreamState::not_started);
  run_until(ms(18'000));
  EXPECT_TRUE(out_.asked_control.empty());
}

TEST_F(LiveReceiverTest, AFloodOfForgedManifestsMovesTheStreamAndCostsABoundedNumberOfVerifications) {
  Bytes forged = train(0).manifest;
  for (std::uint32_t i = 0; i < 100; ++i) {
    const SteadyTime now = capture(i) + milliseconds(100);
    if (!receiver_.on_control_channel()) give(now, train(i));
    for (int n = 0; n < 10; ++n) {
      Bytes bad = train_of(kFirst + i + 1, 1, at(capture(i + 1)).wall).manifest;
      bad[bad.size() - 1] ^= static_cast<std::byte>(n + 1);
      give(now, bad);
    }
    if (receiver_.on_control_channel()) give_framed(now + milliseconds(20), train(i));
  }
  ASSERT_FALSE(out_.asked_control.empty());
  EXPECT_TRUE(out_.asked_control[0]);
  EXPECT_EQ(played().size(), 100u) << "no packet was lost to it";
  EXPECT_LE(receiver_.counters().manifests_failed, kVerifyBurst + 8u * kProbeVerifiesPerSecond);
  EXPECT_GT(receiver_.counters().manifests_unchecked, 700u);
}

TEST_F(LiveReceiverTest, ItReturnsToDatagramsWhenTheyComeAgain) {
  run_until(ms(9'500));
  ASSERT_EQ(out_.asked_control, std::vector<bool>{true});
  std::uint32_t i = 10;
  for (; capture(i) < ms(15'000); ++i) {
    give_framed(capture(i) + milliseconds(150), train(i));
    give(capture(i) + milliseconds(200), train(i));
  }
  EXPECT_EQ(out_.asked_control, (std::vector<bool>{true, false}));
  EXPECT_EQ(played().size(), i - 10);
}

// ---- end, loss, resumption ----

TEST_F(LiveReceiverTest, TheEndIsToldOnceWithItsMark) {
  give(ms(9'100), train(0));
  const Train last = train(1, 1, true);
  for (int i = 0; i < 3; ++i) give(ms(9'170), last);
  ASSERT_EQ(out_.ended.size(), 1u);
  EXPECT_EQ(out_.ended[0].position, 2 * std::int64_t{limits::kLivePacketSamples});
  EXPECT_EQ(out_.ended[0].at, at(ms(10'120)).wall);
  EXPECT_TRUE(std::ranges::any_of(out_.played, [](const auto& packet) { return packet.last && packet.size == 0; }));
  run_until(ms(60'000));
  EXPECT_EQ(out_.lost, 0);
  EXPECT_TRUE(out_.asked_control.empty());
}

TEST_F(LiveReceiverTest, AnEndWithoutPacketsEndsItToo) {
  give(ms(9'100), train(0));
  give(ms(9'170), train_of(kFirst + 1, 0, at(capture(1)).wall, true));
  ASSERT_EQ(out_.ended.size(), 1u);
  EXPECT_EQ(out_.ended[0].position, std::int64_t{limits::kLivePacketSamples});
}

TEST_F(LiveReceiverTest, AfterTenSecondsOfSilenceItIsLostAndComesBackWithTheNextPacket) {
  give(ms(9'100), train(0));
  run_until(ms(19'099));
  EXPECT_EQ(out_.lost, 0);
  run_until(ms(19'100));
  EXPECT_EQ(out_.lost, 1);
  give(capture(250) + milliseconds(100), train(250));
  EXPECT_EQ(out_.back, 1);
  EXPECT_EQ(played(), (Indices{0, 250}));
  run_until(capture(250) + milliseconds(200));
  EXPECT_EQ(out_.lost, 1);
}

TEST_F(LiveReceiverTest, AProgrammeThatIsLoadedAnewGetsWhatLiesAhead) {
  for (std::uint32_t i = 0; i < 20; ++i) give(capture(i) + milliseconds(100), train(i));
  out_.played.clear();
  receiver_.resend(at(ms(10'300)));
  drain(receiver_, out_);
  EXPECT_EQ(played().front(), 6u) << "packet 5 sounds just now";
  EXPECT_EQ(played().back(), 19u);
}

TEST_F(LiveReceiverTest, UnverifiedPacketsAreBoundedInNumberAndTime) {
  for (std::uint32_t i = 0; i < 1'000; ++i) give(ms(9'100), rtp_of(i * 7));
  EXPECT_LE(receiver_.unverified_packets(), 1'000u / 60u + kSpareCandidates);
  receiver_.on_deadline(at(ms(10'200)));
  EXPECT_EQ(receiver_.unverified_packets(), 0u);
  EXPECT_EQ(receiver_.counters().unverified_dropped, 1'000u);
}

TEST_F(LiveReceiverTest, AClockThatIsSteppedFarIsSurvived) {
  give(ms(9'100), train(0));
  give(SteadyTime(std::chrono::hours(24 * 365)), train(1));
  give(ms(9'160), train(2));
  run_until(ms(9'200));
}

}  // namespace
}  // namespace tongluo::live
