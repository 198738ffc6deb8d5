#pragma once
// Where datagrams come from and go to: the socket address as the adapter knows it, opaque here. Pure value.

#include <algorithm>
#include <array>

#include "protocol/base/bytes.hpp"

namespace tongluo::live {

struct Address {
  static constexpr std::size_t kMaxSize = 28;  // sockaddr_in6
  std::array<std::byte, kMaxSize> octets{};
  std::uint8_t size = 0;  // 0: none

  static Address of(ByteView socket_address) {
    Address address;
    address.size = static_cast<std::uint8_t>(std::min(socket_address.size(), kMaxSize));
    std::copy_n(socket_address.begin(), address.size, address.octets.begin());
    return address;
  }
  bool none() const { return size == 0; }
  ByteView view() const { return ByteView(octets).first(size); }
  bool operator==(const Address&) const = default;
};

}  // namespace tongluo::live
