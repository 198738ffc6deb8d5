// Progress and outcome texts.

#include "tools/ctl/order_status.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tools/ctl/text_table.hpp"

namespace tongluo::ctl {
namespace {

using testing::HasSubstr;

OrderStatus status_of(const char* terminals) {
  return parse_order_status(
      boost::json::parse(R"({"state":"running","submitted_at_us":1000000,"terminals":)" + std::string(terminals) + "}")
          .as_object());
}

TEST(OrderStatus, CountsStagesCumulatively) {
  const OrderStatus status = status_of(R"([{"stage":"none"},{"stage":"accepted"},{"stage":"started"},
    {"stage":"final","outcome":"unproved","first_sample_us":1500000}])");
  EXPECT_EQ(progress_line(status), "received 3/4  started 2/4  finished 1/4");
  EXPECT_FALSE(status.finished());
}

TEST(OrderStatus, IsFinishedWhenEveryTerminalIsFinalOrTheOrderExpired) {
  OrderStatus status = status_of(R"([{"stage":"final","outcome":"refused","refusal":"expired"}])");
  EXPECT_TRUE(status.finished());
  EXPECT_FALSE(status.all_played());
  status = status_of(R"([{"stage":"none","outcome":"none"}])");
  EXPECT_FALSE(status.finished());
  status.state = "expired";
  EXPECT_TRUE(status.finished());
}

TEST(OrderStatus, AnOrderWithoutTerminalsNeitherFinishesNorPlays) {
  EXPECT_FALSE(status_of("[]").finished());
  EXPECT_FALSE(status_of("[]").all_played());
}

TEST(OrderStatus, OnlySoundedWeakAndUnprovedCountAsPlayed) {
  for (const char* outcome : {"sounded", "weak", "unproved"})
    EXPECT_TRUE(status_of((R"([{"stage":"final","outcome":")" + std::string(outcome) + "\"}]").c_str()).all_played());
  for (const char* outcome : {"none", "silent_amplifier", "silent_horn", "partial", "preempted", "cancelled", "late"})
    EXPECT_FALSE(status_of((R"([{"stage":"final","outcome":")" + std::string(outcome) + "\"}]").c_str()).all_played());
}

TEST(OutcomeTable, ShowsLatenciesAndReasons) {
  const std::string table = outcome_table(status_of(R"([
    {"terminal":"TL-0001","name":"黑石山村","stage":"final","outcome":"unproved","accepted_at_us":1012000,
     "first_sample_us":2034000,"samples_played":480000},
    {"terminal":"TL-0002","name":"b","stage":"final","outcome":"refused","refusal":"bad_signature"},
    {"terminal":"TL-0003","name":"c","stage":"none","provisional":"unreachable"}])"));
  EXPECT_THAT(table, HasSubstr("12 ms"));
  EXPECT_THAT(table, HasSubstr("1034 ms"));
  EXPECT_THAT(table, HasSubstr("10.0 s"));
  EXPECT_THAT(table, HasSubstr("refused: bad_signature"));
  EXPECT_THAT(table, HasSubstr("waiting (unreachable)"));
  EXPECT_THAT(table, HasSubstr("1/3 terminals played"));
}

TEST(OrderStatus, WronglyTypedFieldsAreEmptyValues) {
  const OrderStatus status = status_of(R"([{"terminal":7,"stage":[],"accepted_at_us":"x"},3,null])");
  EXPECT_EQ(status.terminals.size(), 3U);
  EXPECT_EQ(status.terminals[0].terminal, "");
}

TEST(TextTable, AlignsChineseByCells) {
  TextTable table({"name", "x"});
  table.add({"白沙镇", "1"});
  table.add({"ab", "2"});
  EXPECT_EQ(table.text(), "name    x\n白沙镇  1\nab      2\n");
}

}  // namespace
}  // namespace tongluo::ctl
