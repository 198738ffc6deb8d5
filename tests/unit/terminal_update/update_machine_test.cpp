// The update up to the switch, step by step; the script answers each action and fails each in turn.

#include "tests/unit/terminal_update/update_rig.hpp"

namespace tongluo::test {
namespace {

using namespace update;

const Release& release(std::uint64_t version = 12) {
  static const Release twelve = ReleaseDesk::get().make(12), thirteen = ReleaseDesk::get().make(13, 1'000);
  return version == 12 ? twelve : thirteen;
}

void expect_retry_in_an_hour(UpdateRig& rig, const char* why) {
  rig.persisted(UpdateState::waiting);
  EXPECT_EQ(rig.machine->progress().detail, why);
  rig.pass(kRetryLater - seconds(1));
  EXPECT_TRUE(rig.silent());
  rig.pass(seconds(1));
  rig.persisted(UpdateState::downloading);
  rig.expect<OpenDownload>();
}

TEST(UpdateMachine, FromTheOfferToTheRestart) {
  UpdateRig rig;
  rig.up_to_restart(release());
  EXPECT_EQ(rig.stored.version_floor, 11U);
  std::vector<std::uint32_t> states;
  for (const auto& report : rig.reports) states.push_back(report.state);
  states.erase(std::unique(states.begin(), states.end()), states.end());
  EXPECT_EQ(states, (std::vector<std::uint32_t>{1, 2, 3, 4, 5, 6}));
}

TEST(UpdateMachine, RefusesWhatIsNotForItAndSaysWhy) {
  UpdateRig rig;
  rig.conditions(kAllWell);
  const auto edited = [&](const ReleaseDesk::Edit& edit) { return rig.offer(ReleaseDesk::get().make(12, 500, edit)); };
  EXPECT_EQ(rig.offer(ReleaseDesk::get().make(11, 500)), Refusal::older_version) << "the same again";
  EXPECT_EQ(rig.offer(ReleaseDesk::get().make(10, 500)), Refusal::older_version) << "a downgrade";
  EXPECT_EQ(edited([](auto& m) { m.hardware = {"speaker-x"}; }), Refusal::unsupported);
  EXPECT_EQ(rig.offer(release(), std::nullopt), Refusal::no_place);
  EXPECT_EQ(rig.offer(release(), area("500117101000")), Refusal::outside_scope);
  EXPECT_TRUE(rig.silent());
}

TEST(UpdateMachine, TheFloorOfAnAcceptedManifestOutlivesItsUpdate) {
  UpdateRig rig(11, {.version_floor = 13});
  rig.conditions(kAllWell);
  EXPECT_EQ(rig.offer(release(12)), Refusal::older_version);
  EXPECT_EQ(rig.offer(release(13)), Refusal::none);
}

TEST(UpdateMachine, ANewerReleaseTakesThePlaceOfOneThatIsNotSwitchedTo) {
  UpdateRig rig;
  rig.conditions({true, false, true});
  EXPECT_EQ(rig.offer(release(12)), Refusal::none);
  rig.persisted(UpdateState::waiting);
  EXPECT_EQ(rig.offer(release(12)), Refusal::none) << "known";
  EXPECT_TRUE(rig.silent());
  EXPECT_EQ(rig.offer(release(13)), Refusal::none);
  rig.persisted(UpdateState::waiting);
  EXPECT_EQ(rig.machine->progress().release, release(13).admitted.digest);
  EXPECT_EQ(rig.offer(release(12)), Refusal::older_version);
}

TEST(UpdateMachine, OneAtATimeFromTheSwitchOn) {
  UpdateRig rig;
  rig.up_to_restart(release(12));
  EXPECT_EQ(rig.offer(release(13)), Refusal::queue_full);
}

TEST(UpdateMachine, WaitsForItsRingByASynchronisedClock) {
  const Release later = ReleaseDesk::get().make(12, 500, [](auto& m) { m.rings[0].not_before = kNow + kDay; });
  UpdateRig rig;
  rig.conditions({true, false, true});
  EXPECT_EQ(rig.offer(later), Refusal::none);
  rig.persisted(UpdateState::waiting);
  rig.pass(2 * kDay);
  EXPECT_TRUE(rig.silent()) << "a clock that nobody vouches for";
  rig.now.wall = kNow + kDay - microseconds(1);
  rig.conditions(kAllWell);
  EXPECT_TRUE(rig.silent());
  rig.pass(microseconds(1));
  rig.persisted(UpdateState::downloading);
}

TEST(UpdateMachine, LooksAtTheWallClockAgainEachMinute) {
  const Release later = ReleaseDesk::get().make(12, 500, [](auto& m) { m.rings[0].not_before = kNow + kDay; });
  UpdateRig rig;
  rig.conditions(kAllWell);
  rig.offer(later);
  rig.persisted(UpdateState::waiting);
  EXPECT_TRUE(rig.silent());
  EXPECT_EQ(rig.machine->next_deadline(rig.now.steady), rig.now.steady + kWallRecheck);
}

TEST(UpdateMachine, ExpiredItIsAbandonedAndNeverSwitchedTo) {
  UpdateRig rig;
  rig.conditions({true, true, false});
  rig.offer(release());
  rig.download(release());
  rig.install(release());
  rig.pass(31 * kDay);
  rig.persisted(UpdateState::none);
  EXPECT_EQ(rig.stored.last->state, UpdateState::abandoned);
  EXPECT_EQ(rig.stored.last->detail, "expired");
  rig.expect<Discard>();
}

TEST(UpdateMachine, ADistrustedReleaseIsAbandoned) {
  UpdateRig rig;
  rig.conditions({false, true, true});
  rig.offer(release());
  rig.persisted(UpdateState::waiting);
  rig.persisted(UpdateState::downloading);
  rig.expect<OpenDownload>();
  rig.machine->on_distrusted(rig.now);
  EXPECT_TRUE(rig.silent()) << "a job is under way";
  rig.done();
  rig.persisted(UpdateState::none);
  EXPECT_EQ(rig.stored.last->detail, "no longer trusted");
}

TEST(UpdateMachine, ADistrustedReleaseIsAbandonedAtTheNextStart) {
  UpdateRig first;
  first.conditions({false, true, true});
  first.offer(release());
  first.persisted(UpdateState::waiting);
  UpdateRig rig(11, first.stored, std::nullopt);
  rig.persisted(UpdateState::none);
  EXPECT_EQ(rig.stored.last->release, release().admitted.digest);
}

TEST(UpdateMachine, NothingGoesOnBeforeItsStateIsDurable) {
  UpdateRig rig;
  rig.conditions(kAllWell);
  rig.offer(release());
  for (int i = 0; i < 3; ++i) {
    rig.expect<Persist>();
    rig.failed("read-only file system");
    EXPECT_TRUE(rig.silent());
    EXPECT_EQ(rig.machine->next_deadline(rig.now.steady), rig.now.steady + kPersistRetry);
    rig.pass_to_deadline();
  }
  rig.persisted(UpdateState::waiting);
}

TEST(UpdateMachine, AFullDiskWaitsAnHour) {
  UpdateRig rig;
  rig.conditions(kAllWell);
  rig.offer(release());
  rig.persisted(UpdateState::waiting);
  rig.persisted(UpdateState::downloading);
  rig.expect<OpenDownload>();
  rig.failed("No space left on device");
  expect_retry_in_an_hour(rig, "no room: No space left on device");
}

TEST(UpdateMachine, AFailedInstallationWaitsAnHourAndDownloadsNothingAgain) {
  UpdateRig rig;
  rig.conditions(kAllWell);
  rig.offer(release());
  rig.download(release());
  rig.expect<DigestImage>();
  rig.done({.ok = true, .digests = {release().admitted.manifest.image}});
  rig.persisted(UpdateState::installing);
  rig.expect<Install>();
  rig.failed("Input/output error");
  expect_retry_in_an_hour(rig, "installing: Input/output error");
  rig.done({.ok = true, .digests = release().admitted.manifest.blocks});
  rig.persisted(UpdateState::verifying);
}

TEST(UpdateMachine, SilenceIsAskedAgainLaterAndLater) {
  UpdateRig rig;
  rig.conditions(kAllWell);
  rig.offer(release());
  rig.persisted(UpdateState::waiting);
  rig.persisted(UpdateState::downloading);
  rig.expect<OpenDownload>();
  rig.done();
  microseconds backoff = kFetchBackoff;
  for (int i = 0; i < 12; ++i) {
    rig.expect<Fetch>();
    rig.pass(kChunkTimeout - microseconds(1));
    EXPECT_TRUE(rig.silent());
    rig.pass(microseconds(1));
    EXPECT_TRUE(rig.silent());
    EXPECT_EQ(rig.machine->next_deadline(rig.now.steady), rig.now.steady + backoff);
    rig.pass(backoff);
    backoff = std::min<microseconds>(2 * backoff, kMaxFetchBackoff);
  }
  EXPECT_EQ(rig.expect<Fetch>().range.offset, 0U);
}

TEST(UpdateMachine, ALostLinkGoesOnWhereItWas) {
  UpdateRig rig;
  rig.conditions(kAllWell);
  rig.offer(release());
  rig.persisted(UpdateState::waiting);
  rig.persisted(UpdateState::downloading);
  rig.expect<OpenDownload>();
  rig.done();
  rig.serve(release(), {rig.expect<Fetch>().range.offset, 1'000});
  rig.conditions({false, true, true});
  rig.machine->on_chunk(rig.now, release().admitted.digest, 1'000, ByteView(release().image).subspan(1'000, 10));
  EXPECT_TRUE(rig.silent());
  rig.conditions(kAllWell);
  EXPECT_EQ(rig.expect<Fetch>().range, (ByteRange{1'000, limits::kImageBlockBytes - 1'000}));
}

TEST(UpdateMachine, WhoDoesNotServeItNowIsAskedLater) {
  UpdateRig rig;
  rig.conditions(kAllWell);
  rig.offer(release());
  rig.persisted(UpdateState::waiting);
  rig.persisted(UpdateState::downloading);
  rig.expect<OpenDownload>();
  rig.done();
  rig.expect<Fetch>();
  rig.machine->on_unavailable(rig.now, release().admitted.digest);
  EXPECT_EQ(rig.machine->next_deadline(rig.now.steady), rig.now.steady + kUnavailableRetry);
  rig.pass_to_deadline();
  rig.expect<Fetch>();
}

TEST(UpdateMachine, FalseBlocksAreNeverStoredAndEndInAPause) {
  UpdateRig rig;
  rig.conditions(kAllWell);
  rig.offer(release());
  rig.persisted(UpdateState::waiting);
  rig.persisted(UpdateState::downloading);
  rig.expect<OpenDownload>();
  rig.done();
  const Bytes false_block(limits::kImageBlockBytes, std::byte{7});
  for (std::uint32_t i = 0; i < kMaxBadBlocks; ++i) {
    rig.expect<Fetch>();
    rig.machine->on_chunk(rig.now, release().admitted.digest, 0, false_block);
    if (i + 1 < kMaxBadBlocks) rig.pass_to_deadline();
  }
  expect_retry_in_an_hour(rig, "the controller's image is not the signed one");
}

TEST(UpdateMachine, AnImageThatIsNotItsBlocksIsReadAgainOnceThenAbandonedForGood) {
  UpdateRig rig;
  rig.conditions(kAllWell);
  rig.offer(release());
  rig.download(release());
  rig.expect<DigestImage>();
  rig.done({.ok = true, .digests = {sign::digest_of(as_bytes("other"))}});
  rig.persisted(UpdateState::downloading);
  rig.expect<OpenDownload>();
  rig.done({.ok = true, .digests = release().admitted.manifest.blocks});
  rig.persisted(UpdateState::verifying);
  rig.expect<DigestImage>();
  rig.done({.ok = true, .digests = {sign::digest_of(as_bytes("other"))}});
  rig.persisted(UpdateState::none);
  EXPECT_EQ(rig.stored.last->state, UpdateState::abandoned);
  rig.expect<Discard>();
  EXPECT_EQ(rig.offer(release()), Refusal::replayed);
}

TEST(UpdateMachine, SwitchesInAQuietMomentOnly) {
  UpdateRig rig;
  rig.conditions({true, true, false});
  rig.offer(release());
  rig.download(release());
  rig.install(release());
  EXPECT_TRUE(rig.silent());
  rig.conditions(kAllWell);
  rig.persisted(UpdateState::switching);
  rig.expect<Activate>();
  rig.conditions({true, true, false});
  rig.done();
  EXPECT_TRUE(rig.silent()) << "an alert has begun";
  rig.conditions(kAllWell);
  rig.expect<Restart>();
  rig.pass(kRestartAgain);
  rig.expect<Restart>();
}

TEST(UpdateMachine, AnActivationThatExpiresBeforeItsRestartIsTakenBack) {
  UpdateRig rig;
  rig.conditions(kAllWell);
  rig.offer(release());
  rig.download(release());
  rig.install(release());
  rig.persisted(UpdateState::switching);
  rig.expect<Activate>();
  rig.conditions({true, true, false});
  rig.done();
  rig.pass(31 * kDay);
  rig.expect<Revert>();
  rig.done();
  rig.persisted(UpdateState::none);
  EXPECT_EQ(rig.stored.last->detail, "expired");
}

TEST(UpdateMachine, AFailedActivationIsTriedAgain) {
  UpdateRig rig;
  rig.conditions(kAllWell);
  rig.offer(release());
  rig.download(release());
  rig.install(release());
  rig.persisted(UpdateState::switching);
  rig.expect<Activate>();
  rig.failed("Read-only file system");
  EXPECT_TRUE(rig.silent());
  rig.pass(kRetryLater);
  rig.expect<Activate>();
  rig.done();
  rig.expect<Restart>();
}

}  // namespace
}  // namespace tongluo::test
