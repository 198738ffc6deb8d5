#include "terminal-fw/fieldbus/bus_plan.hpp"

#include <algorithm>
#include <tuple>

#include "protocol/base/assert.hpp"
#include "terminal-fw/fieldbus/limits.hpp"

namespace tongluo::fieldbus {
namespace {

Block block_of(std::size_t device, const Register& reg) {
  return {device, reg.function, reg.address, static_cast<std::uint16_t>(width_of(reg.encoding)), reg.period, {reg}};
}

// The end that the block would have with `reg` in it, or nothing when it must not be read with it. Several bits of one
// word share an address.
std::optional<std::size_t> end_with(const Block& block, const Register& reg) {
  if (block.function != reg.function || block.period != reg.period) return std::nullopt;
  const std::size_t end = std::size_t{block.address} + block.count;
  if (reg.address < block.address || reg.address > end) return std::nullopt;
  const std::size_t wider = std::max(end, reg.address + width_of(reg.encoding));
  if (wider - block.address > kMaxBlockItems) return std::nullopt;
  return wider;
}

void append_blocks(std::vector<Block>& blocks, std::size_t device, std::vector<Register> registers) {
  std::sort(registers.begin(), registers.end(), [](const Register& a, const Register& b) {
    return std::tuple(a.function, a.period, a.address) < std::tuple(b.function, b.period, b.address);
  });
  const std::size_t first = blocks.size();
  for (const Register& reg : registers) {
    const auto end = blocks.size() == first ? std::nullopt : end_with(blocks.back(), reg);
    if (!end) {
      blocks.push_back(block_of(device, reg));
      continue;
    }
    blocks.back().count = static_cast<std::uint16_t>(*end - blocks.back().address);
    blocks.back().registers.push_back(reg);
  }
}

}  // namespace

BusPlan plan_bus(const RegisterMap& map, std::size_t bus) {
  TL_ASSERT(bus < map.buses.size());
  BusPlan plan;
  plan.gap = map.buses[bus].gap;
  for (std::size_t i = 0; i < map.devices.size(); ++i) {
    const Device& device = map.devices[i];
    if (device.bus != bus) continue;
    const std::size_t index = plan.devices.size();
    plan.devices.push_back(
        {i, device.unit_id, device.timeout, device.retries, device.powered_by_relay, device.power_up});
    append_blocks(plan.blocks, index, device.registers);
    for (const Register& reg : device.registers)
      if (reg.write) plan.outputs.push_back({index, reg});
  }
  return plan;
}

std::vector<Block> split(const Block& block) {
  std::vector<Block> singles;
  for (const Register& reg : block.registers) singles.push_back(block_of(block.device, reg));
  return singles;
}

}  // namespace tongluo::fieldbus
