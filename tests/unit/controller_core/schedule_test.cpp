// Schedules, the timeline, and who goes first when much is sent.

#include "controller/core/issue_pacer.hpp"
#include "tests/unit/controller_core/people.hpp"

namespace tongluo::test {
namespace {

using namespace controller;
using std::chrono::days;
using std::chrono::hours;

class Schedules : public PeopleTest {
 protected:
  Schedules() {
    rig.advance(seconds(10));  // what ends when was gathered
    draft.order_class = OrderClass::routine;
    draft.level = Level::routine;
    draft.areas = {"500116101000"};
    draft.items = {{clip->digest}};
  }
  PreparedOrder prepared() {
    auto made = rig.core.prepare(rig.now, draft);
    EXPECT_TRUE(made) << made.error().field << ": " << made.error().reason;
    return made ? *made : PreparedOrder{};
  }
  Digest issue() {
    const PreparedOrder made = prepared();
    durable(rig.trust.seal(PayloadType::order, made.payload, {&rig.trust.announce}));
    return made.digest;
  }
  void cancel(const Digest& digest) {
    const wire::Cancel stop{1, digest, rig.now.wall, {}};
    rig.core.cancel(rig.now, rig.next_request(), rig.trust.seal(stop, rig.trust.announce), "tester");
    rig.persist_all();
    rig.take();
  }
  void expect_ended(const Digest& digest, WallTime at, std::optional<Digest> superseded_by) {
    std::size_t found = 0;
    for (const TimelineEntry& entry : rig.core.timeline(rig.now, kNow, morning(8))) {
      if (entry.order != digest) continue;
      ++found;
      EXPECT_EQ(entry.ended, at) << to_us(entry.start);
      EXPECT_EQ(entry.superseded_by, superseded_by) << to_us(entry.start);
    }
    EXPECT_GT(found, 0U);
  }
  // 08:00 of the local day, so many days ahead.
  WallTime morning(int ahead) const { return kNow + hours(16) + days(ahead - 1); }
  OrderDraft draft;
};

TEST_F(Schedules, EachStartIsOneOccurrenceAndTheLastEndIsTheEnd) {
  draft.starts = {morning(1), morning(2), morning(3)};
  const auto order_made = wire::parse_order(prepared().payload);
  ASSERT_TRUE(order_made);
  ASSERT_EQ(order_made->occurrences.size(), 3U);
  EXPECT_EQ(order_made->occurrences[1].number, 2U);
  EXPECT_EQ(order_made->occurrences[1].earliest_start, morning(2));
  EXPECT_EQ(order_made->occurrences[1].latest_start, morning(2) + seconds(600));
  EXPECT_EQ(order_made->valid_from, rig.now.wall);
  EXPECT_EQ(order_made->valid_until, order_made->occurrences[2].end);
}

TEST_F(Schedules, StartsAreAheadAscendingAndWithinTheLimits) {
  const auto refused = [this](std::vector<WallTime> starts) {
    draft.starts = std::move(starts);
    const auto made = rig.core.prepare(rig.now, draft);
    return made ? std::string() : made.error().field;
  };
  EXPECT_EQ(refused({rig.now.wall - seconds(1)}), "starts[0]");
  EXPECT_EQ(refused({morning(2), morning(2)}), "starts[1]");
  EXPECT_EQ(refused({morning(2), morning(1)}), "starts[1]");
  EXPECT_EQ(refused({morning(1), morning(93)}), "starts[1]");
  EXPECT_EQ(refused({morning(1), morning(91)}), "");
  std::vector<WallTime> many;
  for (std::size_t i = 0; i <= limits::kMaxOccurrences; ++i) many.push_back(morning(1) + hours(i));
  EXPECT_EQ(refused(many), "starts");
}

TEST_F(Schedules, IsDeliveredExactlySevenDaysBeforeItsNextStart) {
  const SessionId session = rig.hello(1);
  rig.persist_all();
  rig.advance(kExpiryRefresh);  // its certificate is watched from now on
  draft.starts = {morning(10), morning(11)};
  const Digest digest = issue();
  EXPECT_TRUE(rig.take_only<SendFramed>().empty());
  EXPECT_EQ(rig.core.order(rig.now, digest)->state, OrderState::issued);
  EXPECT_EQ(rig.core.order(rig.now, digest)->start_at, WallTime{}) << "each occurrence has its own";
  const auto wait = morning(10) - kPushAhead - rig.now.wall;
  EXPECT_EQ(rig.core.next_deadline() - rig.now.steady, wait);
  rig.advance(wait - microseconds(1));
  EXPECT_TRUE(rig.take_only<SendFramed>().empty());
  EXPECT_TRUE((rig.hello(2), rig.take_only<SendFramed>()).empty());
  rig.advance(microseconds(1));
  const auto actions = rig.take();
  EXPECT_EQ(only<SendFramed>(actions).size(), 2U);
  EXPECT_EQ(only<SendFramed>(actions).at(0).session, session);
  EXPECT_EQ(only<SendClip>(actions).size(), 2U) << "the clip is pushed ahead with it";
  const auto delivery = ControllerRig::message_in<wire::OrderDelivery>(only<SendFramed>(actions).at(0));
  EXPECT_EQ(delivery->start_at, WallTime{});
}

TEST_F(Schedules, ARestartKeepsItBackJustAsLong) {
  draft.starts = {morning(10)};
  issue();
  rig.restart();
  EXPECT_TRUE((rig.hello(1), rig.take_only<SendFramed>()).empty());
  rig.advance(morning(10) - kPushAhead - rig.now.wall);
  EXPECT_EQ(rig.take_only<SendFramed>().size(), 1U);
}

TEST_F(Schedules, RunsFromItsFirstStart) {
  draft.starts = {morning(1)};
  const Digest digest = issue();
  rig.advance(morning(1) - rig.now.wall - microseconds(1));
  EXPECT_EQ(state(digest), OrderState::issued);
  rig.advance(microseconds(1));
  EXPECT_EQ(state(digest), OrderState::running);
}

TEST_F(Schedules, TimelineShowsEveryStartAndWhereTwoCollide) {
  draft.starts = {morning(1), morning(2)};
  draft.headline = "noon news";
  const Digest first = issue();
  draft.starts = {morning(2) + seconds(5)};
  draft.headline = "another";
  const auto warnings = prepared().warnings;
  const auto conflict = std::ranges::find(warnings, "conflict", &Warning::code);
  ASSERT_NE(conflict, warnings.end());
  EXPECT_TRUE(conflict->text.ends_with("order " + to_string(first).substr(0, 8) + ": noon news")) << conflict->text;
  const Digest second = issue();
  const auto entries = rig.core.timeline(rig.now, rig.now.wall, morning(3));
  ASSERT_EQ(entries.size(), 3U);
  EXPECT_EQ(entries[0].start, morning(1));
  EXPECT_TRUE(entries[0].conflicts.empty());
  EXPECT_EQ(entries[1].order, first);
  EXPECT_EQ(entries[1].conflicts, std::vector{second});
  EXPECT_EQ(entries[2].conflicts, std::vector{first});
  EXPECT_EQ(entries[2].addressed, 2U);
}

TEST_F(Schedules, ATownshipsCalendarHoldsWhatSoundsInItAndNothingElse) {
  draft.starts = {morning(1)};
  const Digest digest = issue();
  const auto in = rig.core.timeline(rig.now, rig.now.wall, morning(3), township());
  ASSERT_EQ(in.size(), 1U);
  EXPECT_EQ(in[0].order, digest);
  EXPECT_EQ(rig.core.timeline(rig.now, rig.now.wall, morning(3), county()).size(), 1U);
  EXPECT_TRUE(rig.core.timeline(rig.now, rig.now.wall, morning(3), area("500116102000")).empty());
}

TEST_F(Schedules, TimelineShowsWhatStillWaitsForAPerson) {
  draft.starts = {morning(1) + hours(15)};  // 23:00
  issue();
  const auto entries = rig.core.timeline(rig.now, rig.now.wall, morning(3));
  ASSERT_EQ(entries.size(), 1U);
  EXPECT_EQ(entries[0].state, OrderState::submitted);
}

TEST_F(Schedules, TimelineSaysWhenAnOrderWasCancelledAlsoAfterARestart) {
  draft.starts = {morning(1), morning(2), morning(3)};
  const Digest digest = issue();
  expect_ended(digest, {}, std::nullopt);
  rig.advance(morning(2) + hours(4) - rig.now.wall);
  const WallTime cancelled = rig.now.wall;
  cancel(digest);
  rig.advance(days(3));
  expect_ended(digest, cancelled, std::nullopt);
  rig.restart();
  expect_ended(digest, cancelled, std::nullopt);
}

TEST_F(Schedules, TimelineSaysWhenAnOrderWasReplacedAndWhatStandsForItNow) {
  const auto replace = [this](const Digest& older, std::vector<WallTime> starts) {
    draft.starts = std::move(starts);
    draft.supersedes = to_string(older);
    return issue();
  };
  draft.starts = {morning(1), morning(2), morning(3), morning(4)};
  const Digest first = issue();
  rig.advance(morning(1) + hours(4) - rig.now.wall);
  const WallTime replaced = rig.now.wall;
  const Digest second = replace(first, {morning(2), morning(3) + hours(2), morning(4)});
  expect_ended(first, replaced, second);
  expect_ended(second, {}, std::nullopt);
  rig.advance(days(1));
  const WallTime replaced_again = rig.now.wall;
  const Digest third = replace(second, {morning(4)});
  rig.advance(hours(1));
  const WallTime cancelled = rig.now.wall;
  cancel(third);
  for (const bool restarted : {false, true}) {
    if (restarted) rig.restart();
    expect_ended(first, replaced, third);
    expect_ended(second, replaced_again, third);
    expect_ended(third, cancelled, std::nullopt);
  }
}

TEST_F(Schedules, AnEditThatLeavesATerminalOutStandsForNothing) {
  draft.starts = {morning(1), morning(2)};
  const Digest digest = issue();
  draft.areas.clear();
  draft.terminals = {ControllerRig::id_of(1).text()};
  draft.supersedes = to_string(digest);
  issue();
  expect_ended(digest, {}, std::nullopt);
  EXPECT_EQ(state(digest), OrderState::issued) << "it goes on at terminal 2";
  rig.advance(hours(1));
  const WallTime cancelled = rig.now.wall;
  cancel(digest);
  expect_ended(digest, cancelled, std::nullopt);
}

TEST_F(Schedules, RefreshKeepsTheStartsAheadAndTheContent) {
  draft.starts = {morning(1), morning(2)};
  const Digest digest = issue();
  rig.advance(morning(1) + hours(1) - rig.now.wall);
  Nonce nonce;
  nonce.octets.fill(std::byte{9});
  const auto again = rig.core.refresh(rig.now, digest, nonce);
  ASSERT_TRUE(again);
  const auto order_made = wire::parse_order(again->payload);
  ASSERT_EQ(order_made->occurrences.size(), 1U);
  EXPECT_EQ(order_made->occurrences[0].number, 2U) << "numbers survive an edit";
  EXPECT_EQ(order_made->issued_at, rig.now.wall);
  EXPECT_NE(again->digest, digest);
  rig.advance(days(2));
  EXPECT_EQ(rig.core.refresh(rig.now, digest, nonce).error().field, "starts");
}

// Promise 10. Four thousand terminals are connected and two hundred lower orders come within ten seconds; in the
// middle of it a level I.
class Storm : public ::testing::Test {
 protected:
  static constexpr std::size_t kTerminals = 4'000;
  static constexpr std::size_t kSends = 200;
  static constexpr auto kApart = milliseconds(50);

