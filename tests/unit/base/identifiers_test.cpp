#include "protocol/base/identifiers.hpp"

#include <gtest/gtest.h>

namespace tongluo {
namespace {

AreaCode area(std::string_view text) { return *AreaCode::parse(text); }

TEST(TerminalId, IsFourToThirtyTwoCapitalsDigitsAndDashes) {
  EXPECT_TRUE(TerminalId::parse("TL-500116-0001"));
  EXPECT_TRUE(TerminalId::parse("ABCD"));
  EXPECT_TRUE(TerminalId::parse(std::string(32, 'A')));
  for (const std::string& text : {std::string("ABC"), std::string(33, 'A'), std::string("abcd"), std::string("AB CD"),
                                  std::string("AB/CD"), std::string("AB\0CD", 5), std::string()})
    EXPECT_FALSE(TerminalId::parse(text)) << text;
}

TEST(AreaCode, NeedsTwelveDigitsAndACounty) {
  EXPECT_TRUE(AreaCode::parse("500116101203"));
  for (const char* text : {"", "500116", "50011610120", "5001161012033", "50011610120x", " 50011610120", "000000000000",
                           "500000000000", "500100000000", "000116000000"})
    EXPECT_FALSE(AreaCode::parse(text)) << text;
}

TEST(AreaCode, ZeroSegmentNeedsEveryLaterSegmentZero) {
  EXPECT_FALSE(AreaCode::parse("500116000203"));
  EXPECT_TRUE(AreaCode::parse("500116101000"));
  EXPECT_TRUE(AreaCode::parse("500116000000"));
}

TEST(AreaCode, ContainsByWholeSegments) {
  const AreaCode county = area("500116000000"), township = area("500116101000"), village = area("500116101203");
  EXPECT_TRUE(county.contains(county));
  EXPECT_TRUE(county.contains(township));
  EXPECT_TRUE(county.contains(village));
  EXPECT_TRUE(township.contains(village));
  EXPECT_TRUE(village.contains(village));
  EXPECT_FALSE(township.contains(county));
  EXPECT_FALSE(village.contains(township));
  EXPECT_FALSE(township.contains(area("500116102203")));
  EXPECT_FALSE(county.contains(area("500117101203")));
  EXPECT_FALSE(village.contains(area("500116101204")));
}

// "All below" must never come from a prefix of digits: 500116100 and 500116101 share eight of nine.
TEST(AreaCode, NeverMatchesByPartOfASegment) {
  EXPECT_FALSE(area("500116100000").contains(area("500116101203")));
  EXPECT_FALSE(area("500116101200").contains(area("500116101203")));
}

TEST(AreaCode, TextKeepsTwelveDigits) {
  EXPECT_EQ(area("110101001001").text(), "110101001001");
  EXPECT_EQ(AreaCode::from_number(10'101'001'001)->text(), "010101001001");
  EXPECT_FALSE(AreaCode::from_number(1'000'000'000'000));
}

TEST(Position, IsOnTheGlobe) {
  EXPECT_TRUE(is_valid(Position{292'900'000, 1'062'500'000}));
  EXPECT_FALSE(is_valid(Position{900'000'001, 0}));
  EXPECT_FALSE(is_valid(Position{0, -1'800'000'001}));
}

}  // namespace
}  // namespace tongluo
