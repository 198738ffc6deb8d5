// The life of an order against a store that fails and a process that dies: each write refused once in turn, and a
// restart in every state. The rig plays store, people and terminals; nothing else is replaced.

#include "tests/unit/controller_core/people.hpp"

namespace tongluo::test {
namespace {

using namespace controller;
using std::chrono::hours;

// Drives one order to a state and gives its digest.
struct Reach {
  OrderState state;
  std::function<Digest(ControllerRig&, const session::SharedClip&)> reach;
};

Digest submitted_one(ControllerRig& rig, const session::SharedClip& clip) {
  wire::Order order = sample_order(rig.now.wall, clip->digest);
  order.level = Level::i;
  return rig.submit(order);
}

Digest issued_for(ControllerRig& rig, const session::SharedClip& clip, WallTime start) {
  wire::Order order = sample_order(rig.now.wall, clip->digest);
  order.occurrences = {{1, start, start + seconds(60), start + seconds(120)}};
  return rig.submit(order);
}

Digest draft_one(ControllerRig& rig, const session::SharedClip& clip) {
  const Bytes payload = wire::serialize(sample_order(rig.now.wall, clip->digest));
  rig.core.keep_draft(rig.now, rig.next_request(), payload, "api", "x", "why");
  rig.persist_all();
  return sign::digest_of(payload);
}

Digest completed_one(ControllerRig& rig, const session::SharedClip& clip) {
  const Digest digest = issued_for(rig, clip, rig.now.wall);
  for (const std::size_t terminal : {1U, 2U}) {
    const SessionId session = rig.hello(terminal);
    rig.receipt(session, terminal, rig.sample_receipt(terminal, digest, Stage::final, Outcome::sounded));
  }
  rig.persist_all();
  return digest;
}

const std::vector<Reach>& stages() {
  static const std::vector<Reach> all = {
      {OrderState::draft, draft_one},
      {OrderState::submitted, submitted_one},
      {OrderState::returned,
       [](ControllerRig& rig, const session::SharedClip& clip) {
         const Digest digest = submitted_one(rig, clip);
         rig.core.return_order(rig.now, rig.next_request(), digest, "x", "no");
         rig.persist_all();
         return digest;
       }},
      {OrderState::issued,
       [](ControllerRig& rig, const session::SharedClip& clip) {
         return issued_for(rig, clip, rig.now.wall + std::chrono::minutes(30));
       }},
      {OrderState::running,
       [](ControllerRig& rig, const session::SharedClip& clip) { return issued_for(rig, clip, rig.now.wall); }},
      {OrderState::completed, completed_one},
      {OrderState::cancelled,
       [](ControllerRig& rig, const session::SharedClip& clip) {
         const Digest digest = issued_for(rig, clip, rig.now.wall);
         const wire::Cancel stop{1, digest, rig.now.wall, Nonce{}};
         rig.core.cancel(rig.now, rig.next_request(), rig.trust.seal(stop, rig.trust.dispatch), "x");
         rig.persist_all();
         return digest;
       }},
      {OrderState::expired,
       [](ControllerRig& rig, const session::SharedClip& clip) {
         const Digest digest = issued_for(rig, clip, rig.now.wall);
         rig.advance(hours(2));
         return digest;
       }},
  };
  return all;
}

TEST(Restart, FindsEveryStateAsItWas) {
  for (const Reach& stage : stages()) {
    ControllerRig rig([](wire::TrustList& list) { people().join(list); });
    rig.enrol(2);
    const auto clip = sample_clip();
    rig.add_clip(clip);
    const Digest digest = stage.reach(rig, clip);
    const std::string name(to_string(stage.state));
    const auto before = rig.core.order(rig.now, digest);
    ASSERT_TRUE(before) << name;
    ASSERT_EQ(before->state, stage.state) << name;
    rig.restart();
    const auto after = rig.core.order(rig.now, digest);
    ASSERT_TRUE(after) << name;
    EXPECT_EQ(after->state, stage.state) << name;
    EXPECT_EQ(after->persons, before->persons) << name;
    EXPECT_EQ(after->persons_missing, before->persons_missing) << name;
    EXPECT_EQ(after->reason, before->reason) << name;
    EXPECT_EQ(after->submitted_at, before->submitted_at) << name;
    const auto page = rig.core.orders(rig.now, 10, {stage.state});
    ASSERT_EQ(page.orders.size(), 1U) << name;
    EXPECT_EQ(page.orders[0].digest, digest) << name;
  }
}

// Every request of an order's life; each is repeated until it is answered well, as a person would.
class Script {
 public:
  explicit Script(std::size_t fail_at) : rig([](wire::TrustList& list) { people().join(list); }), fail_at_(fail_at) {
    rig.enrol(2);
    rig.add_clip(clip);
    rig.audited.clear();
  }

