// Cancel, stop-all, supersede: at once to those who are there, first to those who come back, never undone by a restart.

#include "tests/unit/controller_core/people.hpp"

namespace tongluo::test {
namespace {

using namespace controller;

class Stops : public PeopleTest {
 protected:
  Stops() {
    order.level = Level::ii;
    order.tone = Tone::level_ii;
  }

  std::vector<Action> cancel(const Digest& which, const sign::Signer& by) {
    const wire::Cancel stop{1, which, rig.now.wall, next_nonce()};
    rig.core.cancel(rig.now, rig.next_request(), rig.trust.seal(stop, by), "tester");
    rig.persist_all();
    return rig.take();
  }
  Refusal cancel_refused(const Digest& which, const sign::Signer& by) {
    const wire::Cancel stop{1, which, rig.now.wall, next_nonce()};
    rig.core.cancel(rig.now, rig.next_request(), rig.trust.seal(stop, by), "tester");
    const auto rejected = rig.take_only<ObjectRejected>();
    return rejected.empty() ? Refusal::none : rejected.front().refusal;
  }
  wire::StopAll stop_all(AreaCode where, std::vector<OrderClass> classes = {OrderClass::actual}) {
    return {1, {where}, std::move(classes), Level::i, rig.now.wall, next_nonce()};
  }
  std::vector<Action> stop(const wire::StopAll& what) {
    rig.core.stop_all(rig.now, rig.next_request(), rig.trust.seal(what, rig.trust.dispatch), "tester");
    rig.persist_all();
    return rig.take();
  }
  // Another terminal in another township, number 3.
  void enrol_neighbour() {
    rig.core.accept_place(rig.now, rig.next_request(), rig.trust.place(ControllerRig::id_of(3), area("500116102001")));
    rig.persist_all();
    rig.take();
  }
  TerminalOutcome row(const Digest& digest, std::size_t terminal) {
    return rig.core.order_detail(rig.now, digest)->terminals.at(terminal - 1);
  }
  Nonce next_nonce() {
    Nonce nonce;
    nonce.octets.fill(static_cast<std::byte>(++nonces_));
    return nonce;
  }

