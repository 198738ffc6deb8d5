#include "terminal-fw/board/register_reader.hpp"

#include <array>
#include <limits>

#include "terminal-fw/fieldbus/limits.hpp"

namespace tongluo::board {
namespace {

using namespace fieldbus;

constexpr std::int64_t kLastAddress = 65'535;

template <class Value, std::size_t Size>
Value one_of(TableReader& reader, std::string_view key, const std::string& otherwise,
             const std::array<std::pair<std::string_view, Value>, Size>& choices) {
  const std::string text = otherwise.empty() ? reader.text(key) : reader.text(key, otherwise);
  std::string known;
  for (const auto& [name, value] : choices) {
    if (name == text) return value;
    known += (known.empty() ? "" : ", ") + std::string(name);
  }
  reader.complain(key, "must be one of " + known);
  return choices[0].second;
}

Quantity read_quantity(TableReader& reader) {
  const std::string name = reader.text("quantity");
  const auto quantity = quantity_from(name);
  if (!quantity) reader.complain("quantity", "\"" + name + "\" is not known; docs/field-bus.md lists them");
  return quantity.value_or(Quantity::amplifier_relay);
}

constexpr std::array<std::pair<std::string_view, Encoding>, 7> kEncodings{{{"bit", Encoding::bit},
                                                                           {"bit_of_word", Encoding::bit_of_word},
                                                                           {"u16", Encoding::u16},
                                                                           {"s16", Encoding::s16},
                                                                           {"u32", Encoding::u32},
                                                                           {"s32", Encoding::s32},
                                                                           {"f32", Encoding::f32}}};
constexpr std::array<std::pair<std::string_view, ByteOrder>, 4> kOrders{
    {{"abcd", ByteOrder::abcd}, {"cdab", ByteOrder::cdab}, {"badc", ByteOrder::badc}, {"dcba", ByteOrder::dcba}}};

// A unit of the map, as a factor to the quantity's own.
struct Unit {
  std::string_view name;
  std::string_view of;
  double factor;
};
constexpr std::array<Unit, 4> kUnits{{{"mV", "V", 1e-3}, {"mA", "A", 1e-3}, {"kW", "W", 1e3}, {"Hz", "rpm", 60}}};

// Volts and amperes of the output become % by what a full-scale tone gives.
double full_scale_factor(TableReader& reader, std::string_view unit) {
  const double full_scale = reader.real("full_scale", 0);
  if (full_scale <= 0)
    reader.complain("full_scale", "must say how many " + std::string(unit) + " a full-scale tone gives");
  return full_scale > 0 ? 100 / full_scale : 1;
}

void read_unit(TableReader& reader, Register& reg) {
  if (is_flag(reg.quantity)) {
    if (reader.has("unit")) reader.complain("unit", "does not belong to a flag");
    return;
  }
  const std::string unit = reader.text("unit");
  const std::string_view own = facts(reg.quantity).unit;
  if (unit == own) return;
  double factor = 0;
  for (const Unit& known : kUnits)
    if (known.name == unit && known.of == own) factor = known.factor;
  if (reg.quantity == Quantity::output_level && unit == "V") factor = full_scale_factor(reader, unit);
  if (reg.quantity == Quantity::output_current && unit == "A") factor = full_scale_factor(reader, unit);
  if (reg.quantity == Quantity::output_level && unit == "dB") {
    reg.decibel = true;
    return;
  }
  if (factor == 0) {
    reader.complain("unit", "must be " + std::string(own) + ", or a unit that can become it");
    return;
  }
  reg.scale *= factor;
  reg.offset *= factor;
}

void read_write(TableReader& reader, Register& reg) {
  if (!reader.has("write_function")) return;
  WriteAccess write;
  const std::int64_t function = reader.number("write_function", 5, 16);
  if (function != 5 && function != 6 && function != 15 && function != 16)
    reader.complain("write_function", "must be 5, 6, 15 or 16");
  write.function = static_cast<WriteFunction>(function);
  write.address = static_cast<std::uint16_t>(reader.number("write_address", 0, kLastAddress, reg.address));
  write.read_back = reader.flag("read_back", true);
  write.tolerance = reader.real("tolerance", 0);
  reg.write = write;
}

}  // namespace

Register read_register(TableReader& reader) {
  reader.only_known({"device", "quantity", "function", "address", "encoding", "order", "bit", "inverted", "scale",
                     "offset", "unit", "full_scale", "absent", "period_ms", "must_move_within_ms", "write_function",
                     "write_address", "read_back", "tolerance"});
  Register reg;
  reg.quantity = read_quantity(reader);
  reg.function = static_cast<ReadFunction>(reader.number("function", 1, 4));
  reg.address = static_cast<std::uint16_t>(reader.number("address", 0, kLastAddress));
  reg.encoding = one_of(reader, "encoding", "", kEncodings);
  reg.order = one_of(reader, "order", "abcd", kOrders);
  reg.bit = static_cast<std::uint8_t>(reader.number("bit", 0, 15, 0));
  reg.inverted = reader.flag("inverted", false);
  reg.scale = reader.real("scale", 1);
  reg.offset = reader.real("offset", 0);
  read_unit(reader, reg);
  if (reader.has("absent"))
    reg.absent_raw =
        reader.number("absent", std::numeric_limits<std::int32_t>::min(), std::numeric_limits<std::uint32_t>::max());
  reg.period = milliseconds(reader.number("period_ms", kMinPeriod.count(), kMaxPeriod.count(), 1'000));
  reg.must_move_within = milliseconds(reader.number("must_move_within_ms", 0, 86'400'000, 0));
  read_write(reader, reg);
  return reg;
}

}  // namespace tongluo::board
