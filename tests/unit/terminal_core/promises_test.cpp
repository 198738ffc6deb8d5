// The promises of the design, one row each, held at the terminal: what must sound sounds, what must not is silent and
// accounted for. The other side of the same table is tests/unit/controller_core/promises_test.cpp. The test plays
// everything round the core (CoreRig); signatures are real.

#include <functional>

#include "terminal-fw/core/limits.hpp"
#include "tests/unit/terminal_core/core_rig.hpp"

namespace tongluo::test {
namespace {

// One terminal with its clip at hand, its link open and its clock verified.
struct Terminal {
  Terminal() {
    rig.cache[rig.clip.digest] = rig.clip;
    rig.open_link();
  }
  wire::Order order(Level level = Level::ii) {
    wire::Order made = sample_order(rig.now.wall, rig.clip.digest);
    made.level = level;
    made.nonce.octets[0] = static_cast<std::byte>(++orders);
    return made;
  }
  Digest send(const wire::Order& made, const sign::Signer& signer) {
    const Envelope envelope = rig.trust.seal(made, signer);
    rig.deliver(envelope, rig.now.wall + seconds(1));
    return sign::identity(envelope);
  }
  Digest send(const wire::Order& made) { return send(made, rig.trust.dispatch); }
  Outcome outcome(const Digest& digest) const {
    const wire::Receipt* final = rig.final_of(digest);
    return final == nullptr ? Outcome::none : final->outcome;
  }
  // Refused as a whole: silence, and one signed word on it.
  void expect_refused(const Digest& digest, Refusal reason) {
    rig.advance(seconds(60));
    EXPECT_TRUE(rig.plays.empty());
    const wire::Receipt* final = rig.final_of(digest, 0);
    ASSERT_NE(final, nullptr);
    EXPECT_EQ(to_string(final->refusal), to_string(reason));
  }
  std::size_t finals(const Digest& digest) const {
    std::set<std::uint64_t> sequences;
    for (const wire::Receipt& receipt : rig.reported)
      if (receipt.order == digest && receipt.stage == Stage::final) sequences.insert(receipt.sequence);
    return sequences.size();
  }
  CoreRig rig;
  std::uint8_t orders = 0;
};

// ---- 1. Nothing sounds unless the terminal itself verified it
// -----------------------------------------------------------

void one_what_is_verified_sounds(Terminal& terminal) {
  const Digest digest = terminal.send(terminal.order());
  terminal.rig.advance(seconds(30));
  EXPECT_EQ(terminal.rig.plays.size(), 1u);
  EXPECT_EQ(terminal.outcome(digest), Outcome::unproved);
}
void one_another_deployments_signature_is_silence(Terminal& terminal) {
  const TrustFixture stranger;
  terminal.expect_refused(terminal.send(terminal.order(), stranger.dispatch), Refusal::unknown_key);
}
void one_a_signature_over_other_bytes_is_silence(Terminal& terminal) {
  Envelope envelope = terminal.rig.trust.seal(terminal.order(), terminal.rig.trust.dispatch);
  envelope.payload[envelope.payload.size() / 2] ^= std::byte{0x10};
  terminal.rig.deliver(envelope, kNow + seconds(1));
  terminal.expect_refused(sign::identity(envelope), Refusal::bad_signature);
}
void one_outside_its_time_window_is_silence(Terminal& terminal) {
  const wire::Order order = terminal.order();
  terminal.rig.advance_to(order.valid_until + seconds(1));
  terminal.expect_refused(terminal.send(order), Refusal::expired);
}
void one_finished_is_never_played_again(Terminal& terminal) {
  const wire::Order order = terminal.order();
  const Digest digest = terminal.send(order);
  terminal.rig.advance(seconds(30));
  terminal.rig.restart();
  terminal.rig.open_link();
  terminal.send(order);
  terminal.rig.advance(seconds(30));
  EXPECT_EQ(terminal.rig.plays.size(), 1u);
  EXPECT_EQ(terminal.finals(digest), 1u);
}

// ---- 2. A target is never widened
// ----------------------------------------------------------------------------------------

void two_no_target_is_no_target(Terminal& terminal) {
  wire::Order order = terminal.order();
  order.targets.clear();
  terminal.expect_refused(terminal.send(order), Refusal::bad_area);
}
void two_a_polygon_that_crosses_itself_is_refused(Terminal& terminal) {
  wire::Order order = terminal.order();
  order.targets = {wire::Polygon{{{0, 0}, {1'000, 1'000}, {0, 1'000}, {1'000, 0}}}};
  terminal.expect_refused(terminal.send(order), Refusal::bad_area);
}
void two_a_neighbours_village_is_not_ours(Terminal& terminal) {
  wire::Order order = terminal.order();
  order.targets = {area("500116101002")};
  terminal.expect_refused(terminal.send(order), Refusal::not_addressed);
}
void two_without_a_surveyed_position_no_shape_contains_us(Terminal& terminal) {
  wire::Order order = terminal.order();
  order.targets = {wire::Circle{{290'000'000, 1'060'000'000}, 200'000}};
  terminal.expect_refused(terminal.send(order), Refusal::not_addressed);
}

// ---- 3. What was approved is what sounds
// ------------------------------------------------------------------------------------

void three_volume_tone_and_clip_are_those_signed(Terminal& terminal) {
  wire::Order order = terminal.order();
  order.volume_percent = 37;
  terminal.send(order);
  terminal.rig.advance(seconds(30));
  ASSERT_EQ(terminal.rig.plays.size(), 1u);
  const terminal::Play& play = terminal.rig.plays.front();
  EXPECT_EQ(play.volume_percent, 37u);
  EXPECT_EQ(play.tone, Tone::level_ii);
  EXPECT_EQ(play.items.front().clip, terminal.rig.clip.digest);
}
void three_bytes_of_another_clip_never_reach_the_loudspeaker(Terminal& terminal) {
  const TestClip wanted = make_clip(3, 2), other = make_clip(3, 3);
  wire::Order order = terminal.order();
  order.programme = wire::ClipProgramme{{{wanted.digest, seconds(10)}}, 1, {}};
  terminal.send(order);
  terminal.rig.receive(wire::ClipManifestPush{wanted.digest, other.manifest});
  for (std::uint32_t i = 0; i < other.chunks.size(); ++i)
    terminal.rig.receive(wire::ClipChunk{wanted.digest, i, other.chunks[i]});
  terminal.rig.advance(seconds(30));
  EXPECT_EQ(terminal.rig.count("append"), 0u);
}

// ---- 4. Higher always wins
// ----------------------------------------------------------------------------------------------------

void four_the_higher_takes_over_at_its_start_and_the_lower_goes_on_after(Terminal& terminal) {
  wire::Order lower = terminal.order(Level::iii);
  lower.volume_percent = 40;
  terminal.send(lower);
  terminal.rig.advance(seconds(3));
  terminal.send(terminal.order(Level::i));
  terminal.rig.advance(seconds(60));
  ASSERT_EQ(terminal.rig.plays.size(), 3u);
  EXPECT_EQ(terminal.rig.plays[1].start_at, kNow + seconds(4));
  EXPECT_EQ(terminal.rig.plays[2].occurrence, 1u);
  EXPECT_EQ(terminal.rig.plays[2].volume_percent, 40u) << "its own volume again";
}
void four_past_its_latest_start_it_is_dropped(Terminal& terminal) {
  terminal.send(terminal.order(Level::i));
  wire::Order lower = terminal.order(Level::iv);
  lower.occurrences[0].latest_start = kNow + seconds(5);
  const Digest digest = terminal.send(lower);
  terminal.rig.advance(seconds(60));
  EXPECT_EQ(terminal.rig.plays.size(), 1u);
  EXPECT_EQ(terminal.outcome(digest), Outcome::late);
}

// ---- 5. Exactly one final outcome
// -----------------------------------------------------------------------------------------------

void five_stages_rise_and_end_in_one_final(Terminal& terminal) {
  const Digest digest = terminal.send(terminal.order());
  terminal.rig.advance(seconds(60));
  std::vector<Stage> stages;
  for (const wire::Receipt& receipt : terminal.rig.reported)
    if (receipt.order == digest) stages.push_back(receipt.stage);
  EXPECT_EQ(stages, (std::vector{Stage::accepted, Stage::started, Stage::final}));
}
void five_a_cancelled_one_has_one_final_too(Terminal& terminal) {
  const Digest digest = terminal.send(terminal.order());
  terminal.rig.advance(seconds(3));
  const Envelope cancel =
      terminal.rig.trust.seal(wire::Cancel{1, digest, terminal.rig.now.wall, Nonce{}}, terminal.rig.trust.dispatch);
  terminal.rig.receive(wire::SignedObject{cancel});
  terminal.rig.receive(wire::SignedObject{cancel});
  terminal.rig.advance(seconds(60));
  EXPECT_EQ(terminal.outcome(digest), Outcome::cancelled);
  EXPECT_EQ(terminal.finals(digest), 1u);
}
void five_power_lost_in_mid_sentence_doubles_nothing(Terminal& terminal) {
  const Digest digest = terminal.send(terminal.order());
  terminal.rig.advance(seconds(5));
  terminal.rig.restart();
  terminal.rig.open_link();
  terminal.rig.advance(seconds(60));
  EXPECT_EQ(terminal.finals(digest), 1u);
}

// ---- 6. A drill cannot become real
// -------------------------------------------------------------------------------------------------

void six_a_drill_key_signs_no_alert(Terminal& terminal) {
  terminal.expect_refused(terminal.send(terminal.order(), terminal.rig.trust.exercise), Refusal::wrong_role);
}
void six_a_dispatchers_key_signs_no_drill(Terminal& terminal) {
  wire::Order order = terminal.order();
  order.order_class = OrderClass::exercise;
  terminal.expect_refused(terminal.send(order, terminal.rig.trust.dispatch), Refusal::wrong_role);
}
void six_any_alert_outranks_any_drill(Terminal& terminal) {
  wire::Order drill = terminal.order(Level::i);
  drill.order_class = OrderClass::exercise;
  terminal.send(drill, terminal.rig.trust.exercise);
  terminal.rig.advance(seconds(3));
  terminal.send(terminal.order(Level::iv));
  terminal.rig.advance(seconds(2));
  ASSERT_EQ(terminal.rig.plays.size(), 2u);
  EXPECT_EQ(terminal.rig.plays[1].tone, Tone::level_ii) << "the alert's own";
}

// ---- 7. Signing fails closed, and the stated exceptions
// ------------------------------------------------------------------------------

void seven_unsigned_is_refused(Terminal& terminal) {
  const Envelope unsigned_order{PayloadType::order, wire::serialize(terminal.order()), {}};
  terminal.rig.deliver(unsigned_order);
  terminal.expect_refused(sign::identity(unsigned_order), Refusal::quorum_not_met);
}
void seven_without_replay_memory_level_two_sounds_and_level_three_does_not(Terminal& terminal) {
  terminal.rig.journal_mode = JournalMode::fails;
  const Digest lower = terminal.send(terminal.order(Level::iii));
  terminal.rig.advance(seconds(30));
  EXPECT_TRUE(terminal.rig.plays.empty());
  EXPECT_EQ(terminal.rig.final_of(lower, 0)->refusal, Refusal::storage_failed);
  terminal.send(terminal.order(Level::ii));
  terminal.rig.advance(seconds(30));
  EXPECT_EQ(terminal.rig.plays.size(), 1u);
}
void seven_after_the_lists_expiry_dispatch_goes_on_and_announce_does_not(Terminal& terminal) {
  CoreRig& rig = terminal.rig;
  rig.now.wall = kNow + kListLifetime + std::chrono::hours(24);
  rig.now.steady += kListLifetime + std::chrono::hours(24);
  rig.restart();
  rig.open_link(false);
  wire::Order routine = terminal.order();
  routine.order_class = OrderClass::routine;
  routine.level = Level::routine;
  const Digest refused = terminal.send(routine, rig.trust.announce);
  EXPECT_EQ(rig.final_of(refused, 0)->refusal, Refusal::trust_list_expired);
  terminal.send(terminal.order());
  rig.advance(seconds(30));
  EXPECT_EQ(rig.plays.size(), 1u);
}

// ---- 10. Level I is never slowed by lower traffic
// --------------------------------------------------------------------------------------

void ten_a_book_full_of_lower_orders_has_room_for_level_one(Terminal& terminal) {
  for (std::size_t i = 0; i < terminal::kMaxOpenOrders; ++i) {
    wire::Order lower = terminal.order(Level::iv);
    lower.nonce.octets[1] = static_cast<std::byte>(i);
    terminal.rig.deliver(terminal.rig.trust.seal(lower, terminal.rig.trust.dispatch), kNow + seconds(1));
  }
  terminal.rig.advance(seconds(3));
  terminal.rig.plays.clear();
  terminal.send(terminal.order(Level::i));
  terminal.rig.advance(seconds(2));
  ASSERT_FALSE(terminal.rig.plays.empty());
  EXPECT_EQ(terminal.rig.plays.front().start_at, kNow + seconds(4)) << "the instant it was asked for";
}

struct PromiseRow {
  const char* name;
  void (*hold)(Terminal&);
};

#define ROW(function) \
  PromiseRow { #function, function }
const PromiseRow kRows[] = {
    ROW(one_what_is_verified_sounds),
    ROW(one_another_deployments_signature_is_silence),
    ROW(one_a_signature_over_other_bytes_is_silence),
    ROW(one_outside_its_time_window_is_silence),
    ROW(one_finished_is_never_played_again),
    ROW(two_no_target_is_no_target),
    ROW(two_a_polygon_that_crosses_itself_is_refused),
    ROW(two_a_neighbours_village_is_not_ours),
    ROW(two_without_a_surveyed_position_no_shape_contains_us),
    ROW(three_volume_tone_and_clip_are_those_signed),
    ROW(three_bytes_of_another_clip_never_reach_the_loudspeaker),
    ROW(four_the_higher_takes_over_at_its_start_and_the_lower_goes_on_after),
    ROW(four_past_its_latest_start_it_is_dropped),
    ROW(five_stages_rise_and_end_in_one_final),
    ROW(five_a_cancelled_one_has_one_final_too),
    ROW(five_power_lost_in_mid_sentence_doubles_nothing),
    ROW(six_a_drill_key_signs_no_alert),
    ROW(six_a_dispatchers_key_signs_no_drill),
    ROW(six_any_alert_outranks_any_drill),
    ROW(seven_unsigned_is_refused),
    ROW(seven_without_replay_memory_level_two_sounds_and_level_three_does_not),
    ROW(seven_after_the_lists_expiry_dispatch_goes_on_and_announce_does_not),
    ROW(ten_a_book_full_of_lower_orders_has_room_for_level_one),
};
#undef ROW

class Promise : public testing::TestWithParam<PromiseRow> {};

TEST_P(Promise, HoldsAtTheTerminal) {
  Terminal terminal;
  GetParam().hold(terminal);
}

INSTANTIATE_TEST_SUITE_P(Design, Promise, testing::ValuesIn(kRows),
                         [](const auto& tested) { return std::string(tested.param.name); });

}  // namespace
}  // namespace tongluo::test