 private:
  int nonces_ = 0;
};

// What a session was sent, in order: "stop", "order".
std::vector<std::string> kinds(const std::vector<Action>& actions, SessionId session) {
  std::vector<std::string> found;
  for (const SendFramed& send : only<SendFramed>(actions)) {
    if (send.session != session) continue;
    if (ControllerRig::message_in<wire::SignedObject>(send)) found.emplace_back("stop");
    if (ControllerRig::message_in<wire::OrderDelivery>(send)) found.emplace_back("order");
  }
  return found;
}

TEST_F(Stops, CancelReachesThoseWhoAreThereAndEndsTheOrder) {
  const SessionId session = rig.hello(1);
  const Digest digest = rig.submit(order);
  rig.take();
  rig.advance(seconds(1));
  const auto actions = cancel(digest, rig.trust.dispatch);
  EXPECT_TRUE(std::holds_alternative<SendFramed>(actions.at(0))) << "before anything else";
  EXPECT_EQ(kinds(actions, session), std::vector<std::string>{"stop"});
  const auto taken = only<StopTaken>(actions);
  ASSERT_EQ(taken.size(), 1U);
  EXPECT_EQ(taken[0].orders, std::vector{digest});
  EXPECT_EQ(taken[0].sent_to, 1U);
  EXPECT_EQ(state(digest), OrderState::cancelled);
  EXPECT_EQ(row(digest, 1).progress, Progress::delivered) << "its own receipt will say what became of it";
  EXPECT_EQ(row(digest, 2).outcome, Outcome::cancelled);
  EXPECT_EQ(row(digest, 2).detail, "never sent");
  EXPECT_EQ(row(digest, 2).final_at, kNow + seconds(1));
}

TEST_F(Stops, WhoComesBackHearsOfTheStopAndNotOfTheOrder) {
  const Digest digest = rig.submit(order);
  cancel(digest, rig.trust.dispatch);
  const Digest other = [&] {
    wire::Order more = order;
    more.headline = "second";
    return rig.submit(more);
  }();
  rig.take();
  const SessionId session = rig.hello(2);
  EXPECT_EQ(kinds(rig.take(), session), (std::vector<std::string>{"stop", "order"}));
  EXPECT_NE(other, digest);
  rig.advance(std::chrono::hours(1) + microseconds(1));  // the order would have ended
  const SessionId late = rig.hello(1);
  EXPECT_TRUE(kinds(rig.take(), late).empty());
}

// Found by tests/sim (seeds 44, 96): it went into a broken link, then it was stopped, and nobody ever spoke of it.
TEST_F(Stops, AStoppedOrderThatWasSentAndNeverAnsweredGoesAgainBehindItsStop) {
  const SessionId broken = rig.hello(1);
  const Digest digest = rig.submit(order);
  cancel(digest, rig.trust.dispatch);
  rig.core.on_gone(rig.now, broken);
  rig.take();
  const SessionId back = rig.hello(1);
  EXPECT_EQ(kinds(rig.take(), back), (std::vector<std::string>{"stop", "order"}));
  wire::Receipt refused = rig.sample_receipt(1, digest, Stage::final, Outcome::refused);
  refused.occurrence = 0;
  refused.refusal = Refusal::stopped;
  rig.receipt(back, 1, refused);
  rig.persist_all();
  EXPECT_EQ(row(digest, 1).progress, Progress::final);
  rig.take();
  const SessionId again = rig.hello(1);
  EXPECT_EQ(kinds(rig.take(), again), std::vector<std::string>{"stop"});
}

TEST_F(Stops, OnlyDispatchInScopeOrItsOwnIssuerMayCancel) {
  const Digest alert = rig.submit(order);
  const Digest item = rig.submit(routine_order(kNow, clip->digest), {&rig.trust.announce});
  rig.take();
  EXPECT_EQ(cancel_refused(alert, rig.trust.announce), Refusal::wrong_role);
  EXPECT_EQ(cancel_refused(alert, rig.trust.exercise), Refusal::wrong_role);
  EXPECT_EQ(cancel_refused(item, people().clerk), Refusal::wrong_role) << "not hers";
  EXPECT_EQ(cancel_refused(Digest{}, rig.trust.dispatch), Refusal::not_addressed);
  EXPECT_TRUE(rig.pending.empty());
  cancel(item, rig.trust.announce);
  EXPECT_EQ(state(item), OrderState::cancelled);
  cancel(alert, people().deputy);
  EXPECT_EQ(state(alert), OrderState::cancelled);
}

TEST_F(Stops, CancelAgainIsCalmAndOfAnEndedOneIsRefused) {
  const Digest digest = rig.submit(order);
  cancel(digest, rig.trust.dispatch);
  const auto again = only<StopTaken>(cancel(digest, people().deputy));
  ASSERT_EQ(again.size(), 1U);
  EXPECT_TRUE(again[0].known_before);
  EXPECT_EQ(rig.core.counters().stops_taken, 1U);
  wire::Order more = order;
  more.headline = "second";
  const Digest ended = rig.submit(more);
  rig.take();
  rig.advance(std::chrono::hours(1) + microseconds(1));
  EXPECT_EQ(cancel_refused(ended, rig.trust.dispatch), Refusal::expired);
}

TEST_F(Stops, NothingIsStoppedBeforeItIsDurable) {
  const Digest digest = rig.submit(order);
  rig.hello(1);
  rig.take();
  const wire::Cancel stop{1, digest, rig.now.wall, next_nonce()};
  rig.core.cancel(rig.now, rig.next_request(), rig.trust.seal(stop, rig.trust.dispatch), "tester");
  EXPECT_TRUE(only<SendFramed>(rig.take()).empty());
  EXPECT_EQ(state(digest), OrderState::running);
  rig.fail_all();
  EXPECT_EQ(rig.take_only<ObjectRejected>().at(0).refusal, Refusal::storage_failed);
  EXPECT_EQ(state(digest), OrderState::running);
  cancel(digest, rig.trust.dispatch);
  EXPECT_EQ(state(digest), OrderState::cancelled);
}

TEST_F(Stops, StopAllOfOneTownshipLeavesTheOtherAlone) {
  enrol_neighbour();
  order.targets = {county()};
  const SessionId here = rig.hello(1), there = rig.hello(3);
  const Digest digest = rig.submit(order);
  rig.take();
  rig.advance(seconds(1));
  const auto actions = stop(stop_all(township()));
  EXPECT_EQ(only<StopTaken>(actions).at(0).orders, std::vector{digest});
  EXPECT_EQ(only<StopTaken>(actions).at(0).sent_to, 1U);
  EXPECT_EQ(kinds(actions, here), std::vector<std::string>{"stop"});
  EXPECT_TRUE(kinds(actions, there).empty());
  EXPECT_EQ(state(digest), OrderState::running);
  EXPECT_EQ(row(digest, 2).outcome, Outcome::cancelled);
  EXPECT_EQ(kinds((rig.hello(2), rig.take()), 3), std::vector<std::string>{"stop"});
  EXPECT_EQ(kinds((rig.hello(3), rig.take()), 4), std::vector<std::string>{"order"});
  rig.advance(seconds(1));
  stop(stop_all(county()));
  EXPECT_EQ(state(digest), OrderState::cancelled);
}

TEST_F(Stops, StopAllActsOnItsClassesAndOnWhatWasIssuedBeforeIt) {
  const Digest alert = rig.submit(order);
  const Digest item = rig.submit(routine_order(kNow, clip->digest), {&rig.trust.announce});
  rig.advance(seconds(1));
  stop(stop_all(county(), {OrderClass::routine}));
  EXPECT_EQ(state(alert), OrderState::running);
  EXPECT_EQ(state(item), OrderState::cancelled);
  EXPECT_EQ(rig.submit_refused(seal(routine_order(kNow, clip->digest, "older"), rig.trust.announce)), Refusal::stopped);
  rig.advance(seconds(1));
  const Digest newer = rig.submit(routine_order(rig.now.wall, clip->digest, "newer"), {&rig.trust.announce});
  EXPECT_EQ(state(newer), OrderState::running);
}

TEST_F(Stops, AnOrderThatBecomesDurableWhileTheStopDoesIsStoppedToo) {
  rig.hello(1);
  rig.take();
  rig.hand_in(seal(order, rig.trust.dispatch));
  rig.advance(seconds(1));
  const wire::StopAll all = stop_all(county());
  rig.core.stop_all(rig.now, rig.next_request(), rig.trust.seal(all, rig.trust.dispatch), "tester");
  wire::Order another = order;
  another.headline = "handed in after the stop";
  EXPECT_EQ(rig.submit_refused(seal(another, rig.trust.dispatch)), Refusal::stopped);
  rig.persist_all();
  EXPECT_EQ(state(name(order)), OrderState::cancelled);
}

TEST_F(Stops, StopGoesAheadOfAllThatWaitsToBeSent) {
  const Digest digest = rig.submit(order);
  const SessionId session = rig.hello(1);
  rig.take();
  rig.hand_in(seal(routine_order(kNow, clip->digest), rig.trust.announce));
  const wire::Cancel stop{1, digest, rig.now.wall, next_nonce()};
  rig.core.cancel(rig.now, rig.next_request(), rig.trust.seal(stop, rig.trust.dispatch), "tester");
  rig.persist_all();  // both answered by one transaction of the store
  EXPECT_EQ(kinds(rig.take(), session), (std::vector<std::string>{"stop", "order"}));
}

TEST_F(Stops, EditBySameKeysEndsWhatItReplaces) {
  const Digest older = rig.submit(order);
  wire::Order edit = order;
  edit.headline = "corrected";
  edit.supersedes = older;
  const Digest newer = rig.submit(edit);
  EXPECT_EQ(state(older), OrderState::cancelled);
  EXPECT_EQ(rig.core.order(rig.now, older)->superseded_by, newer);
  EXPECT_EQ(rig.core.order(rig.now, newer)->supersedes, older);
  EXPECT_EQ(kinds((rig.hello(1), rig.take()), 1), std::vector<std::string>{"order"});
  rig.restart();
  EXPECT_EQ(state(older), OrderState::cancelled);
  EXPECT_EQ(rig.core.order(rig.now, older)->superseded_by, newer);
}

// Whoever was away with the older one hears of the cancel, and then of the edit, which alone says that the older one
// ended. After a restart too, where nobody knows who has got what.
TEST_F(Stops, AnEditThatWasCancelledIsStillSentWhereItEndsAnother) {
  const Digest older = rig.submit(order);
  const SessionId first = rig.hello(1);
  rig.receipt(first, 1, rig.sample_receipt(1, older, Stage::accepted, Outcome::none));
  rig.persist_all();
  rig.core.on_gone(rig.now, first);
  wire::Order edit = order;
  edit.headline = "corrected";
  edit.supersedes = older;
  const Digest newer = rig.submit(edit);
  cancel(newer, rig.trust.dispatch);
  const SessionId second = rig.hello(1);
  EXPECT_EQ(kinds(rig.take(), second), (std::vector<std::string>{"stop", "order"}));
  rig.restart();
  const SessionId again = rig.hello(1);
  EXPECT_EQ(kinds(rig.take(), again), (std::vector<std::string>{"stop", "order"}));
  rig.receipt(again, 1, rig.sample_receipt(1, older, Stage::final, Outcome::cancelled));
  rig.persist_all();
  rig.core.on_gone(rig.now, again);
  const SessionId last = rig.hello(1);
  EXPECT_EQ(kinds(rig.take(), last), std::vector<std::string>{"stop"}) << "it has said that it ended";
}

TEST_F(Stops, EditByOthersIsRefused) {
  const Digest older = rig.submit(order);
  rig.take();
  wire::Order edit = routine_order(kNow, clip->digest);
  edit.supersedes = older;
  EXPECT_EQ(rig.submit_refused(seal(edit, rig.trust.announce)), Refusal::outside_scope);
  EXPECT_EQ(state(older), OrderState::running);
}

TEST_F(Stops, EditThatLeavesATownshipOutSaysSoAndEndsNothingThere) {
  enrol_neighbour();
  order.targets = {county()};
  const Digest older = rig.submit(order);
  OrderDraft draft;
  draft.order_class = OrderClass::actual;
  draft.level = Level::ii;
  draft.areas = {"500116101000"};
  draft.items = {{clip->digest}};
  draft.supersedes = to_string(older).substr(0, 8);
  const auto prepared = rig.core.prepare(rig.now, draft);
  ASSERT_TRUE(prepared);
  const auto& warnings = prepared->warnings;
  EXPECT_TRUE(std::any_of(warnings.begin(), warnings.end(), [](const auto& w) { return w.code == "leaves_out"; }));
  durable(rig.trust.seal(PayloadType::order, prepared->payload, {&rig.trust.dispatch}));
  EXPECT_EQ(state(older), OrderState::running);
  EXPECT_EQ(row(older, 1).outcome, Outcome::cancelled);
  EXPECT_EQ(row(older, 3).progress, Progress::none);
}

TEST_F(Stops, ARestartForgetsNoStopAndAReceiptCorrectsWhatWasAssumed) {
  const SessionId session = rig.hello(1);
  const Digest digest = rig.submit(order);
  cancel(digest, rig.trust.dispatch);
  rig.core.on_gone(rig.now, session);
  rig.restart();
  EXPECT_EQ(state(digest), OrderState::cancelled);
  EXPECT_EQ(row(digest, 1).outcome, Outcome::cancelled) << "who got it is not stored: assumed";
  const SessionId again = rig.hello(1);
  EXPECT_EQ(kinds(rig.take(), again), std::vector<std::string>{"stop"});
  rig.receipt(again, 1, rig.sample_receipt(1, digest, Stage::final, Outcome::partial));
  rig.persist_all();
  EXPECT_EQ(row(digest, 1).outcome, Outcome::partial);
  EXPECT_FALSE(row(digest, 1).disputed) << "only two signed finals can disagree";
}

TEST_F(Stops, StopAllOfAnUnknownAreaOrByOthersIsRefused) {
  rig.core.stop_all(rig.now, 1, rig.trust.seal(stop_all(area("500116999000")), rig.trust.dispatch), "x");
  rig.core.stop_all(rig.now, 2, rig.trust.seal(stop_all(county()), rig.trust.announce), "x");
  const auto rejected = rig.take_only<ObjectRejected>();
  ASSERT_EQ(rejected.size(), 2U);
  EXPECT_EQ(rejected[0].refusal, Refusal::bad_area);
  EXPECT_EQ(rejected[1].refusal, Refusal::wrong_role);
}

TEST_F(Stops, AreInTheAudit) {
  const Digest digest = rig.submit(order);
  rig.audited.clear();
  cancel(digest, rig.trust.dispatch);
  EXPECT_EQ(rig.audit_actions(), std::vector<std::string>{"order.cancelled"});
  EXPECT_EQ(rig.audited[0].subject, to_string(digest));
}

}  // namespace
}  // namespace tongluo::test
