// Clips as people keep them: who added one, its name, its end, who uses it; and that one which has run out is refused
// for what is new, while what is signed plays on.

#include <set>

#include "controller/core/playlist_book.hpp"
#include "tests/unit/controller_core/core_rig.hpp"

namespace tongluo::test {
namespace {

using namespace controller;

class ClipShelf : public ::testing::Test {
 protected:
  ClipShelf() {
    rig.enrol(1);
    draft.order_class = OrderClass::routine;
    draft.level = Level::routine;
    draft.areas = {"500116101000"};
    draft.items = {{clip->digest}};
    draft.start_within = seconds(600);
  }
  void add(const std::string& author, const std::string& name, WallTime expires_at = {}) {
    rig.core.accept_clip(rig.now, rig.next_request(), clip, {}, {author, name, {}, expires_at});
    rig.persist_all();
    ASSERT_EQ(rig.take_only<ObjectStored>().size(), 1U);
  }
  void change(const std::string& name, WallTime expires_at) {
    rig.core.note_clip(rig.now, rig.next_request(), clip->digest, name, expires_at, "account:zhao");
    rig.persist_all();
  }
  ClipEntry entry() { return rig.core.clip(rig.now, clip->digest).value(); }
  std::optional<PrepareFault> fault() {
    const auto prepared = rig.core.prepare(rig.now, draft);
    return prepared ? std::nullopt : std::optional(prepared.error().fault);
  }
  Envelope prepared() {
    return rig.trust.seal(PayloadType::order, rig.core.prepare(rig.now, draft)->payload, {&rig.trust.announce});
  }
  Refusal submit_now(const Envelope& envelope) {
    rig.hand_in(envelope);
    rig.persist_all();
    const auto rejected = rig.take_only<OrderRejected>();
    return rejected.empty() ? Refusal::none : rejected.front().refusal;
  }

