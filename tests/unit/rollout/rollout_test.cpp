// Rings, thresholds, silence, pause and resume.

#include "tests/unit/rollout/fleet.hpp"

namespace tongluo::test {
namespace {

TEST(Rollout, OffersToCanariesFirstAndToNobodyElse) {
  Fleet fleet({3, 10, 30});
  fleet.all_online();
  EXPECT_EQ(fleet.offered(), (std::vector<TerminalId>{fleet.id(0, 0), fleet.id(0, 1), fleet.id(0, 2)}));
  fleet.pass(10 * kHour);
  EXPECT_EQ(fleet.offered_count(), 0U);
}

TEST(Rollout, NobodyIsOfferedBeforeTheRingsOwnTime) {
  Fleet fleet({2, 2});
  Record record = fleet.stored;
  record.ring_times = {kNow + kDay, kNow + 30 * kDay};
  fleet.restart(record);
  fleet.all_online();
  EXPECT_EQ(fleet.offered_count(), 0U);
  EXPECT_EQ(fleet.rollout->next_deadline(), kNow + kDay);
  fleet.pass(kDay);
  EXPECT_EQ(fleet.offered_count(), 2U);
  fleet.ring_says(0, UpdateState::confirmed, 0, 2);
  fleet.pass(28 * kDay);
  EXPECT_EQ(fleet.offered_count(), 0U) << "soaked, but not yet its time";
  fleet.pass(kDay);
  EXPECT_EQ(fleet.offered_count(), 2U);
}

TEST(Rollout, TheNextRingOpensAfterSuccessAndSoak) {
  Fleet fleet({3, 40});
  fleet.all_online();
  fleet.offered();
  fleet.pass(3 * kHour);
  fleet.ring_says(0, UpdateState::confirmed, 0, 3);
  EXPECT_EQ(fleet.rollout->next_deadline(), fleet.now + kDay);
  fleet.pass(kDay - microseconds(1));
  EXPECT_EQ(fleet.offered_count(), 0U);
  fleet.pass(microseconds(1));
  EXPECT_EQ(fleet.offered_count(), 40U);
}

TEST(Rollout, OneFailedCanaryPausesItAndCallsAPerson) {
  Fleet fleet({3, 40});
  fleet.all_online();
  fleet.ring_says(0, UpdateState::confirmed, 0, 2);
  fleet.says(fleet.id(0, 2), UpdateState::returned);
  EXPECT_EQ(fleet.phase(), Phase::paused);
  EXPECT_EQ(fleet.reason(), PauseReason::errors);
  EXPECT_EQ(fleet.calls, std::vector<std::string>{"rollout paused in ring 0: 2 confirmed, 1 failed or silent, of 3"});
  EXPECT_EQ(fleet.member(fleet.id(0, 2)).detail, "returned: detail");
  fleet.offered();
  fleet.pass(10 * kDay);
  EXPECT_EQ(fleet.offered_count(), 0U);
}

TEST(Rollout, SilenceIsAFailure) {
  Fleet fleet({3, 40});
  fleet.all_online();
  fleet.ring_says(0, UpdateState::confirmed, 0, 2);
  EXPECT_EQ(fleet.rollout->next_deadline(), kNow + 48 * kHour);
  fleet.pass(48 * kHour - microseconds(1));
  EXPECT_EQ(fleet.phase(), Phase::running);
  fleet.pass(microseconds(1));
  EXPECT_EQ(fleet.member(fleet.id(0, 2)).state, MemberState::silent);
  EXPECT_EQ(fleet.phase(), Phase::paused);
  EXPECT_EQ(fleet.reason(), PauseReason::errors);
}

TEST(Rollout, WhoAdvancesIsNotSilentAndWhoRepeatsItselfIs) {
  Fleet fleet({1, 1});
  fleet.all_online();
  for (std::uint32_t percent = 10; percent <= 60; percent += 10) {
    fleet.pass(47 * kHour);
    fleet.says(fleet.id(0, 0), UpdateState::downloading, percent);
  }
  EXPECT_EQ(fleet.member(fleet.id(0, 0)).state, MemberState::working);
  fleet.pass(47 * kHour);
  fleet.says(fleet.id(0, 0), UpdateState::downloading, 60);
  fleet.pass(kHour);
  EXPECT_EQ(fleet.member(fleet.id(0, 0)).state, MemberState::silent);
}

TEST(Rollout, WhoWasNeverReachedInsideTheRingsTimeIsSilent) {
  Fleet fleet({2, 1});
  fleet.online(fleet.id(0, 0));
  fleet.says(fleet.id(0, 0), UpdateState::confirmed);
  fleet.pass(14 * kDay);
  EXPECT_EQ(fleet.member(fleet.id(0, 1)).detail, "never reached");
  EXPECT_EQ(fleet.phase(), Phase::paused);
}

TEST(Rollout, ALateWordCorrectsSilence) {
  Fleet fleet({2, 5});
  fleet.all_online();
  fleet.says(fleet.id(0, 0), UpdateState::confirmed);
  fleet.pass(48 * kHour);
  ASSERT_EQ(fleet.phase(), Phase::paused);
  fleet.says(fleet.id(0, 1), UpdateState::confirmed);
  EXPECT_EQ(fleet.rollout->count(0).bad, 0U);
  EXPECT_EQ(fleet.phase(), Phase::paused) << "a person decides";
  EXPECT_TRUE(fleet.rollout->resume(fleet.now, "Zhao", false));
  fleet.drain();
  EXPECT_EQ(fleet.phase(), Phase::running);
  fleet.offered();
  fleet.pass(kDay);
  EXPECT_EQ(fleet.offered_count(), 5U);
}

TEST(Rollout, ResumeWithoutAcceptingPausesAgainAtOnce) {
  Fleet fleet({2, 5});
  fleet.all_online();
  fleet.says(fleet.id(0, 0), UpdateState::returned);
  ASSERT_EQ(fleet.phase(), Phase::paused);
  EXPECT_TRUE(fleet.rollout->resume(fleet.now, "Zhao", false));
  EXPECT_EQ(fleet.phase(), Phase::paused);
}

TEST(Rollout, AcceptedFailuresCountForNothingNewOnesDo) {
  Fleet fleet({3, 30});
  fleet.all_online();
  fleet.says(fleet.id(0, 0), UpdateState::returned);
  EXPECT_TRUE(fleet.rollout->resume(fleet.now, "Zhao", true));
  fleet.drain();
  EXPECT_EQ(fleet.phase(), Phase::running);
  EXPECT_EQ(fleet.rollout->count(0).members, 2U);
  fleet.ring_says(0, UpdateState::confirmed, 1, 3);
  fleet.offered();
  fleet.pass(kDay);
  EXPECT_EQ(fleet.offered_count(), 30U);
  fleet.says(fleet.id(1, 0), UpdateState::returned);
  EXPECT_EQ(fleet.phase(), Phase::running) << "one of twenty";
  fleet.says(fleet.id(1, 1), UpdateState::returned);
  EXPECT_EQ(fleet.phase(), Phase::paused);
}

TEST(Rollout, TheErrorShareOfALargeRingIsOfItsAnswers) {
  Fleet fleet({0, 1'000}, {.at_once = 1'000});
  fleet.pass(kDay);
  fleet.all_online();
  ASSERT_EQ(fleet.offered_count(), 1'000U);
  fleet.ring_says(1, UpdateState::confirmed, 0, 95);
  fleet.ring_says(1, UpdateState::returned, 95, 100);
  EXPECT_EQ(fleet.phase(), Phase::running) << "five of a hundred";
  fleet.says(fleet.id(1, 100), UpdateState::returned);
  EXPECT_EQ(fleet.phase(), Phase::paused) << "six of 101, long before the thousand have answered";
}

TEST(Rollout, WhenAllHaveAnsweredAndTooFewSucceededItPauses) {
  Fleet fleet({20, 5}, {.success_permille = 990, .error_permille = 100});
  fleet.all_online();
  fleet.ring_says(0, UpdateState::confirmed, 0, 19);
  EXPECT_EQ(fleet.phase(), Phase::running);
  fleet.says(fleet.id(0, 19), UpdateState::abandoned);
  EXPECT_EQ(fleet.phase(), Phase::paused);
  EXPECT_EQ(fleet.reason(), PauseReason::too_few_succeeded);
}

TEST(Rollout, APersonPausesResumesAndWithdraws) {
  Fleet fleet({60}, {.at_once = 10});
  fleet.all_online();
  EXPECT_EQ(fleet.offered_count(), 10U);
  EXPECT_TRUE(fleet.rollout->may_serve(fleet.id(0, 0)));
  EXPECT_TRUE(fleet.rollout->pause("Zhao"));
  EXPECT_FALSE(fleet.rollout->pause("Zhao"));
  EXPECT_FALSE(fleet.rollout->may_serve(fleet.id(0, 0))) << "nor are bytes sent";
  fleet.says(fleet.id(0, 0), UpdateState::confirmed);
  EXPECT_EQ(fleet.rollout->count(0).confirmed, 1U) << "words still count";
  fleet.pass(30 * kDay);
  EXPECT_EQ(fleet.offered_count(), 0U);
  EXPECT_TRUE(fleet.rollout->resume(fleet.now, "Qian", false));
  fleet.drain();
  EXPECT_EQ(fleet.offered_count(), 1U) << "the place of the confirmed one; our pause was nobody's silence";
  EXPECT_EQ(fleet.rollout->count(0).bad, 0U);
  EXPECT_TRUE(fleet.rollout->withdraw("Qian"));
  EXPECT_FALSE(fleet.rollout->resume(fleet.now, "Qian", true));
  fleet.pass(kDay);
  EXPECT_EQ(fleet.offered_count(), 0U);
  EXPECT_FALSE(fleet.rollout->may_serve(fleet.id(0, 5)));
}

TEST(Rollout, AnAlertHoldsOffersAndBytes) {
  Fleet fleet({20}, {.at_once = 1});
  fleet.all_online();
  EXPECT_EQ(fleet.offered_count(), 1U);
  fleet.rollout->on_alert(fleet.now, true);
  EXPECT_FALSE(fleet.rollout->may_serve(fleet.id(0, 0)));
  fleet.says(fleet.id(0, 0), UpdateState::confirmed);
  EXPECT_EQ(fleet.offered_count(), 0U);
  fleet.rollout->on_alert(fleet.now, false);
  fleet.drain();
  EXPECT_EQ(fleet.offered_count(), 1U);
}

TEST(Rollout, SoManyAtOnceAndOnlyWhoIsOnline) {
  Fleet fleet({20}, {.at_once = 4});
  for (std::size_t i = 0; i < 3; ++i) fleet.online(fleet.id(0, i));
  EXPECT_EQ(fleet.offered_count(), 3U);
  fleet.rollout->on_offline(fleet.id(0, 5));
  for (std::size_t i = 3; i < 6; ++i) fleet.online(fleet.id(0, i));
  EXPECT_EQ(fleet.offered(), std::vector<TerminalId>{fleet.id(0, 3)});
  fleet.rollout->on_offline(fleet.id(0, 4));
  fleet.says(fleet.id(0, 0), UpdateState::confirmed);
  EXPECT_EQ(fleet.offered(), std::vector<TerminalId>{fleet.id(0, 5)});
}

TEST(Rollout, WhoLeftBeforeItTookTheOfferIsOfferedAgain) {
  Fleet fleet({20});
  fleet.online(fleet.id(0, 0));
  fleet.offered();
  fleet.online(fleet.id(0, 0));
  EXPECT_EQ(fleet.offered_count(), 1U);
  fleet.says(fleet.id(0, 0), UpdateState::downloading, 0);
  fleet.online(fleet.id(0, 0));
  EXPECT_EQ(fleet.offered_count(), 0U) << "it has it in hand";
}

TEST(Rollout, RefusalsAreFailuresUnlessItRunsANewerOne) {
  Fleet fleet({20, 1});
  fleet.all_online();
  const auto refused = [&](std::size_t i, Refusal refusal) {
    fleet.rollout->on_refused(fleet.now, fleet.id(0, i), release_digest(), refusal);
    fleet.drain();
    return fleet.member(fleet.id(0, i)).state;
  };
  EXPECT_EQ(refused(0, Refusal::older_version), MemberState::excused);
  EXPECT_EQ(fleet.rollout->count(0).members, 19U);
  EXPECT_EQ(refused(1, Refusal::queue_full), MemberState::offered);
  EXPECT_EQ(refused(2, Refusal::unsupported), MemberState::failed);
  EXPECT_EQ(fleet.member(fleet.id(0, 2)).detail, "refused: unsupported");
}

TEST(Rollout, ForeignReleasesAndTerminalsChangeNothing) {
  Fleet fleet({20});
  fleet.all_online();
  const auto before = fleet.rollout->members();
  fleet.rollout->on_progress(fleet.now, fleet.id(0, 0), release_digest(2), UpdateState::returned, 0, "");
  fleet.rollout->on_progress(fleet.now, fleet.id(7, 0), release_digest(), UpdateState::returned, 0, "");
  fleet.rollout->on_refused(fleet.now, fleet.id(0, 0), release_digest(2), Refusal::unsupported);
  fleet.rollout->on_online(fleet.now, fleet.id(7, 0));
  EXPECT_EQ(fleet.rollout->members(), before);
}

TEST(Rollout, ARestartGoesOnFromTheStoredRows) {
  Fleet fleet({3, 40});
  fleet.all_online();
  fleet.ring_says(0, UpdateState::confirmed, 0, 3);
  fleet.offered();
  fleet.pass(kDay - kHour);
  fleet.restart();
  EXPECT_EQ(fleet.rollout->count(0).confirmed, 3U);
  fleet.all_online();
  EXPECT_EQ(fleet.offered_count(), 0U);
  fleet.pass(kHour);
  EXPECT_EQ(fleet.offered_count(), 40U);
  fleet.restart();
  EXPECT_EQ(fleet.rollout->next_deadline(), fleet.now + 48 * kHour) << "silence is counted over restarts";
}

TEST(Rollout, CompletesWhenEverybodyHasAnswered) {
  Fleet fleet({1, 0, 30});
  fleet.all_online();
  fleet.says(fleet.id(0, 0), UpdateState::confirmed);
  fleet.pass(2 * kDay);
  EXPECT_EQ(fleet.rollout->head().open_ring, 2U) << "an empty ring is passed over";
  fleet.ring_says(2, UpdateState::confirmed, 0, 29);
  EXPECT_EQ(fleet.phase(), Phase::running);
  fleet.pass(48 * kHour);
  EXPECT_EQ(fleet.phase(), Phase::completed) << "one of thirty is silent";
  EXPECT_EQ(fleet.calls.back(), "rollout completed");
  EXPECT_TRUE(fleet.rollout->may_serve(fleet.id(2, 29))) << "and may still come";
  fleet.says(fleet.id(2, 29), UpdateState::confirmed);
  EXPECT_EQ(fleet.rollout->count(2).confirmed, 30U);
  EXPECT_EQ(fleet.rollout->next_deadline(), WallTime::max());
}

TEST(RolloutPlan, PutsEachTerminalIntoTheRingThatItWillFindItself) {
  trust::AdmittedRelease release;
  release.digest = release_digest();
  release.manifest.image = release_digest(3);
  release.manifest.rings = {{kNow, 0, {Fleet::id(0, 7)}}, {kNow + kDay, 100, {}}, {kNow + 2 * kDay, 1'000, {}}};
  std::vector<TerminalId> terminals;
  for (std::size_t i = 0; i < 500; ++i) terminals.push_back(Fleet::id(0, i));
  terminals.push_back(terminals.front());
  const auto record = plan(release, {}, terminals);
  ASSERT_TRUE(record.has_value());
  EXPECT_EQ(record->members.size(), 500U) << "each once";
  EXPECT_EQ(record->members[0].terminal, Fleet::id(0, 7));
  for (const Member& member : record->members)
    EXPECT_EQ(member.ring, trust::ring_of(release.manifest, member.terminal));
  EXPECT_TRUE(std::is_sorted(record->members.begin(), record->members.end(),
                             [](const Member& a, const Member& b) { return a.ring < b.ring; }));
  terminals.assign(kMaxMembers + 1, Fleet::id(0, 0));
  EXPECT_FALSE(plan(release, {}, terminals).has_value());
}

}  // namespace
}  // namespace tongluo::test
