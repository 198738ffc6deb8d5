// Place record, time statement, cancel and stop-all.

#include <gtest/gtest.h>

#include "protocol/base/limits.hpp"
#include "tests/support/trust_fixture.hpp"

namespace tongluo::test {
namespace {

using namespace trust;

constexpr microseconds kObjectTick{1};
constexpr auto kLongest = std::chrono::hours(24 * 92);
const TerminalId kId = terminal_id("TL-500116-0001");

template <class T>
Refusal told(const Result<T, Refusal>& result) {
  return result ? Refusal::none : result.error();
}

class ObjectTest : public testing::Test {
 protected:
  Refusal place(const Envelope& envelope, std::uint64_t held = 0, WallTime now = kNow) const {
    return told(verify_place(fixture.authority(), envelope, kId, held, now));
  }
  Envelope record(const wire::PlaceRecord& value, const std::vector<const sign::Signer*>& signers) const {
    return fixture.seal(PayloadType::place_record, wire::serialize(value), signers);
  }
  wire::PlaceRecord sample_place() const { return {1, kId, 5, kNow, village(), {1, 2}, "", "village hall"}; }

  wire::Cancel cancel_at(WallTime issued_at) const { return {1, sign::digest_of(as_bytes("order")), issued_at, {}}; }
  Refusal cancel(const Envelope& envelope, WallTime now = kNow) const {
    return told(verify_cancel(fixture.authority(), envelope, now));
  }
  wire::StopAll sample_stop() const {
    return {1, {township()}, {OrderClass::actual, OrderClass::routine}, Level::i, kNow, {}};
  }
  Refusal stop(const Envelope& envelope, WallTime now = kNow) const {
    return told(verify_stop_all(fixture.authority(), envelope, now));
  }

