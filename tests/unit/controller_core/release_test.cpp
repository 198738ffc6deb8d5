// Releases in the core: the store, the sessions and the shell that holds images are the test's; who may be offered what
// is tested in rollout_test.

#include "tests/unit/controller_core/core_rig.hpp"

namespace tongluo::test {
namespace {

using namespace controller;

class Releases : public testing::Test {
 protected:
  Releases() { rig.enrol(3); }

  Envelope manifest(std::uint64_t version = 2) const {
    wire::ReleaseManifest manifest;
    manifest.version = version;
    manifest.issued_at = kNow;
    manifest.expires_at = kNow + std::chrono::hours(24 * 90);
    manifest.hardware = {"speaker-a7"};
    manifest.image_bytes = 1'000;
    manifest.image = sign::digest_of(as_bytes("image"));
    manifest.blocks = {manifest.image};
    manifest.rings = {{kNow, 0, {ControllerRig::id_of(1)}}, {kNow, wire::kWholeShare, {}}};
    return rig.trust.seal(PayloadType::release_manifest, wire::serialize(manifest), {&zhao, &qian});
  }
  Digest publish(const Envelope& envelope, rollout::Settings settings = {}) {
    rig.core.publish_release(rig.now, rig.next_request(), envelope, settings, "console");
    rig.persist_all();
    return sign::identity(envelope);
  }
  Digest begin() {
    const Digest release = publish(manifest());
    rig.core.on_image_complete(rig.now, release);
    rig.persist_all();
    return release;
  }
  std::size_t offers(SessionId session) {
    std::size_t count = 0;
    for (const auto& object : rig.sent<wire::SignedObject>(session))
      count += object.envelope.type == PayloadType::release_manifest ? 1U : 0U;
    return count;
  }
  void report(SessionId session, const Digest& release, wire::UpdateState state) {
    rig.core.on_message(rig.now, session, wire::UpdateProgress{release, static_cast<std::uint32_t>(state), 100, ""});
    rig.persist_all();
  }
  rollout::Member member(std::size_t terminal) const {
    const Digest release = rig.core.releases().front().release;
    for (const rollout::Member& each : rig.core.release_members(release))
      if (each.terminal == ControllerRig::id_of(terminal)) return each;
    return {.terminal = ControllerRig::id_of(terminal)};
  }
  Refusal direct(const Digest& release, ReleaseCommand command) {
    rig.core.direct_release(rig.now, rig.next_request(), release, command, "console");
    rig.persist_all();
    const auto rejected = rig.take_only<ObjectRejected>();
    return rejected.empty() ? Refusal::none : rejected.front().refusal;
  }
  template <class T>
  std::size_t asked_for_image(SessionId session, const Digest& release) {
    rig.take();
    rig.core.on_message(rig.now, session, wire::ImageRequest{release, 0, 1'000});
    std::size_t count = 0;
    for (const Action& action : rig.take()) {
      if constexpr (std::is_same_v<T, wire::ImageUnavailable>) {
        const auto* send = std::get_if<Send>(&action);
        count += send != nullptr && std::holds_alternative<T>(send->message) ? 1U : 0U;
      } else {
        count += std::holds_alternative<T>(action) ? 1U : 0U;
      }
    }
    return count;
  }

  sign::PrivateKey zhao = sign::PrivateKey::generate(Algorithm::ed25519).value();
  sign::PrivateKey qian = sign::PrivateKey::generate(Algorithm::ed25519).value();
  ControllerRig rig{[this](wire::TrustList& list) {
    for (const auto* key : {&zhao, &qian})
      list.issuers.push_back(issuer(*key, key == &zhao ? "Zhao" : "Qian", Role::release, OrderClass::unspecified,
                                    county(), Level::unspecified));
  }};
};

TEST_F(Releases, AreOfferedToTheFirstRingOnceTheImageIsWholeAndTheRowDurable) {
  const SessionId first = rig.hello(1);
  const SessionId second = rig.hello(2);
  const Digest release = publish(manifest());
  EXPECT_EQ(offers(first), 0U) << "no image yet";
  rig.core.on_image_complete(rig.now, release);
  EXPECT_EQ(offers(first), 0U) << "not durable yet";
  rig.persist_all();
  EXPECT_EQ(offers(first), 1U);
  EXPECT_EQ(member(1).state, rollout::MemberState::offered);
  EXPECT_EQ(member(2).state, rollout::MemberState::waiting);
  EXPECT_EQ(offers(second), 0U);
  EXPECT_EQ(asked_for_image<wire::ImageUnavailable>(second, release), 1U) << "nor served";
  EXPECT_EQ(asked_for_image<ServeImage>(first, release), 1U);
}

TEST_F(Releases, NothingIsServedOrOfferedFromTenMinutesBeforeAnAlertUntilItIsOver) {
  const SessionId session = rig.hello(1);
  const Digest release = begin();
  EXPECT_EQ(asked_for_image<ServeImage>(session, release), 1U);
  const session::SharedClip clip = sample_clip();
  rig.add_clip(clip);
  rig.submit(sample_order(kNow, clip->digest));
  const auto stopped = rig.take_only<StopImage>();
  ASSERT_EQ(stopped.size(), 1U) << "what was on its way is stopped";
  EXPECT_EQ(stopped.front().session, session);
  EXPECT_EQ(asked_for_image<wire::ImageUnavailable>(session, release), 1U);
  rig.advance(std::chrono::hours(2));  // past the alert's validity
  EXPECT_EQ(asked_for_image<ServeImage>(session, release), 1U);
}

TEST_F(Releases, GoOnAfterARestartWhereTheyStood) {
  const SessionId session = rig.hello(1);
  const Digest release = begin();
  report(session, release, wire::UpdateState::returned);
  const auto before = rig.core.releases();
  ASSERT_EQ(before.size(), 1U);
  EXPECT_EQ(before.front().head.phase, rollout::Phase::paused) << "one of one has failed";
  rig.restart();
  const auto after = rig.core.releases();
  ASSERT_EQ(after.size(), 1U);
  EXPECT_EQ(after.front().head, before.front().head);
  EXPECT_EQ(after.front().settings, before.front().settings);
  EXPECT_EQ(after.front().rings.front().bad, 1U);
  EXPECT_EQ(member(1).state, rollout::MemberState::failed);
  EXPECT_FALSE(after.front().image_complete) << "the shell says it again";
}

TEST_F(Releases, SilenceForTwoDaysIsAFailureAndPausesTheRollout) {
  const SessionId session = rig.hello(1);
  const Digest release = begin();
  report(session, release, wire::UpdateState::downloading);
  rig.take();
  rig.advance(std::chrono::hours(49));
  rig.persist_all();
  EXPECT_EQ(member(1).state, rollout::MemberState::silent);
  EXPECT_EQ(rig.core.releases().front().head.phase, rollout::Phase::paused);
}

TEST_F(Releases, AreOneAtATimeAndStopForAPerson) {
  const SessionId session = rig.hello(1);
  const Digest release = begin();
  rig.take();
  publish(manifest(3));
  const auto rejected = rig.take_only<ObjectRejected>();
  ASSERT_EQ(rejected.size(), 1U);
  EXPECT_EQ(rejected.front().refusal, Refusal::queue_full);
  EXPECT_EQ(direct(release, ReleaseCommand::resume), Refusal::superseded) << "it runs";
  EXPECT_EQ(direct(release, ReleaseCommand::pause), Refusal::none);
  EXPECT_EQ(asked_for_image<wire::ImageUnavailable>(session, release), 1U);
  EXPECT_EQ(direct(release, ReleaseCommand::withdraw), Refusal::none);
  EXPECT_EQ(publish(manifest(3)), sign::identity(manifest(3)));
  EXPECT_EQ(rig.core.releases().size(), 2U);
}

TEST_F(Releases, AWriteThatFailedIsMadeGoodByTheNextOne) {
  const SessionId session = rig.hello(1);
  const Digest release = begin();
  rig.core.on_message(rig.now, session, wire::UpdateProgress{release, 2, 50, ""});
  rig.fail_all();
  rig.advance(std::chrono::minutes(1));
  rig.persist_all();
  rig.restart();
  EXPECT_EQ(member(1).state, rollout::MemberState::working);
}

TEST_F(Releases, ThatATerminalRefusesAreAFailureButAnOlderOneIsNone) {
  const SessionId session = rig.hello(1);
  const Digest release = begin();
  wire::Event event{.kind = wire::EventKind::object_refused, .at = kNow, .subject = release};
  event.refusal = Refusal::older_version;
  rig.core.on_message(rig.now, session, event);
  EXPECT_EQ(member(1).state, rollout::MemberState::excused);
  event.refusal = Refusal::unsupported;
  rig.core.on_message(rig.now, session, event);
  EXPECT_EQ(member(1).state, rollout::MemberState::failed);
}

TEST_F(Releases, RequestsBeyondTheImageAreNotServed) {
  const SessionId session = rig.hello(1);
  const Digest release = begin();
  const std::vector<std::pair<std::uint64_t, std::uint32_t>> ranges = {
      {0, 0}, {1'000, 1}, {1, 1'000}, {0, 1'001}, {UINT64_MAX, UINT32_MAX}};
  for (const auto& [offset, bytes] : ranges) {
    rig.take();
    rig.core.on_message(rig.now, session, wire::ImageRequest{release, offset, bytes});
    EXPECT_EQ(rig.take_only<ServeImage>().size(), 0U) << offset << " " << bytes;
  }
}

}  // namespace
}  // namespace tongluo::test
