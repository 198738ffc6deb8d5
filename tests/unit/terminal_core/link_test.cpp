// The link comes and goes. The test plays the controller (CoreRig).

#include "protocol/base/limits.hpp"
#include "tests/unit/terminal_core/core_rig.hpp"

namespace tongluo::test {
namespace {

TEST(Link, LossInMidSentenceDoesNotStopTheSentence) {
  CoreRig rig;
  rig.open_link();
  const Envelope envelope = rig.trust.seal(sample_order(kNow, rig.clip.digest), rig.trust.dispatch);
  rig.deliver(envelope, kNow + seconds(1));
  rig.receive_clip(rig.clip);
  rig.advance_to(kNow + seconds(6));
  rig.take_receipts();
  rig.close_link();
  rig.advance_to(kNow + seconds(60));
  EXPECT_EQ(rig.count("stop 1"), 0u);
  EXPECT_EQ(rig.final_of(sign::identity(envelope)), nullptr) << "nothing is sent while the link is down";
  EXPECT_EQ(rig.core->untaken_receipts(), 1u);

  rig.open_link();
  ASSERT_EQ(rig.receipts().size(), 1u) << "what was taken is not sent again";
  EXPECT_EQ(rig.receipts()[0].outcome, Outcome::unproved);
  EXPECT_EQ(rig.receipts()[0].samples_played, 14u * 48'000u);
}

TEST(Link, UntakenReceiptsGoOutExactlyOncePerConnectionUntilTaken) {
  CoreRig rig;
  rig.open_link();
  rig.deliver(rig.trust.seal(sample_order(kNow, rig.clip.digest), rig.trust.dispatch), kNow + seconds(1));
  rig.receive_clip(rig.clip);
  rig.advance_to(kNow + seconds(60));
  for (int connection = 0; connection < 3; ++connection) {
    rig.close_link();
    rig.open_link();
    rig.advance(seconds(60));
    EXPECT_EQ(rig.receipts().size(), 3u);
  }
  rig.take_receipts();
  EXPECT_EQ(rig.core->untaken_receipts(), 0u);
  rig.close_link();
  rig.open_link();
  EXPECT_TRUE(rig.receipts().empty());
  rig.restart();
  rig.open_link();
  EXPECT_TRUE(rig.receipts().empty());
}

TEST(Link, DamagedChunkIsFetchedAgainAndTheAudioIsWhole) {
  CoreRig rig;
  rig.open_link();
  rig.deliver(rig.trust.seal(sample_order(kNow, rig.clip.digest), rig.trust.dispatch), kNow + seconds(1));
  rig.receive(rig.clip.manifest_push());
  wire::ClipChunk damaged = rig.clip.chunk(1);
  damaged.data[0] ^= std::byte{1};
  rig.receive(rig.clip.chunk(0));
  rig.receive(damaged);
  rig.receive(rig.clip.chunk(2));
  EXPECT_EQ(rig.core->clip_counters().requests, 1u);
  rig.receive(rig.clip.chunk(1));
  rig.advance_to(kNow + seconds(20));
  EXPECT_EQ(rig.count("receipt final unproved"), 1u);
}

TEST(Link, TimeStatementForAnotherQuestionIsRefused) {
  CoreRig rig;
  rig.core->make_hello(rig.now, Nonce{}, {});
  Nonce other;
  other.octets.fill(std::byte{9});
  wire::Welcome welcome{.gateway_epoch = 1};
  welcome.time_statement = rig.trust.time_statement(rig.id, other, kNow + seconds(1'000));
  rig.core->on_link_open(rig.now, welcome, {});
  EXPECT_FALSE(rig.core->synchronised(rig.now));
  EXPECT_EQ(rig.core->wall(rig.now), kNow);
}

// A terminal that was just enrolled has nothing but roots: list and place come behind the Welcome.
TEST(Link, ATimeStatementBeforeTheFirstTrustListCountsOnceTheListIsThere) {
  CoreRig rig;
  rig.core = std::make_unique<terminal::TerminalCore>(
      terminal::CoreSettings{rig.id, "1.2.3", Nonce{}, kNow - std::chrono::hours(24 * 30)}, rig.trust.roots(),
      rig.device_key);
  rig.core->start(rig.now, {}, std::nullopt, std::nullopt);
  rig.open_link();
  EXPECT_FALSE(rig.core->synchronised(rig.now));
  rig.receive(wire::SignedObject{rig.trust.trust_list()});
  EXPECT_TRUE(rig.core->synchronised(rig.now));
  EXPECT_EQ(rig.core->wall(rig.now), kNow);
}

TEST(Link, ANewerTrustListIsStoredAndAnOlderOneRefused) {
  CoreRig rig;
  rig.open_link();
  wire::TrustList newer = rig.trust.list().list();
  newer.version = 5;
  rig.receive(wire::SignedObject{rig.trust.seal_trust_list(newer)});
  EXPECT_EQ(rig.core->make_hello(rig.now, Nonce{}, {}).trust_list_version, 5u);
  rig.receive(wire::SignedObject{rig.trust.trust_list()});
  EXPECT_EQ(rig.count("event 2 older_version"), 1u);
  rig.restart();
  EXPECT_EQ(rig.core->make_hello(rig.now, Nonce{}, {}).trust_list_version, 5u) << "the journal's newer one wins";
}

TEST(Link, AKeyThatTheNewListNoLongerKnowsFallsSilentAtOnce) {
  CoreRig rig;
  rig.open_link();
  const Envelope envelope = rig.trust.seal(sample_order(kNow, rig.clip.digest), rig.trust.dispatch);
  rig.deliver(envelope, kNow + seconds(1));
  rig.receive_clip(rig.clip);
  rig.advance_to(kNow + seconds(4));
  wire::TrustList newer = rig.trust.list().list();
  newer.version = 2;
  std::erase_if(newer.issuers,
                [&](const wire::Issuer& issuer) { return issuer.key_id == rig.trust.dispatch.key_id(); });
  rig.receive(wire::SignedObject{rig.trust.seal_trust_list(newer)});
  EXPECT_TRUE(rig.silent());
  ASSERT_NE(rig.final_of(sign::identity(envelope)), nullptr);
  EXPECT_EQ(rig.final_of(sign::identity(envelope))->refusal, Refusal::unknown_key);
}

TEST(Link, AMovedTerminalObeysItsNewPlace) {
  CoreRig rig;
  rig.open_link();
  rig.receive(wire::SignedObject{rig.trust.place(rig.id, area("500116102001"), 2)});
  rig.deliver(rig.trust.seal(sample_order(kNow, rig.clip.digest), rig.trust.dispatch));
  EXPECT_EQ(rig.core->refusals().of(Refusal::not_addressed), 1u);
}

}  // namespace
}  // namespace tongluo::test
