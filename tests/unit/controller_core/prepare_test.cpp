// From a draft to the bytes that are to be signed: what is missing, unknown or out of limits is refused and named.

#include <functional>

#include "tests/unit/controller_core/core_rig.hpp"

namespace tongluo::test {
namespace {

using controller::OrderDraft;
using controller::PrepareFault;

class Prepare : public ::testing::Test {
 protected:
  Prepare() {
    rig.enrol(3);
    rig.add_clip(clip);
    draft.order_class = OrderClass::actual;
    draft.level = Level::ii;
    draft.areas = {"500116101000"};
    draft.items = {{clip->digest}};
  }
  ControllerRig rig;
  session::SharedClip clip = sample_clip();
  OrderDraft draft;
};

TEST_F(Prepare, GivesTheExactBytesAndWhomTheyAddress) {
  const auto prepared = rig.core.prepare(rig.now, draft);
  ASSERT_TRUE(prepared) << prepared.error().reason;
  const auto order = wire::parse_order(prepared->payload);
  ASSERT_TRUE(order);
  EXPECT_EQ(prepared->digest, sign::digest_of(prepared->payload));
  EXPECT_EQ(order->tone, Tone::level_ii);
  EXPECT_EQ(prepared->longest_sound, seconds(14));
  EXPECT_EQ(order->occurrences.front().earliest_start, kNow);
  EXPECT_EQ(order->occurrences.front().latest_start, kNow + seconds(600));
  EXPECT_EQ(order->occurrences.front().end, kNow + seconds(600 + 14 + 60));
  ASSERT_EQ(prepared->addressed.size(), 3U);
  EXPECT_EQ(prepared->addressed.front().terminal, ControllerRig::id_of(1));
}

TEST_F(Prepare, WhatItGivesIsAdmittedOnceSigned) {
  const auto prepared = rig.core.prepare(rig.now, draft);
  ASSERT_TRUE(prepared);
  const Envelope envelope = rig.trust.seal(PayloadType::order, prepared->payload, {&rig.trust.dispatch});
  EXPECT_EQ(rig.submit_refused(envelope), Refusal::none);
}

struct BadDraft {
  const char* name;
  std::function<void(OrderDraft&)> spoil;
  PrepareFault fault;
  const char* field;
};

TEST_F(Prepare, NamesWhatIsWrong) {
  const BadDraft table[] = {
      {"class", [](auto& d) { d.order_class = OrderClass::unspecified; }, PrepareFault::missing, "class"},
      {"level", [](auto& d) { d.level = Level::unspecified; }, PrepareFault::missing, "level"},
      {"routine level", [](auto& d) { d.level = Level::routine; }, PrepareFault::out_of_limit, "level"},
      {"no target", [](auto& d) { d.areas.clear(); }, PrepareFault::missing, "areas"},
      {"empty area", [](auto& d) { d.areas = {""}; }, PrepareFault::unknown_area, "areas[0]"},
      {"half an area", [](auto& d) { d.areas.push_back("500116"); }, PrepareFault::unknown_area, "areas[1]"},
      {"nobody there", [](auto& d) { d.areas = {"500116999000"}; }, PrepareFault::unknown_area, "areas[0]"},
      {"above a county", [](auto& d) { d.areas = {"500000000000"}; }, PrepareFault::unknown_area, "areas[0]"},
      {"terminal", [](auto& d) { d.terminals = {"TL-999999"}; }, PrepareFault::unknown_terminal, "terminals[0]"},
      {"no clip", [](auto& d) { d.items.clear(); }, PrepareFault::missing, "items"},
      {"foreign clip", [](auto& d) { d.items.push_back({Digest{}}); }, PrepareFault::unknown_clip, "items[1]"},
      {"volume", [](auto& d) { d.volume_percent = 0; }, PrepareFault::out_of_limit, "order.volume_percent"},
      {"too often",
       [](auto& d) {
         d.repetitions = 101;
         d.valid_for = std::chrono::hours(10);
       },
       PrepareFault::out_of_limit, "order.clips.repetitions"},
      {"tone", [](auto& d) { d.tone_duration = milliseconds(100); }, PrepareFault::out_of_limit, "order.tone_ms"},
      {"too long", [](auto& d) { d.valid_for = std::chrono::hours(25); }, PrepareFault::out_of_limit, "valid_for_s"},
      {"no time to sound", [](auto& d) { d.valid_for = seconds(605); }, PrepareFault::out_of_limit, "valid_for_s"},
      {"headline", [](auto& d) { d.headline.assign(600, 'x'); }, PrepareFault::out_of_limit, "order.headline"},
  };
  for (const BadDraft& row : table) {
    OrderDraft spoiled = draft;
    row.spoil(spoiled);
    const auto prepared = rig.core.prepare(rig.now, spoiled);
    ASSERT_FALSE(prepared) << row.name;
    EXPECT_EQ(prepared.error().fault, row.fault) << row.name;
    EXPECT_EQ(prepared.error().field, row.field) << row.name;
    EXPECT_FALSE(prepared.error().reason.empty()) << row.name;
  }
}

}  // namespace
}  // namespace tongluo::test
