#include "terminal-fw/fieldbus/value_codec.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <random>

#include "tests/unit/fieldbus/maps.hpp"

namespace tongluo::fieldbus {
namespace {

Register as(Encoding encoding, ByteOrder order = ByteOrder::abcd) {
  Register reg = measure(Quantity::battery_current, 0);
  reg.encoding = encoding;
  reg.order = order;
  return reg;
}

TEST(ValueCodec, EachByteOrderReadsTheSameNumber) {
  struct Case {
    ByteOrder order;
    Words words;
  };
  const Case cases[] = {{ByteOrder::abcd, {0xFFFE, 0x1DC0}},
                        {ByteOrder::cdab, {0x1DC0, 0xFFFE}},
                        {ByteOrder::badc, {0xFEFF, 0xC01D}},
                        {ByteOrder::dcba, {0xC01D, 0xFEFF}}};
  for (const Case& it : cases) {
    EXPECT_EQ(decode(as(Encoding::s32, it.order), it.words), -123'456.0);
    EXPECT_EQ(decode(as(Encoding::u32, it.order), it.words), 4'294'843'840.0);
    EXPECT_EQ(encode(as(Encoding::s32, it.order), -123'456.0), it.words);
  }
  EXPECT_EQ(decode(as(Encoding::u16, ByteOrder::badc), Words{0x3412}), 0x1234);
}

TEST(ValueCodec, SignednessScaleAndOffsetApply) {
  Register reg = as(Encoding::s16);
  reg.scale = 0.1;
  reg.offset = -5;
  EXPECT_NEAR(*decode(reg, Words{0xFF9C}), -15.0, 1e-9);
  EXPECT_EQ(decode(as(Encoding::u16), Words{0xFF9C}), 65'436.0);
  EXPECT_EQ(encode(reg, -15.0), Words{0xFF9C});
}

TEST(ValueCodec, FloatsDecodeAndNoNumberIsAFault) {
  EXPECT_EQ(decode(as(Encoding::f32), Words{0x4148, 0x0000}), 12.5);
  EXPECT_EQ(decode(as(Encoding::f32), Words{0x7FC0, 0x0000}), fail(ValueFault::not_a_number));
  EXPECT_EQ(decode(as(Encoding::f32), Words{0x7F80, 0x0000}), fail(ValueFault::not_a_number));
}

TEST(ValueCodec, FlagsKnowBitsInvertedContactsAndSwappedWords) {
  Register reg = measure(Quantity::door_open, 0);
  reg.encoding = Encoding::bit_of_word;
  reg.bit = 9;
  EXPECT_EQ(decode(reg, Words{0x0200}), 1.0);
  EXPECT_EQ(decode(reg, Words{0xFDFF}), 0.0);
  reg.order = ByteOrder::badc;
  EXPECT_EQ(decode(reg, Words{0x0002}), 1.0);
  reg.inverted = true;
  EXPECT_EQ(decode(reg, Words{0x0002}), 0.0);
}

TEST(ValueCodec, AnAbsentSensorIsNoValue) {
  Register reg = as(Encoding::s16);
  reg.absent_raw = -32'768;
  EXPECT_EQ(decode(reg, Words{0x8000}), fail(ValueFault::absent));
  EXPECT_EQ(decode(reg, Words{0x8001}), -32'767.0);
}

TEST(ValueCodec, DecibelsBecomePercentOfFullScale) {
  Register reg = measure(Quantity::output_level, 0);
  reg.encoding = Encoding::s16;
  reg.scale = 0.1;
  reg.decibel = true;
  EXPECT_NEAR(*decode(reg, Words{static_cast<std::uint16_t>(-200)}), 10.0, 1e-9);
  EXPECT_NEAR(*decode(reg, Words{0}), 100.0, 1e-9);
}

TEST(ValueCodec, TooFewWordsAndUnfittingValuesAreFaults) {
  EXPECT_EQ(decode(as(Encoding::u32), Words{1}), fail(ValueFault::too_short));
  EXPECT_EQ(decode(as(Encoding::u16), Words{}), fail(ValueFault::too_short));
  EXPECT_EQ(encode(as(Encoding::u16), -1), fail(ValueFault::unfitting));
  EXPECT_EQ(encode(as(Encoding::s16), 32'768), fail(ValueFault::unfitting));
  EXPECT_EQ(encode(as(Encoding::u32), 4'294'967'296.0), fail(ValueFault::unfitting));
  EXPECT_EQ(encode(as(Encoding::u16), std::nan("")), fail(ValueFault::unfitting));
}

TEST(ValueCodec, WhatIsEncodedDecodesToTheNearestValueOfTheRegister) {
  std::mt19937 random(7);
  const Encoding encodings[] = {Encoding::u16, Encoding::s16, Encoding::u32, Encoding::s32, Encoding::f32};
  const ByteOrder wide[] = {ByteOrder::abcd, ByteOrder::cdab, ByteOrder::badc, ByteOrder::dcba};
  for (int round = 0; round < 20'000; ++round) {
    Register reg = as(encodings[random() % 5]);
    reg.order = width_of(reg.encoding) == 2 ? wide[random() % 4] : wide[(random() % 2) * 2];
    reg.scale = (random() % 2 == 0 ? 1 : -1) * static_cast<double>(1 + random() % 1'000) / 100;
    reg.offset = static_cast<double>(random() % 200) - 100;
    const double value = (static_cast<double>(random() % 2'000'001) - 1'000'000) / 100;
    const auto words = encode(reg, value);
    if (!words) continue;
    const auto back = decode(reg, *words);
    ASSERT_TRUE(back);
    const double step = reg.encoding == Encoding::f32 ? 0.01 : std::abs(reg.scale) / 2 + 1e-6;
    ASSERT_NEAR(*back, value, step);
  }
}

TEST(ValueCodec, AnyWordsAreAnswered) {
  std::mt19937 random(8);
  for (int round = 0; round < 50'000; ++round) {
    Register reg = as(static_cast<Encoding>(random() % 7), static_cast<ByteOrder>(random() % 4));
    if (random() % 3 == 0) reg.quantity = static_cast<Quantity>(random() % kQuantities);
    reg.decibel = random() % 4 == 0;
    reg.bit = random() % 16;
    Words words(random() % 3);
    for (std::uint16_t& word : words) word = static_cast<std::uint16_t>(random());
    const auto value = decode(reg, words);
    ASSERT_TRUE(!value || std::isfinite(*value));
  }
}

}  // namespace
}  // namespace tongluo::fieldbus