  void run() {
    wire::Order alert = sample_order(kNow, clip->digest);
    alert.level = Level::i;
    const Digest digest = sign::digest_of(wire::serialize(alert));
    step([&](RequestId id) { rig.core.keep_draft(rig.now, id, wire::serialize(alert), "api", "x", "look"); });
    step([&](RequestId id) {
      rig.core.submit(rig.now, id, {rig.trust.seal(alert, rig.trust.dispatch), "x", "api", 2});
    });
    step([&](RequestId id) { rig.core.submit(rig.now, id, {rig.trust.seal(alert, people().deputy), "y", "api", 2}); });
    step([&](RequestId id) { rig.core.accept_freshness(rig.now, id, rig.trust.freshness(1, kNow)); });
    step([&](RequestId id) { rig.core.put_document(rig.now, id, {"holidays", "2027", "2027-02-06\n"}, "x"); });
    wire::Order refused = alert;
    refused.headline = "another";
    step([&](RequestId id) {
      rig.core.submit(rig.now, id, {rig.trust.seal(refused, rig.trust.dispatch), "x", "api", 2});
    });
    step([&](RequestId id) {
      rig.core.return_order(rig.now, id, sign::digest_of(wire::serialize(refused)), "y", "no");
    });
    const wire::Cancel stop{1, digest, rig.now.wall, Nonce{}};
    step([&](RequestId id) { rig.core.cancel(rig.now, id, rig.trust.seal(stop, rig.trust.dispatch), "x"); });
  }

  std::size_t writes() const { return writes_; }
  std::size_t rejections() const { return rejections_; }

  ControllerRig rig;

 private:
  void step(const std::function<void(RequestId)>& ask) {
    for (int attempt = 0; attempt < 3; ++attempt) {
      ask(rig.next_request());
      rig.take();
      ++writes_ == fail_at_ ? rig.fail_all() : rig.persist_all();
      const auto actions = rig.take();
      const std::size_t rejected = only<OrderRejected>(actions).size() + only<ObjectRejected>(actions).size();
      rejections_ += rejected;
      if (rejected == 0) return;
    }
    FAIL() << "not answered well after three attempts";
  }

