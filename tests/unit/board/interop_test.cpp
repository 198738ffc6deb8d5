// Other people's Modbus: mbpoll reads our simulator, and our shell talks to pymodbus' server.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "protocol/os/clock.hpp"
#include "protocol/os/files.hpp"
#include "terminal-fw/fieldbus/limits.hpp"
#include "tests/unit/board/board_rig.hpp"

namespace tongluo::board {
namespace {

using namespace fieldbus;
using testing::HasSubstr;

TEST(BoardInterop, MbpollReadsTheSimulatorOverTcp) {
  BoardRig rig(Transport::tcp);
  const std::string port = rig.address().substr(rig.address().rfind(':') + 1);
  const Finished read = run_program(
      {"mbpoll", "-m", "tcp", "-p", port, "-a", "17", "-0", "-t", "3:hex", "-r", "8", "-c", "1", "-1", "127.0.0.1"});
  EXPECT_EQ(read.status, 0) << read.output;
  EXPECT_THAT(read.output, HasSubstr("0x3002"));  // 56.0 % as 560, bytes swapped
}

TEST(BoardInterop, MbpollReadsTheSimulatorOverASerialLine) {
  TemporaryFolder folder;
  std::string map(
      as_text(os::read_file(TONGLUO_SOURCE_DIR "/terminal-fw/board/maps/pole-rtu.toml", kMaxMapBytes).value()));
  const std::string_view port = "/dev/ttyS1";
  map.replace(map.find(port), port.size(), (folder.path() / "pole").string());
  const auto file = folder.path() / "map.toml";
  ASSERT_TRUE(os::write_file(file, as_bytes(map)));
  Process simulator({TONGLUO_BIN_DIR "/tongluo-amp-sim", "--map", file, "--link"});
  ASSERT_THAT(simulator.line(), HasSubstr("ready"));
  const Finished read = run_program({"mbpoll", "-m", "rtu", "-b", "9600", "-P", "even", "-a", "17", "-0", "-t", "3:hex",
                                     "-r", "8", "-c", "1", "-1", folder.path() / "pole"});
  EXPECT_EQ(read.status, 0) << read.output;
  EXPECT_THAT(read.output, HasSubstr("0x3002"));
}

// A coil and two kinds of registers, as pymodbus keeps them; its own port is written to standard output.
constexpr const char* kServer = R"(
import asyncio
from pymodbus.datastore import ModbusSequentialDataBlock, ModbusServerContext, ModbusSlaveContext
from pymodbus.server.async_io import ModbusTcpServer

async def main():
    unit = ModbusSlaveContext(co=ModbusSequentialDataBlock(0, [0] * 16), ir=ModbusSequentialDataBlock(0, [245] * 64),
                              zero_mode=True)
    server = ModbusTcpServer(ModbusServerContext(slaves={1: unit}, single=False), address=("127.0.0.1", 0))
    serving = asyncio.ensure_future(server.serve_forever())
    await server.serving
    print("port", server.server.sockets[0].getsockname()[1], flush=True)
    await serving

asyncio.run(main())
)";

TEST(BoardInterop, OurShellReadsAndWritesPymodbusServer) {
  Process server({"/usr/bin/python3", "-c", kServer});
  const std::string ready = server.line();
  ASSERT_THAT(ready, HasSubstr("port "));
  const auto map = parse_board_map("[[bus]]\nname = \"b\"\ntcp = \"127.0.0.1:" + ready.substr(5) + R"("
[[device]]
name = "d"
bus = "b"
unit_id = 1
[[register]]
device = "d"
quantity = "amplifier_relay"
function = 1
address = 3
encoding = "bit"
period_ms = 100
write_function = 5
[[register]]
device = "d"
quantity = "battery_voltage"
function = 4
address = 40
encoding = "u16"
scale = 0.1
unit = "V"
period_ms = 100
)",
                                   "interop");
  ASSERT_TRUE(map) << map.error().detail;
  ModbusBoard board(map->registers);
  BoardState state(map->registers);
  board.set(Quantity::amplifier_relay, 1);
  const SteadyTime end = os::steady_now() + seconds(20);
  const auto done = [&] {
    return state.output(Quantity::amplifier_relay) == OutputState::held &&
           state.believed(os::steady_now(), Quantity::battery_voltage).has_value();
  };
  while (!done() && os::steady_now() < end)
    for (const BusEvent& event : board.take(64)) state.apply(event);
  EXPECT_EQ(state.output(Quantity::amplifier_relay), OutputState::held);
  EXPECT_NEAR(state.believed(os::steady_now(), Quantity::battery_voltage).value_or(0), 24.5, 1e-9);
}

}  // namespace
}  // namespace tongluo::board
