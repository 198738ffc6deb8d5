// Shapes and groups: what a person writes is exactly what may be signed.

#include "tools/ctl/asked_places.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tools/ctl/asked_order.hpp"

namespace tongluo::ctl {
namespace {

using testing::HasSubstr;

const WallTime kListedAt = wall_from_us(1'760'000'000'000'000);

TEST(Shapes, CoordinatesAreExactToTheLastDecimal) {
  const Try<wire::Polygon> polygon = parse_polygon("29.0672001,106.1283 -0.0000001,0 90,-180");
  ASSERT_TRUE(polygon) << polygon.error().message;
  EXPECT_EQ(polygon->points[0], (Position{290'672'001, 1'061'283'000}));
  EXPECT_EQ(polygon->points[1], (Position{-1, 0}));
  EXPECT_EQ(polygon->points[2], (Position{900'000'000, -1'800'000'000}));
}

TEST(Shapes, AClosedPolygonIsTheSameAsAnOpenOne) {
  EXPECT_EQ(parse_polygon("1,1 1,2 2,2 1,1").value(), parse_polygon("1,1  1,2 2,2").value());
}

TEST(Shapes, WhatIsNoPolygonIsAUsageError) {
  for (const char* text : {"", "1,1", "1,1 1,2", "1,1 1,2 2", "1,1 1,2 2,x", "1,1 1,2 2,181", "1,1 1,2 91,0",
                           "1,1 1,2 2,2.12345678", "1,1 1,2 2,2e1", "1,1 1,2 --2,2", "1,1 1,2 2,2,2"})
    EXPECT_EQ(parse_polygon(text).error().code, ExitCode::usage) << text;
}

TEST(Shapes, ACircleHasACentreAndWholeMetres) {
  EXPECT_EQ(parse_circle("29.06,106.12,1500").value(), (wire::Circle{{290'600'000, 1'061'200'000}, 1'500}));
  for (const char* text : {"", "29.06,106.12", "29.06,106.12,0", "29.06,106.12,-5", "29.06,106.12,1.5", "29,106,5,5"})
    EXPECT_EQ(parse_circle(text).error().code, ExitCode::usage) << text;
}

TEST(Shapes, AreShownWholeBeforeTheyAreSigned) {
  EXPECT_EQ(target_text(parse_circle("29.06,-0.5,1500").value()), "circle of 1500 m around 29.0600000,-0.5000000;");
  EXPECT_EQ(target_text(parse_polygon("1,1 1,2 2.0000001,2").value()),
            "polygon 1.0000000,1.0000000 1.0000000,2.0000000 2.0000001,2.0000000;");
}

class GroupTest : public testing::Test {
 protected:
  boost::json::object answer_ = boost::json::parse(R"({"groups":[
    {"name":"沿江村","areas":["500116108201"],"terminals":["TL-0009"]},{"name":"none","areas":[],"terminals":[]},
    {"name":"bad","areas":["5001"],"terminals":[]}]})")
                                    .as_object();
  OrderWords words() const {
    OrderWords words;
    words.order_class = "actual";
    words.level = "III";
    words.groups = {"沿江村"};
    words.circles = {"29.06,106.12,1500"};
    return words;
  }
  AskedOrder asked() const {
    AskedOrder asked = parse_asked(words()).value();
    asked.groups = pick_groups(answer_, {"沿江村"}).value();
    asked.items = {{Digest{}, milliseconds(5'000)}};
    return asked;
  }
  static wire::Order honest(const AskedOrder& asked) {
    wire::Order order;
    order.order_class = asked.order_class;
    order.level = asked.level;
    order.issued_at = order.valid_from = kListedAt;
    order.valid_until = kListedAt + asked.valid_for;
    order.targets = targets_by_group(asked);
    for (const wire::Circle& circle : asked.circles) order.targets.emplace_back(circle);
    order.tone = asked.tone;
    order.tone_duration = asked.tone_duration;
    order.programme = wire::ClipProgramme{asked.items, asked.repetitions, asked.gap};
    order.volume_percent = asked.volume_percent;
    order.interrupt_rule = asked.interrupt_rule;
    order.language = asked.language;
    order.nonce.octets.fill(std::byte{1});
    const WallTime latest = kListedAt + asked.start_within;
    order.occurrences = {{1, kListedAt, latest, latest + wire::longest_sound(order) + seconds(60)}};
    return order;
  }
  static std::string fault(const AskedOrder& asked, const wire::Order& order) {
    const auto checked = check_payload(asked, wire::serialize(order), kListedAt);
    return checked ? "" : checked.error().message;
  }
};

TEST_F(GroupTest, GroupsAreTakenAsTheyAreShown) {
  EXPECT_EQ(fault(asked(), honest(asked())), "");
  EXPECT_EQ(target_text(asked().groups[0].targets[0]), "500116108201");
}

TEST_F(GroupTest, ATargetThatNoGroupHeldIsRefused) {
  wire::Order wider = honest(asked());
  wider.targets.emplace_back(AreaCode::parse("500116101000").value());
  EXPECT_THAT(fault(asked(), wider), HasSubstr("another targets"));
  wider = honest(asked());
  wider.targets[0] = AreaCode::parse("500116108000").value();
  EXPECT_THAT(fault(asked(), wider), HasSubstr("another targets"));
}

TEST_F(GroupTest, AMemberLeftOutIsRefused) {
  wire::Order narrower = honest(asked());
  narrower.targets.erase(narrower.targets.begin() + 1);
  EXPECT_THAT(fault(asked(), narrower), HasSubstr("another targets"));
}

TEST_F(GroupTest, AnotherCircleIsRefused) {
  wire::Order order = honest(asked());
  std::get<wire::Circle>(order.targets.back()).radius_m += 1;
  EXPECT_THAT(fault(asked(), order), HasSubstr("another targets"));
}

TEST_F(GroupTest, SeveralStartsMustBeThoseThatWereShown) {
  AskedOrder scheduled = asked();
  scheduled.starts = {kListedAt + seconds(3600), kListedAt + seconds(90'000)};
  scheduled.valid_for = seconds(100'000);
  wire::Order order = honest(scheduled);
  order.occurrences.clear();
  for (std::uint32_t i = 0; i < 2; ++i) {
    const WallTime latest = scheduled.starts[i] + scheduled.start_within;
    order.occurrences.push_back({i + 1, scheduled.starts[i], latest, latest + seconds(120)});
  }
  // Class actual may not reach so far ahead; routine may.
  scheduled.order_class = order.order_class = OrderClass::routine;
  scheduled.level = order.level = Level::routine;
  EXPECT_THAT(fault(scheduled, order), HasSubstr("another valid_until"));
  order.valid_until = order.occurrences.back().end;
  EXPECT_EQ(fault(scheduled, order), "");
  order.occurrences[1].earliest_start += seconds(60);
  EXPECT_THAT(fault(scheduled, order), HasSubstr("another occurrence.earliest_start"));
  order.occurrences.pop_back();
  EXPECT_THAT(fault(scheduled, order), HasSubstr("another occurrences"));
}

TEST_F(GroupTest, SupersedesAndAllClearAreTheOnesAskedFor) {
  AskedOrder wanted = asked();
  Digest digest;
  digest.octets[0] = std::byte{5};
  wanted.supersedes = wanted.all_clear_clip = digest;
  wire::Order order = honest(wanted);
  EXPECT_THAT(fault(wanted, order), HasSubstr("another all_clear_clip"));
  order.all_clear_clip = digest;
  EXPECT_THAT(fault(wanted, order), HasSubstr("another supersedes"));
  order.supersedes = digest;
  EXPECT_EQ(fault(wanted, order), "");
}

TEST_F(GroupTest, UnknownEmptyAndMalformedGroupsAreRefused) {
  for (const char* name : {"nowhere", "none", "bad"}) EXPECT_FALSE(pick_groups(answer_, {name})) << name;
}

TEST_F(GroupTest, TheRequestNamesGroupsAndShapes) {
  AskedOrder wanted = asked();
  wanted.polygons = {parse_polygon("29.06,106.12 29.07,106.13 29.05,106.14").value()};
  const boost::json::object request = prepare_request(wanted);
  EXPECT_EQ(boost::json::serialize(request.at("groups")), R"(["沿江村"])");
  EXPECT_EQ(request.at("circles").as_array()[0].as_object().at("radius_m").to_number<int>(), 1500);
  EXPECT_DOUBLE_EQ(request.at("polygons").as_array()[0].as_array()[0].as_array()[1].as_double(), 106.12);
  EXPECT_FALSE(request.contains("starts"));
}

}  // namespace
}  // namespace tongluo::ctl
