// Series for charts: means, steps, bounds, what is written when; time is a number.

#include "controller/core/history_ledger.hpp"

#include <gtest/gtest.h>
#include <set>

namespace tongluo::controller {
namespace {

const TerminalId kBoxOne = *TerminalId::parse("TL-500116-0001");
constexpr WallTime kMidnight{seconds(1'793'491'200)};  // 2026-11-01, the beginning of a day
constexpr std::uint32_t kFirst = 1'793'491'200 / 900;  // its first quarter

wire::TerminalStatus status(std::int32_t signal, std::optional<std::int32_t> battery = std::nullopt) {
  wire::TerminalStatus status;
  status.set(wire::StatusField::signal_dbm, signal);
  status.set(wire::StatusField::battery_percent, battery);
  return status;
}

TEST(HistoryLedger, AQuarterIsTheMeanOfItsHeartbeatsAndWhatIsNotSaidIsNotThere) {
  HistoryLedger ledger;
  ledger.note(kMidnight, kBoxOne, status(-100));
  ledger.note(kMidnight + seconds(899), kBoxOne, status(-90, 80));
  EXPECT_TRUE(ledger.due(kMidnight + seconds(899)).empty()) << "it is under way";
  EXPECT_EQ(ledger.next_deadline(), kMidnight + kHistoryQuarter);
  EXPECT_EQ(ledger.due(kMidnight + kHistoryQuarter).size(), 1U);
  const auto points = ledger.points(kBoxOne, 0);
  ASSERT_EQ(points.size(), 1U);
  EXPECT_EQ(points[0], (HistoryPoint{kFirst, {-95, 80, kNoHistory, kNoHistory}}));
  EXPECT_EQ(start_of(points[0]), kMidnight);
  EXPECT_FALSE(points[0].get(HistoryField::cabinet_celsius));
  EXPECT_EQ(ledger.next_deadline(), WallTime::max());
}

// Forty days of heartbeats each five minutes.
TEST(HistoryLedger, CoarsensWithAgeStaysBoundedAndWritesASeriesOnceInItsStep) {
  HistoryLedger ledger;
  std::array<std::size_t, kHistorySteps> writes{};
  for (WallTime now = kMidnight; now < kMidnight + std::chrono::days(40); now += std::chrono::minutes(5)) {
    if (now >= ledger.next_deadline())
      for (const SaveHistory& row : ledger.due(now)) ++writes[row.step];
    ledger.note(now, kBoxOne, status(-80));
  }
  EXPECT_EQ(ledger.points(kBoxOne, 0).size(), 96U);
  EXPECT_EQ(ledger.points(kBoxOne, 1).size(), 168U);
  EXPECT_EQ(ledger.points(kBoxOne, 2).size(), 39U);
  for (std::size_t step = 0; step < kHistorySteps; ++step) {
    EXPECT_LE(writes[step], 40U * 96 / kHistoryQuarters[step]);
    for (const HistoryPoint& point : ledger.points(kBoxOne, step)) {
      EXPECT_EQ(point.quarter % kHistoryQuarters[step], 0U);
      EXPECT_EQ(point.values[0], -80);
    }
  }
}

TEST(HistoryLedger, GoesOnFromWhatWasRestored) {
  HistoryLedger ledger;
  for (int quarter = 0; quarter < 7; ++quarter)
    ledger.note(kMidnight + quarter * kHistoryQuarter, kBoxOne, status(-80));
  const auto rows = ledger.unsaved();
  HistoryLedger again;
  for (const SaveHistory& row : rows) again.restore(row);
  EXPECT_EQ(again.points(kBoxOne, 0), ledger.points(kBoxOne, 0));
  again.note(kMidnight + 7 * kHistoryQuarter, kBoxOne, status(-40));
  again.note(kMidnight + 8 * kHistoryQuarter, kBoxOne, status(-40));
  static_cast<void>(again.due(kMidnight + 9 * kHistoryQuarter));
  ASSERT_EQ(again.points(kBoxOne, 1).size(), 1U);
  EXPECT_EQ(again.points(kBoxOne, 1)[0].values[0], -75);
}

TEST(HistoryLedger, AClockThatIsPutBackAndAbsurdValuesDoNoHarm) {
  HistoryLedger ledger;
  ledger.note(kMidnight + 5 * kHistoryQuarter, kBoxOne, status(INT32_MAX));
  ledger.note(kMidnight, kBoxOne, status(INT32_MIN));
  static_cast<void>(ledger.due(kMidnight + 6 * kHistoryQuarter));
  ledger.note(kMidnight, kBoxOne, status(-1));
  static_cast<void>(ledger.due(kMidnight + 6 * kHistoryQuarter));
  ASSERT_EQ(ledger.points(kBoxOne, 0).size(), 1U);
  EXPECT_EQ(ledger.points(kBoxOne, 0)[0].values[0], 0);
}

TEST(HistoryLedger, ManyTerminalsAreFewWrites) {
  HistoryLedger ledger;
  for (int terminal = 0; terminal < 2'500; ++terminal)
    ledger.note(kMidnight, *TerminalId::parse("TL-500116-" + std::to_string(1'000 + terminal)), status(-80));
  std::multiset<std::size_t> batches;
  while (ledger.next_deadline() <= kMidnight + kHistoryQuarter)
    batches.insert(ledger.due(kMidnight + kHistoryQuarter).size());
  EXPECT_EQ(batches, (std::multiset<std::size_t>{500, kMaxHistoryBatch, kMaxHistoryBatch}));
}

TEST(HistoryLedger, ASeriesIsReadBackAndADamagedOneIsNotTaken) {
  const std::vector<HistoryPoint> points = {{kFirst, {-95, 80, kNoHistory, 3}}, {kFirst + 1, {-1, 0, 40, 100}}};
  const Bytes bytes = write_series(points);
  EXPECT_EQ(parse_series(bytes), points);
  for (std::size_t size = 1; size < bytes.size(); ++size)
    EXPECT_EQ(parse_series(ByteView(bytes).first(size)).has_value(), size == bytes.size() / 2);
  EXPECT_FALSE(parse_series(write_series({points[1], points[0]})));
  HistoryLedger ledger;
  ledger.restore({kBoxOne, 0, Bytes(5)});
  ledger.restore({kBoxOne, 9, bytes});
  EXPECT_TRUE(ledger.points(kBoxOne, 0).empty());
}

}  // namespace
}  // namespace tongluo::controller
