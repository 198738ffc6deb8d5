#include "terminal-fw/modem/data_use.hpp"

#include <gtest/gtest.h>

namespace tongluo::modem {
namespace {

constexpr std::uint32_t kNovember = 202611;
constexpr std::uint32_t kDecember = 202612;

TEST(DataUse, WhatTheCounterGrowsByIsUsed) {
  DataUse meter({});
  meter.on_counter("boot-1", 1'000, kNovember);
  meter.on_counter("boot-1", 1'500, kNovember);
  EXPECT_EQ(meter.use().octets, 1'500U);
}

TEST(DataUse, ACounterThatBeganAnewCountsFromZero) {
  DataUse meter({kNovember, 10'000, "boot-1", 9'000});
  meter.on_counter("boot-1", 300, kNovember);  // the interface went and came
  EXPECT_EQ(meter.use().octets, 10'300U);
  meter.on_counter("boot-2", 9'500, kNovember);  // the machine did
  EXPECT_EQ(meter.use().octets, 19'800U);
  meter.on_interface_gone();
  meter.on_counter("boot-2", 9'600, kNovember);
  EXPECT_EQ(meter.use().octets, 29'400U);
}

TEST(DataUse, ARestartOfTheProgramCountsNothingTwice) {
  DataUse before({});
  before.on_counter("boot-1", 4'000, kNovember);
  DataUse after(*parse_stored_use(to_text(before.use())));
  after.on_counter("boot-1", 4'100, kNovember);
  EXPECT_EQ(after.use().octets, 4'100U);
}

TEST(DataUse, AMonthBeginsAtNothing) {
  DataUse meter({kNovember, 10'000, "boot-1", 9'000});
  meter.on_counter("boot-1", 9'250, kDecember);
  EXPECT_EQ(meter.use().octets, 250U);
  EXPECT_EQ(meter.use().month, kDecember);
}

TEST(DataUse, AClockThatMayBeWrongBeginsNoMonth) {
  DataUse meter({kNovember, 10'000, "boot-1", 9'000});
  meter.on_counter("boot-1", 9'250, 0);
  EXPECT_EQ(meter.use().octets, 10'250U);
  EXPECT_EQ(meter.use().month, kNovember);
}

TEST(DataUse, TheMonthIsThatOfTheOperatorsBill) {
  EXPECT_EQ(billing_month(wall_from_us(1'795'967'999'000'000)), 202611U);  // 2026-11-30 15:59:59 UTC
  EXPECT_EQ(billing_month(wall_from_us(1'796'054'400'000'000)), 202612U);  // a day and a second later
}

TEST(DataUse, OnlyWhatWasWrittenIsReadBack) {
  const StoredUse use{kNovember, 123'456, "6f0c1d8e-1111", 99};
  const std::string text = to_text(use);
  EXPECT_EQ(parse_stored_use(text), use);
  for (std::size_t cut = 0; cut < text.size(); ++cut) EXPECT_FALSE(parse_stored_use(text.substr(0, cut))) << cut;
  for (const char* wrong : {"", "\n", "a b c d\n", "1 2  3\n", "1 2 b 3 4\n", "01 2 b 3\n", "1 -2 b 3\n"})
    EXPECT_FALSE(parse_stored_use(wrong)) << wrong;
}

}  // namespace
}  // namespace tongluo::modem
