#include "terminal-fw/fieldbus/value_codec.hpp"

#include <bit>
#include <cmath>
#include <limits>

namespace tongluo::fieldbus {
namespace {

constexpr double kFullScalePercent = 100;

std::uint16_t swapped(std::uint16_t word) { return static_cast<std::uint16_t>((word << 8) | (word >> 8)); }
bool swaps_bytes(ByteOrder order) { return order == ByteOrder::badc || order == ByteOrder::dcba; }
bool low_word_first(ByteOrder order) { return order == ByteOrder::cdab || order == ByteOrder::dcba; }

std::uint32_t joined(ByteOrder order, std::span<const std::uint16_t> words) {
  std::uint32_t high = swaps_bytes(order) ? swapped(words[0]) : words[0];
  std::uint32_t low = swaps_bytes(order) ? swapped(words[1]) : words[1];
  if (low_word_first(order)) std::swap(high, low);
  return (high << 16) | low;
}

Words parted(ByteOrder order, std::uint32_t value) {
  Words words{static_cast<std::uint16_t>(value >> 16), static_cast<std::uint16_t>(value & 0xFFFF)};
  if (low_word_first(order)) std::swap(words[0], words[1]);
  if (swaps_bytes(order))
    for (std::uint16_t& word : words) word = swapped(word);
  return words;
}

std::int64_t integer_of(const Register& reg, std::span<const std::uint16_t> words) {
  const std::uint16_t word = swaps_bytes(reg.order) ? swapped(words[0]) : words[0];
  switch (reg.encoding) {
    case Encoding::bit:
      return words[0] != 0 ? 1 : 0;
    case Encoding::bit_of_word:
      return (word >> reg.bit) & 1;
    case Encoding::u16:
      return word;
    case Encoding::s16:
      return static_cast<std::int16_t>(word);
    case Encoding::s32:
      return static_cast<std::int32_t>(joined(reg.order, words));
    case Encoding::u32:
    case Encoding::f32:
      break;  // the absent value of a float is named by its bits
  }
  return joined(reg.order, words);
}

Result<double, ValueFault> scaled(const Register& reg, double raw) {
  const double value = raw * reg.scale + reg.offset;
  if (!std::isfinite(value)) return fail(ValueFault::not_a_number);
  if (!reg.decibel) return value;
  const double percent = kFullScalePercent * std::pow(10.0, value / 20);
  if (!std::isfinite(percent)) return fail(ValueFault::not_a_number);
  return percent;
}

struct Range {
  double least, most;
};
Range range_of(Encoding encoding) {
  switch (encoding) {
    case Encoding::bit:
    case Encoding::bit_of_word:
      return {0, 1};
    case Encoding::u16:
      return {0, std::numeric_limits<std::uint16_t>::max()};
    case Encoding::s16:
      return {std::numeric_limits<std::int16_t>::min(), std::numeric_limits<std::int16_t>::max()};
    case Encoding::u32:
      return {0, std::numeric_limits<std::uint32_t>::max()};
    case Encoding::s32:
      return {std::numeric_limits<std::int32_t>::min(), std::numeric_limits<std::int32_t>::max()};
    case Encoding::f32:
      break;
  }
  return {-std::numeric_limits<float>::max(), std::numeric_limits<float>::max()};
}

}  // namespace

Result<double, ValueFault> decode(const Register& reg, std::span<const std::uint16_t> words) {
  if (words.size() < width_of(reg.encoding)) return fail(ValueFault::too_short);
  const std::int64_t raw = integer_of(reg, words);
  if (reg.absent_raw && raw == *reg.absent_raw) return fail(ValueFault::absent);
  if (is_flag(reg.quantity)) return (raw != 0) != reg.inverted ? 1.0 : 0.0;
  if (reg.encoding == Encoding::f32) return scaled(reg, std::bit_cast<float>(static_cast<std::uint32_t>(raw)));
  return scaled(reg, static_cast<double>(raw));
}

Result<Words, ValueFault> encode(const Register& reg, double value) {
  if (!std::isfinite(value) || reg.encoding == Encoding::bit_of_word || reg.decibel) return fail(ValueFault::unfitting);
  if (is_flag(reg.quantity)) {
    const bool yes = (value != 0) != reg.inverted;
    return Words{reg.encoding == Encoding::u16 && swaps_bytes(reg.order) ? swapped(yes) : std::uint16_t{yes}};
  }
  double raw = (value - reg.offset) / reg.scale;
  if (reg.encoding != Encoding::f32) raw = std::round(raw);
  const Range range = range_of(reg.encoding);
  if (!(raw >= range.least && raw <= range.most)) return fail(ValueFault::unfitting);
  if (reg.encoding == Encoding::f32) return parted(reg.order, std::bit_cast<std::uint32_t>(static_cast<float>(raw)));
  const auto integer = static_cast<std::uint32_t>(static_cast<std::int64_t>(raw));
  if (width_of(reg.encoding) == 2) return parted(reg.order, integer);
  const auto word = static_cast<std::uint16_t>(integer & 0xFFFF);
  return Words{swaps_bytes(reg.order) ? swapped(word) : word};
}

}  // namespace tongluo::fieldbus
