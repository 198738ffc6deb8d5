// Hundreds of occurrences end in one event: by an edit, a cancel, a stop-all, a key that left the list. One write holds
// what ended, what ends it is stored first, and whenever the power fails each of them has one final outcome. The test
// plays everything round the core (CoreRig).

#include "protocol/base/limits.hpp"
#include "terminal-fw/core/limits.hpp"
#include "tests/unit/terminal_core/core_rig.hpp"

namespace tongluo::test {
namespace {

constexpr auto kSpacing = std::chrono::hours(1);
constexpr WallTime kFirstStart = kNow + std::chrono::hours(24);

enum class EndsBy : std::uint8_t { edit, cancel, stop_all, revoked_key };

struct ManyCase {
  EndsBy by{};
  std::size_t orders = 1;  // that end
  std::uint32_t occurrences = 300;
};

std::string name_of(const ManyCase& each) {
  constexpr std::array kNames = {"Edit", "Cancel", "StopAll", "RevokedKey"};
  return kNames.at(static_cast<std::size_t>(each.by)) + std::to_string(each.orders * each.occurrences);
}

wire::Order schedule(std::uint32_t occurrences, std::size_t which) {
  wire::Order order = sample_order(kNow, sign::digest_of(as_bytes("a clip that nobody has")));
  order.order_class = OrderClass::routine;
  order.level = Level::routine;
  order.tone = Tone::chime;
  order.nonce.octets[0] = static_cast<std::byte>(which);
  order.valid_until = kFirstStart + kSpacing * (limits::kMaxOccurrences + 1);
  order.occurrences.clear();
  for (std::uint32_t i = 0; i < occurrences; ++i) {
    const WallTime start = kFirstStart + kSpacing * i;
    order.occurrences.push_back({i + 1, start, start + seconds(60), start + seconds(120)});
  }
  return order;
}

// So many receipts are in flight at most.
void take_all(CoreRig& rig) {
  for (std::size_t before = 0; before != rig.sent.size() && !rig.dead;) {
    before = rig.sent.size();
    rig.take_receipts();
  }
}

class ManyEnds : public testing::TestWithParam<ManyCase> {
 protected:
  ManyEnds() {
    rig.open_link();
    for (std::size_t i = 0; i < GetParam().orders; ++i) {
      old.push_back(rig.trust.seal(schedule(GetParam().occurrences, i), rig.trust.announce));
      rig.deliver(old.back());
      take_all(rig);
    }
    rig.commits = 0;
  }

  Envelope edit() const {
    wire::Order newer = schedule(GetParam().occurrences, 100);
    newer.supersedes = sign::identity(old.front());
    return rig.trust.seal(newer, rig.trust.announce);
  }
  void end() {
    switch (GetParam().by) {
      case EndsBy::edit:
        return rig.deliver(edit());
      case EndsBy::cancel:
        return rig.receive(wire::SignedObject{
            rig.trust.seal(wire::Cancel{1, sign::identity(old.front()), kNow, Nonce{}}, rig.trust.announce)});
      case EndsBy::stop_all:
        return rig.receive(wire::SignedObject{
            rig.trust.seal(wire::StopAll{1, {county()}, {OrderClass::routine}, Level::i, kNow + seconds(1), Nonce{}},
                           rig.trust.dispatch)});
      case EndsBy::revoked_key: {
        wire::TrustList list = rig.trust.list().list();
        list.version = 2;
        std::erase_if(list.issuers, [](const auto& issuer) { return issuer.role == Role::announce; });
        return rig.receive(wire::SignedObject{rig.trust.seal_trust_list(list)});
      }
    }
  }
  std::size_t finals() const {
    std::set<std::tuple<Digest, std::uint32_t, std::uint64_t>> told;
    for (const wire::Receipt& receipt : rig.reported)
      if (receipt.stage == Stage::final) told.insert({receipt.order, receipt.occurrence, receipt.sequence});
    return told.size();
  }
  std::size_t expected_finals() const { return GetParam().orders * GetParam().occurrences; }
  std::size_t expected_open() const { return GetParam().by == EndsBy::edit ? GetParam().orders : 0; }

