#include "terminal-fw/fieldbus/register_map.hpp"

#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "terminal-fw/fieldbus/bus_plan.hpp"
#include "terminal-fw/fieldbus/limits.hpp"
#include "tests/unit/fieldbus/maps.hpp"

namespace tongluo::fieldbus {
namespace {

using testing::HasSubstr;

RegisterMap good_map() {
  return map_of({device("amplifier", 1, {relay(0), measure(Quantity::output_level, 16)}),
                 device("power", 2, {measure(Quantity::battery_voltage, 4)})});
}

std::string fault_after(const std::function<void(RegisterMap&)>& change) {
  RegisterMap map = good_map();
  change(map);
  return first_fault(map).value_or("");
}

TEST(RegisterMap, AGoodOneHasNoFault) { EXPECT_EQ(first_fault(good_map()), std::nullopt); }

TEST(RegisterMap, EachMistakeIsNamedWithItsPlace) {
  const auto reg = [](RegisterMap& map) -> Register& { return map.devices[0].registers[1]; };
  const auto relay_of = [](RegisterMap& map) -> Register& { return map.devices[0].registers[0]; };
  struct Case {
    std::function<void(RegisterMap&)> change;
    const char* words;
  };
  const Case cases[] = {
      {[&](RegisterMap& m) { reg(m).scale = 0; }, "amplifier: output_level: scale"},
      {[&](RegisterMap& m) { reg(m).period = milliseconds(10); }, "period_ms"},
      {[&](RegisterMap& m) { reg(m).encoding = Encoding::bit; }, "encoding \"bit\""},
      {[&](RegisterMap& m) { reg(m).encoding = Encoding::bit_of_word; }, "not a bit"},
      {[&](RegisterMap& m) { reg(m).order = ByteOrder::cdab; }, "16-bit value"},
      {[&](RegisterMap& m) { reg(m).inverted = true; }, "inverted"},
      {[&](RegisterMap& m) { reg(m).period = milliseconds(30'001); }, "within a minute"},
      {[&](RegisterMap& m) { reg(m).must_move_within = milliseconds(1'500); }, "two periods"},
      {[&](RegisterMap& m) {
         reg(m).encoding = Encoding::u32;
         reg(m).address = 65'535;
       },
       "beyond address"},
      {[&](RegisterMap& m) { reg(m).quantity = Quantity::battery_voltage; }, "twice"},
      {[&](RegisterMap& m) { relay_of(m).write->function = WriteFunction::holding_register; }, "functions 5 and 15"},
      {[&](RegisterMap& m) { relay_of(m).scale = 2; }, "no scale"},
      {[](RegisterMap& m) { m.devices[1].unit_id = 1; }, "unit_id of"},
      {[](RegisterMap& m) { m.devices[0].powered_by_relay = true; }, "amplifier: cannot be powered by the relay"},
      {[](RegisterMap& m) {
         m.devices[1].powered_by_relay = true;
         m.devices[0].registers[0].write.reset();
       },
       "power: is powered by the amplifier's relay, and nothing"},
      {[](RegisterMap& m) { m.devices[1].power_up = milliseconds(10'001); }, "power_up_ms"},
      {[](RegisterMap& m) { m.devices[1].unit_id = 248; }, "1 to 247"},
      {[](RegisterMap& m) { m.devices[1].bus = 1; }, "a bus that is not there"},
      {[](RegisterMap& m) { m.devices[1].registers.clear(); }, "no registers"},
      {[](RegisterMap& m) { m.devices[1].timeout = milliseconds(5'000); }, "timeout_ms"},
      {[](RegisterMap& m) { m.devices.clear(); }, "1 to 16 devices"},
      {[](RegisterMap& m) { m.buses.clear(); }, "1 to 4 buses"},
      {[](RegisterMap& m) {
         m.buses[0].line = SerialLine{"/dev/ttyS1", 9'600, 'X', 1};
       },
       "parity"},
      {[](RegisterMap& m) {
         m.buses[0].line = TcpAddress{"10.0.0.1", 0};
       },
       "address and a port"},
  };
  for (const Case& it : cases) EXPECT_THAT(fault_after(it.change), HasSubstr(it.words));
}

TEST(RegisterMap, NeighbouringRegistersOfOnePeriodAreReadTogether) {
  RegisterMap map = map_of({device("a", 1,
                                   {measure(Quantity::output_level, 16), measure(Quantity::output_current, 17),
                                    measure(Quantity::humidity, 19), measure(Quantity::fan_speed, 18, seconds(5))})});
  const BusPlan plan = plan_bus(map, 0);
  ASSERT_EQ(plan.blocks.size(), 3U);
  EXPECT_EQ(plan.blocks[0].address, 16);
  EXPECT_EQ(plan.blocks[0].count, 2);
  EXPECT_EQ(plan.blocks[1].address, 19);
  EXPECT_EQ(split(plan.blocks[0]).size(), 2U);
}

TEST(RegisterMap, BitsOfOneWordAreOneRead) {
  std::vector<Register> registers;
  for (const Quantity quantity : {Quantity::door_open, Quantity::line_open, Quantity::line_short}) {
    Register reg = measure(quantity, 7);
    reg.encoding = Encoding::bit_of_word;
    registers.push_back(reg);
  }
  const RegisterMap map = map_of({device("a", 1, registers)});
  const BusPlan plan = plan_bus(map, 0);
  ASSERT_EQ(plan.blocks.size(), 1U);
  EXPECT_EQ(plan.blocks[0].count, 1);
  EXPECT_EQ(plan.blocks[0].registers.size(), 3U);
}

TEST(RegisterMap, ABusAsksOnlyItsOwnDevices) {
  RegisterMap map = good_map();
  map.buses.push_back(map.buses[0]);
  map.devices[1].bus = 1;
  EXPECT_EQ(plan_bus(map, 0).devices.size(), 1U);
  ASSERT_EQ(plan_bus(map, 1).devices.size(), 1U);
  EXPECT_EQ(plan_bus(map, 1).devices[0].map_index, 1U);
}

}  // namespace
}  // namespace tongluo::fieldbus
