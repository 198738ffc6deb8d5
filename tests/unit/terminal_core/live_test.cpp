// A live order in one terminal core: the test is controller, speaker, media socket, loudspeaker and clock. Streams are
// really signed and sealed; what reaches the loudspeaker is what the real receiver verified.

#include "protocol/rtp/rtp_packet.hpp"
#include "protocol/rtp/stream_framing.hpp"
#include "protocol/stream/train_signing.hpp"
#include "terminal-fw/core/limits.hpp"
#include "tests/unit/terminal_core/core_rig.hpp"

namespace tongluo::test {
namespace {

constexpr std::uint32_t kStreamId = 77;
constexpr auto kTone = seconds(3);
constexpr auto kLongest = seconds(60);
constexpr auto kDelay = milliseconds(500);
constexpr WallTime kLiveStart = kNow + seconds(1) + kTone;  // the orders below start a second after kNow
constexpr std::size_t kFrames = 10;

// Speaks: one packet and its manifest each 60 ms, signed for one order.
class Speaker {
 public:
  Speaker(const sign::Signer& key, const Digest& order, std::uint32_t sequence = 100)
      : signer_(key, order), sequence_(sequence) {}

  // What was captured so that it sounds at `position` samples behind the tone.
  std::vector<Bytes> train(std::int64_t position, bool end = false) {
    const Bytes payload(limits::kLivePayloadBytes, static_cast<std::byte>(sequence_));
    const Bytes packet = rtp::serialize(
        {false, limits::kLivePayloadType, static_cast<std::uint16_t>(sequence_), timestamp_, kStreamId, payload});
    rtp::TrainManifest manifest;
    manifest.stream_id = kStreamId;
    manifest.end = end;
    manifest.first_sequence = sequence_;
    manifest.first_timestamp = timestamp_;
    manifest.capture = kLiveStart - kDelay + microseconds(position * 1'000'000 / limits::kLiveSampleRate);
    manifest.packets.push_back(stream::short_hash(packet));
    ++sequence_;
    timestamp_ += limits::kLivePacketSamples;
    return {packet, *signer_.sign(manifest)};
  }

 private:
  stream::TrainSigner signer_;
  std::uint32_t sequence_;
  std::uint32_t timestamp_ = 5'000;
};

class Live : public testing::Test {
 protected:
  Live() {
    order = sample_order(kNow);
    order.tone_duration = kTone;
    order.occurrences[0].latest_start = order.occurrences[0].earliest_start + seconds(50);
    order.occurrences[0].end = order.occurrences[0].earliest_start + seconds(180);
    order.programme = wire::LiveProgramme{kStreamId, Algorithm::ed25519, stream_key.spki(), "Li Wei", kLongest, kDelay};
  }

  void begin(bool media = true) {
    envelope = rig.trust.seal(order, rig.trust.dispatch);
    speaker.emplace(stream_key, sign::identity(envelope));
    rig.open_link(true, media);
    rig.deliver(envelope, kNow + seconds(1));
    if (media) rig.receive_datagrams({rig.media->seal(rtp::Opened{kStreamId, rtp::StreamState::not_started})});
  }

