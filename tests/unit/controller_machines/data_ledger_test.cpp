// Bytes of each terminal's data plan: months, batches of writes, bounds; time is a number.

#include "controller/core/data_ledger.hpp"

#include <gtest/gtest.h>

namespace tongluo::controller {
namespace {

const TerminalId kOne = *TerminalId::parse("TL-500116-0001");
const TerminalId kTwo = *TerminalId::parse("TL-500116-0002");
constexpr WallTime kNovember{seconds(1'793'491'200 + 86'400)};  // a day after 2026-11-01
constexpr SteadyTime kStart{seconds(900)};

Now after(seconds span) { return {kStart + span, kNovember + span}; }

TEST(DataLedger, CountsKindsAndDirectionsOfTheUtcMonth) {
  DataLedger ledger;
  ledger.add(after(seconds(0)), kOne, DataKind::control, 10, 200);
  ledger.add(after(seconds(1)), kOne, DataKind::media, 3, 4'000);
  ledger.add(after(seconds(2)), kOne, DataKind::control, 1, 1);
  EXPECT_EQ(ledger.month_of(kOne, kNovember), (DataMonth{202'611, 11, 201, 3, 4'000}));
  EXPECT_EQ(ledger.month_of(kTwo, kNovember), (DataMonth{202'611, 0, 0, 0, 0}));
  EXPECT_EQ(data_month(WallTime(seconds(1'796'083'199))), 202'611u);
  EXPECT_EQ(data_month(WallTime(seconds(1'796'083'200))), 202'612u);
  EXPECT_EQ(data_month_text(202'612), "2026-12");
}

TEST(DataLedger, WritesATerminalAtMostOnceInTenMinutesAndManyTogether) {
  DataLedger ledger;
  std::size_t writes = 0, rows = 0;
  for (int second = 0; second < 3'600; second += 10) {
    const Now now = after(seconds(second));
    for (int terminal = 0; terminal < 100; ++terminal)
      ledger.add(now, *TerminalId::parse("TL-500116-" + std::to_string(1'000 + terminal)), DataKind::control, 1, 1);
    if (ledger.next_deadline() > now.steady) continue;
    const std::size_t taken = ledger.due(now.steady).size();
    rows += taken;
    writes += taken > 0;
  }
  EXPECT_LE(rows, 600u) << "100 terminals, six times ten minutes";
  EXPECT_GE(rows, 500u);
  EXPECT_LE(writes, 6u);
}

TEST(DataLedger, WhatWasWrittenIsNotWrittenAgainUntilMoreIsCounted) {
  DataLedger ledger;
  ledger.add(after(seconds(0)), kOne, DataKind::control, 5, 6);
  EXPECT_TRUE(ledger.due(kStart + seconds(599)).empty());
  const auto rows = ledger.due(kStart + seconds(600));
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].terminal, kOne);
  EXPECT_EQ(rows[0].counted, (DataMonth{202'611, 5, 6, 0, 0}));
  EXPECT_EQ(ledger.next_deadline(), SteadyTime::max());
  EXPECT_TRUE(ledger.unsaved().empty());
}

TEST(DataLedger, AMonthThatEndsBetweenTwoWritesIsWrittenWhole) {
  DataLedger ledger;
  ledger.add({kStart, WallTime(seconds(1'796'083'199))}, kOne, DataKind::control, 5, 6);
  ledger.add({kStart + seconds(2), WallTime(seconds(1'796'083'201))}, kOne, DataKind::control, 7, 8);
  const auto rows = ledger.unsaved();
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].counted, (DataMonth{202'611, 5, 6, 0, 0}));
  EXPECT_EQ(rows[1].counted, (DataMonth{202'612, 7, 8, 0, 0}));
}

TEST(DataLedger, KeepsThirteenMonthsAndGoesOnFromWhatWasRestored) {
  DataLedger ledger;
  for (const std::uint32_t month : {202'611u, 202'610u, 202'609u}) ledger.restore(kOne, {month, month, 0, 0, 0});
  ledger.add(after(seconds(0)), kOne, DataKind::control, 1, 0);
  EXPECT_EQ(ledger.month_of(kOne, kNovember).control_up, 202'612u);
  for (int month = 1; month <= 20; ++month)
    ledger.add(after(seconds(31 * 86'400) * month), kOne, DataKind::media, 0, 1);
  EXPECT_EQ(ledger.months(kOne).size(), kDataMonthsKept);
  const auto rows = ledger.unsaved();
  ASSERT_EQ(rows.size(), kDataMonthsKept);
  EXPECT_EQ(rows.back().oldest_kept, ledger.months(kOne).back().month);
}

}  // namespace
}  // namespace tongluo::controller
