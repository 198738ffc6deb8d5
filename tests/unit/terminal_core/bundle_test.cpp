// An order that comes by hand, to a terminal that has never seen a network: verified like any other, played whole,
// accounted for with path local.

#include <gtest/gtest.h>

#include "protocol/wire/envelope_codec.hpp"
#include "tests/unit/terminal_core/core_rig.hpp"

namespace tongluo::test {
namespace {

class Bundles : public testing::Test {
 protected:
  wire::Order order() const { return sample_order(rig.now.wall, rig.clip.digest); }
  wire::OfflineBundle bundle_of(const wire::Order& order) const {
    return {rig.trust.trust_list(), rig.trust.seal(order, rig.trust.dispatch), {as_bundled(rig.clip)}};
  }
  static wire::BundleClip as_bundled(const TestClip& clip) {
    return {*wire::parse_clip_manifest(clip.manifest), clip.content()->audio};
  }
  std::vector<wire::Receipt> receipts_in_journal() const {
    std::vector<wire::Receipt> receipts;
    for (const terminal::StoredReceipt& stored : rig.journal.snapshot().receipts)
      receipts.push_back(*wire::parse_receipt(wire::parse_envelope(stored.envelope)->payload));
    return receipts;
  }
  std::uint64_t refused(Refusal reason) const { return rig.core->refusals().of(reason); }
  CoreRig rig;
};

TEST_F(Bundles, PlaysAtOnceWithoutEverHavingSeenANetwork) {
  rig.take_bundle(bundle_of(order()));
  rig.advance(seconds(20));
  ASSERT_EQ(rig.plays.size(), 1u);
  EXPECT_EQ(rig.plays[0].first_sample, 0u);
  EXPECT_EQ(rig.plays[0].start_at, kNow);
  EXPECT_TRUE(rig.silent());
  EXPECT_EQ(rig.core->counters().bundles, 1u);
}

TEST_F(Bundles, ReceiptsWaitForANetworkAndSayLocal) {
  const auto bundle = bundle_of(order());
  rig.take_bundle(bundle);
  rig.advance(seconds(20));
  const auto receipts = receipts_in_journal();
  ASSERT_EQ(receipts.size(), 3u);
  EXPECT_EQ(receipts[0].stage, Stage::accepted);
  EXPECT_EQ(receipts[2].outcome, Outcome::unproved);
  for (const std::size_t sounding : {1U, 2U}) EXPECT_EQ(receipts[sounding].path, wire::Path::local);
  for (const wire::Receipt& receipt : receipts) EXPECT_EQ(receipt.gateway_epoch, 0u);
  EXPECT_TRUE(rig.sent.empty());
  rig.open_link();
  EXPECT_EQ(rig.receipts().size(), 3u);
}

TEST_F(Bundles, TheClipIsVerifiedAndCached) {
  rig.take_bundle(bundle_of(order()));
  ASSERT_TRUE(rig.stored_clips.contains(rig.clip.digest));
  EXPECT_EQ(rig.stored_clips[rig.clip.digest]->audio, rig.clip.content()->audio);
  EXPECT_EQ(rig.stored_clips[rig.clip.digest]->manifest, rig.clip.manifest);
}

TEST_F(Bundles, ADamagedClipIsCountedAndNeverKept) {
  auto bundle = bundle_of(order());
  bundle.clips[0].audio[5'000] ^= std::byte{1};
  rig.take_bundle(bundle);
  EXPECT_EQ(rig.core->clip_counters().corrupt_chunks, 1u);
  EXPECT_TRUE(rig.stored_clips.empty());
  rig.advance(seconds(3));
  EXPECT_EQ(rig.count("append"), 0u) << "the tone may sound, nothing else";
}

TEST_F(Bundles, ClipsThatTheOrderDoesNotNameAreLeftOnTheStick) {
  auto bundle = bundle_of(order());
  bundle.clips.push_back(as_bundled(make_clip(2, 9)));
  rig.take_bundle(bundle);
  EXPECT_EQ(rig.stored_clips.size(), 1u);
  EXPECT_EQ(rig.core->clip_counters().unwanted, 1u);
}

TEST_F(Bundles, ThePreparedAllClearIsKeptForLater) {
  const TestClip all_clear = make_clip(2, 9);
  wire::Order order = this->order();
  order.all_clear_clip = all_clear.digest;
  auto bundle = bundle_of(order);
  bundle.clips.push_back(as_bundled(all_clear));
  rig.take_bundle(bundle);
  EXPECT_TRUE(rig.stored_clips.contains(all_clear.digest));
}

TEST_F(Bundles, ARefusedOrderLeavesNothingBehind) {
  auto bundle = bundle_of(order());
  bundle.order.signatures[0].octets[3] ^= std::byte{1};
  rig.take_bundle(bundle);
  rig.advance(seconds(10));
  EXPECT_EQ(refused(Refusal::bad_signature), 1u);
  EXPECT_TRUE(rig.plays.empty());
  EXPECT_TRUE(rig.stored_clips.empty());
}

struct Row {
  Refusal reason;
  void (*spoil)(CoreRig& terminal, wire::Order& order);
};

TEST_F(Bundles, EveryRuleOfTheNetworkHolds) {
  const Row rows[] = {
      {Refusal::not_addressed, [](CoreRig&, wire::Order& order) { order.targets = {area("500116102000")}; }},
      {Refusal::expired,
       [](CoreRig& terminal, wire::Order& order) {
         order = sample_order(terminal.now.wall - std::chrono::hours(3), terminal.clip.digest);
       }},
      {Refusal::wrong_class, [](CoreRig&, wire::Order& order) { order.order_class = OrderClass::exercise; }},
  };
  for (const Row& row : rows) {
    CoreRig fresh;
    wire::Order spoiled = sample_order(fresh.now.wall, fresh.clip.digest);
    row.spoil(fresh, spoiled);
    fresh.take_bundle({fresh.trust.trust_list(), fresh.trust.seal(spoiled, fresh.trust.dispatch), {}});
    fresh.advance(seconds(10));
    EXPECT_EQ(fresh.core->refusals().total(), 1u) << to_string(row.reason);
    EXPECT_TRUE(fresh.plays.empty()) << to_string(row.reason);
  }
}

TEST_F(Bundles, ANewerTrustListIsTakenUpFirst) {
  wire::TrustList newer = rig.trust.list().list();
  newer.version = 5;
  auto other = *sign::PrivateKey::generate(Algorithm::ed25519);
  newer.issuers.push_back(issuer(other, "deputy", Role::dispatch, OrderClass::actual, county(), Level::i));
  rig.take_bundle({rig.trust.seal_trust_list(newer), rig.trust.seal(order(), other), {as_bundled(rig.clip)}});
  rig.advance(seconds(3));
  EXPECT_EQ(rig.plays.size(), 1u) << "signed by a key that only the new list knows";
}

TEST_F(Bundles, AnOlderTrustListIsNoFaultAndAForgedOneIsRefusedAlone) {
  wire::TrustList newer = rig.trust.list().list();
  newer.version = 5;
  rig.open_link();
  rig.receive(wire::SignedObject{rig.trust.seal_trust_list(newer)});
  rig.take_bundle(bundle_of(order()));
  EXPECT_EQ(rig.core->refusals().total(), 0u);
  auto forged = bundle_of(sample_order(rig.now.wall + seconds(1), rig.clip.digest));
  newer.version = 6;
  forged.trust_list = rig.trust.seal(PayloadType::trust_list, wire::serialize(newer), {&rig.trust.dispatch});
  rig.take_bundle(forged);
  EXPECT_EQ(rig.core->refusals().total(), 1u);
  EXPECT_EQ(rig.core->open_orders(), 2u) << "the order stands on the list that is held";
}

TEST_F(Bundles, TheSameStickAgainPlaysNothingTwice) {
  const auto bundle = bundle_of(order());
  rig.take_bundle(bundle);
  rig.advance(seconds(2));
  rig.take_bundle(bundle);
  rig.advance(seconds(20));
  rig.take_bundle(bundle);
  rig.advance(seconds(20));
  EXPECT_EQ(rig.plays.size(), 1u);
  rig.restart();
  rig.take_bundle(bundle);
  rig.advance(seconds(20));
  EXPECT_EQ(rig.plays.size(), 1u) << "not after a power cut either";
}

TEST_F(Bundles, AStickThatComesLateIsPlayedWholeNotJoined) {
  const auto bundle = bundle_of(order());
  rig.advance(seconds(7));
  rig.take_bundle(bundle);
  rig.advance(seconds(20));
  ASSERT_EQ(rig.plays.size(), 1u);
  EXPECT_EQ(rig.plays[0].first_sample, 0u);
  EXPECT_EQ(rig.plays[0].start_at, kNow + seconds(7));
}

TEST_F(Bundles, APowerCutDoesNotMakeItAnOrderOfTheNetwork) {
  rig.take_bundle(bundle_of(order()));
  rig.advance(seconds(2));
  rig.cache[rig.clip.digest] = rig.clip;
  rig.restart();
  rig.advance(seconds(40));
  const auto receipts = receipts_in_journal();
  ASSERT_FALSE(receipts.empty());
  const auto final = std::find_if(receipts.begin(), receipts.end(),
                                  [](const wire::Receipt& receipt) { return receipt.stage == Stage::final; });
  ASSERT_NE(final, receipts.end());
  EXPECT_EQ(final->path, wire::Path::local);
}

TEST_F(Bundles, AnUnreadableFileIsCountedAsARefusal) {
  rig.core->on_unreadable_bundle(rig.now, "a.tongluo: not_protobuf in bundle");
  EXPECT_EQ(refused(Refusal::malformed), 1u);
  EXPECT_EQ(rig.core->counters().bundles_unreadable, 1u);
}

}  // namespace
}  // namespace tongluo::test
