// What only the roots may do to a terminal: hand over to other roots, set its time back. And what of it survives a
// power cut. The test plays everything round the core (CoreRig); signatures are real.

#include "terminal-fw/core/limits.hpp"
#include "tests/unit/terminal_core/core_rig.hpp"

namespace tongluo::test {
namespace {

constexpr auto kDay = std::chrono::hours(24);

class RootLife : public testing::Test {
 protected:
  RootLife() {
    for (int i = 0; i < 3; ++i) next_keys.push_back(sign::PrivateKey::generate(Algorithm::ed25519).value());
    rig.cache[rig.clip.digest] = rig.clip;
    rig.open_link();
  }
  wire::TrustList list_of(std::uint64_t version) const {
    wire::TrustList list = rig.trust.list().list();
    list.version = version;
    return list;
  }
  Envelope handing_over(std::uint64_t version, const std::vector<const sign::Signer*>& signers) const {
    wire::TrustList list = list_of(version);
    list.next_roots = rig.trust.successor({&next_keys[0], &next_keys[1], &next_keys[2]}, 2);
    return rig.trust.seal(PayloadType::trust_list, wire::serialize(list), signers);
  }
  std::vector<const sign::Signer*> both() const {
    return {&rig.trust.root_keys[0], &rig.trust.root_keys[1], &next_keys[0], &next_keys[1]};
  }
  Envelope by_next(std::uint64_t version) const {
    return rig.trust.seal(PayloadType::trust_list, wire::serialize(list_of(version)), {&next_keys[1], &next_keys[2]});
  }
  void push(const Envelope& envelope) { rig.receive(wire::SignedObject{envelope}); }
  std::size_t refusals(Refusal reason) const { return rig.core->refusals().of(reason); }
  std::uint64_t list_version() { return rig.core->make_hello(rig.now, Nonce{}, {}).trust_list_version; }
  bool alert_is_accepted() {
    wire::Order order = sample_order(rig.now.wall, rig.clip.digest);
    order.nonce.octets[0] = static_cast<std::byte>(++orders_);
    const auto accepted = rig.core->counters().orders_accepted;
    rig.deliver(rig.trust.seal(order, rig.trust.dispatch), rig.now.wall + seconds(1));
    return rig.core->counters().orders_accepted > accepted;
  }

