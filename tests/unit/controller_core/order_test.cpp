// Submitting: verified at the gateway, durable before it is issued or answered, known by its digest.

#include "tests/unit/controller_core/core_rig.hpp"

namespace tongluo::test {
namespace {

using namespace controller;

class OrderLife : public ::testing::Test {
 protected:
  OrderLife() {
    rig.enrol(2);
    rig.add_clip(clip);
  }
  ControllerRig rig;
  session::SharedClip clip = sample_clip();
  wire::Order order = sample_order(kNow, clip->digest);
};

TEST_F(OrderLife, NothingGoesOutOrIsAnsweredBeforeItIsDurable) {
  const SessionId session = rig.hello(1);
  rig.take();
  rig.hand_in(rig.trust.seal(order, rig.trust.dispatch));
  const auto before = rig.take();
  ASSERT_EQ(before.size(), 1U);
  ASSERT_TRUE(std::holds_alternative<Persist>(before[0]));
  EXPECT_TRUE(std::holds_alternative<SaveOrder>(std::get<Persist>(before[0]).writes.front()));
  rig.persist_all();
  const auto after = rig.take();
  ASSERT_GE(after.size(), 4U);
  ASSERT_TRUE(std::holds_alternative<SendFramed>(after[0]));
  EXPECT_EQ(std::get<SendFramed>(after[0]).session, session);
  ASSERT_TRUE(std::holds_alternative<OrderTaken>(after[after.size() - 2]));
  EXPECT_EQ(std::get<OrderTaken>(after[after.size() - 2]).addressed_count, 2U);
  EXPECT_TRUE(std::holds_alternative<CallPeople>(after.back())) << "every live send calls people";
}

TEST_F(OrderLife, ClipFollowsTheOrderUnlessItIsCachedThere) {
  const SessionId without = rig.hello(1);
  const SessionId with = rig.hello(2, {clip->digest});
  rig.take();
  rig.submit(order);
  std::vector<SessionId> pushed;
  std::size_t orders = 0;
  for (const Action& action : rig.take()) {
    if (std::holds_alternative<SendFramed>(action)) {
      ++orders;
      EXPECT_TRUE(pushed.empty()) << "every order goes out before any clip";
    }
    if (const auto* push = std::get_if<SendClip>(&action)) {
      pushed.push_back(push->session);
      EXPECT_TRUE(push->urgent);
    }
  }
  EXPECT_EQ(orders, 2U);
  EXPECT_EQ(pushed, std::vector{without});
  EXPECT_NE(without, with);
}

class ClipHold : public testing::Test {
 protected:
  ClipHold() {
    rig.enrol(kManyTerminals);
    rig.add_clip(clip);
    for (std::size_t terminal = 1; terminal <= kManyTerminals; ++terminal) rig.hello(terminal);
    rig.take();
  }
  std::size_t clips_sent() { return rig.take_only<SendClip>().size(); }

