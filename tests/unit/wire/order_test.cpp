#include "protocol/wire/order.hpp"

#include <functional>
#include <gtest/gtest.h>

#include "protocol/base/limits.hpp"
#include "tests/unit/wire/samples.hpp"

namespace tongluo::wire {
namespace {

using samples::at;
using samples::octets;

TEST(Order, ReadsBackWhatWasWritten) {
  const Order order = samples::order();
  const auto parsed = parse_order(serialize(order));
  ASSERT_TRUE(parsed) << to_string(parsed.error());
  EXPECT_EQ(*parsed, order);
  EXPECT_EQ(serialize(*parsed), serialize(order));
}

TEST(Order, LiveProgrammeReadsBackToo) {
  Order order = samples::order();
  order.programme = LiveProgramme{7, Algorithm::ed25519, to_bytes("key"), "Li Wei", seconds(60), milliseconds(500)};
  const auto parsed = parse_order(serialize(order));
  ASSERT_TRUE(parsed) << to_string(parsed.error());
  EXPECT_EQ(*parsed, order);
  EXPECT_EQ(longest_sound(order), seconds(64));
}

TEST(Order, LongestSoundCountsToneItemsRepetitionsAndGaps) {
  EXPECT_EQ(longest_sound(samples::order()), 3 * milliseconds(4'000 + 9'000 + 1'500) + 2 * milliseconds(2'000));
}

TEST(Order, LongestSoundOfADrillCountsItsPrefixes) {
  struct Row {
    milliseconds items;
    std::uint32_t prefixes;
  };
  for (const Row& row : {Row{milliseconds(1), 1}, Row{milliseconds(30'000), 1}, Row{milliseconds(30'001), 2},
                         Row{milliseconds(90'000), 3}, Row{milliseconds(90'500), 4}}) {
    Order order = samples::order();
    std::get<ClipProgramme>(order.programme).items = {{octets<Digest>(1), row.items}};
    EXPECT_EQ(drill_prefixes(order), 0U) << "an actual alert has none";
    const milliseconds without = longest_sound(order);
    order.order_class = OrderClass::exercise;
    EXPECT_EQ(drill_prefixes(order), row.prefixes) << row.items.count();
    EXPECT_EQ(longest_sound(order), without + 3 * row.prefixes * limits::kDrillPrefix) << "in each repetition";
  }
}

struct BadOrder {
  const char* name;
  std::function<void(Order&)> spoil;
  WireFault fault;
};

ClipProgramme& clips(Order& order) { return std::get<ClipProgramme>(order.programme); }

const BadOrder kBadOrders[] = {
    {"no reader version", [](Order& o) { o.reader_version = 0; }, WireFault::missing_field},
    {"newer reader", [](Order& o) { o.reader_version = 2; }, WireFault::reader_too_old},
    {"no class", [](Order& o) { o.order_class = OrderClass::unspecified; }, WireFault::unknown_enum},
    {"unknown class", [](Order& o) { o.order_class = static_cast<OrderClass>(5); }, WireFault::unknown_enum},
    {"no level", [](Order& o) { o.level = Level::unspecified; }, WireFault::unknown_enum},
    {"no issue time", [](Order& o) { o.issued_at = {}; }, WireFault::missing_field},
    {"negative time", [](Order& o) { o.valid_from = wall_from_us(-1); }, WireFault::bad_value},
    {"far time", [](Order& o) { o.valid_until = wall_from_us(INT64_MAX); }, WireFault::bad_value},
    {"validity reversed", [](Order& o) { o.valid_until = o.valid_from; }, WireFault::bad_value},
    {"no targets", [](Order& o) { o.targets.clear(); }, WireFault::missing_field},
    {"too many targets", [](Order& o) { o.targets.assign(limits::kMaxTargets + 1, samples::township()); },
     WireFault::too_many},
    {"polygon of two points",
     [](Order& o) {
       o.targets = {Polygon{{{1, 1}, {2, 2}}}};
     },
     WireFault::bad_value},
    {"point off the globe",
     [](Order& o) {
       o.targets = {Circle{{900'000'001, 0}, 5}};
     },
     WireFault::bad_value},
    {"circle without radius",
     [](Order& o) {
       o.targets = {Circle{{1, 1}, 0}};
     },
     WireFault::bad_value},
    {"no occurrence", [](Order& o) { o.occurrences.clear(); }, WireFault::missing_field},
    {"occurrence zero", [](Order& o) { o.occurrences[0].number = 0; }, WireFault::missing_field},
    {"occurrence twice", [](Order& o) { o.occurrences[1].number = 1; }, WireFault::bad_value},
    {"window reversed", [](Order& o) { o.occurrences[0].latest_start = at(-1); }, WireFault::bad_value},
    {"end before start", [](Order& o) { o.occurrences[0].end = at(600); }, WireFault::bad_value},
    {"no tone", [](Order& o) { o.tone = Tone::unspecified; }, WireFault::unknown_enum},
    {"short tone", [](Order& o) { o.tone_duration = milliseconds(2'999); }, WireFault::bad_value},
    {"long tone", [](Order& o) { o.tone_duration = milliseconds(10'001); }, WireFault::bad_value},
    {"silent tone that lasts", [](Order& o) { o.tone = Tone::none; }, WireFault::bad_value},
    {"no items", [](Order& o) { clips(o).items.clear(); }, WireFault::missing_field},
    {"item without length", [](Order& o) { clips(o).items[0].duration = {}; }, WireFault::missing_field},
    {"no repetition", [](Order& o) { clips(o).repetitions = 0; }, WireFault::bad_value},
    {"too many repetitions", [](Order& o) { clips(o).repetitions = 101; }, WireFault::bad_value},
    {"long gap", [](Order& o) { clips(o).gap = milliseconds(30'001); }, WireFault::bad_value},
    {"no volume", [](Order& o) { o.volume_percent = 0; }, WireFault::bad_value},
    {"too loud", [](Order& o) { o.volume_percent = 101; }, WireFault::bad_value},
    {"no interrupt rule", [](Order& o) { o.interrupt_rule = InterruptRule::unspecified; }, WireFault::unknown_enum},
    {"event code of four", [](Order& o) { o.event_code = "11B0"; }, WireFault::bad_value},
    {"long headline", [](Order& o) { o.headline.assign(513, 'x'); }, WireFault::too_long},
};

TEST(Order, EveryBadFieldIsRefusedAndNamed) {
  for (const BadOrder& row : kBadOrders) {
    Order order = samples::order();
    row.spoil(order);
    const auto parsed = parse_order(serialize(order));
    ASSERT_FALSE(parsed) << row.name;
    EXPECT_EQ(parsed.error().fault, row.fault) << row.name << ": " << to_string(parsed.error());
    EXPECT_NE(parsed.error().field.find("order."), std::string::npos) << row.name;
  }
}

TEST(Order, UnknownFieldInASignedPayloadIsRefused) {
  Bytes payload = serialize(samples::order());
  const Bytes unknown = *from_hex("f80601");
  payload.insert(payload.end(), unknown.begin(), unknown.end());
  const auto parsed = parse_order(payload);
  ASSERT_FALSE(parsed);
  EXPECT_EQ(parsed.error().fault, WireFault::not_canonical);
}

TEST(Order, OtherEncodingOfTheSameValuesIsRefused) {
  Bytes payload = serialize(samples::order());
  const Bytes again = *from_hex("0801");  // reader_version a second time: protobuf itself would take the last one
  payload.insert(payload.end(), again.begin(), again.end());
  ASSERT_FALSE(parse_order(payload));
}

bool reads_as(ByteView payload, const Order& order) {
  const auto parsed = parse_order(payload);
  return parsed && *parsed == order;
}

// No cut, and no single flipped bit, may yield the order that was signed.
TEST(Order, CutOrFlippedNeverReadsAsTheSameOrder) {
  const Order order = samples::order();
  const Bytes payload = serialize(order);
  for (std::size_t size = 0; size < payload.size(); ++size)
    EXPECT_FALSE(reads_as(ByteView(payload).first(size), order)) << size;
  for (std::size_t bit = 0; bit < payload.size() * 8; ++bit) {
    Bytes flipped = payload;
    flipped[bit / 8] ^= static_cast<std::byte>(1U << bit % 8);
    EXPECT_FALSE(reads_as(flipped, order)) << bit;
  }
}

TEST(Order, PayloadAboveTheLimitIsRefusedUnread) {
  const auto parsed = parse_order(Bytes(limits::kMaxPayloadBytes + 1));
  ASSERT_FALSE(parsed);
  EXPECT_EQ(parsed.error().fault, WireFault::too_long);
}

}  // namespace
}  // namespace tongluo::wire
