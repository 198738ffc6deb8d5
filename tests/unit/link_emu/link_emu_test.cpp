// The real emulator between real sockets on loopback: the test plays client and controller.

#include <array>
#include <csignal>
#include <gtest/gtest.h>
#include <set>
#include <sys/socket.h>

#include "protocol/os/clock.hpp"
#include "tests/unit/link_emu/emulator.hpp"

namespace tongluo::link_emu {
namespace {

double number(const boost::json::object& object, const char* group, const char* way, const char* name) {
  return object.at(group).at(way).at(name).to_number<double>();
}

TEST(LinkEmulator, LosesTheShareOfItsProfileAndDeliversEverythingElseUnchanged) {
  constexpr int kDatagrams = 6'000;
  constexpr int kBatch = 20;
  const Socket controller = bound(SOCK_DGRAM);
  // Room for all, where the kernel grants it: this test may be kept from its core for a while.
  const int room = 16 * 1024 * 1024;
  if (::setsockopt(controller.get(), SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof room) != 0)
    ::setsockopt(controller.get(), SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
  Emulator emulator("udp", port_of(controller), {"--profile", "rural", "--seed", "5"});
  const Socket client = connected(SOCK_DGRAM, emulator.port());
  std::multiset<std::string> received;
  const auto take = [&](int timeout_ms) {
    const auto datagram = receive(controller, timeout_ms);
    if (datagram) received.insert(datagram->text);
    return datagram.has_value();
  };
  for (int i = 0; i < kDatagrams; ++i) {
    const std::string text = "datagram " + std::to_string(i);
    ASSERT_EQ(::send(client.get(), text.data(), text.size(), 0), static_cast<ssize_t>(text.size()));
    if (i % kBatch != 0) continue;
    take(2);  // the pause keeps the kernel's own buffers from overflowing
    while (take(0)) {
    }
  }
  constexpr int kQuietMs = 1'000;  // far above the profile's delays: nothing is on its way any more
  while (take(kQuietMs)) {
  }
  const auto report = emulator.stop();
  const double offered = number(report, "udp", "up", "offered");
  // On a busy machine the kernel's own buffers may overflow, on either side; that is not the emulator's loss.
  EXPECT_GE(offered, 0.8 * kDatagrams);
  EXPECT_NEAR(number(report, "udp", "up", "lost") / offered, 0.05, 0.02);
  EXPECT_LE(static_cast<double>(received.size()), number(report, "udp", "up", "arrived"));
  EXPECT_GE(static_cast<double>(received.size()), 0.9 * number(report, "udp", "up", "arrived"));
  EXPECT_EQ(std::set(received.begin(), received.end()).size(), received.size()) << "rural makes no copies";
  EXPECT_GT(number(report, "udp", "up", "overtaken"), 0);
}

TEST(LinkEmulator, DelaysEachWay) {
  const Socket controller = bound(SOCK_DGRAM);
  Emulator emulator("udp", port_of(controller), {"--profile", "rural", "--seed", "2"});
  const Socket client = connected(SOCK_DGRAM, emulator.port());
  int answered = 0;
  for (int i = 0; i < 20; ++i) {
    const SteadyTime sent = os::steady_now();
    ASSERT_EQ(::send(client.get(), "x", 1, 0), 1);
    const auto asked = receive(controller, 1'000);
    if (!asked) continue;
    EXPECT_GE(os::steady_now() - sent, milliseconds(50));
    send_to(controller, asked->from, "y");
    if (!receive(client, 1'000)) continue;
    EXPECT_GE(os::steady_now() - sent, milliseconds(100));
    ++answered;
  }
  EXPECT_GE(answered, 10);
}

TEST(LinkEmulator, EachClientHasAPortOfItsOwn) {
  const Socket controller = bound(SOCK_DGRAM);
  Emulator emulator("udp", port_of(controller), {"--profile", "lan"});
  std::set<std::uint16_t> ports;
  std::vector<Socket> clients;
  for (int i = 0; i < 5; ++i) {
    clients.push_back(connected(SOCK_DGRAM, emulator.port()));
    ASSERT_EQ(::send(clients.back().get(), "x", 1, 0), 1);
    const auto received = receive(controller);
    ASSERT_TRUE(received);
    ports.insert(received->from);
    send_to(controller, received->from, "for " + std::to_string(i));
    EXPECT_EQ(receive(clients.back())->text, "for " + std::to_string(i));
  }
  EXPECT_EQ(ports.size(), 5U);
}

TEST(LinkEmulator, ARebindingChangesThePortSeenUpstreamAndTheOldOneIsDead) {
  const Socket controller = bound(SOCK_DGRAM);
  Emulator emulator("udp", port_of(controller), {"--profile", "lan"});
  const Socket client = connected(SOCK_DGRAM, emulator.port());
  ASSERT_EQ(::send(client.get(), "a", 1, 0), 1);
  const std::uint16_t before = receive(controller)->from;
  emulator.signal(SIGUSR1);
  std::uint16_t after = before;
  for (int i = 0; i < 200 && after == before; ++i) {  // until the signal was obeyed
    ASSERT_EQ(::send(client.get(), "b", 1, 0), 1);
    const auto received = receive(controller);
    ASSERT_TRUE(received);
    after = received->from;
  }
  ASSERT_NE(after, before);
  send_to(controller, before, "to the dead port");
  send_to(controller, after, "to the living port");
  EXPECT_EQ(receive(client)->text, "to the living port");
  EXPECT_FALSE(receive(client, 100));
  EXPECT_EQ(number(emulator.stop(), "udp", "up", "lost"), 0);
}

std::string pattern(std::size_t bytes) {
  std::string text(bytes, '\0');
  for (std::size_t i = 0; i < bytes; ++i) text[i] = static_cast<char>((i * 2'654'435'761U) >> 13);
  return text;
}

// Writes all of `mine` and reads all that comes, on two connected sockets at once; ends at both ends of stream.
void exchange(const Socket& a, const Socket& b, const std::string& text, std::string& from_a, std::string& from_b) {
  const Socket* sockets[2] = {&a, &b};
  std::size_t sent[2] = {0, 0};
  bool open[2] = {true, true};
  std::string* got[2] = {&from_b, &from_a};
  const SteadyTime end = os::steady_now() + milliseconds(3 * kPatienceMs);
  while ((open[0] || open[1]) && os::steady_now() < end) {
    for (int i = 0; i < 2; ++i) {
      if (sent[i] < text.size()) {
        const ssize_t count = ::send(sockets[i]->get(), text.data() + sent[i], text.size() - sent[i], MSG_DONTWAIT);
        if (count > 0) sent[i] += static_cast<std::size_t>(count);
        if (sent[i] == text.size()) ::shutdown(sockets[i]->get(), SHUT_WR);
      }
      std::array<char, 16'384> buffer{};
      if (!open[i] || !readable(*sockets[i], 1)) continue;
      const ssize_t count = ::recv(sockets[i]->get(), buffer.data(), buffer.size(), 0);
      if (count > 0) got[i]->append(buffer.data(), static_cast<std::size_t>(count));
      open[i] = count > 0;
    }
  }
}

Socket accepted(const Socket& listener) {
  return Socket(readable(listener, kPatienceMs) ? ::accept4(listener.get(), nullptr, nullptr, SOCK_CLOEXEC) : -1);
}

TEST(LinkEmulator, AStreamStaysIntactByteForByteUnderStorm) {
  const Socket controller = bound(SOCK_STREAM);
  Emulator emulator("tcp", port_of(controller), {"--profile", "storm", "--seed", "3"});
  const Socket client = connected(SOCK_STREAM, emulator.port());
  const Socket served = accepted(controller);
  ASSERT_GE(served.get(), 0);
  const std::string text = pattern(150'000);
  std::string up;
  std::string down;
  const SteadyTime began = os::steady_now();
  exchange(client, served, text, up, down);
  EXPECT_TRUE(up == text) << up.size();
  EXPECT_TRUE(down == text) << down.size();
  EXPECT_GE(os::steady_now() - began, milliseconds(1'000)) << "125 kB/s";
  const auto report = emulator.stop();
  EXPECT_EQ(number(report, "tcp", "up", "bytes"), 150'000);
  EXPECT_GT(number(report, "tcp", "up", "retransmissions"), 5);
  EXPECT_GE(number(report, "tcp", "up", "longest_stall_us"), 200'000);
}

TEST(LinkEmulator, AHardCutIsAResetOnBothSidesAndTheNextConnectionIsCarried) {
  const Socket controller = bound(SOCK_STREAM);
  Emulator emulator("tcp", port_of(controller), {"--profile", "lan"});
  const Socket client = connected(SOCK_STREAM, emulator.port());
  const Socket served = accepted(controller);
  ASSERT_EQ(::send(client.get(), "x", 1, 0), 1);
  char byte = 0;
  ASSERT_TRUE(readable(served, kPatienceMs));
  ASSERT_EQ(::recv(served.get(), &byte, 1, 0), 1);
  emulator.signal(SIGUSR2);
  for (const Socket* socket : {&client, &served}) {
    ASSERT_TRUE(readable(*socket, kPatienceMs));
    EXPECT_EQ(::recv(socket->get(), &byte, 1, 0), -1);
    EXPECT_EQ(errno, ECONNRESET);
  }
  const Socket again = connected(SOCK_STREAM, emulator.port());
  EXPECT_GE(accepted(controller).get(), 0);
}

TEST(LinkEmulator, AConnectionToNobodyIsReset) {
  std::uint16_t nobody = 0;
  {
    const Socket gone = bound(SOCK_STREAM);
    nobody = port_of(gone);
  }
  Emulator emulator("tcp", nobody, {"--profile", "lan"});
  const Socket client = connected(SOCK_STREAM, emulator.port());
  char byte = 0;
  ASSERT_TRUE(readable(client, kPatienceMs));
  EXPECT_LE(::recv(client.get(), &byte, 1, 0), 0);
}

TEST(LinkEmulator, RefusesWhatItCannotDo) {
  EXPECT_EQ(exit_status(""), 2) << "nothing to listen on";
  EXPECT_EQ(exit_status("--listen-udp 0"), 2) << "and no target";
  EXPECT_EQ(exit_status("--listen-udp 0 --to-udp 70000"), 2);
  EXPECT_EQ(exit_status("--listen-udp 0 --to-udp nowhere:1"), 2);
  EXPECT_EQ(exit_status("--profile 5g --listen-udp 0 --to-udp 1"), 2);
}

}  // namespace
}  // namespace tongluo::link_emu