  CoreRig rig;
  std::vector<sign::PrivateKey> next_keys;
  std::uint8_t orders_ = 0;
};

TEST_F(RootLife, AHandOverIsObeyedAndSurvivesAPowerCut) {
  push(handing_over(2, both()));
  EXPECT_EQ(list_version(), 2u);
  ASSERT_TRUE(rig.journal.snapshot().roots);
  EXPECT_TRUE(alert_is_accepted()) << "all that was signed for the deployment stays valid";
  rig.restart();  // with the first roots' file and the first list's file still installed
  rig.open_link();
  EXPECT_EQ(list_version(), 2u) << "the stored list is good under the roots that it brought";
  EXPECT_TRUE(alert_is_accepted());
  push(by_next(3));
  EXPECT_EQ(list_version(), 3u);
  rig.restart();
  rig.open_link();
  EXPECT_EQ(list_version(), 3u);
}

TEST_F(RootLife, RetiredRootsAreObeyedNoMore) {
  push(handing_over(2, both()));
  push(rig.trust.seal_trust_list(list_of(3)));
  EXPECT_EQ(refusals(Refusal::quorum_not_met), 1u);
  push(rig.trust.time_reset(rig.id, 1, kNow - kDay));
  EXPECT_EQ(refusals(Refusal::quorum_not_met), 2u);
  EXPECT_EQ(list_version(), 2u);
  push(handing_over(2, both()));
  EXPECT_EQ(refusals(Refusal::quorum_not_met), 2u) << "the same again is no change";
}

TEST_F(RootLife, NeitherSetAloneCanHandOver) {
  push(handing_over(2, {&rig.trust.root_keys[0], &rig.trust.root_keys[1], &rig.trust.root_keys[2]}));
  push(handing_over(2, {&next_keys[0], &next_keys[1], &next_keys[2]}));
  EXPECT_EQ(refusals(Refusal::quorum_not_met), 2u);
  EXPECT_EQ(list_version(), 1u);
  EXPECT_FALSE(rig.journal.snapshot().roots);
  push(by_next(2));
  EXPECT_EQ(list_version(), 1u);
}

TEST_F(RootLife, WhoMissedTheHandOverFollowsOnceItArrives) {
  push(by_next(3));
  EXPECT_EQ(list_version(), 1u);
  push(handing_over(2, both()));
  push(by_next(3));
  EXPECT_EQ(list_version(), 3u);
}

TEST_F(RootLife, StoredRootsOfAnotherDeploymentOrNoneAreLeftAlone) {
  terminal::JournalWrite spoil{terminal::PutRoots{to_bytes("no root set")}};
  rig.journal.apply(spoil);
  rig.restart();
  rig.open_link();
  EXPECT_TRUE(alert_is_accepted()) << "the installed ones hold";
  const TrustFixture stranger;
  const wire::RootSet foreign = stranger.successor({&next_keys[0]}, 1);
  rig.journal.apply({terminal::PutRoots{wire::serialize(foreign)}});
  rig.restart();
  rig.open_link();
  EXPECT_TRUE(alert_is_accepted());
  push(by_next(2));
  EXPECT_EQ(list_version(), 1u);
}

TEST_F(RootLife, AResetLowersTheFloorOfTheTimeOnce) {
  // A list from a year ahead raised the floor: no alert of today can be heard.
  wire::TrustList wrong = list_of(2);
  wrong.issued_at = kNow + 100 * kDay;
  push(rig.trust.seal_trust_list(wrong));
  EXPECT_EQ(rig.core->wall(rig.now), kNow + 100 * kDay);
  EXPECT_FALSE(alert_is_accepted());
  push(rig.trust.seal_trust_list(list_of(3)));
  EXPECT_FALSE(alert_is_accepted()) << "a later list does not lower it";

  push(rig.trust.time_reset(rig.id, 1, kNow - kDay));
  EXPECT_EQ(rig.core->wall(rig.now), rig.now.wall);
  EXPECT_FALSE(rig.core->synchronised(rig.now)) << "until a time statement comes";
  EXPECT_TRUE(alert_is_accepted());
  EXPECT_EQ(rig.journal.snapshot().time_floor, kNow - kDay);
  EXPECT_EQ(rig.journal.snapshot().time_reset_sequence, 1u);
}

TEST_F(RootLife, AResetIsNotUndoneByAPowerCutNorObeyedTwice) {
  wire::TrustList wrong = list_of(2);
  wrong.issued_at = kNow + 100 * kDay;
  push(rig.trust.seal_trust_list(wrong));
  const Envelope reset = rig.trust.time_reset(rig.id, 7, kNow - kDay);
  push(reset);
  rig.restart();
  rig.open_link();
  EXPECT_EQ(rig.core->wall(rig.now), rig.now.wall);
  EXPECT_TRUE(alert_is_accepted());
  push(reset);
  push(rig.trust.time_reset(rig.id, 6, kNow - kDay));
  EXPECT_EQ(refusals(Refusal::replayed), 2u);
}

TEST_F(RootLife, AResetForAnotherTerminalOrWithoutAQuorumIsRefused) {
  push(rig.trust.time_reset(terminal_id("TL-500116-0002"), 1, kNow - kDay));
  EXPECT_EQ(refusals(Refusal::not_addressed), 1u);
  const Bytes payload = rig.trust.time_reset(rig.id, 1, kNow - kDay).payload;
  push(rig.trust.seal(PayloadType::time_reset, payload, {&rig.trust.root_keys[0]}));
  push(rig.trust.seal(PayloadType::time_reset, payload, {&rig.trust.time, &rig.trust.maintain}));
  EXPECT_EQ(refusals(Refusal::quorum_not_met), 2u);
  EXPECT_EQ(rig.journal.snapshot().time_reset_sequence, 0u);
}

TEST_F(RootLife, AnAuditHeadOrATimeStatementIsNothingToPush) {
  const wire::AuditHead head{1, 1, sign::digest_of(as_bytes("x")), kNow};
  push(rig.trust.seal(PayloadType::audit_head, wire::serialize(head), {&rig.trust.time}));
  push(rig.trust.time_statement(rig.id, Nonce{}, kNow));
  EXPECT_EQ(refusals(Refusal::wrong_type), 2u);
}

}  // namespace
}  // namespace tongluo::test