  std::size_t fail_at_;
  std::size_t writes_ = 0;
  std::size_t rejections_ = 0;
  session::SharedClip clip = sample_clip();
};

TEST(FailingStore, EachWriteRefusedInTurnLosesAndDoublesNothing) {
  Script well(0);
  well.run();
  ASSERT_GE(well.writes(), 8U);
  for (std::size_t step = 1; step <= well.writes(); ++step) {
    Script script(step);
    script.run();
    EXPECT_EQ(script.rejections(), 1U) << step;
    ControllerRig& rig = script.rig;
    ControllerRig& expected = well.rig;
    EXPECT_EQ(rig.audit_actions(), expected.audit_actions()) << step;
    EXPECT_EQ(rig.stored.orders.size(), 1U) << step;
    EXPECT_EQ(rig.stored.stops.size(), 1U) << step;
    EXPECT_EQ(rig.stored.proposals.size(), 1U) << step;
    rig.restart();
    const auto orders = rig.core.orders(rig.now, 10).orders;
    ASSERT_EQ(orders.size(), 2U) << step;
    EXPECT_EQ(orders[0].state == OrderState::cancelled || orders[1].state == OrderState::cancelled, true) << step;
  }
}

TEST(OrderPages, AreNewestFirstAndFilteredByState) {
  ControllerRig rig([](wire::TrustList& list) { people().join(list); });
  rig.enrol(2);
  const auto clip = sample_clip();
  rig.add_clip(clip);
  for (int i = 0; i < 5; ++i) {
    wire::Order order = sample_order(kNow, clip->digest);
    order.headline = std::to_string(i);
    order.level = i % 2 == 0 ? Level::i : Level::ii;  // level I waits for its second person
    rig.submit(order);
    rig.advance(seconds(1));
  }
  const auto headlines = [](const OrderPage& page) {
    std::vector<std::string> found;
    for (const OrderSummary& order : page.orders) found.push_back(order.headline);
    return found;
  };
  EXPECT_EQ(headlines(rig.core.orders(rig.now, 2)), (std::vector<std::string>{"4", "3"}));
  EXPECT_EQ(headlines(rig.core.orders(rig.now, 9)), (std::vector<std::string>{"4", "3", "2", "1", "0"}));
  EXPECT_EQ(headlines(rig.core.orders(rig.now, 9, {OrderState::submitted})), (std::vector<std::string>{"4", "2", "0"}));
  EXPECT_EQ(headlines(rig.core.orders(rig.now, 9, {OrderState::running})), (std::vector<std::string>{"3", "1"}));
}

// A schedule of months, and more short orders after it than memory holds.
class LongSchedule : public PeopleTest {
 protected:
  LongSchedule() {
    wire::Order far = routine_order(kNow, clip->digest);
    const WallTime start = kNow + hours(24 * 60);
    far.occurrences = {{1, start, start + seconds(60), start + seconds(120)}};
    far.valid_until = start + seconds(120);
    schedule = rig.submit(far, {&rig.trust.announce});
  }
  // Level II, which never waits for room: sounded everywhere, or still on its way.
  Digest alert(bool sounded) {
    rig.advance(seconds(1));
    const Digest digest = issued_for(rig, clip, rig.now.wall);
    for (const std::size_t terminal : {1U, 2U}) {
      if (!sounded) break;
      const SessionId session = rig.hello(terminal);
      rig.receipt(session, terminal, rig.sample_receipt(terminal, digest, Stage::final, Outcome::sounded));
      rig.persist_all();
    }
    return digest;
  }
  bool is_cancellable() {
    const auto prepared = rig.core.prepare_cancel(rig.now, to_string(schedule), Nonce{});
    return prepared.has_value();
  }
  Digest schedule;
};

TEST_F(LongSchedule, OutlivesMoreEndedOrdersThanMemoryHoldsOverARestartToo) {
  for (std::size_t i = 0; i < kMaxOrdersInMemory + 5; ++i) alert(true);
  rig.persist_all();
  EXPECT_EQ(rig.stored.orders.size(), kMaxOrdersInMemory) << "who left memory is not read again";
  for (const bool restarted : {false, true}) {
    if (restarted) rig.restart();
    EXPECT_EQ(state(schedule), OrderState::issued);
    EXPECT_TRUE(is_cancellable());
  }
}

// Whom to send away is known only once the receipts are.
TEST_F(LongSchedule, IsNotWhatMakesRoomAtAStart) {
  const Digest sounded = alert(true);
  std::vector<Digest> under_way;
  for (std::size_t i = 2; i < kMaxOrdersInMemory; ++i) under_way.push_back(alert(false));
  rig.persist_all();
  rig.take();
  under_way.push_back(alert(false));
  rig.fail_all();  // that one left could not be said
  ASSERT_FALSE(rig.core.order(rig.now, sounded));
  ASSERT_EQ(rig.stored.orders.size(), kMaxOrdersInMemory + 1);
  rig.restart();
  EXPECT_EQ(state(schedule), OrderState::issued);
  EXPECT_FALSE(rig.core.order(rig.now, sounded));
  rig.persist_all();
  EXPECT_EQ(rig.stored.orders.size(), kMaxOrdersInMemory);
}

}  // namespace
}  // namespace tongluo::test