  ControllerRig rig;
  session::SharedClip clip = sample_clip();
  OrderDraft draft;
  const WallTime soon = kNow + seconds(60);
};

TEST_F(ClipShelf, KeepsWhoAddedAClipAndWhenAlsoAfterARestart) {
  rig.audited.clear();
  add("account:li", "早间新闻", soon);
  add("account:wang", "again");
  for (const bool restarted : {false, true}) {
    if (restarted) rig.restart();
    EXPECT_EQ(entry().note, (ClipNote{"account:li", "早间新闻", kNow, soon})) << "the first one stays";
  }
  ASSERT_EQ(rig.audit_actions(), std::vector<std::string>{"clip.added"});
  EXPECT_EQ(rig.audited[0].subject, to_string(clip->digest));
  EXPECT_EQ(rig.audited[0].detail, "早间新闻 by account:li");
}

TEST_F(ClipShelf, WhatTheMakerMeasuredStaysWithTheClip) {
  ClipNote note{"account:li", "a", {}, {}, -1'607, -152};
  rig.core.accept_clip(rig.now, rig.next_request(), clip, {}, note);
  rig.persist_all();
  change("b", soon);
  rig.restart();
  EXPECT_EQ(entry().note.name, "b");
  EXPECT_EQ(entry().note.loudness_clufs, -1'607);
  EXPECT_EQ(entry().note.true_peak_cdbtp, -152);
}

TEST_F(ClipShelf, NameAndEndAreChangedAndAudited) {
  add("account:li", "a");
  rig.audited.clear();
  change("b", soon);
  EXPECT_EQ(rig.take_only<ObjectStored>().size(), 1U);
  rig.restart();
  EXPECT_EQ(entry().note, (ClipNote{"account:li", "b", kNow, soon}));
  ASSERT_EQ(rig.audit_actions(), std::vector<std::string>{"clip.changed"});
  EXPECT_EQ(rig.audited[0].detail, "b by account:zhao");
  rig.core.note_clip(rig.now, rig.next_request(), Digest{}, "x", {}, "x");
  EXPECT_EQ(rig.take_only<ObjectRejected>().front().refusal, Refusal::not_addressed);
}

TEST_F(ClipShelf, AnExpiredOneIsRefusedForWhatIsNewToTheSecond) {
  add("account:li", "早间新闻", soon);
  const Envelope before = prepared();
  rig.now.wall = soon - seconds(1);
  EXPECT_EQ(fault(), std::nullopt);
  EXPECT_FALSE(entry().expired);
  rig.now.wall = soon;
  EXPECT_TRUE(entry().expired);
  const auto refused = rig.core.prepare(rig.now, draft);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().fault, PrepareFault::expired_clip);
  EXPECT_EQ(refused.error().field, "items[0]");
  EXPECT_NE(refused.error().reason.find("早间新闻"), std::string::npos) << "it is named";
  EXPECT_EQ(submit_now(before), Refusal::expired) << "prepared before, signed too late";
  change("早间新闻", {});
  EXPECT_EQ(fault(), std::nullopt);
}

TEST_F(ClipShelf, AnExpiredAllClearIsRefusedToo) {
  add("account:li", "", soon);
  const auto other = sample_clip(2, 7);
  rig.add_clip(other);
  draft.items = {{other->digest}};
  draft.all_clear_clip = clip->digest;
  EXPECT_EQ(fault(), std::nullopt);
  rig.now.wall = soon;
  const auto refused = rig.core.prepare(rig.now, draft);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().field, "all_clear_clip");
}

TEST_F(ClipShelf, WhatIsSignedPlaysOnButIsNotSaidAgain) {
  add("account:li", "", soon);
  draft.starts = {kNow + seconds(3'600)};
  const Envelope envelope = prepared();
  ASSERT_EQ(submit_now(envelope), Refusal::none);
  rig.now.wall = soon;
  const Digest order = sign::identity(envelope);
  EXPECT_EQ(rig.core.order(rig.now, order)->state, OrderState::issued);
  const SessionId session = rig.hello(1);
  EXPECT_EQ(rig.framed<wire::OrderDelivery>(session).size(), 1U);
  const auto again = rig.core.refresh(rig.now, order, {});
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().fault, PrepareFault::expired_clip);
}

TEST_F(ClipShelf, ThePromisedAllClearIsGivenAlsoWhenItsClipHasExpired) {
  add("account:li", "", kNow + seconds(60));
  const auto other = sample_clip(2, 7);
  rig.add_clip(other);
  draft.items = {{other->digest}};
  draft.all_clear_clip = clip->digest;
  const Envelope envelope = prepared();
  ASSERT_EQ(submit_now(envelope), Refusal::none);
  rig.now.wall = soon;
  const auto all_clear = rig.core.prepare_all_clear(rig.now, sign::identity(envelope), {});
  ASSERT_TRUE(all_clear) << all_clear.error().reason;
  EXPECT_EQ(submit_now(rig.trust.seal(PayloadType::order, all_clear->payload, {&rig.trust.announce})), Refusal::none);
}

TEST_F(ClipShelf, TheSameSoundAddedAgainAfterItsEndIsANewAddition) {
  add("account:li", "a", soon);
  rig.now.wall = soon;
  add("account:zhao", "b");
  rig.restart();
  EXPECT_EQ(entry().note, (ClipNote{"account:zhao", "b", soon, {}}));
  EXPECT_EQ(fault(), std::nullopt);
}

TEST_F(ClipShelf, TheListIsFilteredByEndAndByWords) {
  add("account:li", "早间新闻", soon);
  const auto other = sample_clip(2, 7);
  rig.core.accept_clip(rig.now, rig.next_request(), other, {}, {"account:wang", "通知", {}, {}});
  rig.persist_all();
  rig.now.wall = soon;
  const auto found = [this](ClipFilter filter) {
    std::vector<Digest> digests;
    for (const ClipEntry& one : rig.core.clips(rig.now, filter, 10, std::nullopt).clips) digests.push_back(one.digest);
    return digests;
  };
  EXPECT_EQ(found({.expired = true}), std::vector{clip->digest});
  EXPECT_EQ(found({.expired = false}), std::vector{other->digest});
  EXPECT_EQ(found({.text = "新闻"}), std::vector{clip->digest});
  EXPECT_EQ(found({.text = "wang"}), std::vector{other->digest});
  EXPECT_EQ(found({.text = "account:wang"}), std::vector{other->digest});
  EXPECT_TRUE(found({.text = "nobody"}).empty());
  EXPECT_EQ(found({}).size(), 2U);
}

TEST_F(ClipShelf, TheListTellsWhatNobodyUses) {
  const auto listed = sample_clip(2, 7), spare = sample_clip(3, 8);
  add("account:li", "");
  rig.add_clip(listed);
  rig.add_clip(spare);
  const auto found = [this](bool used) {
    std::set<Digest> digests;
    for (const ClipEntry& one : rig.core.clips(rig.now, {.used = used}, 10, std::nullopt).clips) {
      digests.insert(one.digest);
      EXPECT_EQ(one.used, used);
    }
    return digests;
  };
  EXPECT_EQ(found(false).size(), 3U);
  rig.core.put_document(rig.now, rig.next_request(),
                        {"playlist", "早间", format_playlist({std::nullopt, {listed->digest}, {}})}, "account:li");
  rig.persist_all();
  EXPECT_EQ(found(true), std::set{listed->digest});
  ASSERT_EQ(submit_now(prepared()), Refusal::none);
  EXPECT_EQ(found(true), (std::set{clip->digest, listed->digest}));
  EXPECT_EQ(found(false), std::set{spare->digest});
}

TEST_F(ClipShelf, TellsTheScheduleThatUsesIt) {
  add("account:li", "");
  draft.headline = "早间广播";
  draft.starts = {kNow + seconds(3'600), kNow + seconds(7'200)};
  const Envelope envelope = prepared();
  ASSERT_EQ(submit_now(envelope), Refusal::none);
  ASSERT_EQ(entry().orders.size(), 1U);
  EXPECT_EQ(entry().orders[0].order, sign::identity(envelope));
  EXPECT_EQ(entry().orders[0].headline, "早间广播");
  EXPECT_EQ(entry().orders[0].next_start, kNow + seconds(3'600));
  rig.now.wall = kNow + seconds(3'600);
  EXPECT_EQ(entry().orders[0].next_start, kNow + seconds(7'200));
  rig.now.wall = kNow + seconds(7'200);
  EXPECT_EQ(entry().orders[0].next_start, WallTime{});
}

}  // namespace
}  // namespace tongluo::test