  Storm()
      : rig([](wire::TrustList& list) { people().join(list); },
            [](Settings& settings) { settings.guard.quota_burst = 1'000; }) {
    rig.enrol(kTerminals);
    rig.add_clip(clip);
    const Device device = make_device(ControllerRig::id_of(1));  // the link holds each to its own certificate
    for (std::size_t i = 1; i <= kTerminals; ++i) {
      wire::Hello hello{.terminal = ControllerRig::id_of(i)};
      hello.cached_clips = {clip->digest};
      rig.core.on_hello(rig.now, i, hello, device.certificate);
    }
    rig.persist_all();
    rig.take();
  }
  void send_lower(std::size_t number) {
    wire::Order lower = sample_order(rig.now.wall, clip->digest);
    lower.level = Level::iv;
    lower.tone = Tone::level_iv;
    lower.headline = std::to_string(number);
    rig.submit(lower);
  }
  ControllerRig rig;
  session::SharedClip clip = sample_clip();
};

TEST_F(Storm, LevelIGoesOutInTheCallThatFindsItDurableBeforeAnyLowerOne) {
  std::size_t lower_sent = 0;
  for (std::size_t i = 0; i < kSends / 2; ++i) {
    send_lower(i);
    rig.advance(kApart);
    lower_sent += rig.take_only<SendFramed>().size();
  }
  const double seconds_passed = std::chrono::duration<double>(kApart).count() * (kSends / 2.0);
  EXPECT_LE(static_cast<double>(lower_sent), kPacedBurst + kPacedDeliveriesPerSecond * seconds_passed + kTerminals);
  EXPECT_GE(static_cast<double>(lower_sent), kPacedBurst) << "the storm is served meanwhile";
  wire::Order alert = sample_order(rig.now.wall, clip->digest);
  alert.level = Level::i;
  alert.tone = Tone::level_i;
  rig.submit(alert, {&rig.trust.dispatch, &people().deputy});
  const auto actions = rig.take();
  ASSERT_GE(actions.size(), kTerminals);
  for (std::size_t i = 0; i < kTerminals; ++i) {
    const auto* send = std::get_if<SendFramed>(&actions[i]);
    ASSERT_NE(send, nullptr) << i;
    ASSERT_EQ(ControllerRig::message_in<wire::OrderDelivery>(*send)->envelope.payload, wire::serialize(alert));
  }
}

TEST_F(Storm, EveryLowerOneIsDeliveredInTheEnd) {
  constexpr std::size_t kFew = 5;
  for (std::size_t i = 0; i < kFew; ++i) send_lower(i);
  EXPECT_LT(rig.core.counters().orders_delivered, kFew * kTerminals);
  for (int step = 0; step < 100 && rig.core.counters().orders_delivered < kFew * kTerminals; ++step)
    rig.advance(rig.core.next_deadline() - rig.now.steady);
  EXPECT_EQ(rig.core.counters().orders_delivered, kFew * kTerminals);
  EXPECT_LE(rig.now.wall - kNow, seconds(10));
}

}  // namespace
}  // namespace tongluo::test