  CoreRig rig;
  std::vector<Envelope> old;
};

TEST_P(ManyEnds, AreOneWriteBehindWhatEndsThem) {
  end();
  EXPECT_EQ(rig.commits, 2U) << "what ends them, and their ends";
  EXPECT_EQ(rig.core->counters().commits_failed, 0U);
  EXPECT_FALSE(rig.core->storage_fails());
  EXPECT_EQ(rig.core->open_orders(), expected_open());
  EXPECT_EQ(rig.journal.snapshot().orders.size(), expected_open());
  take_all(rig);
  EXPECT_EQ(finals(), expected_finals());
}

TEST_P(ManyEnds, HaveOneFinalEachWheneverThePowerFails) {
  const MemoryJournal before = rig.journal;
  const std::vector<wire::Receipt> reported_before = rig.reported;
  for (std::size_t cut = 1; cut <= 2; ++cut) {
    for (const bool after_write : {false, true}) {
      SCOPED_TRACE("power cut at write " + std::to_string(cut) + (after_write ? ", after it" : ", before it"));
      rig.journal = before;
      rig.reported = reported_before;
      rig.restart();
      rig.open_link();
      rig.commits = 0;
      rig.power_cut_at_commit = cut;
      rig.cut_after_write = after_write;
      end();
      ASSERT_TRUE(rig.dead);
      EXPECT_GE(rig.journal.snapshot().orders.size(), GetParam().by == EndsBy::edit ? 1U : 0U) << "the old or the new";
      rig.restart();
      const bool known = cut > 1 || after_write;
      if (known) {
        EXPECT_EQ(rig.core->open_orders(), expected_open()) << "it ends without another word";
      }
      rig.open_link();
      if (!known) end();
      rig.advance(seconds(5));
      EXPECT_EQ(rig.core->open_orders(), expected_open());
      take_all(rig);
      EXPECT_EQ(finals(), expected_finals());
      EXPECT_EQ(rig.journal.snapshot().orders.size(), expected_open());
      EXPECT_EQ(rig.core->counters().commits_failed, 0U);
    }
  }
}

class ManyStops : public ManyEnds {};

TEST_P(ManyStops, AreStoredLaterWhenTheDiskFails) {
  rig.journal_mode = JournalMode::fails;
  end();
  EXPECT_EQ(rig.core->open_orders(), 0U);
  rig.journal_mode = JournalMode::stores;
  rig.advance(terminal::kReceiptStoreRetry);
  EXPECT_TRUE(rig.journal.snapshot().orders.empty());
  EXPECT_EQ(rig.journal.snapshot().plays.size(), expected_finals()) << "nothing was dropped";
  rig.restart();
  rig.open_link();
  take_all(rig);
  EXPECT_EQ(rig.core->open_orders(), 0U);
  EXPECT_EQ(finals(), expected_finals());
}

constexpr ManyCase kEdits[] = {{EndsBy::edit, 1, 300}, {EndsBy::edit, 1, 400}};
constexpr ManyCase kStops[] = {{EndsBy::cancel, 1, 300},      {EndsBy::cancel, 1, 400},
                               {EndsBy::stop_all, 1, 300},    {EndsBy::stop_all, 3, 400},
                               {EndsBy::revoked_key, 1, 300}, {EndsBy::revoked_key, 3, 400}};
constexpr auto kName = [](const auto& each) { return name_of(each.param); };

INSTANTIATE_TEST_SUITE_P(Edits, ManyEnds, testing::ValuesIn(kEdits), kName);
INSTANTIATE_TEST_SUITE_P(Stops, ManyEnds, testing::ValuesIn(kStops), kName);
INSTANTIATE_TEST_SUITE_P(Stops, ManyStops, testing::ValuesIn(kStops), kName);

class Edits : public testing::Test {
 protected:
  Edits() {
    rig.open_link();
    old = rig.trust.seal(schedule(300, 0), rig.trust.announce);
    rig.deliver(old);
    take_all(rig);
    wire::Order order = schedule(2, 1);
    order.supersedes = sign::identity(old);
    edit = rig.trust.seal(order, rig.trust.announce);
  }
  Outcome outcome(const Envelope& order) const {
    const wire::Receipt* final = rig.final_of(sign::identity(order));
    return final == nullptr ? Outcome::none : final->outcome;
  }
  CoreRig rig;
  Envelope old, edit;
};

TEST_F(Edits, AreTakenThoughTheTerminalIsFull) {
  for (std::size_t which = 2; which < 5; ++which) {
    rig.deliver(rig.trust.seal(schedule(300, which), rig.trust.announce));
    take_all(rig);
  }
  ASSERT_EQ(4 * 300, terminal::kMaxOpenOccurrences);
  rig.deliver(rig.trust.seal(schedule(1, 5), rig.trust.announce));
  EXPECT_EQ(rig.core->refusals().of(Refusal::queue_full), 1U) << "full";
  wire::Order order = schedule(300, 6);
  order.supersedes = sign::identity(old);
  edit = rig.trust.seal(order, rig.trust.announce);
  rig.deliver(edit);
  take_all(rig);
  EXPECT_EQ(rig.core->refusals().of(Refusal::queue_full), 1U);
  EXPECT_EQ(outcome(old), Outcome::cancelled);
  EXPECT_EQ(rig.core->open_orders(), 4U);
}

// While the first one is being stored, the old order and both edits would have to be held.
TEST_F(Edits, TheSecondOfTwoAtOnceOnAFullTerminalMayComeAgain) {
  std::vector<Envelope> others;
  for (std::size_t which = 2; which < 5; ++which) {
    others.push_back(rig.trust.seal(schedule(300, which), rig.trust.announce));
    rig.deliver(others.back());
    take_all(rig);
  }
  const auto edit_of = [&](const Envelope& replaced, std::size_t which) {
    wire::Order order = schedule(300, which);
    order.supersedes = sign::identity(replaced);
    return rig.trust.seal(order, rig.trust.announce);
  };
  const Envelope first = edit_of(old, 6), second = edit_of(others.front(), 7);
  rig.journal_mode = JournalMode::holds;
  rig.deliver(first);
  rig.deliver(second);
  rig.journal_mode = JournalMode::stores;
  rig.answer_commits(true);
  take_all(rig);
  EXPECT_EQ(rig.core->refusals().of(Refusal::queue_full), 1U);
  EXPECT_EQ(outcome(old), Outcome::cancelled);
  EXPECT_EQ(outcome(others.front()), Outcome::none) << "a refused edit leaves what it would replace";
  rig.deliver(second);
  take_all(rig);
  EXPECT_EQ(outcome(others.front()), Outcome::cancelled);
  EXPECT_EQ(rig.core->open_orders(), 4U);
}

TEST_F(Edits, AreTakenThoughTheTerminalHoldsAsManyOrdersAsItCan) {
  const std::size_t open_to_all = terminal::kMaxOpenOrders - terminal::kReservedOrders;
  for (std::size_t which = 2; which <= open_to_all; ++which) {
    rig.deliver(rig.trust.seal(schedule(1, which), rig.trust.announce));
    take_all(rig);
  }
  ASSERT_EQ(rig.core->open_orders(), open_to_all);
  rig.deliver(rig.trust.seal(schedule(1, open_to_all + 1), rig.trust.announce));
  EXPECT_EQ(rig.core->refusals().of(Refusal::queue_full), 1U) << "full";
  wire::Order order = schedule(2, 0);
  order.supersedes = sign::identity(old);
  rig.deliver(rig.trust.seal(order, rig.trust.announce));
  take_all(rig);
  EXPECT_EQ(rig.core->refusals().of(Refusal::queue_full), 1U);
  EXPECT_EQ(outcome(old), Outcome::cancelled);
  EXPECT_EQ(rig.core->open_orders(), open_to_all);
}

TEST_F(Edits, ThatCannotBeStoredLeaveWhatTheyWouldReplace) {
  rig.journal_mode = JournalMode::fails;
  rig.deliver(edit);
  const wire::Receipt* refused = rig.final_of(sign::identity(edit), 0);
  ASSERT_NE(refused, nullptr);
  EXPECT_EQ(refused->refusal, Refusal::storage_failed);
  EXPECT_EQ(outcome(old), Outcome::none);
  EXPECT_EQ(rig.core->open_orders(), 1U);
  rig.journal_mode = JournalMode::stores;
  rig.advance(seconds(60));
  rig.restart();
  EXPECT_EQ(rig.core->open_orders(), 1U) << "the old schedule goes on";
}

TEST_F(Edits, ThatAreCancelledWhileTheyAreStoredStillEndWhatTheyReplace) {
  rig.journal_mode = JournalMode::holds;
  rig.deliver(edit);
  rig.receive(
      wire::SignedObject{rig.trust.seal(wire::Cancel{1, sign::identity(edit), kNow, Nonce{}}, rig.trust.announce)});
  rig.journal_mode = JournalMode::stores;
  rig.answer_commits(true);
  take_all(rig);
  EXPECT_EQ(outcome(edit), Outcome::cancelled);
  EXPECT_EQ(outcome(old), Outcome::cancelled);
  EXPECT_EQ(rig.core->open_orders(), 0U);
}

// A village without power for two months: what it missed ends in the first event after.
TEST(ManyEndsAtOnce, MissedOnesAreOneWrite) {
  CoreRig rig;
  rig.open_link();
  for (std::size_t i = 0; i < 3; ++i) {
    rig.deliver(rig.trust.seal(schedule(400, i), rig.trust.announce));
    take_all(rig);
  }
  rig.now.steady += std::chrono::hours(24 * 60);
  rig.now.wall += std::chrono::hours(24 * 60);
  rig.commits = 0;
  rig.restart();
  EXPECT_LE(rig.commits, 2U);
  EXPECT_EQ(rig.core->counters().commits_failed, 0U);
  EXPECT_EQ(rig.core->open_orders(), 0U);
  EXPECT_TRUE(rig.journal.snapshot().orders.empty());
}

}  // namespace
}  // namespace tongluo::test
