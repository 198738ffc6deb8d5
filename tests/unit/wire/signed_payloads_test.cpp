// Trust objects, receipts, stop objects, clip manifests and envelopes: each reads back what was written, byte for byte,
// and refuses what would mean something else.

#include <functional>
#include <gtest/gtest.h>

#include "protocol/base/limits.hpp"
#include "protocol/wire/envelope_codec.hpp"
#include "tests/unit/wire/samples.hpp"

namespace tongluo::wire {
namespace {

using samples::at;
using samples::octets;

template <class Value, class Parse>
void expect_round_trip(const Value& value, Parse parse) {
  const Bytes bytes = serialize(value);
  const auto parsed = parse(bytes);
  ASSERT_TRUE(parsed) << to_string(parsed.error());
  EXPECT_EQ(*parsed, value);
  Bytes longer = bytes;
  longer.push_back(std::byte{0});
  EXPECT_FALSE(parse(longer));
}

TEST(SignedPayloads, RoundTripAndRefuseTrailingBytes) {
  expect_round_trip(samples::trust_list(), parse_trust_list);
  expect_round_trip(*samples::trust_list().next_roots, parse_root_set);
  expect_round_trip(Freshness{1, 7, at(0), at(10)}, parse_freshness);
  expect_round_trip(PlaceRecord{1,
                                samples::terminal(),
                                3,
                                at(0),
                                samples::township(),
                                {292'900'000, 1'062'500'000},
                                "45001161010000000000001",
                                "几江"},
                    parse_place_record);
  expect_round_trip(TimeStatement{1, samples::terminal(), octets<Nonce>(1), at(5)}, parse_time_statement);
  expect_round_trip(TimeReset{1, samples::terminal(), 3, at(5)}, parse_time_reset);
  expect_round_trip(AuditHead{1, 12, octets<Digest>(1), at(5)}, parse_audit_head);
  expect_round_trip(RootSet{1, {{Algorithm::ed25519, to_bytes("root")}}, {}, octets<Digest>(1), 4}, parse_root_set);
  expect_round_trip(samples::receipt(), parse_receipt);
  expect_round_trip(Cancel{1, octets<Digest>(1), at(1), octets<Nonce>(2)}, parse_cancel);
  expect_round_trip(StopAll{1, {samples::township()}, {OrderClass::routine}, Level::ii, at(1), octets<Nonce>(2)},
                    parse_stop_all);
  expect_round_trip(samples::envelope(), parse_envelope);
}

TEST(Receipt, OutcomeBelongsToFinalAndReasonToRefused) {
  const std::function<void(Receipt&)> spoils[] = {
      [](Receipt& r) { r.stage = Stage::accepted; },    [](Receipt& r) { r.outcome = Outcome::none; },
      [](Receipt& r) { r.refusal = Refusal::none; },    [](Receipt& r) { r.outcome = Outcome::unproved; },
      [](Receipt& r) { r.stage = Stage::unspecified; }, [](Receipt& r) { r.at = {}; },
      [](Receipt& r) { r.detail.assign(201, 'x'); },
  };
  for (const auto& spoil : spoils) {
    Receipt receipt = samples::receipt();
    spoil(receipt);
    EXPECT_FALSE(parse_receipt(serialize(receipt)));
  }
  Receipt accepted = samples::receipt();
  accepted.stage = Stage::accepted;
  accepted.outcome = Outcome::none;
  accepted.refusal = Refusal::none;
  EXPECT_TRUE(parse_receipt(serialize(accepted)));
  accepted.occurrence = 0;
  EXPECT_FALSE(parse_receipt(serialize(accepted)));
}

TEST(TrustList, RefusesIssuersAndRulesThatSayTooLittle) {
  const std::function<void(TrustList&)> spoils[] = {
      [](TrustList& t) { t.version = 0; },
      [](TrustList& t) { t.expires_at = t.issued_at; },
      [](TrustList& t) { t.issuers[0].person.clear(); },
      [](TrustList& t) { t.issuers[0].areas.clear(); },
      [](TrustList& t) { t.issuers[0].role = Role::unspecified; },
      [](TrustList& t) { t.issuers[0].order_class = OrderClass::unspecified; },
      [](TrustList& t) { t.issuers[0].highest_level = Level::unspecified; },
      [](TrustList& t) { t.issuers[0].valid_until = t.issuers[0].valid_from; },
      [](TrustList& t) { t.issuers.assign(limits::kMaxIssuers + 1, t.issuers[0]); },
      [](TrustList& t) { t.rules[0].persons = 0; },
      [](TrustList& t) { t.rules[0].roles.clear(); },
      [](TrustList& t) { t.next_roots->quorum = 2; },
  };
  for (const auto& spoil : spoils) {
    TrustList list = samples::trust_list();
    spoil(list);
    EXPECT_FALSE(parse_trust_list(serialize(list)));
  }
}

TEST(RootSet, DeploymentAndVersionComeTogether) {
  const RootSet first{1, {{Algorithm::ed25519, to_bytes("root")}}, {}};
  RootSet set = first;
  set.version = 1;
  EXPECT_FALSE(parse_root_set(serialize(set)));
  set = first;
  set.deployment = octets<Digest>(1);
  EXPECT_FALSE(parse_root_set(serialize(set)));
}

TEST(TimeReset, NeedsASequenceAFloorAndATerminal) {
  EXPECT_FALSE(parse_time_reset(serialize(TimeReset{1, samples::terminal(), 0, at(5)})));
  EXPECT_FALSE(parse_time_reset(serialize(TimeReset{1, samples::terminal(), 1, {}})));
  EXPECT_EQ(parse_time_reset(serialize(TimeReset{2, samples::terminal(), 1, at(5)})).error().fault,
            WireFault::reader_too_old);
}

TEST(AuditHead, NeedsASequenceATimeAndADigest) {
  EXPECT_FALSE(parse_audit_head(serialize(AuditHead{1, 0, octets<Digest>(1), at(5)})));
  EXPECT_FALSE(parse_audit_head(serialize(AuditHead{1, 1, octets<Digest>(1), {}})));
}

TEST(Receipt, EveryRefusalIsKnown) {
  for (int value = 1; value <= static_cast<int>(kLastRefusal); ++value) {
    Receipt receipt = samples::receipt();
    receipt.refusal = static_cast<Refusal>(value);
    EXPECT_TRUE(parse_receipt(serialize(receipt))) << value;
  }
  Receipt receipt = samples::receipt();
  receipt.refusal = static_cast<Refusal>(static_cast<int>(kLastRefusal) + 1);
  EXPECT_FALSE(parse_receipt(serialize(receipt)));
}

TEST(PlaceRecord, ResourceCodeIsEmptyOr23Digits) {
  PlaceRecord place{1, samples::terminal(), 3, at(0), samples::township(), {}, "", ""};
  EXPECT_TRUE(parse_place_record(serialize(place)));
  place.resource_code = std::string(22, '1');
  EXPECT_FALSE(parse_place_record(serialize(place)));
  place.resource_code = std::string(23, 'x');
  EXPECT_FALSE(parse_place_record(serialize(place)));
}

TEST(ClipManifest, CountsAndSizesMustAgree) {
  ClipManifest manifest{1, ClipCodec::ogg_opus, 4096 + 10, 4096, seconds(2), {octets<Digest>(1), octets<Digest>(2)}};
  expect_round_trip(manifest, parse_clip_manifest);
  EXPECT_EQ(chunk_size(manifest, 0), 4096U);
  EXPECT_EQ(chunk_size(manifest, 1), 10U);
  ClipManifest missing = manifest;
  missing.chunks.pop_back();
  EXPECT_FALSE(parse_clip_manifest(serialize(missing)));
  ClipManifest other = manifest;
  other.chunk_bytes = 1024;
  EXPECT_FALSE(parse_clip_manifest(serialize(other)));
  ClipManifest huge = manifest;
  huge.total_bytes = UINT64_MAX;
  EXPECT_FALSE(parse_clip_manifest(serialize(huge)));
}

}  // namespace
}  // namespace tongluo::wire
