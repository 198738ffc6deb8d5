// One row for each refusal that verify_order can give, and the order in which its checks speak.

#include <gtest/gtest.h>

#include "protocol/base/limits.hpp"
#include "tests/support/trust_fixture.hpp"

namespace tongluo::test {
namespace {

using namespace trust;

constexpr microseconds kRefusalTick{1};

// Each part may be left out; then the order is the sample, signed by dispatch, read now.
struct RefusalCase {
  const char* name;
  Refusal expected;
  std::function<void(wire::TrustList&)> list;
  std::function<void(wire::Order&)> order;
  std::function<const sign::Signer*(const TrustFixture&)> signer;
  std::function<void(Envelope&)> envelope;
  std::function<void(Bytes&)> payload;
  WallTime now = kNow;
};

const sign::PrivateKey& stranger() {
  static const sign::PrivateKey key = sign::PrivateKey::generate(Algorithm::ed25519).value();
  return key;
}

Refusal refusal_of(const RefusalCase& row) {
  const TrustFixture fixture(row.list);
  wire::Order order = sample_order();
  if (row.order) row.order(order);
  Bytes payload = wire::serialize(order);
  if (row.payload) row.payload(payload);
  const sign::Signer* signer = row.signer ? row.signer(fixture) : &fixture.dispatch;
  Envelope envelope = fixture.seal(PayloadType::order, payload, {signer});
  if (row.envelope) row.envelope(envelope);
  const auto admitted = verify_order(fixture.authority(), envelope, row.now);
  return admitted ? Refusal::none : admitted.error();
}

void make_routine(wire::Order& order) {
  order.order_class = OrderClass::routine;
  order.level = Level::routine;
  order.tone = Tone::chime;
}

const wire::Polygon kBowTie{{{0, 0}, {10, 10}, {0, 10}, {10, 0}}};

const std::vector<RefusalCase> kRefusalCases = {
    {"the sample itself", Refusal::none},
    {"no canonical payload", Refusal::malformed, {}, {}, {}, {}, [](Bytes& bytes) { bytes.push_back(std::byte{0}); }},
    {"no payload of ours", Refusal::malformed, {}, {}, {}, {}, [](Bytes& bytes) { bytes = to_bytes("hello"); }},
    {"level of another class", Refusal::malformed, {}, [](auto& order) { order.level = Level::routine; }},
    {"class of another level", Refusal::malformed, {}, [](auto& order) { order.order_class = OrderClass::routine; }},
    {"newer reader required", Refusal::reader_too_old, {}, [](auto& order) { order.reader_version = 2; }},
    {"another payload type",
     Refusal::wrong_type,
     {},
     {},
     {},
     [](auto& envelope) { envelope.type = PayloadType::cancel; }},
    {"a key nobody listed", Refusal::unknown_key, {}, {}, [](const auto&) { return &stranger(); }},
    {"a changed payload", Refusal::bad_signature, {}, {}, {}, [](auto& e) { e.payload.back() ^= std::byte{1}; }},
    {"another algorithm claimed",
     Refusal::bad_signature,
     {},
     {},
     {},
     [](auto& envelope) { envelope.signatures[0].algorithm = Algorithm::ecdsa_p256_sha256; }},
    {"a key that has ended", Refusal::key_outside_validity,
     [](auto& list) { list.issuers[0].valid_until = kNow - kRefusalTick; }},
    {"a key not valid yet", Refusal::key_outside_validity,
     [](auto& list) { list.issuers[0].valid_from = kNow + kRefusalTick; }},
    {"announce issues an alert", Refusal::wrong_role, {}, {}, [](const auto& fixture) { return &fixture.announce; }},
    {"maintain issues an alert", Refusal::wrong_role, {}, {}, [](const auto& fixture) { return &fixture.maintain; }},
    {"a drill key issues an alert", Refusal::wrong_role, {}, {}, [](const auto& fixture) { return &fixture.exercise; }},
    {"dispatch for alerts issues a test", Refusal::wrong_class, {}, [](auto& o) { o.order_class = OrderClass::test; }},
    {"above the highest level", Refusal::level_too_high,
     [](auto& list) { list.issuers[0].highest_level = Level::iii; }},
    {"a target above the scope", Refusal::outside_scope, [](auto& list) { list.issuers[0].areas = {village()}; }},
    {"a target beside the scope",
     Refusal::outside_scope,
     {},
     [](auto& order) { order.targets = {area("500117101000")}; }},
    {"one of two targets outside",
     Refusal::outside_scope,
     {},
     [](auto& order) {
       order.targets = {township(), area("500117101000")};
     }},
    {"a circle by a township's key", Refusal::outside_scope, [](auto& list) { list.issuers[0].areas = {township()}; },
     [](auto& order) {
       order.targets = {wire::Circle{{1, 1}, 5}};
     }},
    {"no rule for the class and level", Refusal::no_quorum_rule, [](auto& list) { list.rules.clear(); }},
    {"one person where two must", Refusal::quorum_not_met,
     [](auto& list) {
       for (auto& rule : list.rules) rule.persons = 2;
     }},
    {"the only role does not count", Refusal::quorum_not_met,
     [](auto& list) {
       for (auto& rule : list.rules) rule.roles = {Role::relay};
     }},
    {"no signature", Refusal::quorum_not_met, {}, {}, {}, [](auto& envelope) { envelope.signatures.clear(); }},
    {"list expired beyond the grace",
     Refusal::trust_list_expired,
     {},
     [](auto& order) { order = sample_order(kNow + kListLifetime + kDispatchGrace + kRefusalTick); },
     {},
     {},
     {},
     kNow + kListLifetime + kDispatchGrace + kRefusalTick},
    {"issued ahead of the clock",
     Refusal::issued_in_future,
     {},
     [](auto& order) { order.issued_at = kNow + limits::kMaxClockAhead + kRefusalTick; }},
    {"over", Refusal::expired, {}, {}, {}, {}, {}, kNow + seconds(3600) + kRefusalTick},
    {"not begun",
     Refusal::not_yet_valid,
     {},
     [](auto& order) { order.valid_from = kNow + limits::kMaxClockAhead + kRefusalTick; }},
    {"an alert of more than a day",
     Refusal::limit_exceeded,
     {},
     [](auto& order) { order.valid_until = kNow + limits::kMaxActualValidity + kRefusalTick; }},
    {"an occurrence after the end",
     Refusal::limit_exceeded,
     {},
     [](auto& order) { order.occurrences[0].end = order.valid_until + kRefusalTick; }},
    {"an occurrence before the beginning",
     Refusal::limit_exceeded,
     {},
     [](auto& order) { order.occurrences[0].earliest_start = order.valid_from - kRefusalTick; }},
    {"no target at all", Refusal::bad_area, {}, [](auto& order) { order.targets.clear(); }},
    {"a circle of nothing",
     Refusal::bad_area,
     {},
     [](auto& order) {
       order.targets = {wire::Circle{{1, 1}, 0}};
     }},
    {"a polygon of two points",
     Refusal::bad_area,
     {},
     [](auto& order) {
       order.targets = {wire::Polygon{{{0, 0}, {1, 1}}}};
     }},
    {"a polygon that crosses itself", Refusal::bad_area, {}, [](auto& order) { order.targets = {kBowTie}; }},
    {"one bad target of two",
     Refusal::bad_area,
     {},
     [](auto& order) {
       order.targets = {township(), kBowTie};
     }},
};

TEST(RefusalTable, EachFaultHasItsOwnRefusal) {
  for (const RefusalCase& row : kRefusalCases)
    EXPECT_EQ(to_string(refusal_of(row)), to_string(row.expected)) << row.name;
}

TEST(RefusalTable, NoTrustListRefusesEverything) {
  const TrustFixture fixture;
  const Envelope envelope = fixture.seal(sample_order(), fixture.dispatch);
  const auto admitted = verify_order({fixture.roots(), nullptr}, envelope, kNow);
  ASSERT_FALSE(admitted);
  EXPECT_EQ(admitted.error(), Refusal::no_trust_list);
}

TEST(RefusalTable, WhatWasSignedForAnotherDeploymentIsNotSignedHere) {
  const TrustFixture here, there;
  Envelope foreign = there.seal(PayloadType::order, wire::serialize(sample_order()), {&here.dispatch});
  const auto admitted = verify_order(here.authority(), foreign, kNow);
  ASSERT_FALSE(admitted);
  EXPECT_EQ(admitted.error(), Refusal::bad_signature);
}

TEST(RefusalTable, OneBadSignatureBesideAGoodOneRefusesTheWhole) {
  const TrustFixture fixture;
  Envelope envelope = fixture.seal(sample_order(), fixture.dispatch);
  Envelope second = fixture.seal(PayloadType::order, envelope.payload, {&stranger()});
  envelope.signatures.push_back(second.signatures[0]);
  EXPECT_EQ(verify_order(fixture.authority(), envelope, kNow).error(), Refusal::unknown_key);
  envelope.signatures[1] = envelope.signatures[0];
  envelope.signatures[1].octets[5] ^= std::byte{1};
  EXPECT_EQ(verify_order(fixture.authority(), envelope, kNow).error(), Refusal::bad_signature);
}

// Each row has every fault of the rows below it too, so its own must be the one that is told.
TEST(RefusalTable, TheFirstFailingCheckIsTheAnswer) {
  const auto spoil_times = [](wire::Order& order) {
    order.valid_until = kNow + limits::kMaxActualValidity + kRefusalTick;
  };
  RefusalCase row{"", Refusal::none,
                  [](auto& list) {
                    list.issuers[0].highest_level = Level::iii;
                    list.issuers[0].areas = {village()};
                    list.rules.clear();
                  },
                  spoil_times};
  EXPECT_EQ(refusal_of(row), Refusal::level_too_high);
  row.list = [](auto& list) {
    list.issuers[0].areas = {village()};
    list.rules.clear();
  };
  EXPECT_EQ(refusal_of(row), Refusal::outside_scope);
  row.list = [](auto& list) { list.rules.clear(); };
  EXPECT_EQ(refusal_of(row), Refusal::no_quorum_rule);
  row.list = [](auto& list) { list.rules[1].persons = 2; };
  EXPECT_EQ(refusal_of(row), Refusal::quorum_not_met);
  row.list = {};
  EXPECT_EQ(refusal_of(row), Refusal::limit_exceeded);
}

TEST(RefusalTable, ARoutineOrderOfTheTownshipsOwnKeyIsAdmitted) {
  const RefusalCase row{"", Refusal::none, {}, make_routine, [](const auto& fixture) { return &fixture.announce; }};
  EXPECT_EQ(refusal_of(row), Refusal::none);
}

}  // namespace
}  // namespace tongluo::test
