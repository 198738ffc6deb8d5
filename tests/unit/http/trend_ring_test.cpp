// Under test: counts of terminals over the last 24 hours, by area.

#include "controller/http/trend_ring.hpp"

#include <gtest/gtest.h>

namespace tongluo::http {
namespace {

using controller::Presence;

TrendRing::Areas areas_of(std::initializer_list<std::pair<const char*, Presence>> terminals) {
  TrendRing::Areas areas;
  for (const auto& [area, presence] : terminals) {
    const controller::TerminalView terminal{
        .terminal = *TerminalId::parse("TL-1"), .area = *AreaCode::parse(area), .presence = presence};
    count(areas, terminal, presence == Presence::offline);
  }
  return areas;
}

const auto kAll = [](AreaCode) { return true; };

TEST(TrendRing, AddsUpWhatIsShownOfEachPoint) {
  TrendRing ring;
  ring.add(wall_from_us(1), areas_of({{"500116101001", Presence::online}, {"500116102001", Presence::offline}}));
  ring.add(wall_from_us(2), areas_of({{"500116101001", Presence::online}, {"500116101002", Presence::online}}));
  const auto all = ring.points(kAll, true);
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[0].at, wall_from_us(1));
  EXPECT_EQ(all[0].counts.presence[static_cast<std::size_t>(Presence::online)], 1U);
  EXPECT_EQ(all[0].counts.faulty, 1U);
  EXPECT_EQ(all[1].counts.presence[static_cast<std::size_t>(Presence::online)], 2U);
  const AreaCode township = *AreaCode::parse("500116102000");
  const auto own = ring.points([&](AreaCode area) { return township.contains(area); }, false);
  EXPECT_EQ(own[0].counts.presence[static_cast<std::size_t>(Presence::online)], 0U);
  EXPECT_EQ(own[0].counts.presence[static_cast<std::size_t>(Presence::offline)], 1U);
}

TEST(TrendRing, KeepsOneDay) {
  TrendRing ring;
  for (std::size_t i = 0; i < kTrendPoints + 5; ++i) ring.add(wall_from_us(static_cast<std::int64_t>(i)), {});
  EXPECT_EQ(ring.points(kAll, true).size(), kTrendPoints);
  EXPECT_EQ(ring.points(kAll, true).front().at, wall_from_us(5));
}

TEST(TrendRing, WhatStandsInTooManyAreasCountsForTheWholeCountyOnly) {
  TrendRing::Areas areas;
  for (std::uint64_t i = 0; i < kMaxTrendAreas + 3; ++i)
    areas[*AreaCode::from_number(500'116'100'000 + i + 1)].playing = 1;
  TrendRing ring;
  ring.add(wall_from_us(1), std::move(areas));
  EXPECT_EQ(ring.points(kAll, true)[0].counts.playing, kMaxTrendAreas + 3);
  EXPECT_EQ(ring.points(kAll, false)[0].counts.playing, kMaxTrendAreas);
}

}  // namespace
}  // namespace tongluo::http
