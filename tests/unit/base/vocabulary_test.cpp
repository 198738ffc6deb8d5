#include "protocol/base/vocabulary.hpp"

#include <gtest/gtest.h>
#include <set>

namespace tongluo {
namespace {

// Their numbers are on the wire for ever: a change here is a change of the protocol.
TEST(Vocabulary, NumbersAreFixed) {
  EXPECT_EQ(static_cast<int>(OrderClass::routine), 4);
  EXPECT_EQ(static_cast<int>(Level::i), 1);
  EXPECT_EQ(static_cast<int>(Role::time), 7);
  EXPECT_EQ(static_cast<int>(Algorithm::sm2_sm3), 3);
  EXPECT_EQ(static_cast<int>(Outcome::unproved), 5);
  EXPECT_EQ(static_cast<int>(Refusal::queue_full), 30);
  EXPECT_EQ(static_cast<int>(Refusal::trust_list_stale), 31);
  EXPECT_EQ(static_cast<int>(kLastRefusal), 35);
}

TEST(Vocabulary, NamesReadBack) {
  for (const OrderClass value : {OrderClass::actual, OrderClass::exercise, OrderClass::test, OrderClass::routine})
    EXPECT_EQ(order_class_from(to_string(value)), value);
  for (const Level value : {Level::i, Level::ii, Level::iii, Level::iv, Level::routine})
    EXPECT_EQ(level_from(to_string(value)), value);
  EXPECT_EQ(to_string(Level::iv), "IV");
  EXPECT_EQ(to_string(Custody::operator_), "operator");
  EXPECT_EQ(to_string(Refusal::quorum_not_met), "quorum_not_met");
}

TEST(Vocabulary, EveryRefusalHasANameOfItsOwn) {
  std::set<std::string_view> names;
  for (int value = 0; value <= static_cast<int>(kLastRefusal); ++value)
    EXPECT_TRUE(names.insert(to_string(static_cast<Refusal>(value))).second) << value;
  EXPECT_FALSE(names.contains("unknown"));
  EXPECT_EQ(to_string(kLastRefusal), "same_person");
}

TEST(Vocabulary, UnknownWordsAreUnspecified) {
  EXPECT_EQ(order_class_from("Actual"), OrderClass::unspecified);
  EXPECT_EQ(level_from("V"), Level::unspecified);
  EXPECT_EQ(role_from(""), Role::unspecified);
  EXPECT_EQ(level_from("unspecified"), Level::unspecified);
  EXPECT_EQ(to_string(static_cast<Refusal>(200)), "unknown");
}

TEST(Vocabulary, EachLevelHasItsOwnTone) {
  EXPECT_EQ(tone_of(Level::i), Tone::level_i);
  EXPECT_EQ(tone_of(Level::routine), Tone::chime);
  EXPECT_EQ(tone_of(Level::unspecified), Tone::unspecified);
}

}  // namespace
}  // namespace tongluo