  // Packets [from, from + count) of the stream, each at the instant it was captured.
  void speak(std::int64_t from, std::int64_t count, bool end_with_last = false) {
    for (std::int64_t i = from; i < from + count; ++i) {
      const std::int64_t position = i * limits::kLivePacketSamples;
      rig.advance_to(kLiveStart - kDelay + microseconds((i + 1) * 60'000));
      rig.receive_datagrams(speaker->train(position, end_with_last && i + 1 == from + count));
    }
  }

  std::vector<rtp::ControlBody> said() {
    std::vector<rtp::ControlBody> bodies;
    for (const Bytes& datagram : std::exchange(rig.datagrams, {})) {
      const auto body = rig.media->open(datagram);
      EXPECT_TRUE(body);
      if (body) bodies.push_back(*body);
    }
    return bodies;
  }
  std::size_t opens_of(std::uint32_t stream_id) {
    std::size_t count = 0;
    for (const rtp::ControlBody& body : said())
      if (const auto* open = std::get_if<rtp::Open>(&body); open != nullptr && open->stream_id == stream_id) ++count;
    return count;
  }
  std::size_t requests(bool wanted) const {
    std::size_t count = 0;
    for (const wire::Message& message : rig.sent)
      if (const auto* request = std::get_if<wire::LiveRequest>(&message))
        if (*request == wire::LiveRequest{kStreamId, wanted}) ++count;
    return count;
  }
  const wire::Receipt* final() const { return rig.final_of(sign::identity(envelope)); }

  CoreRig rig;
  sign::PrivateKey stream_key = *sign::PrivateKey::generate(Algorithm::ed25519);
  wire::Order order;
  Envelope envelope;
  std::optional<Speaker> speaker;
};

TEST_F(Live, TheToneComesAtTheCommonInstantAndVerifiedSpeechBehindIt) {
  begin();
  EXPECT_EQ(rig.count("open media :5004"), 1U);
  EXPECT_GE(opens_of(kStreamId), 1U);
  speak(0, kFrames);
  ASSERT_EQ(rig.plays.size(), 1U);
  EXPECT_EQ(rig.plays[0].start_at, kNow + seconds(1));
  EXPECT_EQ(rig.plays[0].tone_samples, 3U * 48'000);
  EXPECT_EQ(rig.plays[0].live_samples, 60U * 48'000);
  ASSERT_EQ(rig.live.size(), kFrames);
  for (std::size_t i = 0; i < kFrames; ++i) {
    EXPECT_EQ(rig.live[i].play_id, 1U);
    EXPECT_EQ(rig.live[i].packet.position, static_cast<std::int64_t>(i) * limits::kLivePacketSamples);
    EXPECT_EQ(rig.live[i].packet.size, limits::kLivePayloadBytes);
  }
}

TEST_F(Live, APacketWithoutItsManifestNeverReachesTheLoudspeaker) {
  begin();
  rig.advance_to(kLiveStart - kDelay);
  for (std::int64_t i = 0; i < 5; ++i) rig.receive_datagrams({speaker->train(i * limits::kLivePacketSamples)[0]});
  rig.advance_to(kLiveStart + seconds(2));
  EXPECT_TRUE(rig.live.empty());
}

TEST_F(Live, AManifestByAnotherKeyOrForAnotherOrderOpensNothing) {
  begin();
  const auto foreign_key = *sign::PrivateKey::generate(Algorithm::ed25519);
  Speaker stranger(foreign_key, sign::identity(envelope));
  Speaker replayed(stream_key, sign::digest_of(as_bytes("yesterday's order")));
  rig.advance_to(kLiveStart - kDelay + milliseconds(60));
  rig.receive_datagrams(stranger.train(0));
  rig.receive_datagrams(replayed.train(0));
  EXPECT_TRUE(rig.live.empty());
  rig.receive_datagrams(speaker->train(0));  // the true one is not silenced by what came before it
  rig.advance_to(kLiveStart + seconds(1));
  EXPECT_EQ(rig.live.size(), 1U);
}

TEST_F(Live, WithoutAMediaSocketItComesOverTheControlChannel) {
  begin(false);
  EXPECT_EQ(requests(true), 1U);
  for (std::int64_t i = 0; i < 5; ++i) {
    rig.advance_to(kLiveStart - kDelay + microseconds((i + 1) * 60'000));
    const std::vector<Bytes> train = speaker->train(i * limits::kLivePacketSamples, i == 4);
    const std::vector<ByteView> views(train.begin(), train.end());
    rig.receive(wire::LivePackets{kStreamId, rtp::frame_packets(views)});
  }
  rig.advance_to(kLiveStart + seconds(5));
  EXPECT_GE(rig.live.size(), 5U);
  ASSERT_NE(final(), nullptr);
  EXPECT_EQ(final()->path, wire::Path::control_channel);
}

TEST_F(Live, EndsWithTheSignedEndAndIsClosed) {
  begin();
  speak(0, 20, true);
  rig.advance_to(kLiveStart + seconds(3));
  ASSERT_NE(final(), nullptr);
  EXPECT_EQ(final()->outcome, Outcome::unproved);
  EXPECT_EQ(final()->path, wire::Path::udp);
  EXPECT_EQ(final()->samples_played, 3U * 48'000 + 20U * limits::kLivePacketSamples);
  bool closed = false;
  for (const rtp::ControlBody& body : said()) closed |= body == rtp::ControlBody(rtp::Close{kStreamId});
  EXPECT_TRUE(closed);
}

TEST_F(Live, EndsByItselfAtTheLongestDuration) {
  begin();
  speak(0, 1'010);  // 60.6 s
  ASSERT_NE(final(), nullptr);
  EXPECT_LE(final()->last_sample, kLiveStart + kLongest);
  for (const terminal::PlayLive& live : rig.live) EXPECT_LT(live.packet.position, 60 * 48'000);
}

TEST_F(Live, MuchLostIsPartial) {
  begin();
  rig.live_frames_lost = 8;
  speak(0, 20, true);
  rig.advance_to(kLiveStart + seconds(3));
  ASSERT_NE(final(), nullptr);
  EXPECT_EQ(final()->outcome, Outcome::partial);
  EXPECT_EQ(final()->frames_lost, 8U);
}

TEST_F(Live, AStreamThatFallsSilentEndsThePlayAndItsReturnIsJoinedWhereEveryoneIs) {
  begin();
  speak(0, 20);
  rig.advance_to(kLiveStart + seconds(14));
  EXPECT_EQ(rig.count("stop 1"), 1U);
  EXPECT_TRUE(rig.silent());
  EXPECT_EQ(final(), nullptr);
  for (std::int64_t i = 20; i < 260; ++i) speaker->train(i * limits::kLivePacketSamples);  // nobody heard these
  speak(260, 20, true);
  ASSERT_EQ(rig.plays.size(), 2U);
  EXPECT_NEAR(static_cast<double>(rig.plays[1].first_sample) / 48'000,
              static_cast<double>((rig.plays[1].start_at - (kNow + seconds(1))).count()) / 1e6, 0.001);
  EXPECT_EQ(rig.live.back().play_id, 2U);
  rig.advance_to(kLiveStart + seconds(30));
  ASSERT_NE(final(), nullptr);
}

TEST_F(Live, AHigherAlertInterruptsAndAfterwardsItIsJoinedAtTheRunningPosition) {
  order.level = Level::iii;
  begin();
  speak(0, 20);
  wire::Order alert = sample_order(kNow, rig.clip.digest);
  alert.level = Level::i;
  const Envelope higher = rig.trust.seal(alert, rig.trust.dispatch);
  rig.deliver(higher, rig.now.wall);
  rig.receive_clip(rig.clip);
  speak(20, 20);
  EXPECT_EQ(rig.sounding(), sign::identity(higher));
  speak(40, 300);
  EXPECT_EQ(rig.sounding(), sign::identity(envelope));
  ASSERT_EQ(rig.plays.size(), 3U);
  EXPECT_GT(rig.plays[2].first_sample, 14U * 48'000);
}

TEST_F(Live, WhatIsToBeDroppedIsNotJoinedAgain) {
  order.level = Level::iii;
  order.interrupt_rule = InterruptRule::drop;
  begin();
  speak(0, 20);
  wire::Order alert = sample_order(kNow, rig.clip.digest);
  alert.level = Level::i;
  rig.deliver(rig.trust.seal(alert, rig.trust.dispatch), rig.now.wall);
  rig.receive_clip(rig.clip);
  speak(20, 100);
  ASSERT_NE(final(), nullptr);
  EXPECT_EQ(final()->outcome, Outcome::preempted);
}

TEST_F(Live, ALateTerminalJoinsTheRunningSpeech) {
  envelope = rig.trust.seal(order, rig.trust.dispatch);
  speaker.emplace(stream_key, sign::identity(envelope));
  for (std::int64_t i = 0; i < 100; ++i) speaker->train(i * limits::kLivePacketSamples);
  rig.advance_to(kLiveStart - kDelay + seconds(6));
  rig.open_link(true, true);
  rig.deliver(envelope, kNow + seconds(1));
  speak(100, 20);
  ASSERT_EQ(rig.plays.size(), 1U);
  EXPECT_GT(rig.plays[0].first_sample, 8U * 48'000);
  EXPECT_FALSE(rig.live.empty());
}

TEST_F(Live, ACancelSilencesItAtOnce) {
  begin();
  speak(0, 10);
  wire::Cancel cancel{.order = sign::identity(envelope), .issued_at = rig.now.wall};
  const std::size_t heard = rig.live.size();
  rig.receive(wire::SignedObject{rig.trust.seal(cancel, rig.trust.dispatch)});
  EXPECT_TRUE(rig.silent());
  ASSERT_NE(final(), nullptr);
  EXPECT_EQ(final()->outcome, Outcome::cancelled);
  speak(10, 5);
  EXPECT_EQ(rig.live.size(), heard);
}

TEST_F(Live, APowerCutIsFollowedByJoiningAgain) {
  begin();
  speak(0, 20);
  rig.restart();
  rig.open_link(true, true);
  speak(20, 20, true);
  EXPECT_EQ(rig.live.back().play_id, 1U);  // of the new core
  rig.advance_to(kLiveStart + seconds(5));
  ASSERT_NE(final(), nullptr);
}

TEST_F(Live, ALostLinkIsOpenedAgainOnTheNextSession) {
  begin();
  speak(0, 10);
  rig.close_link();
  rig.datagrams.clear();  // sealed with the former session's keys
  rig.open_link(true, true);
  EXPECT_GE(opens_of(kStreamId), 1U);
  const std::size_t heard = rig.live.size();
  speak(10, 10);
  EXPECT_EQ(rig.live.size(), heard + 10);
}

TEST_F(Live, AStrangersDatagramsAreCountedAndChangeNothing) {
  begin();
  rig.advance_to(kLiveStart - kDelay);
  for (int i = 0; i < 1'000; ++i) rig.receive_datagrams({Bytes(static_cast<std::size_t>(i % 300), std::byte{0x81})});
  speak(0, 10);
  EXPECT_EQ(rig.live.size(), 10U);
}

TEST_F(Live, AnOrderForLiveSpeechFromAStickIsRefused) {
  envelope = rig.trust.seal(order, rig.trust.dispatch);
  rig.open_link();
  rig.take_bundle({rig.trust.trust_list(), envelope, {}});
  EXPECT_EQ(rig.core->open_orders(), 0U);
  ASSERT_NE(final() == nullptr ? rig.final_of(sign::identity(envelope), 0) : final(), nullptr);
}

}  // namespace
}  // namespace tongluo::test
