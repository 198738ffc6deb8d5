// The report as JSON and as a table.

#include "tools/fleet/report.hpp"

#include <gtest/gtest.h>
#include <limits>

namespace tongluo::fleet {
namespace {

TEST(FleetReport, NumbersAreShortAndNeverNotANumber) {
  EXPECT_EQ(json_number(1.5), "1.5");
  EXPECT_EQ(json_number(20), "20");
  EXPECT_EQ(json_number(0.12345), "0.123");
  EXPECT_EQ(json_number(std::numeric_limits<double>::quiet_NaN()), "null");
}

TEST(FleetReport, ResumedCountsWhatCouldResume) {
  Report report{.terminals = 100, .sessions = 100};
  EXPECT_EQ(resumed_pct(report), 0);
  report.sessions = 300;
  report.resumed = 198;
  EXPECT_EQ(resumed_pct(report), 99);
}

TEST(FleetReport, JsonHasTheFiguresOfEachOrder) {
  Report report{.profile = "4g", .seed = 7, .terminals = 2};
  OrderFigures order;
  order.issued_at = wall_from_us(1'000);
  order.delivered = spread_of({12.5, 30});
  report.orders.push_back(order);
  const std::string json = to_json(report);
  EXPECT_NE(json.find("\"profile\":\"4g\",\"seed\":7"), std::string::npos);
  EXPECT_NE(json.find("\"issued_at_us\":1000,\"delivered_ms\":{\"count\":2,\"p50\":12.5,\"p95\":30"),
            std::string::npos);
  EXPECT_EQ(json.back(), '\n');
}

TEST(FleetReport, TheTableSaysWhatWasNotDone) {
  Report report{.terminals = 2};
  report.verified = 3;
  report.verifications_saved = 9;
  const std::string table = to_table(report);
  EXPECT_NE(table.find("3 done, 9 saved: each distinct signed object is verified once"), std::string::npos);
  EXPECT_NE(table.find("counted, not decoded"), std::string::npos);
}

}  // namespace
}  // namespace tongluo::fleet
