// What waits for persons, what stops, who is believed, what people edit: written and read back.

#include <gtest/gtest.h>

#include "controller/core/limits.hpp"
#include "controller/core/views.hpp"
#include "controller/store/store_schema.hpp"
#include "protocol/sqlite/database.hpp"
#include "tests/unit/store/store_rig.hpp"

namespace tongluo::store {
namespace {

using namespace controller;

Proposal proposal(const std::string& name, OrderState state = OrderState::submitted) {
  return {digest(name),           content(name),      state, "cap:a,b,c", "li.wei", "held: curfew",
          {"curfew", "upstream"}, wall_from_us(5'000)};
}

SaveStop stop(const std::string& name, std::vector<Digest> orders = {}) {
  return {digest(name), content(name), wall_from_us(6'000), wall_from_us(7'000), std::move(orders)};
}

TEST(OrderLifeRows, EveryStateComesBackAsItWas) {
  for (const OrderState state : {OrderState::draft, OrderState::submitted, OrderState::returned}) {
    StoreRig rig;
    ASSERT_TRUE(rig.write({SaveProposal{proposal("alert", state)}}));
    const Snapshot snapshot = rig.reopened();
    ASSERT_EQ(snapshot.proposals.size(), 1U);
    const Proposal& back = snapshot.proposals[0];
    EXPECT_EQ(back.digest, digest("alert"));
    EXPECT_EQ(back.envelope, content("alert"));
    EXPECT_EQ(back.state, state);
    EXPECT_EQ(back.origin, "cap:a,b,c");
    EXPECT_EQ(back.actor, "li.wei");
    EXPECT_EQ(back.reason, "held: curfew");
    EXPECT_EQ(back.holds, (std::vector<std::string>{"curfew", "upstream"}));
    EXPECT_EQ(back.changed_at, wall_from_us(5'000));
  }
}

TEST(OrderLifeRows, ProposalsAreInTheOrderOfTheirLastChangeAndLeaveWhenIssued) {
  StoreRig rig;
  ASSERT_TRUE(rig.write({SaveProposal{proposal("a")}, SaveProposal{proposal("b")}, SaveProposal{proposal("c")}}));
  ASSERT_TRUE(rig.write({SaveProposal{proposal("a", OrderState::returned)}}));
  ASSERT_TRUE(rig.write({order("b"), RemoveProposal{digest("b")}}));
  const Snapshot snapshot = rig.reopened();
  ASSERT_EQ(snapshot.proposals.size(), 2U);
  EXPECT_EQ(snapshot.proposals[0].digest, digest("c"));
  EXPECT_EQ(snapshot.proposals[1].digest, digest("a"));
  EXPECT_EQ(snapshot.orders.size(), 1U);
}

TEST(OrderLifeRows, AStateThatNobodyKnowsIsDamage) {
  StoreRig rig;
  ASSERT_TRUE(rig.write({SaveProposal{proposal("alert")}}));
  rig.close();
  ASSERT_TRUE(sqlite::Database::open(rig.file()).value().execute("UPDATE proposals SET state = 'maybe'"));
  rig.open();
  const auto snapshot = rig->load_snapshot();
  ASSERT_FALSE(snapshot);
  EXPECT_EQ(snapshot.error().kind, ErrorKind::corrupt);
  EXPECT_NE(snapshot.error().detail.find("proposals"), std::string::npos);
}

TEST(OrderLifeRows, StopsComeBackOldestFirstAndAreNeverChanged) {
  StoreRig rig;
  ASSERT_TRUE(rig.write({stop("cancel", {digest("a")}), stop("stop-all", {digest("b"), digest("c")})}));
  ASSERT_TRUE(rig.write({stop("cancel", {})}));
  const Snapshot snapshot = rig.reopened();
  ASSERT_EQ(snapshot.stops.size(), 2U);
  EXPECT_EQ(snapshot.stops[0].digest, digest("cancel"));
  EXPECT_EQ(snapshot.stops[0].orders, std::vector{digest("a")});
  EXPECT_EQ(snapshot.stops[1].envelope, content("stop-all"));
  EXPECT_EQ(snapshot.stops[1].orders, (std::vector{digest("b"), digest("c")}));
  EXPECT_EQ(snapshot.stops[1].received_at, wall_from_us(6'000));
  EXPECT_EQ(snapshot.stops[1].until, wall_from_us(7'000));
}

TEST(OrderLifeRows, TheOldestStopsLeave) {
  StoreRig rig;
  std::vector<StoreWrite> writes;
  for (std::size_t i = 0; i < kMaxStops + 2; ++i) writes.push_back(stop(std::to_string(i)));
  ASSERT_TRUE(rig.write(std::move(writes)));
  const Snapshot snapshot = rig.reopened();
  ASSERT_EQ(snapshot.stops.size(), kMaxStops);
  EXPECT_EQ(snapshot.stops.front().digest, digest("2"));
}

TEST(OrderLifeRows, TheStopThatEndsSoonestLeavesUnlessItIsTheNewest) {
  StoreRig rig;
  std::vector<StoreWrite> writes;
  for (std::size_t i = 0; i < kMaxStops; ++i) {
    writes.push_back(stop(std::to_string(i)));
    std::get<SaveStop>(writes.back()).until = wall_from_us(static_cast<std::int64_t>(i == 0 ? 9'000'000 : 10'000 + i));
  }
  writes.push_back(stop("newest"));
  std::get<SaveStop>(writes.back()).until = wall_from_us(5'000);
  ASSERT_TRUE(rig.write(std::move(writes)));
  const Snapshot snapshot = rig.reopened();
  ASSERT_EQ(snapshot.stops.size(), kMaxStops);
  EXPECT_EQ(snapshot.stops.front().digest, digest("0")) << "what it stopped is valid for months";
  EXPECT_EQ(snapshot.stops.at(1).digest, digest("2"));
  EXPECT_EQ(snapshot.stops.back().digest, digest("newest"));
}

TEST(OrderLifeRows, FreshnessRootsAndDocumentsAreTheNewestOnes) {
  StoreRig rig;
  ASSERT_TRUE(rig.write({SaveFreshness{content("old")}, SaveRoots{content("old roots")},
                         SaveDocument{{"group", "河边", "area 500116101000\n"}},
                         SaveDocument{{"group", "gone", "area 500116101000\n"}},
                         SaveDocument{{"holidays", "2026", "2026-10-01\n"}}}));
  ASSERT_TRUE(rig.write({SaveFreshness{content("new")}, SaveRoots{content("new roots")},
                         SaveDocument{{"group", "河边", "area 500116102000\n"}}, RemoveDocument{"group", "gone"},
                         RemoveDocument{"group", "never there"}}));
  const Snapshot snapshot = rig.reopened();
  EXPECT_EQ(snapshot.freshness, content("new"));
  EXPECT_EQ(snapshot.roots, content("new roots"));
  ASSERT_EQ(snapshot.documents.size(), 2U);
  EXPECT_EQ(snapshot.documents[0].name, "河边");
  EXPECT_EQ(snapshot.documents[0].body, "area 500116102000\n");
  EXPECT_EQ(snapshot.documents[1].kind, "holidays");
}

TEST(OrderLifeRows, DocumentsOfAKindAreReadInTheOrderOfTheirLastChange) {
  StoreRig rig;
  ASSERT_TRUE(rig.write({SaveDocument{{"cap", "b", "1"}}, SaveDocument{{"group", "g", "1"}},
                         SaveDocument{{"cap", "c", "1"}}, SaveDocument{{"cap", "a", "1"}}}));
  ASSERT_TRUE(rig.write({SaveDocument{{"cap", "b", "2"}}, RemoveDocument{"cap", "c"}}));
  std::string read;
  for (const controller::Document& document : rig.reopened().documents)
    read += document.kind + ' ' + document.name + ' ' + document.body + '\n';
  EXPECT_EQ(read, "cap a 1\ncap b 2\ngroup g 1\n");
}

// A county that runs the first schema is brought to the second with all it holds.
TEST(StoreSteps, TheSecondStepKeepsWhatTheFirstHeld) {
  const test::TempFolder folder;
  const auto file = folder.path() / "store.db";
  {
    auto database = sqlite::Database::open(file).value();
    ASSERT_TRUE(sqlite::migrate(database, std::span(kStoreSteps).first(1)));
    auto put = database.prepare("INSERT INTO clips VALUES (NULL, ?, ?, ?)").value();
    ASSERT_TRUE(put.run(digest("clip"), content("manifest"), content("audio")));
    auto put_order = database.prepare("INSERT INTO orders VALUES (NULL, ?, ?, 1, 2, '')").value();
    ASSERT_TRUE(put_order.run(digest("alert"), content("alert")));
  }
  auto opened = SqliteStore::open(file, [](std::vector<Completion>) {});
  ASSERT_TRUE(opened) << opened.error().detail;
  const auto snapshot = (*opened)->load_snapshot();
  ASSERT_TRUE(snapshot) << snapshot.error().detail;
  ASSERT_EQ(snapshot->clips.size(), 1U);
  EXPECT_TRUE(snapshot->clips[0].warnings.empty());
  ASSERT_EQ(snapshot->orders.size(), 1U);
  EXPECT_TRUE(snapshot->proposals.empty() && snapshot->stops.empty() && snapshot->documents.empty());
  EXPECT_TRUE(snapshot->freshness.empty() && snapshot->roots.empty());
  ASSERT_TRUE((*opened)->submit(1, {SaveProposal{proposal("new")}}));
}

TEST(StoreSteps, AClipOfTheFifthSchemaHasNoAuthorAndNoEnd) {
  const test::TempFolder folder;
  const auto file = folder.path() / "store.db";
  {
    auto database = sqlite::Database::open(file).value();
    ASSERT_TRUE(sqlite::migrate(database, std::span(kStoreSteps).first(5)));
    auto put = database.prepare("INSERT INTO clips VALUES (NULL, ?, ?, ?, 'quiet' || char(10))").value();
    ASSERT_TRUE(put.run(digest("clip"), content("manifest"), content("audio")));
  }
  auto opened = SqliteStore::open(file, [](std::vector<Completion>) {});
  ASSERT_TRUE(opened) << opened.error().detail;
  const auto snapshot = (*opened)->load_snapshot();
  ASSERT_TRUE(snapshot) << snapshot.error().detail;
  ASSERT_EQ(snapshot->clips.size(), 1U);
  EXPECT_EQ(snapshot->clips[0].warnings, std::vector<std::string>{"quiet"});
  EXPECT_EQ(snapshot->clips[0].note, ClipNote{});
}

}  // namespace
}  // namespace tongluo::store
