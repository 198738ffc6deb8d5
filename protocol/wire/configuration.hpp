#pragma once
// Signed configuration: what is changed in many terminals at once. PROTOCOL.md section 7.14. Pure; parsing is
// canonical.

#include <string>
#include <vector>

#include "protocol/wire/order.hpp"

namespace tongluo::wire {

struct ControllerAddress {
  std::string host;  // name or address
  std::uint16_t port = 0;
  bool operator==(const ControllerAddress&) const = default;
};

struct Configuration {
  std::uint32_t reader_version = 1;
  std::uint64_t version = 0;    // from 1, only rises
  std::vector<Target> targets;  // areas and terminals only
  WallTime issued_at{};
  std::vector<ControllerAddress> controllers;  // tried in turn, before the installed ones; 1 … kMaxSignedEndpoints
  bool operator==(const Configuration&) const = default;
};

WireResult<Configuration> parse_configuration(ByteView bytes);
Bytes serialize(const Configuration& value);

}  // namespace tongluo::wire
