#include <gtest/gtest.h>

#include "controller/speech/english_numbers.hpp"
#include "controller/speech/speech_engine.hpp"

namespace tongluo::speech {
namespace {

struct EnglishPair {
  const char* written;
  const char* said;
};

void expect_english(std::initializer_list<EnglishPair> pairs) {
  for (const auto& [written, said] : pairs) EXPECT_EQ(normalise(written, Language::english), said) << written;
}

TEST(English, Numbers) {
  expect_english({{"0", "zero"},
                  {"13", "thirteen"},
                  {"42", "forty-two"},
                  {"100", "one hundred"},
                  {"1,204 people", "one thousand two hundred and four people"},
                  {"1005", "one thousand and five"},
                  {"3.14", "three point one four"},
                  {"-5℃", "minus five degrees Celsius"},
                  {"80%", "eighty percent"},
                  {"1000000000000", "one trillion"},
                  {"3-5 hours", "three to five hours"},
                  {"12th", "twelfth"},
                  {"20th", "twentieth"},
                  {"21st", "twenty-first"}});
}

TEST(English, DatesTimesCodesUnitsAndLevels) {
  expect_english({{"2026-07-03", "the third of July twenty twenty-six"},
                  {"July 2005", "July two thousand and five"},
                  {"03:05", "three oh five"},
                  {"07:00", "seven o'clock"},
                  {"14:00", "fourteen hundred hours"},
                  {"00:07", "zero oh seven"},
                  {"Call 119.", "Call one one nine."},
                  {"13812345678", "one three eight one two three four five six seven eight"},
                  {"1 km", "one kilometre"},
                  {"250mm", "two hundred and fifty millimetres"},
                  {"1200 m³/s", "one thousand two hundred cubic metres per second"},
                  {"Level I flood", "Level one flood"},
                  {"Level Ⅳ", "Level four"},
                  {"G5013", "G five zero one three"}});
}

TEST(English, TextAroundNumbersStays) {
  expect_english(
      {{"At 03:05, 250mm of rain fell.", "At three oh five, two hundred and fifty millimetres of rain fell."},
       {"Don't  go\nback!", "Don't go back!"},
       {"I am here", "I am here"}});
}

TEST(English, Years) {
  EXPECT_EQ(english_year(U"1900"), U"nineteen hundred");
  EXPECT_EQ(english_year(U"1905"), U"nineteen oh five");
  EXPECT_EQ(english_year(U"2000"), U"two thousand");
  EXPECT_EQ(english_year(U"2026"), U"twenty twenty-six");
}

TEST(English, BulletinsAreReadAsAnAnnouncerWould) {
  EXPECT_EQ(normalise("at 15:30 on 3 July 2026", Language::english),
            "at fifteen thirty on the third of July twenty twenty-six");
  EXPECT_EQ(normalise("call 023-47521234.", Language::english),
            "call zero two three, four seven five two one two three four.");
  EXPECT_EQ(normalise("call 400-123-4567", Language::english),
            "call four zero zero, one two three, four five six seven");
  EXPECT_EQ(normalise("2/3 of them, 1/2", Language::english), "two thirds of them, one half");
  EXPECT_EQ(normalise("at 29.59°N", Language::english), "at twenty-nine point five nine degrees north");
  EXPECT_EQ(normalise("300-500 metres", Language::english), "three hundred to five hundred metres");
}

}  // namespace
}  // namespace tongluo::speech