  TrustFixture fixture;
};

TEST_F(ObjectTest, PlaceIsBelievedFromMaintainWithinItsScope) {
  const auto verified = verify_place(fixture.authority(), record(sample_place(), {&fixture.maintain}), kId, 0, kNow);
  ASSERT_TRUE(verified);
  EXPECT_EQ(*verified, sample_place());
}

TEST_F(ObjectTest, PlaceRefusals) {
  wire::PlaceRecord other = sample_place(), outside = sample_place(), future = sample_place(), newer = sample_place();
  other.terminal = terminal_id("TL-500116-0002");
  outside.area = area("500117101001");
  future.issued_at = kNow + limits::kMaxClockAhead + kObjectTick;
  newer.reader_version = 2;
  const auto by_maintain = [&](const auto& value) { return record(value, {&fixture.maintain}); };
  EXPECT_EQ(place(by_maintain(other)), Refusal::not_addressed);
  EXPECT_EQ(place(by_maintain(outside)), Refusal::outside_scope);
  EXPECT_EQ(place(by_maintain(future)), Refusal::issued_in_future);
  EXPECT_EQ(place(by_maintain(newer)), Refusal::reader_too_old);
  EXPECT_EQ(place(by_maintain(sample_place()), 5), Refusal::none) << "the one held may come again";
  EXPECT_EQ(place(by_maintain(sample_place()), 6), Refusal::older_version);
  EXPECT_EQ(place(record(sample_place(), {&fixture.dispatch})), Refusal::wrong_role);
  EXPECT_EQ(place(record(sample_place(), {})), Refusal::quorum_not_met);
  EXPECT_EQ(place(record(sample_place(), {&fixture.maintain, &fixture.dispatch})), Refusal::malformed);
  Envelope typed = by_maintain(sample_place());
  typed.type = PayloadType::order;
  EXPECT_EQ(place(typed), Refusal::wrong_type);
  Envelope changed = by_maintain(sample_place());
  changed.payload.back() ^= std::byte{1};
  EXPECT_EQ(place(changed), Refusal::bad_signature);
}

TEST_F(ObjectTest, APlaceOutlivesTheTrustListButNotItsKey) {
  const Envelope envelope = record(sample_place(), {&fixture.maintain});
  EXPECT_EQ(place(envelope, 0, kNow + kListLifetime + kObjectTick), Refusal::none);
  EXPECT_EQ(place(envelope, 0, kNow + 2 * kListLifetime + kObjectTick), Refusal::key_outside_validity);
}

TEST_F(ObjectTest, TimeIsStatedForThisTerminalAndThisNonce) {
  Nonce nonce, other;
  nonce.octets.fill(std::byte{1});
  const auto judge = [&](const Envelope& envelope, const Nonce& asked) {
    return told(verify_time(fixture.authority(), envelope, kId, asked));
  };
  const Envelope good = fixture.time_statement(kId, nonce, kNow + seconds(5));
  EXPECT_EQ(*verify_time(fixture.authority(), good, kId, nonce), kNow + seconds(5));
  EXPECT_EQ(judge(good, other), Refusal::replayed);
  EXPECT_EQ(judge(fixture.time_statement(terminal_id("TL-500116-0002"), nonce, kNow), nonce), Refusal::not_addressed);
  Envelope typed = good;
  typed.type = PayloadType::freshness;
  EXPECT_EQ(judge(typed, nonce), Refusal::wrong_type);
  const Envelope forged = fixture.seal(PayloadType::time_statement, good.payload, {&fixture.dispatch});
  EXPECT_EQ(judge(forged, nonce), Refusal::wrong_role);
  const WallTime expiry = fixture.list().list().expires_at;
  EXPECT_EQ(judge(fixture.time_statement(kId, nonce, expiry), nonce), Refusal::none);
  EXPECT_EQ(judge(fixture.time_statement(kId, nonce, expiry + kObjectTick), nonce), Refusal::trust_list_expired);
  EXPECT_EQ(judge(fixture.time_statement(kId, nonce, kNow - std::chrono::hours(25)), nonce),
            Refusal::key_outside_validity);
  Envelope changed = good;
  changed.payload.back() ^= std::byte{1};
  EXPECT_NE(judge(changed, nonce), Refusal::none);
}

TEST_F(ObjectTest, CancelIsAdmittedFromAnyIssuerOfOrdersAndSaysWhose) {
  const auto admitted = verify_cancel(fixture.authority(), fixture.seal(cancel_at(kNow), fixture.announce), kNow);
  ASSERT_TRUE(admitted);
  EXPECT_EQ(admitted->role, Role::announce) << "whose own order it then must be: the caller checks";
  EXPECT_EQ(admitted->by, fixture.announce.key_id());
  EXPECT_EQ(admitted->cancel, cancel_at(kNow));
  EXPECT_EQ(cancel(fixture.seal(cancel_at(kNow), fixture.dispatch)), Refusal::none);
}

TEST_F(ObjectTest, CancelRefusals) {
  EXPECT_EQ(cancel(fixture.seal(cancel_at(kNow), fixture.maintain)), Refusal::wrong_role);
  EXPECT_EQ(cancel(fixture.seal(cancel_at(kNow), fixture.time)), Refusal::wrong_role);
  EXPECT_EQ(cancel(fixture.seal(cancel_at(kNow + seconds(60)), fixture.dispatch)), Refusal::none);
  EXPECT_EQ(cancel(fixture.seal(cancel_at(kNow + seconds(60) + kObjectTick), fixture.dispatch)),
            Refusal::issued_in_future);
  EXPECT_EQ(cancel(fixture.seal(cancel_at(kNow), fixture.dispatch), kNow + kLongest), Refusal::none);
  EXPECT_EQ(cancel(fixture.seal(cancel_at(kNow), fixture.dispatch), kNow + kLongest + kObjectTick), Refusal::expired);
  const Bytes payload = wire::serialize(cancel_at(kNow));
  EXPECT_EQ(cancel(fixture.seal(PayloadType::cancel, payload, {&fixture.dispatch, &fixture.announce})),
            Refusal::malformed);
  EXPECT_EQ(cancel(fixture.seal(PayloadType::stop_all, payload, {&fixture.dispatch})), Refusal::wrong_type);
  const WallTime over = kNow + kListLifetime + kObjectTick;
  EXPECT_EQ(cancel(fixture.seal(cancel_at(over), fixture.announce), over), Refusal::trust_list_expired);
  EXPECT_EQ(cancel(fixture.seal(cancel_at(over), fixture.dispatch), over), Refusal::none) << "dispatch's grace";
}

TEST_F(ObjectTest, StopAllIsDispatchsAloneWithinItsScope) {
  const auto admitted = verify_stop_all(fixture.authority(), fixture.seal(sample_stop(), fixture.dispatch), kNow);
  ASSERT_TRUE(admitted);
  EXPECT_EQ(admitted->stop, sample_stop());
  EXPECT_EQ(stop(fixture.seal(sample_stop(), fixture.announce)), Refusal::wrong_role);
  EXPECT_EQ(stop(fixture.seal(sample_stop(), fixture.exercise)), Refusal::wrong_role);
  wire::StopAll outside = sample_stop(), crossed = sample_stop(), nowhere = sample_stop();
  outside.targets = {area("500117000000")};
  crossed.targets = {wire::Polygon{{{0, 0}, {10, 10}, {0, 10}, {10, 0}}}};
  nowhere.targets.clear();
  EXPECT_EQ(stop(fixture.seal(outside, fixture.dispatch)), Refusal::outside_scope);
  EXPECT_EQ(stop(fixture.seal(crossed, fixture.dispatch)), Refusal::bad_area);
  EXPECT_EQ(stop(fixture.seal(nowhere, fixture.dispatch)), Refusal::bad_area);
  EXPECT_EQ(stop(fixture.seal(sample_stop(), fixture.dispatch), kNow - seconds(60)), Refusal::none);
  EXPECT_EQ(stop(fixture.seal(sample_stop(), fixture.dispatch), kNow - seconds(60) - kObjectTick),
            Refusal::issued_in_future);
  EXPECT_EQ(stop(fixture.seal(sample_stop(), fixture.dispatch), kNow + kLongest + kObjectTick), Refusal::expired);
  EXPECT_EQ(stop(fixture.seal(cancel_at(kNow), fixture.dispatch)), Refusal::wrong_type);
}

}  // namespace
}  // namespace tongluo::test
