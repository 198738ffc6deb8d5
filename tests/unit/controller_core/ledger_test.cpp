// One outcome for each occurrence and terminal: stages only rise, the first final stays, unreachable is provisional.

#include "controller/core/ledger.hpp"

#include <gtest/gtest.h>

#include "controller/core/limits.hpp"
#include "tests/support/trust_fixture.hpp"

namespace tongluo::controller {
namespace {

using test::kNow;

wire::Occurrence occurrence(std::uint32_t number, seconds from_now) {
  const WallTime start = kNow + from_now;
  return {number, start, start + seconds(10), start + seconds(60)};
}

Ledger ledger() { return Ledger({4, 2, 9}, {occurrence(1, seconds(0)), occurrence(2, seconds(1'000))}); }

wire::Receipt receipt(std::uint32_t number, Stage stage, Outcome outcome = Outcome::none) {
  wire::Receipt receipt{.terminal = test::terminal_id("TL-000001")};
  receipt.occurrence = number;
  receipt.stage = stage;
  receipt.outcome = outcome;
  receipt.at = kNow;
  return receipt;
}

TEST(Ledger, StagesOnlyRise) {
  Ledger book = ledger();
  book.apply(2, receipt(1, Stage::started));
  book.apply(2, receipt(1, Stage::accepted));
  EXPECT_EQ(book.row(0, 0).progress, Progress::started);
  EXPECT_EQ(book.row(0, 0).accepted_at, kNow);
  EXPECT_EQ(book.row(0, 1).progress, Progress::none);
}

TEST(Ledger, FirstFinalStaysAndAnotherOneMakesItDisputed) {
  Ledger book = ledger();
  EXPECT_EQ(book.apply(4, receipt(1, Stage::final, Outcome::unproved)).finals, 1U);
  EXPECT_EQ(book.apply(4, receipt(1, Stage::final, Outcome::unproved)).disputed, 0U);
  EXPECT_EQ(book.apply(4, receipt(1, Stage::final, Outcome::late)).disputed, 1U);
  EXPECT_EQ(book.apply(4, receipt(1, Stage::final, Outcome::late)).disputed, 0U);
  EXPECT_EQ(book.row(1, 0).outcome, Outcome::unproved);
  EXPECT_TRUE(book.row(1, 0).disputed);
}

// A terminal with a damaged journal knows that it ended, and not how.
TEST(Ledger, ThatItHadEndedBeforeDisputesNoEndAndIsOneWhereNoneIsKnown) {
  Ledger book = ledger();
  wire::Receipt replayed = receipt(1, Stage::final, Outcome::refused);
  replayed.refusal = Refusal::replayed;
  book.apply(4, receipt(1, Stage::final, Outcome::unproved));
  EXPECT_EQ(book.apply(4, replayed).disputed, 0U);
  EXPECT_EQ(book.row(1, 0).outcome, Outcome::unproved);
  EXPECT_EQ(book.apply(2, replayed).finals, 1U);
  EXPECT_EQ(book.row(0, 0).refusal, Refusal::replayed);
}

TEST(Ledger, RefusalAsAWholeEndsEveryOccurrence) {
  Ledger book = ledger();
  wire::Receipt refused = receipt(0, Stage::final, Outcome::refused);
  refused.refusal = Refusal::no_place;
  EXPECT_EQ(book.apply(9, refused).finals, 2U);
  EXPECT_TRUE(book.settled(9));
  EXPECT_FALSE(book.settled(2));
}

TEST(Ledger, ChangesAreToldOnceEachInTheirOrderAndByPortions) {
  Ledger book = ledger();
  EXPECT_EQ(book.revision(), 0U);
  book.delivered(4, kNow);  // both occurrences
  book.delivered(4, kNow);  // again: nothing new
  EXPECT_EQ(book.revision(), 2U);
  const std::uint64_t seen = book.revision();
  book.apply(9, receipt(2, Stage::accepted));
  book.apply(2, receipt(1, Stage::accepted));
  book.apply(9, receipt(2, Stage::started));
  const auto all = book.changed_since(seen, 9);
  ASSERT_TRUE(all);
  EXPECT_EQ(all->rows, (std::vector<std::size_t>{5, 0})) << "slot × occurrences + occurrence";
  EXPECT_EQ(all->revision, book.revision());
  const auto first = book.changed_since(seen, 1);
  EXPECT_EQ(first->rows, std::vector<std::size_t>{5});
  const auto rest = book.changed_since(first->revision, 1);
  EXPECT_EQ(rest->rows, std::vector<std::size_t>{0});
  EXPECT_EQ(book.changed_since(rest->revision, 1)->rows, std::vector<std::size_t>{5});
  EXPECT_TRUE(book.changed_since(book.revision(), 9)->rows.empty());
  EXPECT_FALSE(book.changed_since(book.revision() + 1, 9)) << "it was never";
}

TEST(Ledger, StopsAndSilenceAreChangesToo) {
  Ledger book = ledger();
  book.stop(2, kNow);
  EXPECT_EQ(book.changed_since(0, 9)->rows, (std::vector<std::size_t>{0, 1}));
  const std::uint64_t seen = book.revision();
  book.mark_unreachable(kNow + std::chrono::hours(1));
  EXPECT_EQ(book.changed_since(seen, 9)->rows, (std::vector<std::size_t>{2, 4, 3, 5}));
}

TEST(Ledger, ChangesAreBoundedAndWhatIsOlderIsTold) {
  Ledger book = ledger();
  for (std::size_t i = 0; i <= kMaxChangesKept; ++i) book.apply(2, receipt(1, Stage::accepted));
  EXPECT_FALSE(book.changed_since(0, 9));
  EXPECT_EQ(book.changed_since(1, 9)->rows.size(), 1U);
}

// Found by tests/sim (seeds 802, 856, 863, 948): a recorded order that comes again when it has expired is refused.
TEST(Ledger, RefusalOfALaterCopyTakesNothingBackAndDisputesNothing) {
  Ledger book = ledger();
  book.apply(9, receipt(1, Stage::final, Outcome::sounded));
  wire::Receipt refused = receipt(0, Stage::final, Outcome::refused);
  refused.refusal = Refusal::expired;
  EXPECT_EQ(book.apply(9, refused).disputed, 0U);
  EXPECT_EQ(book.row(2, 0).outcome, Outcome::sounded);
  EXPECT_EQ(book.row(2, 1).outcome, Outcome::refused) << "of that one nothing else is known";
}

TEST(Ledger, ForgedCopyThatWasRefusedFirstDoesNotDisputeTheTrueOne) {
  Ledger book = ledger();
  wire::Receipt refused = receipt(0, Stage::final, Outcome::refused);
  refused.refusal = Refusal::bad_signature;
  book.apply(9, refused);
  book.apply(9, receipt(1, Stage::accepted));
  EXPECT_EQ(book.row(2, 0).progress, Progress::accepted);
  EXPECT_EQ(book.apply(9, receipt(1, Stage::final, Outcome::sounded)).disputed, 0U);
  EXPECT_EQ(book.row(2, 0).outcome, Outcome::sounded);
  EXPECT_FALSE(book.row(2, 0).disputed);
}

TEST(Ledger, UnreachableIsProvisionalAndCorrectedOnce) {
  Ledger book = ledger();
  const WallTime due = kNow + seconds(60) + kReceiptGrace;
  EXPECT_EQ(book.next_sweep(), due);
  EXPECT_EQ(book.mark_unreachable(due - microseconds(1)), 0U);
  EXPECT_EQ(book.mark_unreachable(due), 3U);
  EXPECT_EQ(book.mark_unreachable(due), 0U);
  EXPECT_EQ(book.next_sweep(), kNow + seconds(1'060) + kReceiptGrace);
  EXPECT_EQ(book.apply(2, receipt(1, Stage::final, Outcome::unproved)).corrected, 1U);
  EXPECT_EQ(book.apply(2, receipt(1, Stage::final, Outcome::unproved)).corrected, 0U);
  EXPECT_EQ(book.counts().unreachable, 2U);
}

TEST(Ledger, CountsAddUpToEveryOutcome) {
  Ledger book = ledger();
  book.delivered(4, kNow);
  book.apply(2, receipt(1, Stage::final, Outcome::sounded));
  const OutcomeCounts counts = book.counts();
  EXPECT_EQ(counts.waiting, 3U);
  EXPECT_EQ(counts.delivered, 2U);
  EXPECT_EQ(counts.finals[static_cast<std::size_t>(Outcome::sounded)], 1U);
  EXPECT_FALSE(book.complete());
}

TEST(Ledger, ReceiptsAreKnownByTheirIdentityAndBounded) {
  Ledger book = ledger();
  EXPECT_EQ(book.remember(7, sign::digest_of(as_bytes("x"))), Ledger::Seen::foreign);
  EXPECT_EQ(book.remember(2, sign::digest_of(as_bytes("x"))), Ledger::Seen::fresh);
  EXPECT_EQ(book.remember(2, sign::digest_of(as_bytes("x"))), Ledger::Seen::repeated);
  for (std::size_t i = 1; i < kMaxReceiptsPerOutcome * 2; ++i)
    EXPECT_EQ(book.remember(2, sign::digest_of(as_bytes(std::to_string(i)))), Ledger::Seen::fresh);
  EXPECT_EQ(book.remember(2, sign::digest_of(as_bytes("one more"))), Ledger::Seen::too_many);
}

}  // namespace
}  // namespace tongluo::controller
