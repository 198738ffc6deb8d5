// The survey file: what passes, and that every bad line is named, not the first only.

#include "tools/ctl/terminal_list.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tongluo::ctl {
namespace {

using testing::HasSubstr;

constexpr std::string_view kGood = "TL-500116-0001,500116108201,黑石山村,29.0672,106.1283";

std::string message_of(std::string_view csv) {
  const auto list = parse_terminal_list(csv);
  return list ? std::string() : list.error().message;
}

TEST(TerminalList, ReadsAreaNamePositionAndResourceCode) {
  const auto list = parse_terminal_list(std::string(kGood) + ",12345678901234567890123\n");
  ASSERT_TRUE(list) << list.error().message;
  ASSERT_EQ(list->size(), 1U);
  const SurveyedTerminal& terminal = list->front();
  EXPECT_EQ(terminal.id.text(), "TL-500116-0001");
  EXPECT_EQ(terminal.area.text(), "500116108201");
  EXPECT_EQ(terminal.name, "黑石山村");
  EXPECT_EQ(terminal.position, (Position{290'672'000, 1'061'283'000}));
  EXPECT_EQ(terminal.resource_code, "12345678901234567890123");
}

TEST(TerminalList, AcceptsHeaderByteOrderMarkCarriageReturnsAndQuotes) {
  const auto list = parse_terminal_list(
      "\xEF\xBB\xBFid,area,name,latitude,longitude\r\n\r\nTL-0001,500116108201,\"a \"\"big\"\" one, east\",29,106\r\n");
  ASSERT_TRUE(list) << list.error().message;
  EXPECT_EQ(list->front().name, "a \"big\" one, east");
}

TEST(TerminalList, NamesEveryBadLineWithItsNumber) {
  const std::string message = message_of(
      "id,area,name,latitude,longitude\n"
      "TL-0001,500116108201,ok,29,106\n"
      "x,500116108201,short id,29,106\n"
      "TL-0003,500100000000,above the county,29,106\n"
      "TL-0004,500116108201,ok,91,106\n"
      "TL-0005,500116108201,ok,29\n"
      "TL-0001,500116108201,again,29,106\n"
      "TL-0007,500116108201,\"open,29,106\n"
      "TL-0008,500116108201,ok,29,106,123\n"
      "TL-0009,500116108201,,29,106\n");
  for (const char* part :
       {"line 3: id", "line 4: area", "line 5: latitude", "line 6: has 4 fields",
        "line 7: terminal TL-0001 is on line 2 already", "line 8: a quoted field", "line 9: resource", "line 10: name"})
    EXPECT_THAT(message, HasSubstr(part));
  EXPECT_THAT(message, testing::Not(HasSubstr("line 2:")));
}

TEST(TerminalList, RefusesNumbersThatAreNotWhollyNumbers) {
  for (const char* latitude : {"29x", "nan", "inf", "", " 29", "1e9"})
    EXPECT_THAT(message_of(std::string("TL-0001,500116108201,name,") + latitude + ",106"),
                HasSubstr("line 1: latitude"))
        << latitude;
}

TEST(TerminalList, EmptyFileIsRefused) {
  EXPECT_FALSE(message_of("").empty());
  EXPECT_FALSE(message_of("id,area,name,latitude,longitude\n").empty());
}

TEST(TerminalList, ReportsAtMostAHundredFaults) {
  std::string csv;
  for (int i = 0; i < 1'000; ++i) csv += "bad\n";
  const std::string message = message_of(csv);
  EXPECT_THAT(message, HasSubstr("line 100:"));
  EXPECT_THAT(message, testing::Not(HasSubstr("line 101:")));
  EXPECT_THAT(message, HasSubstr("and 900 more"));
}

TEST(SplitCsvLine, TextAfterAClosingQuoteIsAnError) { EXPECT_FALSE(split_csv_line("\"a\"b,c")); }

TEST(SplitCsvLine, EmptyFieldsStay) { EXPECT_THAT(split_csv_line(",a,").value(), testing::ElementsAre("", "a", "")); }

}  // namespace
}  // namespace tongluo::ctl
