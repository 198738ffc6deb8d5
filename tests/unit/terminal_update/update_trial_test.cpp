// From the restart on: the trial, its end, and what each start finds.

#include "tests/unit/terminal_update/update_rig.hpp"

namespace tongluo::test {
namespace {

using namespace update;

constexpr std::uint64_t kOld = 11, kNew = 12;
constexpr HealthFacts kHealthy{true, true, true};

const Release& trial_release() {
  static const Release made = ReleaseDesk::get().make(kNew, 1'000);
  return made;
}
BootFacts on_trial() { return {trial_release().admitted.digest, true, {}}; }
BootFacts returned() { return {{}, false, trial_release().admitted.digest}; }

class UpdateTrial : public testing::Test {
 protected:
  UpdateTrial() {
    rig.up_to_restart(trial_release());
    rig.reports.clear();
  }
  void start_trial() {
    rig.restart(kNew, trial_release(), on_trial());
    rig.persisted(UpdateState::trial);
    rig.conditions(kAllWell);
    EXPECT_TRUE(rig.machine->on_trial());
  }
  void expect_end(UpdateState state, const std::string& detail) {
    rig.persisted(UpdateState::none);
    ASSERT_TRUE(rig.stored.last.has_value());
    EXPECT_EQ(*rig.stored.last, (LastUpdate{trial_release().admitted.digest, state, detail}));
    rig.expect<Discard>();
    EXPECT_EQ(rig.machine->next_deadline(rig.now.steady), SteadyTime::max());
  }
  UpdateRig rig;
};

TEST_F(UpdateTrial, AHealthyImageIsConfirmedAndTold) {
  start_trial();
  rig.machine->on_health(rig.now, kHealthy);
  EXPECT_TRUE(rig.silent());
  rig.pass(kHealthyFor);
  rig.expect<Confirm>();
  rig.done();
  expect_end(UpdateState::confirmed, "");
  EXPECT_EQ(rig.reports.back().state, static_cast<std::uint32_t>(UpdateState::confirmed));
  EXPECT_FALSE(rig.machine->on_trial());
}

TEST_F(UpdateTrial, AConfirmationThatCannotBeWrittenIsTriedAgain) {
  start_trial();
  rig.machine->on_health(rig.now, kHealthy);
  rig.pass(kHealthyFor);
  rig.expect<Confirm>();
  rig.failed("Read-only file system");
  EXPECT_TRUE(rig.silent());
  rig.pass(kPersistRetry);
  rig.expect<Confirm>();
}

TEST_F(UpdateTrial, AnUnwellImageWritesWhyThenReturns) {
  start_trial();
  rig.machine->on_health(rig.now, {true, false, true});
  rig.pass(kLocalDeadline);
  rig.persisted(UpdateState::trial);
  EXPECT_EQ(rig.stored.failure, "not well: sound");
  rig.expect<Revert>();
  rig.done();
  rig.expect<Restart>();
  rig.restart(kOld, trial_release(), returned());
  expect_end(UpdateState::returned, "not well: sound");
  rig.conditions(kAllWell);
  EXPECT_TRUE(rig.silent());
  EXPECT_EQ(rig.reports.back().detail, "not well: sound");
  EXPECT_EQ(rig.offer(trial_release()), Refusal::replayed);
}

TEST_F(UpdateTrial, ADecisionToReturnSurvivesAPowerCut) {
  start_trial();
  rig.machine->on_health(rig.now, {true, false, true});
  rig.pass(kLocalDeadline);
  rig.persisted(UpdateState::trial);
  rig.restart(kNew, trial_release(), on_trial());
  rig.persisted(UpdateState::trial);
  rig.expect<Revert>();
}

TEST_F(UpdateTrial, WithoutStorageTheWayBackIsNotWaitedFor) {
  rig.restart(kNew, trial_release(), on_trial());
  rig.expect<Persist>();
  rig.failed("disk I/O error");
  rig.machine->on_health(rig.now, {false, true, true});
  rig.pass(kLocalDeadline);
  rig.expect<Persist>();
  rig.failed("disk I/O error");
  rig.expect<Revert>();
}

TEST_F(UpdateTrial, AReturnThatCannotBeWrittenRestartsAllTheSame) {
  start_trial();
  rig.pass(kLocalDeadline);
  rig.persisted(UpdateState::trial);
  for (std::uint32_t i = 0; i < kMaxRevertTries; ++i) {
    rig.expect<Revert>();
    rig.failed("Read-only file system");
    if (i + 1 < kMaxRevertTries) rig.pass(kPersistRetry);
  }
  rig.expect<Restart>();
}

TEST_F(UpdateTrial, AReturnWaitsForAPlayButNotForEver) {
  start_trial();
  rig.conditions({true, true, false});
  rig.pass(kLocalDeadline);
  rig.persisted(UpdateState::trial);
  rig.expect<Revert>();
  rig.done();
  EXPECT_TRUE(rig.silent());
  rig.pass(kRestartPatience);
  rig.expect<Restart>();
}

TEST_F(UpdateTrial, AnImageThatNeverCameUpIsTold) {
  rig.restart(kOld, trial_release(), returned());
  expect_end(UpdateState::returned, "did not come up");
}

TEST_F(UpdateTrial, AnImageOfAnotherVersionThanItsManifestSaysIsReturnedFrom) {
  rig.restart(10, trial_release(), on_trial());
  rig.persisted(UpdateState::trial);
  EXPECT_EQ(rig.stored.failure, "the image is version 10");
  rig.expect<Revert>();
}

TEST_F(UpdateTrial, APowerCutBetweenConfirmationAndRecordIsConfirmed) {
  start_trial();
  rig.restart(kNew, trial_release(), {});
  expect_end(UpdateState::confirmed, "");
}

TEST_F(UpdateTrial, APowerCutBeforeTheActivationBeginsAgainFromTheDisk) {
  rig.restart(kOld, trial_release(), {});
  rig.persisted(UpdateState::waiting);
  rig.conditions(kAllWell);
  rig.persisted(UpdateState::downloading);
  rig.expect<OpenDownload>();
  rig.done({.ok = true, .digests = trial_release().admitted.manifest.blocks});
  rig.persisted(UpdateState::verifying);
}

TEST_F(UpdateTrial, StartedAgainBeforeTheSwitchItAsksForTheRestartAgain) {
  rig.restart(kOld, trial_release(), {trial_release().admitted.digest, false, {}});
  EXPECT_TRUE(rig.silent());
  rig.conditions(kAllWell);
  rig.expect<Restart>();
}

TEST_F(UpdateTrial, ADistrustedTrialIsReturnedFrom) {
  rig.restart(kNew, rig.stored, std::nullopt, on_trial());
  rig.persisted(UpdateState::trial);
  EXPECT_EQ(rig.stored.failure, "no longer trusted");
  rig.expect<Revert>();
}

TEST_F(UpdateTrial, ADistrustedActivationIsTakenBackBeforeItStarts) {
  rig.restart(kOld, rig.stored, std::nullopt, {trial_release().admitted.digest, false, {}});
  rig.expect<Revert>();
  rig.done();
  expect_end(UpdateState::abandoned, "no longer trusted");
}

TEST_F(UpdateTrial, ATrialThatTheRecordLostIsJudgedAllTheSame) {
  rig.restart(kNew, {}, std::nullopt, on_trial());
  EXPECT_TRUE(rig.machine->on_trial());
  EXPECT_EQ(rig.offer(trial_release()), Refusal::older_version);
  rig.machine->on_health(rig.now, kHealthy);
  rig.pass(kHealthyFor);
  rig.expect<Confirm>();
  rig.done();
  EXPECT_TRUE(rig.silent());
  rig.restart(kNew, {}, std::nullopt, on_trial());
  rig.pass(kLocalDeadline);
  rig.expect<Revert>();
  rig.done();
  rig.conditions(kAllWell);
  rig.expect<Restart>();
}

TEST_F(UpdateTrial, ATrialWhoseStartCouldNotBeCountedIsTakenBackAndTold) {
  start_trial();
  rig.restart(kOld, trial_release(), {trial_release().admitted.digest, false, {}});
  rig.expect<Revert>();
  rig.failed("Read-only file system");
  rig.pass(kPersistRetry);
  rig.expect<Revert>();
  rig.done();
  expect_end(UpdateState::returned, "its start could not be counted");
  EXPECT_EQ(rig.offer(trial_release()), Refusal::replayed);
}

// A disk that takes no writes: the launcher starts the good slot again and again.
TEST_F(UpdateTrial, AFirstStartThatCouldNotBeCountedIsTakenBackAndAsksForNoRestart) {
  rig.restart(kOld, trial_release(), {trial_release().admitted.digest, false, {}, true});
  rig.conditions(kAllWell);
  rig.expect<Revert>();
  rig.failed("Read-only file system");
  rig.pass(kPersistRetry);
  rig.expect<Revert>();
  rig.done();
  expect_end(UpdateState::abandoned, "its start could not be counted");
  EXPECT_TRUE(rig.silent());
}

TEST_F(UpdateTrial, AnActivationOfAnotherReleaseIsTakenBack) {
  rig.restart(kOld, trial_release(), {sign::digest_of(as_bytes("another")), false, {}});
  rig.expect<Revert>();
  rig.done();
  expect_end(UpdateState::abandoned, "another release was activated");
}

TEST_F(UpdateTrial, AnActivationThatTheRecordLostIsTakenBack) {
  rig.restart(kOld, {}, std::nullopt, {trial_release().admitted.digest, false, {}});
  rig.expect<Revert>();
  rig.done();
  EXPECT_TRUE(rig.silent());
  EXPECT_EQ(rig.machine->next_deadline(rig.now.steady), SteadyTime::max());
}

TEST_F(UpdateTrial, TheLastOutcomeIsToldInEachSession) {
  rig.restart(kOld, trial_release(), returned());
  expect_end(UpdateState::returned, "did not come up");
  for (int session = 0; session < 2; ++session) {
    rig.reports.clear();
    rig.conditions({false, true, true});
    rig.conditions(kAllWell);
    EXPECT_TRUE(rig.silent());
    ASSERT_EQ(rig.reports.size(), 1U);
    EXPECT_EQ(rig.reports[0].state, static_cast<std::uint32_t>(UpdateState::returned));
  }
}

TEST(UpdateRecord, RemembersSoManyTriedReleases) {
  StoredUpdate record;
  for (std::uint64_t i = 0; i < kMaxTried; ++i) record.tried.push_back(sign::digest_of(as_bytes(std::to_string(i))));
  const Digest second = record.tried[1];
  record.state = UpdateState::trial;
  record.release = wire::serialize(trial_release().envelope);
  UpdateRig rig(kOld, record, trial_release().admitted, returned());
  rig.persisted(UpdateState::none);
  EXPECT_EQ(rig.stored.tried.size(), kMaxTried);
  EXPECT_EQ(rig.stored.tried.front(), second);
  EXPECT_EQ(rig.stored.tried.back(), trial_release().admitted.digest);
}

}  // namespace
}  // namespace tongluo::test
