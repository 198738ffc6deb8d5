// The modem's thread over a real pseudo terminal, with a scripted modem at its other end; the interface's counters are
// files, and once the real ones of the loopback interface.

#include "terminal-fw/board/modem_thread.hpp"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>

#include "protocol/os/clock.hpp"
#include "protocol/os/files.hpp"
#include "terminal-fw/board/interface_counter.hpp"
#include "tests/unit/board_ports/scripted_modem.hpp"

namespace tongluo::board {
namespace {

using modem::ModemHealth;
using modem::Registration;
using modem::SimState;

class Folder {
 public:
  Folder()
      : path_(std::filesystem::path(testing::TempDir()) /
              ("modem-" + std::to_string(::getpid()) + "-" + std::to_string(++count_))) {
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_ / "wwan0" / "statistics");
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  void counters(std::uint64_t received, std::uint64_t sent) const {
    std::ofstream(path_ / "wwan0/statistics/rx_bytes") << received << "\n";
    std::ofstream(path_ / "wwan0/statistics/tx_bytes") << sent << "\n";
  }
  ModemSettings settings() const { return {{}, 115'200, "wwan0", path_ / "data-use", path_}; }

 private:
  static inline int count_ = 0;
  std::filesystem::path path_;
};

bool wait_for(const std::function<bool()>& done) {
  const SteadyTime end = os::steady_now() + SteadyTime::duration(seconds(30));
  while (!done() && os::steady_now() < end) ::poll(nullptr, 0, 5);
  return done();
}

TEST(ModemThread, ReadsARealPortUntilItKnowsItsModem) {
  ScriptedModem device;
  ModemThread modem({device.path(), 115'200, {}, {}, {}});
  ASSERT_TRUE(device.serve_until([&] { return !modem.report().modem.operator_name.empty(); }));
  const modem::ModemState state = modem.report().modem;
  EXPECT_EQ(state.health, ModemHealth::answering);
  EXPECT_EQ(state.sim, SimState::ready);
  EXPECT_EQ(state.registration, Registration::home);
  EXPECT_EQ(state.rssi_dbm, -79);
  EXPECT_EQ(state.rsrp_dbm, -92);
  EXPECT_EQ(state.imei, "861234050000001");
  EXPECT_EQ(modem.report().port_trouble, "");
}

TEST(ModemThread, HearsWhatTheModemSaysUnasked) {
  ScriptedModem device;
  ModemThread modem({device.path(), 115'200, {}, {}, {}});
  ASSERT_TRUE(device.serve_until([&] { return !modem.report().modem.operator_name.empty(); }));
  device.says("\r\n+CEREG: 3\r\n");
  EXPECT_TRUE(device.serve_until([&] { return modem.report().modem.registration == Registration::denied; }));
  device.says("\r\n+CPIN: NOT INSERTED\r\n");
  EXPECT_TRUE(device.serve_until([&] { return modem.report().modem.sim == SimState::absent; }));
}

TEST(ModemThread, AnUnpluggedModemIsNamedAndItsReadingsAreGone) {
  ScriptedModem device;
  ModemThread modem({device.path(), 115'200, {}, {}, {}});
  ASSERT_TRUE(device.serve_until([&] { return modem.report().modem.rsrp_dbm.has_value(); }));
  device.unplug();
  EXPECT_TRUE(device.serve_until([&] { return modem.report().modem.health == ModemHealth::silent; }));
  EXPECT_NE(modem.report().port_trouble.find(device.path()), std::string::npos);
  EXPECT_FALSE(modem.report().modem.rsrp_dbm);
}

TEST(ModemThread, ALineThatIsHungUpIsClosedAtOnceAndOpenedAgain) {
  ScriptedModem device;
  ModemThread modem({device.path(), 115'200, {}, {}, {}});
  ASSERT_TRUE(device.serve_until([&] { return modem.report().modem.rsrp_dbm.has_value(); }));
  if (!device.hang_up()) GTEST_SKIP() << "hanging up a terminal line needs CAP_SYS_ADMIN";
  EXPECT_TRUE(wait_for([&] { return modem.report().port_trouble == device.path() + ": the device is gone"; }));
  EXPECT_TRUE(device.serve_until([&] { return modem.report().modem.rsrp_dbm.has_value(); }));
  EXPECT_EQ(modem.report().port_trouble, "");
}

TEST(SerialPort, ALineThatIsHungUpHasOneNameForWhoWrites) {
  ScriptedModem device;
  auto port = SerialPort::open(device.path(), 115'200);
  ASSERT_TRUE(port);
  ASSERT_TRUE(port->write(as_bytes("AT\r")));
  if (!device.hang_up()) GTEST_SKIP() << "hanging up a terminal line needs CAP_SYS_ADMIN";
  const auto written = port->write(as_bytes("AT\r"));
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().detail, kDeviceGone);
}

TEST(ModemThread, AMissingPortHasTheSystemsWords) {
  ModemThread modem({"/nowhere/ttyUSB2", 115'200, {}, {}, {}});
  ASSERT_TRUE(wait_for([&] { return !modem.report().port_trouble.empty(); }));
  EXPECT_EQ(modem.report().port_trouble, "/nowhere/ttyUSB2: No such file or directory");
  EXPECT_EQ(modem.report().modem.health, ModemHealth::silent);
}

TEST(ModemThread, AFileThatIsNoPortIsRefused) {
  Folder folder;
  folder.counters(1, 2);
  const auto path = folder.settings().net_folder / "wwan0/statistics/rx_bytes";
  EXPECT_FALSE(SerialPort::open(path, 115'200));
  EXPECT_EQ(SerialPort::open("/dev/null", 12'345).error().kind, ErrorKind::bad_input);
}

TEST(ModemThread, DataUsedIsKeptOverARestart) {
  Folder folder;
  folder.counters(700, 300);
  {
    ModemThread modem(folder.settings());
    modem.set_month(202611);
    ASSERT_TRUE(wait_for([&] { return modem.report().use.has_value(); }));
    EXPECT_EQ(modem.report().use->octets, 1'000U);
  }
  folder.counters(1'000, 500);
  ModemThread again(folder.settings());
  ASSERT_TRUE(wait_for([&] { return again.report().use.has_value(); }));
  EXPECT_EQ(again.report().use->octets, 1'500U);
}

TEST(ModemThread, ADamagedCountBeginsAnew) {
  Folder folder;
  folder.counters(30, 12);
  ASSERT_TRUE(os::write_file(folder.settings().use_file, as_bytes("202611 99999999 x")));
  ModemThread modem(folder.settings());
  ASSERT_TRUE(wait_for([&] { return modem.report().use.has_value(); }));
  EXPECT_EQ(modem.report().use->octets, 42U);
}

TEST(ModemThread, AnInterfaceThatIsNotThereIsNotCounted) {
  Folder folder;
  ModemSettings settings = folder.settings();
  settings.interface = "ppp0";
  {
    ModemThread modem(settings);
    EXPECT_FALSE(modem.report().use);
  }
  EXPECT_FALSE(interface_octets("/sys/class/net", "no-such"));
}

TEST(ModemThread, TheKernelsOwnCountersAreRead) {
  if (!std::filesystem::exists("/sys/class/net/lo/statistics")) GTEST_SKIP() << "no /sys here";
  EXPECT_TRUE(interface_octets("/sys/class/net", "lo"));
  EXPECT_FALSE(kernel_boot_id().empty());
}

}  // namespace
}  // namespace tongluo::board
