// An order's ordinary life in one terminal core. The test plays the controller, the journal, the loudspeaker and the
// clock (CoreRig); signatures are real. What is asserted is the order of actions and their exact times.

#include "protocol/base/limits.hpp"
#include "terminal-fw/core/limits.hpp"
#include "tests/unit/terminal_core/core_rig.hpp"

namespace tongluo::test {
namespace {

using testing::Test;
using Lines = std::vector<std::string>;

class OrderLife : public Test {
 protected:
  OrderLife() {
    rig.open_link();
    rig.take_trace();
  }
  Envelope sealed(const wire::Order& order) const { return rig.trust.seal(order, rig.trust.dispatch); }
  CoreRig rig;
};

TEST_F(OrderLife, CommitComesBeforeReceiptAndReceiptBeforeSound) {
  rig.deliver(sealed(sample_order(kNow, rig.clip.digest)), kNow + seconds(1));
  EXPECT_EQ(rig.take_trace(), (Lines{"commit", "receipt accepted"}));
  rig.receive_clip(rig.clip);
  EXPECT_EQ(rig.take_trace(), (Lines{"store clip"}));

  rig.advance_to(kNow + seconds(1) - terminal::kStartLead - microseconds(1));
  EXPECT_EQ(rig.take_trace(), Lines{});
  rig.advance_to(kNow + seconds(1));
  EXPECT_EQ(rig.take_trace(), (Lines{"commit", "play 1", "append", "complete", "commit", "receipt started"}));
  EXPECT_EQ(rig.plays.at(0).start_at, kNow + seconds(1));
  EXPECT_EQ(rig.plays.at(0).first_sample, 0u);

  rig.advance_to(kNow + seconds(15));
  EXPECT_EQ(rig.take_trace(), (Lines{"commit", "receipt final unproved"}));
  EXPECT_EQ(rig.core->open_orders(), 0u);
}

TEST_F(OrderLife, ReceiptsTellExactTimesAndSamples) {
  const wire::Order order = sample_order(kNow, rig.clip.digest);
  const Envelope envelope = sealed(order);
  rig.deliver(envelope, kNow + seconds(1));
  rig.receive_clip(rig.clip);
  rig.advance_to(kNow + seconds(20));
  const wire::Receipt* final = rig.final_of(sign::identity(envelope));
  ASSERT_NE(final, nullptr);
  EXPECT_EQ(final->first_sample, kNow + seconds(1));
  EXPECT_EQ(final->last_sample, kNow + seconds(15));
  EXPECT_EQ(final->samples_played, 14u * 48'000u);
  EXPECT_EQ(final->path, wire::Path::control_channel);
  EXPECT_EQ(final->gateway_epoch, 1u);
  EXPECT_TRUE(final->clock_synchronised);
  EXPECT_FALSE(final->sensor_present);
  std::set<std::uint64_t> sequences;
  for (const wire::Receipt& receipt : rig.reported) EXPECT_TRUE(sequences.insert(receipt.sequence).second);
}

TEST_F(OrderLife, WhatAClipWaitedForItsBytesIsLostInFramesOfTwentyMilliseconds) {
  rig.clip_samples_starved = 5 * playout::kFrameSamples;
  const Envelope envelope = sealed(sample_order(kNow, rig.clip.digest));
  rig.deliver(envelope, kNow + seconds(1));
  rig.receive_clip(rig.clip);
  rig.advance_to(kNow + seconds(20));
  const wire::Receipt* final = rig.final_of(sign::identity(envelope));
  ASSERT_NE(final, nullptr);
  EXPECT_EQ(final->frames_lost, 5u);
}

TEST_F(OrderLife, FirstSoundNeedsOnlyTheOrder) {
  rig.deliver(sealed(sample_order(kNow, rig.clip.digest)), kNow + seconds(1));
  rig.advance_to(kNow + seconds(2));
  EXPECT_EQ(rig.plays.size(), 1u);
  EXPECT_EQ(rig.count("append"), 0u);
  rig.receive(rig.clip.manifest_push());
  rig.receive(rig.clip.chunk(0));
  EXPECT_EQ(rig.count("append"), 1u);
  rig.receive(rig.clip.chunk(2));
  EXPECT_EQ(rig.count("append"), 1u) << "a hole stays a hole";
  rig.receive(rig.clip.chunk(1));
  EXPECT_EQ(rig.count("append"), 2u);
  EXPECT_EQ(rig.count("complete"), 1u);
}

TEST_F(OrderLife, WithoutToneItWaitsForItsFirstBytesAndIsLateWithoutThem) {
  wire::Order order = sample_order(kNow, rig.clip.digest);
  order.tone = Tone::none;
  order.tone_duration = {};
  const Envelope envelope = sealed(order);
  rig.deliver(envelope, kNow + seconds(1));
  rig.advance_to(kNow + seconds(600));
  EXPECT_TRUE(rig.plays.empty());
  EXPECT_EQ(rig.final_of(sign::identity(envelope)), nullptr);
  rig.advance(microseconds(1));
  ASSERT_NE(rig.final_of(sign::identity(envelope)), nullptr);
  EXPECT_EQ(rig.final_of(sign::identity(envelope))->outcome, Outcome::late);
}

TEST_F(OrderLife, CachedClipNeedsNothingFromTheLink) {
  rig.close_link();
  rig.cache[rig.clip.digest] = rig.clip;
  rig.open_link();
  const Envelope envelope = sealed(sample_order(kNow, rig.clip.digest));
  rig.deliver(envelope, kNow + seconds(1));
  rig.advance_to(kNow + seconds(15));
  ASSERT_NE(rig.final_of(sign::identity(envelope)), nullptr);
  EXPECT_EQ(rig.final_of(sign::identity(envelope))->path, wire::Path::cache);
}

TEST_F(OrderLife, LateTerminalJoinsAtTheRunningPosition) {
  rig.receive_clip(rig.clip);
  rig.cache[rig.clip.digest] = rig.clip;
  rig.advance_to(kNow + seconds(5));
  rig.deliver(sealed(sample_order(kNow, rig.clip.digest)), kNow + seconds(1));
  ASSERT_EQ(rig.plays.size(), 1u);
  EXPECT_EQ(rig.plays[0].start_at, kNow + seconds(5) + terminal::kJoinLead);
  EXPECT_EQ(rig.plays[0].first_sample, terminal::samples_of(seconds(4) + terminal::kJoinLead));
}

TEST_F(OrderLife, ProgrammeThatWouldBeOverIsPlayedWhole) {
  rig.cache[rig.clip.digest] = rig.clip;
  rig.advance_to(kNow + seconds(60));
  rig.deliver(sealed(sample_order(kNow, rig.clip.digest)), kNow + seconds(1));
  ASSERT_EQ(rig.plays.size(), 1u);
  EXPECT_EQ(rig.plays[0].start_at, kNow + seconds(60));
  EXPECT_EQ(rig.plays[0].first_sample, 0u);
}

TEST_F(OrderLife, PastItsLatestStartItIsLateAndSilent) {
  rig.advance_to(kNow + seconds(600) + microseconds(1));
  rig.deliver(sealed(sample_order(kNow, rig.clip.digest)), kNow + seconds(1));
  EXPECT_TRUE(rig.plays.empty());
  EXPECT_EQ(rig.count("receipt final late"), 1u);
}

TEST_F(OrderLife, EndTimeStopsSoundWithoutBeingTold) {
  wire::Order order = sample_order(kNow, rig.clip.digest);
  order.occurrences[0].latest_start = kNow + seconds(2);
  order.occurrences[0].end = kNow + seconds(9);
  const Envelope envelope = sealed(order);
  rig.deliver(envelope, kNow + seconds(1));
  rig.receive_clip(rig.clip);
  rig.close_link();
  rig.advance_to(kNow + seconds(9) - microseconds(1));
  EXPECT_EQ(rig.count("stop 1"), 0u);
  rig.advance_to(kNow + seconds(9));
  EXPECT_EQ(rig.count("stop 1"), 1u);
  rig.open_link();
  const wire::Receipt* final = rig.final_of(sign::identity(envelope));
  ASSERT_NE(final, nullptr);
  EXPECT_EQ(final->outcome, Outcome::partial);
  EXPECT_EQ(final->samples_played, 8u * 48'000u);
}

TEST_F(OrderLife, MissingAudioEndsAsPartialAtTheEndTime) {
  const Envelope envelope = sealed(sample_order(kNow, rig.clip.digest));
  rig.deliver(envelope, kNow + seconds(1));
  rig.close_link();
  rig.advance_to(sample_order().occurrences[0].end);
  rig.open_link();
  ASSERT_NE(rig.final_of(sign::identity(envelope)), nullptr);
  EXPECT_EQ(rig.final_of(sign::identity(envelope))->outcome, Outcome::partial);
}

TEST_F(OrderLife, SinkFailureIsTriedAgainFromThere) {
  rig.sink_broken = true;
  const Envelope envelope = sealed(sample_order(kNow, rig.clip.digest));
  rig.deliver(envelope, kNow + seconds(1));
  rig.receive_clip(rig.clip);
  rig.advance_to(kNow + seconds(1));
  EXPECT_EQ(rig.core->telemetry().state, wire::TerminalState::degraded);
  rig.sink_broken = false;
  rig.advance_to(kNow + seconds(30));
  ASSERT_NE(rig.final_of(sign::identity(envelope)), nullptr);
  EXPECT_EQ(rig.final_of(sign::identity(envelope))->outcome, Outcome::unproved);
  EXPECT_EQ(rig.count("event 6 none"), 1u);
  EXPECT_EQ(rig.plays.size(), 2u);
}

TEST_F(OrderLife, ASinkThatRecoversBeforeTheFirstSampleJoinsWhereEveryoneIs) {
  rig.sink_broken = true;
  const Envelope envelope = sealed(sample_order(kNow, rig.clip.digest));
  rig.deliver(envelope, kNow + seconds(1));
  rig.receive_clip(rig.clip);
  rig.advance_to(kNow + seconds(6));
  EXPECT_GE(rig.plays.size(), 3u);
  rig.sink_broken = false;
  rig.advance_to(kNow + seconds(30));
  const terminal::Play& play = rig.plays.back();
  EXPECT_TRUE(play.media_at) << "in step with its neighbours";
  EXPECT_GT(play.first_sample, 0u);
  EXPECT_EQ(play.start_at, kNow + seconds(1) + terminal::duration_of(play.first_sample));
  const wire::Receipt* final = rig.final_of(sign::identity(envelope));
  ASSERT_NE(final, nullptr);
  EXPECT_EQ(final->outcome, Outcome::unproved);
  EXPECT_EQ(final->last_sample, kNow + seconds(15)) << "it ends with everyone";
}

TEST_F(OrderLife, ASinkThatFailsBeforeTheFirstSampleUntilTheLatestStartIsLate) {
  rig.sink_broken = true;
  const wire::Order order = sample_order(kNow, rig.clip.digest);
  const Envelope envelope = sealed(order);
  rig.deliver(envelope, kNow + seconds(1));
  rig.receive_clip(rig.clip);
  rig.advance_to(order.occurrences[0].latest_start);
  EXPECT_EQ(rig.final_of(sign::identity(envelope)), nullptr);
  rig.advance(seconds(3));
  const wire::Receipt* final = rig.final_of(sign::identity(envelope));
  ASSERT_NE(final, nullptr);
  EXPECT_EQ(final->outcome, Outcome::late);
  EXPECT_EQ(final->samples_played, 0u);
  EXPECT_EQ(final->detail, "latest start passed while the sound device failed");
  const std::size_t tried = rig.plays.size();
  rig.sink_broken = false;
  rig.advance(seconds(60));
  EXPECT_EQ(rig.plays.size(), tried) << "nothing sounds behind its latest start";
}

TEST_F(OrderLife, SilentAudioThreadIsGivenUpAfterTheEndTime) {
  const Envelope envelope = sealed(sample_order(kNow, rig.clip.digest));
  rig.deliver(envelope, kNow + seconds(1));
  const WallTime end = sample_order().occurrences[0].end;
  rig.advance_to(end - seconds(1));
  rig.now.steady += seconds(1);
  rig.now.wall = end;
  rig.core->on_deadline(rig.now);
  while (const auto action = rig.core->next_action()) {
    const auto* stop = std::get_if<terminal::StopPlay>(&*action);
    EXPECT_TRUE(stop == nullptr || stop->play_id == 1u);
  }
  EXPECT_EQ(rig.core->open_orders(), 1u);
  EXPECT_EQ(rig.core->next_deadline(), rig.now.steady + SteadyTime::duration(terminal::kStopDeadline));
  rig.now.steady += terminal::kStopDeadline;
  rig.now.wall += terminal::kStopDeadline;
  rig.core->on_deadline(rig.now);
  EXPECT_EQ(rig.core->open_orders(), 0u);
}

TEST_F(OrderLife, EachOccurrenceHasItsOwnOutcome) {
  wire::Order order = sample_order(kNow, rig.clip.digest);
  order.occurrences = {{1, kNow, kNow + seconds(10), kNow + seconds(40)},
                       {2, kNow + seconds(100), kNow + seconds(110), kNow + seconds(140)}};
  const Envelope envelope = sealed(order);
  rig.deliver(envelope);
  rig.receive_clip(rig.clip);
  rig.advance_to(kNow + seconds(200));
  const Digest digest = sign::identity(envelope);
  ASSERT_NE(rig.final_of(digest, 1), nullptr);
  ASSERT_NE(rig.final_of(digest, 2), nullptr);
  EXPECT_EQ(rig.final_of(digest, 2)->first_sample, kNow + seconds(100));
  EXPECT_TRUE(rig.journal.snapshot().orders.empty());
}

TEST_F(OrderLife, RedeliveryIsOnlyAcknowledgedAgain) {
  const Envelope envelope = sealed(sample_order(kNow, rig.clip.digest));
  rig.deliver(envelope, kNow + seconds(1));
  rig.take_receipts();
  rig.take_trace();
  rig.deliver(envelope, kNow + seconds(1));
  EXPECT_EQ(rig.take_trace(), (Lines{"receipt accepted"}));
  EXPECT_EQ(rig.core->counters().orders_redelivered, 1u);
  rig.receive_clip(rig.clip);
  rig.advance_to(kNow + seconds(30));
  EXPECT_EQ(rig.plays.size(), 1u);
}

TEST_F(OrderLife, HelloTellsTheTruth) {
  rig.deliver(sealed(sample_order(kNow, rig.clip.digest)), kNow + seconds(1));
  const wire::Hello hello = rig.core->make_hello(rig.now, Nonce{}, {rig.clip.digest});
  EXPECT_EQ(hello.terminal, rig.id);
  EXPECT_EQ(hello.firmware, "1.2.3");
  EXPECT_EQ(hello.clock, kNow);
  EXPECT_TRUE(hello.clock_synchronised);
  EXPECT_EQ(hello.trust_list_version, 1u);
  EXPECT_EQ(hello.place_version, 1u);
  EXPECT_EQ(hello.unacknowledged_receipts, 1u);
  EXPECT_EQ(hello.cached_clips, std::vector{rig.clip.digest});
  EXPECT_EQ(hello.protocol_major, limits::kProtocolMajor);
}

TEST_F(OrderLife, UnavailableClipIsAskedForLater) {
  rig.deliver(sealed(sample_order(kNow, rig.clip.digest)), kNow + seconds(1));
  rig.receive(wire::ClipUnavailable{rig.clip.digest});
  rig.take_trace();
  rig.advance(terminal::kClipUnavailableRetry - microseconds(1));
  EXPECT_EQ(rig.count("send clip_request") + rig.count("send ClipRequest"), 0u);
  rig.advance(microseconds(1));
  EXPECT_EQ(rig.core->clip_counters().requests, 1u);
}

// So that the all-clear, an order of its own later, needs nothing but itself.
TEST_F(OrderLife, TheAllClearClipIsFetchedWithTheOrderAndStored) {
  const TestClip all_clear = make_clip(2, 9);
  wire::Order order = sample_order(kNow, rig.clip.digest);
  order.all_clear_clip = all_clear.digest;
  rig.deliver(rig.trust.seal(order, rig.trust.dispatch), kNow + seconds(1));
  rig.receive_clip(rig.clip);
  rig.take_trace();
  rig.receive_clip(all_clear);
  EXPECT_EQ(rig.count("store clip"), 1u);
}

}  // namespace
}  // namespace tongluo::test
