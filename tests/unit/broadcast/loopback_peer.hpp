#pragma once
// A terminal's socket on loopback: the real kernel in between, the real seal at both ends.

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>

#include "controller/broadcast/media_socket.hpp"
#include "protocol/stream/media_seal.hpp"

namespace tongluo::broadcast {

constexpr int kPatienceMs = 10'000;  // for what must come

class LoopbackPeer {
 public:
  explicit LoopbackPeer(std::uint16_t to) : descriptor_(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in controller{};
    controller.sin_family = AF_INET;
    controller.sin_port = htons(to);
    controller.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(::connect(descriptor_, reinterpret_cast<const sockaddr*>(&controller), sizeof controller), 0);
  }
  LoopbackPeer(const LoopbackPeer&) = delete;
  LoopbackPeer& operator=(const LoopbackPeer&) = delete;
  ~LoopbackPeer() { ::close(descriptor_); }

  void send(ByteView datagram) { EXPECT_GE(::send(descriptor_, datagram.data(), datagram.size(), 0), 0); }
  Bytes receive(int patience_ms = kPatienceMs) {
    pollfd wait{descriptor_, POLLIN, 0};
    if (::poll(&wait, 1, patience_ms) <= 0) return {};
    Bytes datagram(2'048);
    const auto got = ::recv(descriptor_, datagram.data(), datagram.size(), 0);
    datagram.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return datagram;
  }
  live::Address address() const {
    sockaddr_in own{};
    socklen_t size = sizeof own;
    EXPECT_EQ(::getsockname(descriptor_, reinterpret_cast<sockaddr*>(&own), &size), 0);
    return live::Address::of(ByteView(reinterpret_cast<const std::byte*>(&own), size));
  }

 private:
  int descriptor_;
};

}  // namespace tongluo::broadcast
