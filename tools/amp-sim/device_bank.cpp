#include "tools/amp-sim/device_bank.hpp"

#include <algorithm>
#include <array>

#include "protocol/base/assert.hpp"
#include "terminal-fw/fieldbus/level_meter.hpp"
#include "terminal-fw/fieldbus/value_codec.hpp"

namespace tongluo::amp_sim {
namespace {

using namespace fieldbus;

// Coils, discrete inputs, holding registers, input registers: the tables of Modbus, by their read function.
constexpr std::size_t kTables = 5;

struct Extent {
  std::size_t begin = 65'536;
  std::size_t end = 0;
  void add(std::size_t address, std::size_t width) {
    begin = std::min(begin, address);
    end = std::max(end, address + width);
  }
  unsigned start() const { return end == 0 ? 0 : static_cast<unsigned>(begin); }
  unsigned count() const { return end == 0 ? 0 : static_cast<unsigned>(end - begin); }
};

int table_of(ReadFunction function) { return static_cast<int>(function); }
int table_of(WriteFunction function) {
  return function == WriteFunction::coil || function == WriteFunction::coils ? 1 : 3;
}

modbus_mapping_t* make_mapping(const Device& device) {
  std::array<Extent, kTables> tables;
  for (const Register& reg : device.registers) {
    const std::size_t width = width_of(reg.encoding);
    tables[static_cast<std::size_t>(table_of(reg.function))].add(reg.address, width);
    if (reg.write) tables[static_cast<std::size_t>(table_of(reg.write->function))].add(reg.write->address, width);
  }
  return modbus_mapping_new_start_address(tables[1].start(), tables[1].count(), tables[2].start(), tables[2].count(),
                                          tables[3].start(), tables[3].count(), tables[4].start(), tables[4].count());
}

}  // namespace

DeviceBank::DeviceBank(const Device& device) : device_(device), mapping_(make_mapping(device)) {
  TL_ASSERT(mapping_ != nullptr);
}

void DeviceBank::put(int table, std::uint16_t address, std::span<const std::uint16_t> words) {
  for (std::size_t i = 0; i < words.size(); ++i) {
    const int at = address + static_cast<int>(i);
    switch (table) {
      case 1:
        mapping_->tab_bits[at - mapping_->start_bits] = words[i] != 0;
        break;
      case 2:
        mapping_->tab_input_bits[at - mapping_->start_input_bits] = words[i] != 0;
        break;
      case 3:
        mapping_->tab_registers[at - mapping_->start_registers] = words[i];
        break;
      default:
        mapping_->tab_input_registers[at - mapping_->start_input_registers] = words[i];
        break;
    }
  }
}

std::vector<std::uint16_t> DeviceBank::get(int table, std::uint16_t address, std::size_t width) const {
  std::vector<std::uint16_t> words(width);
  for (std::size_t i = 0; i < width; ++i) {
    const int at = address + static_cast<int>(i);
    switch (table) {
      case 1:
        words[i] = mapping_->tab_bits[at - mapping_->start_bits];
        break;
      case 2:
        words[i] = mapping_->tab_input_bits[at - mapping_->start_input_bits];
        break;
      case 3:
        words[i] = mapping_->tab_registers[at - mapping_->start_registers];
        break;
      default:
        words[i] = mapping_->tab_input_registers[at - mapping_->start_input_registers];
        break;
    }
  }
  return words;
}

void DeviceBank::put_bit_of_word(const Register& reg, bool yes) {
  auto words = get(table_of(reg.function), reg.address, 1);
  const int bit = reg.order == ByteOrder::badc ? reg.bit ^ 8 : reg.bit;
  const auto mask = static_cast<std::uint16_t>(1 << bit);
  words[0] = static_cast<std::uint16_t>(yes != reg.inverted ? words[0] | mask : words[0] & ~mask);
  put(table_of(reg.function), reg.address, words);
}

void DeviceBank::show(const AmpModel& model) {
  for (const Register& reg : device_.registers) {
    const double value = model.value(reg.quantity);
    if (reg.encoding == Encoding::bit_of_word) {
      put_bit_of_word(reg, value != 0);
      continue;
    }
    Register plain = reg;  // encode() leaves dB to us
    plain.decibel = false;
    const double shown = reg.decibel ? level_db_of_percent(value) : value;
    const auto words = encode(plain, shown);
    if (!words) continue;  // the sensor's range ends before the model's
    put(table_of(reg.function), reg.address, *words);
    if (reg.write) put(table_of(reg.write->function), reg.write->address, *words);
  }
}

void DeviceBank::take(AmpModel& model) {
  for (const Register& reg : device_.registers) {
    if (!reg.write) continue;
    const auto words = get(table_of(reg.write->function), reg.write->address, width_of(reg.encoding));
    if (const auto value = decode(reg, words)) model.set(reg.quantity, *value);
  }
}

}  // namespace tongluo::amp_sim
