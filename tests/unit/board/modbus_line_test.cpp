// One line, exchange by exchange: what the shell makes of libmodbus' many errors.

#include "terminal-fw/board/modbus_line.hpp"

#include <arpa/inet.h>
#include <array>
#include <atomic>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

#include "protocol/base/assert.hpp"
#include "protocol/os/clock.hpp"
#include "tests/unit/board/board_rig.hpp"

namespace tongluo::board {
namespace {

using namespace fieldbus;

// Humidity of the rig's third device: 560, bytes swapped.
Request humidity() {
  Request request;
  request.unit_id = 17;
  request.function = 4;
  request.address = 8;
  request.count = 1;
  request.timeout = milliseconds(200);
  return request;
}

// The rig's own board must not talk on the same line.
struct Alone {
  explicit Alone(Transport transport) : rig(transport), bus(rig.map().buses[0]) { rig.stop(); }
  BoardRig rig;
  Bus bus;
};

TEST(ModbusLine, AnAnswerCutAtAnyByteIsAFailureAndTheNextWholeOneIsRead) {
  Alone alone(Transport::rtu);
  ModbusLine line(alone.bus);
  Request request = humidity();
  request.timeout = milliseconds(60);
  for (int kept = 2; kept < 7; ++kept) {
    alone.rig.fault("cut_frames " + std::to_string(kept));
    const auto cut = line.exchange(request);
    ASSERT_FALSE(cut) << kept;
    EXPECT_TRUE(cut.error() == Failure::timeout || cut.error() == Failure::damaged) << kept;
    alone.rig.fault("cut_frames off");
    EXPECT_EQ(line.exchange(humidity()), Words{0x3002}) << kept;
  }
}

TEST(ModbusLine, EachErrorIsWhatTheMachineCanActOn) {
  for (const Transport transport : {Transport::tcp, Transport::rtu}) {
    Alone alone(transport);
    ModbusLine line(alone.bus);
    EXPECT_EQ(line.exchange(humidity()), Words{0x3002});
    Request unknown = humidity();
    unknown.address = 900;
    EXPECT_EQ(line.exchange(unknown), fail(Failure::refused));
    alone.rig.fault("busy on");
    EXPECT_EQ(line.exchange(humidity()), fail(Failure::busy));
    alone.rig.fault("busy off");
    alone.rig.fault("bus_timeout on");
    EXPECT_EQ(line.exchange(humidity()), fail(Failure::timeout));
    alone.rig.fault("bus_timeout off");
    EXPECT_EQ(line.exchange(humidity()), Words{0x3002});
  }
}

TEST(ModbusLine, AGatewayThatMissesItsDeviceSaysSoAndASerialLineIsSilent) {
  Request absent = humidity();
  absent.unit_id = 99;
  Alone tcp(Transport::tcp), rtu(Transport::rtu);
  EXPECT_EQ(ModbusLine(tcp.bus).exchange(absent), fail(Failure::gateway));
  ModbusLine line(rtu.bus);
  EXPECT_EQ(line.exchange(absent), fail(Failure::timeout));
  EXPECT_EQ(line.exchange(humidity()), Words{0x3002});  // the neighbour's next answer is not lost
}

TEST(ModbusLine, NobodyListeningIsADeadLine) {
  Bus bus;
  bus.line = TcpAddress{"127.0.0.1", 1};
  EXPECT_EQ(ModbusLine(bus).exchange(humidity()), fail(Failure::line_down));
}

// Answers one request on each of two connections, and closes each at once, as servers with an idle limit do.
class ForgetfulServer {
 public:
  ForgetfulServer() {
    sockaddr_in any{};
    any.sin_family = AF_INET;
    any.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof any;
    auto* address = reinterpret_cast<sockaddr*>(&any);
    TL_ASSERT(::bind(listener_, address, size) == 0 && ::listen(listener_, 2) == 0);
    TL_ASSERT(::getsockname(listener_, address, &size) == 0);
    bus.line = TcpAddress{"127.0.0.1", ntohs(any.sin_port)};
    thread_ = std::jthread([this] {
      for (int i = 0; i < 2; ++i) serve_one();
    });
  }
  ~ForgetfulServer() {
    ::shutdown(listener_, SHUT_RDWR);
    thread_.join();
    ::close(listener_);
  }
  Bus bus;
  std::atomic<int> closed = 0;

 private:
  void serve_one() {
    const int client = ::accept(listener_, nullptr, nullptr);
    std::array<std::uint8_t, 12> request{};
    if (::recv(client, request.data(), request.size(), MSG_WAITALL) == 12) {
      const std::array<std::uint8_t, 11> answer{request[0], request[1], 0, 0, 0, 5, 17, 4, 2, 0x30, 0x02};
      (void)::send(client, answer.data(), answer.size(), MSG_NOSIGNAL);
    }
    ::close(client);
    ++closed;
    closed.notify_all();
  }
  int listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  std::jthread thread_;
};

TEST(ModbusLine, AServerThatClosedAnIdleConnectionIsCalledAgainAtOnce) {
  ForgetfulServer server;
  ModbusLine line(server.bus);
  EXPECT_EQ(line.exchange(humidity()), Words{0x3002});
  server.closed.wait(0);
  EXPECT_EQ(line.exchange(humidity()), Words{0x3002});
}

TEST(ModbusLine, AConnectionThatBreaksAtEachQuestionIsADeadLine) {
  Alone alone(Transport::tcp);
  ModbusLine line(alone.bus);
  EXPECT_EQ(line.exchange(humidity()), Words{0x3002});
  alone.rig.fault("cut_frames on");
  EXPECT_EQ(line.exchange(humidity()), fail(Failure::line_down));
  alone.rig.fault("cut_frames off");
  EXPECT_EQ(line.exchange(humidity()), Words{0x3002});
}

TEST(ModbusLine, AnExchangeEndsAlsoWithoutAnAnswer) {
  for (const Transport transport : {Transport::tcp, Transport::rtu}) {
    Alone alone(transport);
    alone.rig.fault("bus_timeout on");
    ModbusLine line(alone.bus);
    EXPECT_EQ(line.exchange(humidity()), fail(Failure::timeout));
  }
}

}  // namespace
}  // namespace tongluo::board
