#pragma once
// The registers of one simulated device as libmodbus serves them: filled from the model before each answer, and what
// was written goes to the model after it. An address that the map does not name is refused, as a real device does.

#include <memory>
#include <modbus/modbus.h>
#include <span>
#include <vector>

#include "terminal-fw/fieldbus/register_map.hpp"
#include "tools/amp-sim/amp_model.hpp"

namespace tongluo::amp_sim {

class DeviceBank {
 public:
  explicit DeviceBank(const fieldbus::Device& device);

  std::uint8_t unit_id() const { return device_.unit_id; }
  modbus_mapping_t* mapping() { return mapping_.get(); }
  void show(const AmpModel& model);
  void take(AmpModel& model);

 private:
  struct Free {
    void operator()(modbus_mapping_t* mapping) const { modbus_mapping_free(mapping); }
  };
  void put(int table, std::uint16_t address, std::span<const std::uint16_t> words);
  void put_bit_of_word(const fieldbus::Register& reg, bool yes);
  std::vector<std::uint16_t> get(int table, std::uint16_t address, std::size_t width) const;

  const fieldbus::Device device_;
  std::unique_ptr<modbus_mapping_t, Free> mapping_;
};

}  // namespace tongluo::amp_sim
