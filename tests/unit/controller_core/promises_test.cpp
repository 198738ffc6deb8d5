// The promises of the design, section 2, as the controller keeps them: each a table of attempts to break it. Promise 8
// is the terminal's alone, 9 is every limit's own test, 10 is also the storm of schedule_test.cpp.

#include "tests/unit/controller_core/people.hpp"

namespace tongluo::test {
namespace {

using namespace controller;
using std::chrono::days;
using std::chrono::hours;

class Promises : public PeopleTest {
 protected:
  Promises() {
    order.level = Level::ii;
    order.tone = Tone::level_ii;
    session = rig.hello(1);
    rig.persist_all();
    rig.take();
  }
  // What came of handing it in: the refusal, and that nothing was sent, stored or promised.
  void expect_refused(const char* name, const Envelope& envelope, Refusal refusal) {
    const std::size_t written = rig.stored.orders.size() + rig.stored.proposals.size();
    rig.hand_in(envelope);
    rig.persist_all();
    const auto actions = rig.take();
    EXPECT_TRUE(only<SendFramed>(actions).empty() && only<SendClip>(actions).empty()) << name;
    EXPECT_TRUE(only<OrderTaken>(actions).empty()) << name;
    EXPECT_EQ(rig.stored.orders.size() + rig.stored.proposals.size(), written) << name;
    rig.hand_in(envelope);
    const auto rejected = rig.take_only<OrderRejected>();
    ASSERT_EQ(rejected.size(), 1U) << name;
    EXPECT_EQ(rejected[0].refusal, refusal) << name << ": " << to_string(rejected[0].refusal);
  }
  Envelope changed(const std::function<void(wire::Order&)>& change) {
    wire::Order other = order;
    change(other);
    return seal(other, rig.trust.dispatch);
  }
  SessionId session = 0;
};

struct Attempt {
  const char* name;
  Envelope envelope;
  Refusal refusal;
};

TEST_F(Promises, OneNothingGoesOutThatIsNotVerified) {
  const TrustFixture stranger;
  Envelope flipped = seal(order, rig.trust.dispatch);
  flipped.payload[flipped.payload.size() / 2] ^= std::byte{1};
  Envelope flipped_signature = seal(order, rig.trust.dispatch);
  flipped_signature.signatures[0].octets[5] ^= std::byte{1};
  Envelope unsigned_one = seal(order, rig.trust.dispatch);
  unsigned_one.signatures.clear();
  Envelope renamed = seal(order, people().deputy);
  renamed.signatures[0].key_id = rig.trust.dispatch.key_id();
  Envelope retyped = seal(order, rig.trust.dispatch);
  retyped.type = PayloadType::cancel;
  const Attempt table[] = {
      {"one bit of the payload", flipped, Refusal::bad_signature},
      {"one bit of the signature", flipped_signature, Refusal::bad_signature},
      {"no signature", unsigned_one, Refusal::quorum_not_met},
      {"another's key id", renamed, Refusal::bad_signature},
      {"another type", retyped, Refusal::wrong_type},
      {"a stranger's key", stranger.seal(order, stranger.dispatch), Refusal::unknown_key},
      {"another deployment", stranger.seal(order, rig.trust.dispatch), Refusal::bad_signature},
      {"wrong role", seal(order, rig.trust.maintain), Refusal::wrong_role},
      {"over", changed([](auto& o) {
         o.valid_from = o.issued_at = kNow - hours(2);
         o.valid_until = kNow - hours(1);
         o.occurrences = {{1, kNow - hours(2), kNow - hours(2), kNow - hours(1)}};
       }),
       Refusal::expired},
      {"from the future", changed([](auto& o) { o.issued_at = kNow + hours(1); }), Refusal::issued_in_future},
      {"outside the scope",
       [&] {
         wire::Order wide = routine_order(kNow, clip->digest);
         wide.targets = {county()};
         return seal(wide, rig.trust.announce);
       }(),
       Refusal::outside_scope},
  };
  for (const Attempt& attempt : table) expect_refused(attempt.name, attempt.envelope, attempt.refusal);
}

TEST_F(Promises, OneAReplayIsAnsweredAndSentToNobodyAgain) {
  const Envelope envelope = seal(order, rig.trust.dispatch);
  durable(envelope);
  for (int i = 0; i < 3; ++i) {
    const auto actions = durable(envelope);
    EXPECT_TRUE(only<SendFramed>(actions).empty());
    EXPECT_TRUE(only<OrderTaken>(actions).at(0).known_before);
  }
  EXPECT_EQ(rig.stored.orders.size(), 1U);
}

TEST_F(Promises, TwoATargetIsNeverWidened) {
  const auto aimed = [&](std::vector<wire::Target> targets) {
    return changed([&](auto& o) { o.targets = std::move(targets); });
  };
  const wire::Polygon crossing{{{0, 0}, {100, 100}, {100, 0}, {0, 100}}};
  const Attempt table[] = {
      {"none", aimed({}), Refusal::bad_area},
      {"nobody there", aimed({area("500116999000")}), Refusal::bad_area},
      {"one good, one empty", aimed({township(), area("500116999000")}), Refusal::bad_area},
      {"unknown terminal", aimed({terminal_id("TL-999999")}), Refusal::bad_area},
      {"crosses itself", aimed({crossing}), Refusal::bad_area},
      {"shape without terminals", aimed({wire::Circle{{0, 0}, 100}}), Refusal::bad_area},
  };
  for (const Attempt& attempt : table) expect_refused(attempt.name, attempt.envelope, attempt.refusal);
}

TEST_F(Promises, TwoNorInADraftOrAStop) {
  OrderDraft draft;
  draft.order_class = OrderClass::actual;
  draft.level = Level::ii;
  draft.items = {{clip->digest}};
  for (const std::vector<std::string>& areas : std::vector<std::vector<std::string>>{
           {}, {""}, {"500116"}, {"500116101000 "}, {"000000000000"}, {"500100000000"}, {"500116101000", "5"}}) {
    draft.areas = areas;
    EXPECT_FALSE(rig.core.prepare(rig.now, draft));
    StopAllDraft stop;
    stop.areas = areas;
    stop.order_classes = {OrderClass::actual};
    EXPECT_FALSE(rig.core.prepare_stop_all(rig.now, stop));
  }
}

TEST_F(Promises, ThreeWhatWasApprovedIsWhatGoesOut) {
  order.level = Level::i;
  order.tone = Tone::level_i;
  durable(seal(order, rig.trust.dispatch));
  const std::pair<const char*, std::function<void(wire::Order&)>> table[] = {
      {"class", [](auto& o) { o.order_class = OrderClass::test; }},
      {"level", [](auto& o) { o.level = Level::ii; }},
      {"area", [](auto& o) { o.targets = {county()}; }},
      {"audio", [](auto& o) { std::get<wire::ClipProgramme>(o.programme).items[0].clip.octets[0] ^= std::byte{1}; }},
      {"repetitions", [](auto& o) { std::get<wire::ClipProgramme>(o.programme).repetitions += 1; }},
      {"volume", [](auto& o) { o.volume_percent += 1; }},
      {"start", [](auto& o) { o.occurrences[0].earliest_start += seconds(1); }},
      {"end", [](auto& o) { o.occurrences[0].end += seconds(1); }},
      {"validity", [](auto& o) { o.valid_until += seconds(1); }},
      {"all-clear", [this](auto& o) { o.all_clear_clip = clip->digest; }},
      {"supersedes", [](auto& o) { o.supersedes = Digest{}; }},
      {"nonce", [](auto& o) { o.nonce.octets[0] ^= std::byte{1}; }},
  };
  const Envelope second = seal(order, people().deputy);
  for (const auto& [name, change] : table) {
    wire::Order other = order;
    change(other);
    Envelope forged = second;
    forged.payload = wire::serialize(other);
    rig.hand_in(forged);
    EXPECT_EQ(rig.take_only<OrderRejected>().at(0).refusal, Refusal::bad_signature) << name;
  }
  EXPECT_EQ(only<OrderTaken>(durable(second)).at(0).state, OrderState::issued);
}

TEST_F(Promises, FourHigherGoesFirstToWhoComesBack) {
  const std::pair<OrderClass, Level> table[] = {{OrderClass::actual, Level::iv},
                                                {OrderClass::routine, Level::routine},
                                                {OrderClass::actual, Level::ii},
                                                {OrderClass::exercise, Level::i},
                                                {OrderClass::actual, Level::iii}};
  for (const auto& [order_class, level] : table) {
    wire::Order item = sample_order(kNow, clip->digest);
    item.order_class = order_class;
    item.level = level;
    const sign::Signer& by = order_class == OrderClass::routine ? static_cast<const sign::Signer&>(rig.trust.announce)
                             : order_class == OrderClass::exercise ? rig.trust.exercise
                                                                   : rig.trust.dispatch;
    rig.submit(item, {&by});
  }
  rig.take();
  const SessionId back = rig.hello(2);
  std::vector<std::pair<OrderClass, Level>> order_of_arrival;
  for (const SendFramed& send : rig.take_only<SendFramed>()) {
    EXPECT_EQ(send.session, back);
    const auto item = wire::parse_order(ControllerRig::message_in<wire::OrderDelivery>(send)->envelope.payload);
    order_of_arrival.emplace_back(item->order_class, item->level);
  }
  const std::vector<std::pair<OrderClass, Level>> expected = {{OrderClass::actual, Level::ii},
                                                              {OrderClass::actual, Level::iii},
                                                              {OrderClass::actual, Level::iv},
                                                              {OrderClass::exercise, Level::i},
                                                              {OrderClass::routine, Level::routine}};
  EXPECT_EQ(order_of_arrival, expected);
}

struct Telling {
  const char* name;
  std::vector<std::pair<Stage, Outcome>> receipts;
  Progress progress;
  Outcome outcome;
  bool disputed;
};

TEST_F(Promises, FiveOneFinalForEachTerminalWhateverIsTold) {
  const Outcome none = Outcome::none;
  const Telling table[] = {
      {"nothing", {}, Progress::delivered, none, false},
      {"in order",
       {{Stage::accepted, none}, {Stage::started, none}, {Stage::final, Outcome::sounded}},
       Progress::final,
       Outcome::sounded,
       false},
      {"backwards",
       {{Stage::final, Outcome::sounded}, {Stage::started, none}, {Stage::accepted, none}},
       Progress::final,
       Outcome::sounded,
       false},
      {"the same final twice",
       {{Stage::final, Outcome::unproved}, {Stage::final, Outcome::unproved}},
       Progress::final,
       Outcome::unproved,
       false},
      {"two that disagree",
       {{Stage::final, Outcome::unproved}, {Stage::final, Outcome::late}},
       Progress::final,
       Outcome::unproved,
       true},
      {"refused", {{Stage::final, Outcome::refused}}, Progress::final, Outcome::refused, false},
  };
  std::uint32_t number = 0;
  for (const Telling& telling : table) {
    order.headline = telling.name;
    const Digest digest = rig.submit(order);
    for (const auto& [stage, outcome] : telling.receipts) {
      wire::Receipt receipt = rig.sample_receipt(1, digest, stage, outcome);
      if (outcome == Outcome::refused) receipt.refusal = Refusal::no_place;
      receipt.sequence = ++number;
      rig.receipt(session, 1, receipt);
      rig.persist_all();
    }
    for (const bool restarted : {false, true}) {
      if (restarted) {
        rig.restart();
        session = rig.hello(1);
        rig.persist_all();
      }
      const TerminalOutcome row = rig.core.order_detail(rig.now, digest)->terminals.front();
      EXPECT_EQ(row.progress, telling.progress) << telling.name;
      EXPECT_EQ(row.outcome, telling.outcome) << telling.name;
      EXPECT_EQ(row.disputed, telling.disputed) << telling.name;
    }
  }
}

TEST_F(Promises, SixADrillKeyIssuesNoAlertAndAnAlertKeyNoDrill) {
  wire::Order drill = order;
  drill.order_class = OrderClass::exercise;
  const Attempt table[] = {
      {"drill key, actual", seal(order, rig.trust.exercise), Refusal::wrong_role},
      {"dispatch key, drill", seal(drill, rig.trust.dispatch), Refusal::wrong_role},
      {"both keys, actual",
       rig.trust.seal(PayloadType::order, wire::serialize(order), {&rig.trust.dispatch, &rig.trust.exercise}),
       Refusal::wrong_role},
      {"routine key, actual", seal(order, rig.trust.announce), Refusal::wrong_role},
  };
  for (const Attempt& attempt : table) expect_refused(attempt.name, attempt.envelope, attempt.refusal);
  EXPECT_EQ(only<OrderTaken>(durable(seal(drill, rig.trust.exercise))).at(0).state, OrderState::issued);
}

TEST(PromiseSeven, EveryMissingInputIsARefusal) {
  const auto clip = sample_clip();
  const wire::Order order = sample_order(kNow, clip->digest);
  {
    ControllerRig rig;
    EXPECT_EQ(rig.submit_refused(rig.trust.seal(order, rig.trust.dispatch)), Refusal::no_trust_list);
  }
  {
    ControllerRig rig([](wire::TrustList& list) { list.rules.clear(); });
    rig.enrol(1);
    rig.add_clip(clip);
    EXPECT_EQ(rig.submit_refused(rig.trust.seal(order, rig.trust.dispatch)), Refusal::no_quorum_rule);
  }
  {
    ControllerRig rig;
    rig.enrol(1);
    EXPECT_EQ(rig.submit_refused(rig.trust.seal(order, rig.trust.dispatch)), Refusal::unsupported) << "no clip";
  }
  {
    ControllerRig rig([](wire::TrustList& list) { list.expires_at = kNow + days(10); });
    rig.enrol(1);
    rig.add_clip(clip);
    rig.advance(days(11));
    const wire::Order later = sample_order(rig.now.wall, clip->digest);
    EXPECT_EQ(rig.submit_refused(rig.trust.seal(routine_order(rig.now.wall, clip->digest), rig.trust.announce)),
              Refusal::trust_list_expired);
    EXPECT_EQ(rig.submit_refused(rig.trust.seal(later, rig.trust.dispatch)), Refusal::none)
        << "the stated exception: a mute county is worse";
    rig.advance(days(90));
    EXPECT_EQ(rig.submit_refused(rig.trust.seal(sample_order(rig.now.wall, clip->digest), rig.trust.dispatch)),
              Refusal::trust_list_expired);
  }
}

TEST_F(Promises, SevenWhatCannotBeStoredIsNotSent) {
  rig.hand_in(seal(order, rig.trust.dispatch));
  rig.fail_all();
  const auto actions = rig.take();
  EXPECT_TRUE(only<SendFramed>(actions).empty());
  EXPECT_EQ(only<OrderRejected>(actions).at(0).refusal, Refusal::storage_failed);
  EXPECT_EQ(only<CallPeople>(actions).at(0).kind, CallKind::alarm);
}

TEST_F(Promises, TenHigherOvertakesWhatIsReadyToBeSent) {
  rig.hand_in(seal(routine_order(kNow, clip->digest), rig.trust.announce));
  rig.hand_in(seal(order, rig.trust.dispatch));
  rig.persist_all();  // both by one transaction
  const auto sent = rig.take_only<SendFramed>();
  ASSERT_EQ(sent.size(), 2U);
  EXPECT_EQ(ControllerRig::message_in<wire::OrderDelivery>(sent[0])->envelope.payload, wire::serialize(order));
}

}  // namespace
}  // namespace tongluo::test
