// From the first signature to the last: who is missing, who is called, what is held, what comes back.

#include "tests/unit/controller_core/people.hpp"

namespace tongluo::test {
namespace {

using namespace controller;

using Approval = PeopleTest;

TEST_F(Approval, OnePersonOfTwoIsSubmittedAndTheOtherIsCalled) {
  rig.hello(1);
  rig.take();
  const auto actions = durable(seal(order, rig.trust.dispatch));
  const auto taken = only<OrderTaken>(actions);
  ASSERT_EQ(taken.size(), 1U);
  EXPECT_EQ(taken[0].state, OrderState::submitted);
  EXPECT_EQ(taken[0].persons_missing, 1U);
  EXPECT_EQ(taken[0].addressed_count, 2U);
  EXPECT_TRUE(only<SendFramed>(actions).empty());
  const auto calls = only<CallPeople>(actions);
  ASSERT_EQ(calls.size(), 1U);
  EXPECT_EQ(calls[0].kind, CallKind::approval_wanted);
  EXPECT_EQ(calls[0].level, Level::i);
  EXPECT_EQ(calls[0].subject, to_string(name(order)));
  const auto detail = rig.core.order_detail(rig.now, name(order));
  EXPECT_EQ(detail->summary.persons, std::vector<std::string>{"dispatcher"});
  EXPECT_EQ(detail->summary.persons_missing, 1U);
  EXPECT_EQ(detail->addressed.size(), 2U);
}

TEST_F(Approval, TheSecondPersonsSignatureOfTheSameBytesIssuesIt) {
  rig.hello(1);
  durable(seal(order, rig.trust.dispatch));
  const auto actions = durable(seal(order, people().deputy));
  EXPECT_EQ(only<OrderTaken>(actions).at(0).state, OrderState::issued);
  EXPECT_EQ(only<CallPeople>(actions).at(0).kind, CallKind::order_issued);
  const auto sent = only<SendFramed>(actions);
  ASSERT_EQ(sent.size(), 1U);
  const auto delivery = ControllerRig::message_in<wire::OrderDelivery>(sent[0]);
  EXPECT_TRUE(trust::verify_order(rig.trust.authority(), delivery->envelope, rig.now.wall)) << "with both signatures";
  EXPECT_TRUE(rig.stored.proposals.empty());
  EXPECT_EQ(rig.stored.orders.size(), 1U);
}

TEST_F(Approval, EveryStepIsInTheAuditWithTheThingItTellsOf) {
  rig.audited.clear();
  durable(seal(order, rig.trust.dispatch));
  EXPECT_EQ(rig.audit_actions(), (std::vector<std::string>{"order.submitted", "people.called"}));
  durable(seal(order, people().deputy));
  EXPECT_EQ(rig.audit_actions(), (std::vector<std::string>{"order.submitted", "people.called", "order.approved",
                                                           "order.issued", "people.called"}));
}

TEST_F(Approval, BothSignaturesInOneEnvelopeAreEnough) {
  rig.submit(order, {&rig.trust.dispatch, &people().deputy});
  EXPECT_EQ(rig.take_only<OrderTaken>().at(0).state, OrderState::issued);
}

TEST_F(Approval, ThePersonWhoSubmittedCannotApprove) {
  durable(seal(order, rig.trust.dispatch));
  EXPECT_EQ(rig.submit_refused(seal(order, people().dispatcher_again)), Refusal::same_person);
  rig.hand_in(seal(order, rig.trust.dispatch));
  const auto again = rig.take_only<OrderTaken>();
  ASSERT_EQ(again.size(), 1U);
  EXPECT_TRUE(again[0].known_before);
  EXPECT_EQ(again[0].persons_missing, 1U);
  EXPECT_EQ(rig.submit_refused(rig.trust.seal(PayloadType::order, wire::serialize(order),
                                              {&rig.trust.dispatch, &people().dispatcher_again})),
            Refusal::same_person);
}

TEST_F(Approval, AnyChangeIsAnotherOrderAndApprovesNothing) {
  durable(seal(order, rig.trust.dispatch));
  wire::Order changed = order;
  changed.volume_percent += 1;
  durable(seal(changed, people().deputy));
  EXPECT_EQ(state(name(order)), OrderState::submitted);
  EXPECT_EQ(state(name(changed)), OrderState::submitted);
  EXPECT_EQ(rig.core.counters().orders_issued, 0U);
}

TEST_F(Approval, TheNumberOfTerminalsIsConfirmedByEachPerson) {
  const auto attempt = [this](const sign::Signer& by, std::optional<std::size_t> count) {
    rig.core.submit(rig.now, rig.next_request(), {seal(order, by), "tester", "api", count});
    const auto rejected = rig.take_only<OrderRejected>();
    return rejected.empty() ? Refusal::none : rejected.front().refusal;
  };
  EXPECT_EQ(attempt(rig.trust.dispatch, std::nullopt), Refusal::not_confirmed);
  EXPECT_EQ(attempt(rig.trust.dispatch, 3), Refusal::not_confirmed);
  EXPECT_EQ(attempt(rig.trust.dispatch, 2), Refusal::none);
  rig.persist_all();
  EXPECT_EQ(attempt(people().deputy, std::nullopt), Refusal::not_confirmed);
  EXPECT_EQ(attempt(people().deputy, 2), Refusal::none);
}

TEST_F(Approval, TwoPersonsAtTheSameMomentAreBothHeard) {
  rig.hand_in(seal(order, rig.trust.dispatch));
  rig.hand_in(seal(order, people().deputy));  // while the first is on its way to the disk
  rig.persist_all();
  EXPECT_EQ(rig.take_only<OrderTaken>().at(0).state, OrderState::submitted);
  rig.persist_all();
  EXPECT_EQ(rig.take_only<OrderTaken>().at(0).state, OrderState::issued);
}

TEST_F(Approval, ReturnedWithAReasonItTakesNoMoreSignatures) {
  durable(seal(order, rig.trust.dispatch));
  const auto send_back = [this](const std::string& reason) {
    rig.core.return_order(rig.now, rig.next_request(), name(order), "li.wei", reason);
    rig.persist_all();
    const auto rejected = rig.take_only<ObjectRejected>();
    return rejected.empty() ? Refusal::none : rejected.front().refusal;
  };
  rig.core.return_order(rig.now, rig.next_request(), name(order), "li.wei", "");
  EXPECT_EQ(rig.take_only<ObjectRejected>().at(0).refusal, Refusal::malformed);
  EXPECT_EQ(send_back("wrong township"), Refusal::none);
  EXPECT_EQ(state(name(order)), OrderState::returned);
  EXPECT_EQ(rig.core.order(rig.now, name(order))->reason, "wrong township");
  EXPECT_EQ(rig.submit_refused(seal(order, people().deputy)), Refusal::stopped);
  rig.core.return_order(rig.now, rig.next_request(), name(order), "li.wei", "again");
  EXPECT_EQ(rig.take_only<ObjectRejected>().at(0).refusal, Refusal::superseded);
  rig.core.return_order(rig.now, rig.next_request(), Digest{}, "li.wei", "what");
  EXPECT_EQ(rig.take_only<ObjectRejected>().at(0).refusal, Refusal::not_addressed);
}

TEST_F(Approval, SubmittedOnesExpireWithTheirValidity) {
  durable(seal(order, rig.trust.dispatch));
  rig.advance(std::chrono::hours(1));
  EXPECT_EQ(state(name(order)), OrderState::submitted);
  rig.advance(microseconds(1));
  EXPECT_EQ(state(name(order)), OrderState::expired);
  EXPECT_EQ(rig.submit_refused(seal(order, people().deputy)), Refusal::expired);
}

TEST_F(Approval, AnEarlierSignatureWhoseKeyWasRevokedCountsNoMore) {
  durable(seal(order, rig.trust.dispatch));
  wire::TrustList newer = rig.trust.list().list();
  newer.version += 1;
  std::erase_if(newer.issuers, [this](const auto& entry) { return entry.key_id == rig.trust.dispatch.key_id(); });
  rig.core.accept_trust_list(rig.now, rig.next_request(), rig.trust.seal_trust_list(newer));
  rig.persist_all();
  rig.take();
  const auto taken = only<OrderTaken>(durable(seal(order, people().deputy)));
  ASSERT_EQ(taken.size(), 1U);
  EXPECT_EQ(taken[0].state, OrderState::submitted);
  EXPECT_EQ(taken[0].persons_missing, 1U);
}

class Guarded : public PeopleTest {
 protected:
  // 23:30 of the local day.
  void make_it_night() { rig.advance(std::chrono::hours(7) + std::chrono::minutes(30)); }
  OrderTaken taken(const wire::Order& what, const sign::Signer& by) {
    const auto all = only<OrderTaken>(durable(seal(what, by)));
    EXPECT_EQ(all.size(), 1U);
    return all.empty() ? OrderTaken{} : all.front();
  }
};

TEST_F(Guarded, RoutineAtNightNeedsASecondPerson) {
  make_it_night();
  const wire::Order item = routine_order(rig.now.wall, clip->digest);
  rig.hand_in(seal(item, rig.trust.announce));
  rig.persist_all();
  const auto actions = rig.take();
  EXPECT_EQ(only<OrderTaken>(actions).at(0).holds, std::vector<std::string>{"curfew"});
  EXPECT_EQ(only<OrderTaken>(actions).at(0).persons_missing, 1U);
  EXPECT_EQ(only<CallPeople>(actions).at(0).kind, CallKind::order_held);
  EXPECT_EQ(taken(item, people().clerk).state, OrderState::issued);
  EXPECT_EQ(rig.core.counters().orders_held, 1U);
}

TEST_F(Guarded, UpstreamAtNightNeedsAPersonOfTheCounty) {
  make_it_night();
  const wire::Order item = routine_order(rig.now.wall, clip->digest);
  const OrderTaken first = taken(item, people().upstream);
  EXPECT_EQ(first.holds, (std::vector<std::string>{"curfew", "upstream"}));
  const OrderTaken second = taken(item, people().upstream_again);
  EXPECT_EQ(second.state, OrderState::submitted) << "two platforms are no person";
  EXPECT_EQ(second.persons_missing, 1U);
  EXPECT_EQ(taken(item, people().clerk).state, OrderState::issued);
}

TEST_F(Guarded, UpstreamByDayPassesAlone) {
  EXPECT_EQ(taken(routine_order(kNow, clip->digest), people().upstream).state, OrderState::issued);
}

TEST_F(Guarded, LevelIPassesAtNight) {
  make_it_night();
  wire::Order alert = sample_order(rig.now.wall, clip->digest);
  alert.level = Level::i;
  rig.submit(alert, {&rig.trust.dispatch, &people().deputy});
  const auto all = rig.take_only<OrderTaken>();
  EXPECT_EQ(all.at(0).state, OrderState::issued);
  EXPECT_TRUE(all.at(0).holds.empty());
}

TEST_F(Guarded, QuotaCountsWhatIsStillOnItsWayToTheDisk) {
  const GuardSettings limits_of;
  for (std::uint32_t i = 0; i < limits_of.quota_burst; ++i)
    rig.hand_in(seal(routine_order(kNow, clip->digest, std::to_string(i)), rig.trust.announce));
  EXPECT_TRUE(rig.take_only<OrderRejected>().empty());
  EXPECT_EQ(rig.submit_refused(seal(routine_order(kNow, clip->digest, "more"), rig.trust.announce)),
            Refusal::quota_exceeded);
  rig.persist_all();
  EXPECT_EQ(rig.submit_refused(seal(routine_order(kNow, clip->digest, "more"), rig.trust.announce)),
            Refusal::quota_exceeded);
  EXPECT_EQ(rig.core.counters().quota_refusals, 2U);
  rig.advance(std::chrono::minutes(1));  // sixty an hour
  EXPECT_EQ(taken(routine_order(kNow, clip->digest, "more"), rig.trust.announce).state, OrderState::issued);
}

TEST_F(Guarded, TheSameSoundForTheSamePlacesTwiceIsADuplicate) {
  const wire::Order item = routine_order(kNow, clip->digest);
  taken(item, rig.trust.announce);
  wire::Order again = item;
  again.nonce.octets.fill(std::byte{7});
  EXPECT_EQ(rig.submit_refused(seal(again, rig.trust.announce)), Refusal::duplicate);
  rig.advance(seconds(120));
  EXPECT_EQ(taken(again, rig.trust.announce).state, OrderState::issued);
}

TEST_F(Guarded, AFailedWriteCountsAgainstNobody) {
  const wire::Order item = routine_order(kNow, clip->digest);
  rig.hand_in(seal(item, rig.trust.announce));
  rig.fail_all();
  EXPECT_EQ(rig.take_only<OrderRejected>().at(0).refusal, Refusal::storage_failed);
  EXPECT_EQ(taken(item, rig.trust.announce).state, OrderState::issued);
}

class Drafts : public PeopleTest {
 protected:
  Refusal keep(const wire::Order& what) {
    rig.core.keep_draft(rig.now, rig.next_request(), wire::serialize(what), "cap:a,b,c", "cap", "waits for a person");
    rig.persist_all();
    const auto rejected = rig.take_only<ObjectRejected>();
    return rejected.empty() ? Refusal::none : rejected.front().refusal;
  }
};

TEST_F(Drafts, AreKeptUnsignedAndIssuedOnceSigned) {
  rig.core.keep_draft(rig.now, rig.next_request(), wire::serialize(order), "cap:a,b,c", "cap", "waits for a person");
  rig.persist_all();
  const auto actions = rig.take();
  EXPECT_EQ(only<ObjectStored>(actions).size(), 1U);
  EXPECT_EQ(only<CallPeople>(actions).at(0).kind, CallKind::approval_wanted);
  const auto summary = rig.core.order(rig.now, name(order));
  EXPECT_EQ(summary->state, OrderState::draft);
  EXPECT_EQ(summary->origin, "cap:a,b,c");
  EXPECT_EQ(summary->reason, "waits for a person");
  EXPECT_EQ(summary->persons_missing, 2U);
  durable(seal(order, rig.trust.dispatch));
  EXPECT_EQ(state(name(order)), OrderState::submitted);
  EXPECT_EQ(rig.core.order(rig.now, name(order))->origin, "cap:a,b,c");
  durable(seal(order, people().deputy));
  EXPECT_EQ(rig.core.counters().orders_issued, 1U);
}

TEST_F(Drafts, ThatCouldNeverBeIssuedAreRefused) {
  rig.core.keep_draft(rig.now, rig.next_request(), to_bytes("rubbish"), "api", "x", "");
  EXPECT_EQ(rig.take_only<ObjectRejected>().at(0).refusal, Refusal::malformed);
  wire::Order elsewhere = order;
  elsewhere.targets = {area("500116999000")};
  EXPECT_EQ(keep(elsewhere), Refusal::bad_area);
}

TEST_F(Drafts, OldestThatIsDoneLeavesAndLiveOnesAreNeverPushedOut) {
  const auto draft = [this](std::size_t number) {
    wire::Order item = order;
    item.headline = std::to_string(number);
    return item;
  };
  for (std::size_t i = 0; i < kMaxProposals; ++i) ASSERT_EQ(keep(draft(i)), Refusal::none);
  EXPECT_EQ(keep(draft(kMaxProposals)), Refusal::queue_full);
  EXPECT_EQ(rig.submit_refused(seal(draft(kMaxProposals), rig.trust.dispatch)), Refusal::queue_full);
  for (const std::size_t done : {5U, 3U}) {
    rig.core.return_order(rig.now, rig.next_request(), name(draft(done)), "x", "no");
    rig.persist_all();
  }
  ASSERT_EQ(keep(draft(kMaxProposals)), Refusal::none);
  EXPECT_FALSE(rig.core.order(rig.now, name(draft(5)))) << "it was done first";
  EXPECT_TRUE(rig.core.order(rig.now, name(draft(3))));
  EXPECT_EQ(rig.stored.proposals.size(), kMaxProposals);
}

}  // namespace
}  // namespace tongluo::test