  session::SharedClip clip = sample_clip();
  ControllerRig rig;
  wire::Order order = sample_order(kNow, clip->digest);
};

TEST_F(ClipHold, TheClipsOfAnOrderToManyComeWhenItsOrdersAndReceiptsHadTheirTime) {
  rig.submit(order);
  EXPECT_EQ(clips_sent(), 0U);
  rig.advance(kManyTerminals * kClipsHoldOfEach);
  EXPECT_EQ(clips_sent(), kManyTerminals);
  rig.advance(seconds(5));
  EXPECT_EQ(clips_sent(), 0U);
}

TEST_F(ClipHold, ATerminalThatComesMeanwhileHasItsClipAtOnceAndOnce) {
  rig.submit(order);
  rig.take();
  rig.hello(1);
  EXPECT_EQ(clips_sent(), 1U);
  rig.advance(kMostClipsHold);
  EXPECT_EQ(clips_sent(), kManyTerminals) << "the terminal's older session has not got it";
}

TEST_F(ClipHold, WithoutAToneTheClipIsNeededAtOnce) {
  order.tone = Tone::none;
  order.tone_duration = milliseconds(0);
  rig.submit(order);
  EXPECT_EQ(clips_sent(), kManyTerminals);
}

TEST_F(ClipHold, NothingComesOfAnOrderThatWasCancelledMeanwhile) {
  const Digest digest = rig.submit(order);
  const wire::Cancel cancel{1, digest, rig.now.wall, Nonce{}};
  rig.take();
  rig.core.cancel(rig.now, rig.next_request(), rig.trust.seal(cancel, rig.trust.dispatch), "tester");
  rig.persist_all();
  rig.take();
  rig.advance(kMostClipsHold);
  EXPECT_EQ(clips_sent(), 0U);
}

TEST_F(OrderLife, SameDigestAgainIsAnsweredAndNotIssuedTwice) {
  rig.hello(1);
  const Digest digest = rig.submit(order);
  rig.take();
  rig.hand_in(rig.trust.seal(order, rig.trust.dispatch));
  const auto issued = rig.take_only<OrderTaken>();
  ASSERT_EQ(issued.size(), 1U);
  EXPECT_TRUE(issued[0].known_before);
  EXPECT_TRUE(rig.pending.empty());
  EXPECT_EQ(issued[0].digest, digest);
  EXPECT_EQ(rig.core.counters().orders_issued, 1U);
}

TEST_F(OrderLife, SecondCallerOfAnOrderOnItsWayWaitsForTheSameWrite) {
  const Envelope envelope = rig.trust.seal(order, rig.trust.dispatch);
  rig.hand_in(envelope);
  rig.hand_in(envelope);
  rig.persist_all();
  EXPECT_EQ(rig.take_only<OrderTaken>().size(), 2U);
  EXPECT_EQ(rig.core.counters().orders_issued, 1U);
}

TEST_F(OrderLife, GatewayRefusesWhatTheTerminalWouldRefuse) {
  Envelope flipped = rig.trust.seal(order, rig.trust.dispatch);
  flipped.payload.back() ^= std::byte{1};
  EXPECT_EQ(rig.submit_refused(flipped), Refusal::bad_signature);
  EXPECT_EQ(rig.submit_refused(rig.trust.seal(order, *sign::PrivateKey::generate(Algorithm::ed25519))),
            Refusal::unknown_key);
  EXPECT_EQ(rig.submit_refused(rig.trust.seal(order, rig.trust.exercise)), Refusal::wrong_role);
  EXPECT_EQ(
      rig.submit_refused(rig.trust.seal(sample_order(kNow - std::chrono::hours(3), clip->digest), rig.trust.dispatch)),
      Refusal::expired);
  EXPECT_TRUE(rig.pending.empty());
}

TEST_F(OrderLife, GatewayRefusesAreasWithoutTerminalsAndClipsItDoesNotHold) {
  wire::Order elsewhere = order;
  elsewhere.targets = {area("500116999000")};
  EXPECT_EQ(rig.submit_refused(rig.trust.seal(elsewhere, rig.trust.dispatch)), Refusal::bad_area);
  wire::Order partly = order;
  partly.targets.push_back(area("500116999000"));
  EXPECT_EQ(rig.submit_refused(rig.trust.seal(partly, rig.trust.dispatch)), Refusal::bad_area);
  EXPECT_EQ(rig.submit_refused(rig.trust.seal(sample_order(kNow, Digest{}), rig.trust.dispatch)), Refusal::unsupported);
}

TEST_F(OrderLife, FailedWriteIsARejectionAndAnAlarmNotAnIssue) {
  rig.hello(1);
  rig.take();
  rig.hand_in(rig.trust.seal(order, rig.trust.dispatch));
  rig.fail_all();
  const auto rejected = rig.take_only<OrderRejected>();
  ASSERT_EQ(rejected.size(), 1U);
  EXPECT_EQ(rejected[0].refusal, Refusal::storage_failed);
  ASSERT_EQ(rig.core.health(rig.now).problems.size(), 1U);
  EXPECT_NE(rig.core.health(rig.now).problems[0].find("disk full"), std::string::npos);
  rig.submit(order);
  EXPECT_EQ(rig.core.counters().orders_issued, 1U);
  EXPECT_TRUE(rig.core.health(rig.now).problems.empty());
}

TEST_F(OrderLife, StartsAtOneInstantForAllAndIsTheSameAfterARestart) {
  const Digest digest = rig.submit(order);
  EXPECT_EQ(rig.core.order(rig.now, digest)->start_at, kNow + kStartLead);
  rig.advance(seconds(30));
  rig.restart();
  const auto again = rig.core.order(rig.now, digest);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->start_at, kNow + kStartLead);
  EXPECT_EQ(again->submitted_at, kNow);
  EXPECT_EQ(again->addressed, 2U);
}

TEST_F(OrderLife, WhatWasNotDurableWasNeverAnsweredAndIsGoneAfterARestart) {
  rig.hand_in(rig.trust.seal(order, rig.trust.dispatch));
  EXPECT_TRUE(rig.take_only<OrderTaken>().empty());
  rig.restart();
  EXPECT_TRUE(rig.core.orders(rig.now, 10).orders.empty());
  rig.submit(order);
  EXPECT_EQ(rig.core.orders(rig.now, 10).orders.size(), 1U);
}

// A terminal may lose in a power cut what it played from memory: only its own word ends the question.
TEST_F(OrderLife, OneThatRanOutUnansweredGoesAgainWithoutItsClipUntilTheTerminalSaysWhatBecameOfIt) {
  const SessionId before = rig.hello(1);
  const Digest digest = rig.submit(order);
  rig.receipt(before, 1, rig.sample_receipt(1, digest, Stage::started));
  rig.persist_all();
  rig.core.on_gone(rig.now, before);
  rig.advance(std::chrono::hours(2));
  rig.take();
  const auto deliveries = [this](std::size_t terminal) {
    const SessionId session = rig.hello(terminal);
    std::size_t orders = 0;
    for (const Action& action : rig.take()) {
      EXPECT_FALSE(std::holds_alternative<SendClip>(action));
      const auto* send = std::get_if<SendFramed>(&action);
      if (send != nullptr && ControllerRig::message_in<wire::OrderDelivery>(*send)) ++orders;
    }
    return std::pair(session, orders);
  };
  const auto [back, orders] = deliveries(1);
  EXPECT_EQ(orders, 1U);
  EXPECT_EQ(deliveries(2).second, 0U) << "it was never sent there";
  wire::Receipt expired = rig.sample_receipt(1, digest, Stage::final, Outcome::refused);
  expired.occurrence = 0;
  expired.refusal = Refusal::expired;
  rig.receipt(back, 1, expired);
  rig.persist_all();
  rig.take();
  EXPECT_EQ(deliveries(1).second, 0U);
}

TEST_F(OrderLife, OneThatRanOutIsNotSentWhereTheClockCannotBeSet) {
  rig.edit_settings = [](Settings& settings) { settings.time_signer = nullptr; };
  rig.restart();
  const SessionId before = rig.hello(1);
  rig.submit(order);
  rig.core.on_gone(rig.now, before);
  rig.advance(std::chrono::hours(2));
  rig.take();
  rig.hello(1);
  for (const SendFramed& send : rig.take_only<SendFramed>())
    EXPECT_FALSE(ControllerRig::message_in<wire::OrderDelivery>(send));
}

TEST(ClipList, IsPagedSortedAndNamesTheOrdersAlsoAfterARestart) {
  ControllerRig rig;
  rig.enrol(1);
  const std::array clips = {sample_clip(3, 1), sample_clip(1, 2), sample_clip(5, 3)};
  for (const auto& clip : clips) {
    rig.add_clip(clip, {"clipped"});
    rig.advance(seconds(1));
  }
  wire::Order order = sample_order(kNow, clips[1]->digest);
  order.targets = {county()};
  const Digest digest = rig.submit(order);
  for (const bool restarted : {false, true}) {
    if (restarted) rig.restart();
    const auto first = rig.core.clips(rig.now, {}, 2, std::nullopt);
    ASSERT_EQ(first.clips.size(), 2U);
    EXPECT_EQ(first.clips[0].digest, clips[2]->digest);
    ASSERT_EQ(first.clips[1].orders.size(), 1U);
    EXPECT_EQ(first.clips[1].orders[0].order, digest);
    EXPECT_EQ(first.clips[1].warnings, std::vector<std::string>{"clipped"});
    EXPECT_GT(first.clips[1].bytes, 0U);
    ASSERT_TRUE(first.next);
    EXPECT_EQ(first.next->digest, clips[1]->digest);
    const auto rest = rig.core.clips(rig.now, {}, 2, first.next);
    ASSERT_EQ(rest.clips.size(), 1U);
    EXPECT_EQ(rest.clips[0].digest, clips[0]->digest);
    EXPECT_FALSE(rest.next);
    const auto largest = rig.core.clips(rig.now, {ClipSort::bytes}, 10, std::nullopt);
    EXPECT_EQ(largest.clips[0].digest, clips[2]->digest);
    EXPECT_EQ(largest.clips[2].digest, clips[1]->digest);
    const auto smallest = rig.core.clips(rig.now, {ClipSort::bytes, false}, 1, std::nullopt);
    EXPECT_EQ(smallest.clips.at(0).digest, clips[1]->digest);
    ASSERT_TRUE(smallest.next);
    ClipMark gone = *smallest.next;
    gone.digest = digest;
    ++gone.number;
    EXPECT_EQ(rig.core.clips(rig.now, {ClipSort::bytes, false}, 9, gone).clips.size(), 2U)
        << "it goes on behind one that is no more";
  }
}

TEST(OrderScale, ExpandsForFourThousandTerminals) {
  ControllerRig rig;
  constexpr std::size_t kTerminals = 4'045;
  rig.enrol(kTerminals);
  const auto clip = sample_clip();
  rig.add_clip(clip);
  wire::Order order = sample_order(kNow, clip->digest);
  order.targets = {county()};
  const Digest digest = rig.submit(order);
  EXPECT_EQ(rig.core.order(rig.now, digest)->addressed, kTerminals);
  EXPECT_EQ(rig.core.order_detail(rig.now, digest)->terminals.size(), kTerminals);
}

}  // namespace
}  // namespace tongluo::test
