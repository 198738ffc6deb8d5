#pragma once
// What one bus has to ask for, worked out once from a checked map: registers that lie side by side and share a period
// are read together. Limit: kMaxBlockItems in one read. Pure values.

#include <string>
#include <vector>

#include "terminal-fw/fieldbus/register_map.hpp"

namespace tongluo::fieldbus {

// Registers at `address` … `address + count - 1`, asked for in one exchange.
struct Block {
  std::size_t device = 0;  // in BusPlan::devices
  ReadFunction function{};
  std::uint16_t address = 0;
  std::uint16_t count = 0;
  milliseconds period{};
  std::vector<Register> registers;
};

struct PlannedDevice {
  std::size_t map_index = 0;  // in RegisterMap::devices
  std::uint8_t unit_id = 0;
  milliseconds timeout{};
  std::uint32_t retries = 0;
  bool powered_by_relay = false;
  milliseconds power_up{};
};

struct PlannedOutput {
  std::size_t device = 0;
  Register reg;  // reg.write is there
};

struct BusPlan {
  milliseconds gap{};
  std::vector<PlannedDevice> devices;
  std::vector<Block> blocks;
  std::vector<PlannedOutput> outputs;
};

BusPlan plan_bus(const RegisterMap& map, std::size_t bus);

// One block for each register: for a device that refuses to have them read together.
std::vector<Block> split(const Block& block);

}  // namespace tongluo::fieldbus
