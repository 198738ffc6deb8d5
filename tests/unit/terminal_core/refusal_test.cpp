// Every refusal gives silence, one signed receipt with its reason, and a count. The test plays everything round the
// core (CoreRig); signatures are real.

#include <functional>

#include "protocol/base/limits.hpp"
#include "terminal-fw/core/limits.hpp"
#include "tests/unit/terminal_core/core_rig.hpp"

namespace tongluo::test {
namespace {

struct Case {
  const char* name;
  Refusal reason;
  std::function<Envelope(CoreRig&)> make;
};

wire::Order sample(CoreRig& rig) { return sample_order(kNow, rig.clip.digest); }

wire::Order routine(CoreRig& rig, seconds ahead) {
  wire::Order order = sample(rig);
  order.order_class = OrderClass::routine;
  order.level = Level::routine;
  order.tone = Tone::chime;
  order.occurrences = {{1, kNow + ahead, kNow + ahead + seconds(60), kNow + ahead + seconds(200)}};
  return order;
}

template <class Edit>
Envelope edited(CoreRig& rig, Edit edit) {
  wire::Order order = sample(rig);
  edit(order);
  return rig.trust.seal(order, rig.trust.dispatch);
}

Envelope flipped(Envelope envelope) {
  envelope.payload.back() ^= std::byte{1};
  return envelope;
}

Envelope cut(CoreRig& rig) {
  Bytes payload = wire::serialize(sample(rig));
  payload.resize(payload.size() / 2);
  return rig.trust.seal(PayloadType::order, payload, {&rig.trust.dispatch});
}

Envelope by_unknown_key(CoreRig& rig) {
  return rig.trust.seal(sample(rig), *sign::PrivateKey::generate(Algorithm::ed25519));
}

const Case kCases[] = {
    {"bit_flip", Refusal::bad_signature, [](CoreRig& rig) { return flipped(edited(rig, [](auto&) {})); }},
    {"unknown_key", Refusal::unknown_key, by_unknown_key},
    {"truncated", Refusal::malformed, cut},
    {"wrong_type", Refusal::wrong_type,
     [](CoreRig& rig) { return rig.trust.seal(PayloadType::configuration, to_bytes("x"), {&rig.trust.dispatch}); }},
    {"unsigned", Refusal::quorum_not_met,
     [](CoreRig& rig) { return rig.trust.seal(PayloadType::order, wire::serialize(sample(rig)), {}); }},
    {"drill_key_for_actual", Refusal::wrong_role,
     [](CoreRig& rig) { return rig.trust.seal(sample(rig), rig.trust.exercise); }},
    {"key_of_another_class", Refusal::wrong_class,
     [](CoreRig& rig) { return edited(rig, [](wire::Order& order) { order.order_class = OrderClass::test; }); }},
    {"expired", Refusal::expired,
     [](CoreRig& rig) {
       return edited(rig, [](wire::Order& order) {
         order.issued_at -= seconds(7'200);
         order.valid_from -= seconds(7'200);
         order.valid_until = kNow - microseconds(1);
         order.occurrences = {{1, order.valid_from, order.valid_from + seconds(60), order.valid_until}};
       });
     }},
    {"from_the_future", Refusal::issued_in_future,
     [](CoreRig& rig) { return edited(rig, [](wire::Order& order) { order.issued_at = kNow + seconds(61); }); }},
    {"not_yet_valid", Refusal::not_yet_valid,
     [](CoreRig& rig) {
       return edited(rig, [](wire::Order& order) {
         order.valid_from = kNow + seconds(61);
         order.occurrences[0].earliest_start = order.valid_from;
       });
     }},
    {"another_township", Refusal::not_addressed,
     [](CoreRig& rig) { return edited(rig, [](wire::Order& order) { order.targets = {area("500116102000")}; }); }},
    {"another_terminal", Refusal::not_addressed,
     [](CoreRig& rig) { return edited(rig, [](wire::Order& order) { order.targets = {terminal_id("TL-OTHER")}; }); }},
    {"live_speech_with_a_broken_key", Refusal::malformed,
     [](CoreRig& rig) {
       return edited(rig, [&rig](wire::Order& order) {
         order.programme =
             wire::LiveProgramme{1, Algorithm::sm2_sm3, rig.trust.time.spki(), "holder", seconds(60), seconds(1)};
       });
     }},
    {"scheduled_without_clock", Refusal::clock_unsynchronised,
     [](CoreRig& rig) { return rig.trust.seal(routine(rig, seconds(3)), rig.trust.announce); }},
};

class Refused : public testing::TestWithParam<Case> {};

TEST_P(Refused, IsSilentReportedAndCounted) {
  CoreRig rig;
  rig.open_link(false);
  const Envelope envelope = GetParam().make(rig);
  rig.deliver(envelope, kNow + seconds(1));
  rig.receive_clip(rig.clip);
  rig.advance(seconds(30));
  EXPECT_TRUE(rig.plays.empty());
  ASSERT_EQ(rig.reported.size(), 1u);
  const wire::Receipt& receipt = rig.reported[0];
  EXPECT_EQ(receipt.order, sign::identity(envelope));
  EXPECT_EQ(receipt.occurrence, 0u);
  EXPECT_EQ(receipt.stage, Stage::final);
  EXPECT_EQ(receipt.outcome, Outcome::refused);
  EXPECT_EQ(to_string(receipt.refusal), to_string(GetParam().reason));
  EXPECT_EQ(rig.core->refusals().of(GetParam().reason), 1u);
  EXPECT_EQ(rig.core->telemetry().refused_total, 1u);
  EXPECT_EQ(rig.journal.snapshot().receipts.size(), 1u) << "committed before it was sent";
}

INSTANTIATE_TEST_SUITE_P(EachReason, Refused, testing::ValuesIn(kCases),
                         [](const auto& tested) { return std::string(tested.param.name); });

class Refusals : public testing::Test {
 protected:
  Refusals() { rig.open_link(); }
  CoreRig rig;
};

TEST_F(Refusals, ReplayAfterItsFinalIsSilentAndReportedWithoutASecondFinal) {
  const Envelope envelope = rig.trust.seal(sample(rig), rig.trust.dispatch);
  rig.deliver(envelope, kNow + seconds(1));
  rig.receive_clip(rig.clip);
  rig.advance(seconds(30));
  rig.take_receipts();
  rig.take_trace();
  rig.deliver(envelope);
  rig.advance(seconds(30));
  EXPECT_EQ(rig.plays.size(), 1u);
  EXPECT_EQ(rig.count("event 1 replayed"), 1u);
  EXPECT_EQ(rig.core->refusals().of(Refusal::replayed), 1u);
  std::set<std::uint64_t> finals;
  for (const wire::Receipt& receipt : rig.reported)
    if (receipt.stage == Stage::final) finals.insert(receipt.sequence);
  EXPECT_EQ(finals.size(), 1u) << "the stored one again, never a second";
}

TEST_F(Refusals, ReplayAfterARestartIsSilentToo) {
  const Envelope envelope = rig.trust.seal(sample(rig), rig.trust.dispatch);
  rig.deliver(envelope, kNow + seconds(1));
  rig.receive_clip(rig.clip);
  rig.advance(seconds(30));
  rig.take_receipts();
  rig.restart();
  rig.open_link();
  rig.deliver(envelope);
  rig.advance(seconds(30));
  EXPECT_EQ(rig.plays.size(), 1u);
  EXPECT_EQ(rig.count("event 1 replayed"), 1u);
}

TEST_F(Refusals, RedeliveryWhileTheFinalIsOnItsWayIsNoReplay) {
  const Envelope envelope = rig.trust.seal(sample(rig), rig.trust.dispatch);
  rig.deliver(envelope, kNow + seconds(1));
  rig.receive_clip(rig.clip);
  rig.advance(seconds(30));
  rig.deliver(envelope);
  EXPECT_EQ(rig.core->refusals().total(), 0u);
}

TEST_F(Refusals, AForgedFirstCopyDoesNotSilenceTheTrueOne) {
  Envelope forged = rig.trust.seal(sample(rig), rig.trust.dispatch);
  const Envelope genuine = forged;
  forged.signatures[0].octets[0] ^= std::byte{1};
  rig.deliver(forged);
  EXPECT_EQ(rig.core->refusals().of(Refusal::bad_signature), 1u);
  rig.deliver(genuine, kNow + seconds(1));
  rig.receive_clip(rig.clip);
  rig.advance(seconds(30));
  EXPECT_EQ(rig.plays.size(), 1u);
}

TEST_F(Refusals, AFloodIsCountedButNotReportedBeyondTheBucket) {
  for (int i = 0; i < 100; ++i) {
    wire::Order order = sample(rig);
    order.nonce.octets[0] = static_cast<std::byte>(i);
    rig.deliver(flipped(rig.trust.seal(order, rig.trust.dispatch)));
  }
  EXPECT_EQ(rig.reported.size(), terminal::kRefusalBurst);
  EXPECT_EQ(rig.core->refusals().total(), 100u);
  EXPECT_EQ(rig.core->refusals().unreported(), 100u - terminal::kRefusalBurst);
}

TEST_F(Refusals, TheSameRefusalAgainSendsTheSameReceipt) {
  const Envelope envelope = by_unknown_key(rig);
  rig.deliver(envelope);
  rig.take_receipts();
  rig.deliver(envelope);
  ASSERT_EQ(rig.reported.size(), 2u);
  EXPECT_EQ(rig.reported[0].sequence, rig.reported[1].sequence);
}

TEST_F(Refusals, AClockALittleBehindTheIssuerRefusesNothing) {
  rig.deliver(rig.trust.seal(sample_order(kNow + seconds(2), rig.clip.digest), rig.trust.dispatch), kNow + seconds(3));
  rig.advance(seconds(3));
  ASSERT_EQ(rig.plays.size(), 1u);
  EXPECT_EQ(rig.plays[0].start_at, kNow + seconds(3));
}

TEST_F(Refusals, ScheduledItemsSoundWithASynchronisedClock) {
  rig.deliver(rig.trust.seal(routine(rig, seconds(100)), rig.trust.announce));
  rig.receive_clip(rig.clip);
  rig.advance(seconds(100));
  ASSERT_EQ(rig.plays.size(), 1u);
  EXPECT_EQ(rig.plays[0].start_at, kNow + seconds(100));
}

TEST_F(Refusals, OutsideItsIssuersTownshipNothingSounds) {
  CoreRig elsewhere(area("500116102001"));
  elsewhere.open_link();
  wire::Order order = routine(elsewhere, seconds(0));
  elsewhere.deliver(elsewhere.trust.seal(order, elsewhere.trust.announce));
  order.targets = {county()};
  elsewhere.deliver(elsewhere.trust.seal(order, elsewhere.trust.announce));
  elsewhere.advance(seconds(5));
  EXPECT_TRUE(elsewhere.plays.empty());
  EXPECT_EQ(elsewhere.core->refusals().of(Refusal::not_addressed), 1u);
  EXPECT_EQ(elsewhere.core->refusals().of(Refusal::outside_scope), 1u);
}

TEST_F(Refusals, FullReplayMemoryRefuses) {
  for (std::size_t i = 0; i <= terminal::kMaxReplaysPerIssuer; ++i) {
    wire::Order order = sample(rig);
    order.occurrences[0].latest_start = kNow + microseconds(1);
    order.occurrences[0].end = kNow + microseconds(2);
    order.valid_until = kNow + seconds(3'600);
    order.nonce.octets[0] = static_cast<std::byte>(i & 0xff);
    order.nonce.octets[1] = static_cast<std::byte>(i >> 8);
    rig.deliver(rig.trust.seal(order, rig.trust.dispatch));
    rig.take_receipts();
    rig.advance(microseconds(10));
    rig.take_receipts();
    rig.now.wall = kNow;  // every one of them is in its window
  }
  EXPECT_EQ(rig.core->refusals().of(Refusal::replay_memory_full), 1u);
  EXPECT_EQ(rig.core->counters().orders_accepted, terminal::kMaxReplaysPerIssuer);
}

TEST_F(Refusals, OrdersBeyondTheBookAreRefusedButLevelsOneAndTwoHaveTheirReserve) {
  std::uint8_t nonce = 0;
  const auto deliver = [&](Level level) {
    wire::Order order = sample(rig);
    order.level = level;
    order.occurrences[0].earliest_start = kNow + seconds(300);
    order.nonce.octets[0] = static_cast<std::byte>(++nonce);
    rig.deliver(rig.trust.seal(order, rig.trust.dispatch));
  };
  const std::size_t open_to_all = terminal::kMaxOpenOrders - terminal::kReservedOrders;
  for (std::size_t i = 0; i <= open_to_all; ++i) deliver(Level::iii);
  EXPECT_EQ(rig.core->open_orders(), open_to_all);
  EXPECT_EQ(rig.core->refusals().of(Refusal::queue_full), 1u);
  for (std::size_t i = 0; i <= terminal::kReservedOrders; ++i) deliver(Level::i);
  EXPECT_EQ(rig.core->open_orders(), terminal::kMaxOpenOrders);
  EXPECT_EQ(rig.core->refusals().of(Refusal::queue_full), 2u);
}

TEST_F(Refusals, UnknownSignedObjectsAreReportedAsEvents) {
  rig.receive(wire::SignedObject{rig.trust.seal(PayloadType::release_manifest, to_bytes("x"), {&rig.trust.maintain})});
  EXPECT_EQ(rig.count("event 2 unsupported"), 1u);
}

}  // namespace
}  // namespace tongluo::test
