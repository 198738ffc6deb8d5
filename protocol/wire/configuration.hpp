#pragma once
// Signed configuration: what is changed in many terminals at once. PROTOCOL.md section 7.14. Pure; parsing is
// canonical.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/wire/order.hpp"

namespace tongluo::wire {

struct ControllerAddress {
  std::string host;  // name or address
  std::uint16_t port = 0;
  bool operator==(const ControllerAddress&) const = default;
};

enum class LocalSource : std::uint8_t { unspecified = 0, microphone = 1, line_in = 2, usb_file = 3 };
constexpr LocalSource kLastLocalSource = LocalSource::usb_file;
std::string_view to_string(LocalSource source);

// What may be played by hand at the terminal itself: which sources, when, how loud and how long at once.
struct LocalSources {
  std::vector<LocalSource> sources;  // 1 to all, each once, rising
  std::chrono::minutes from{};       // of the local day, 0 … 24 h, from < until
  std::chrono::minutes until{};
  std::chrono::minutes utc_offset{};  // −14 … 14 h
  std::uint32_t volume_percent = 1;   // 1 … 100, of the installed volume
  seconds longest{};                  // 1 s … kMaxLocalClaim
  bool below_routine = false;         // else above it
  bool operator==(const LocalSources&) const = default;
};
constexpr seconds kMaxLocalClaim = std::chrono::hours(4);
// Of these sources, at this instant.
bool allows(const LocalSources& sources, LocalSource source, WallTime now);

struct Configuration {
  std::uint32_t reader_version = 1;
  std::uint64_t version = 0;    // from 1, only rises
  std::vector<Target> targets;  // areas and terminals only
  WallTime issued_at{};
  std::vector<ControllerAddress> controllers;  // tried in turn, before the installed ones; at most kMaxSignedEndpoints
  std::optional<LocalSources> local_sources;   // none: nothing is played by hand. One of the two is there
  bool operator==(const Configuration&) const = default;
};

WireResult<Configuration> parse_configuration(ByteView bytes);
Bytes serialize(const Configuration& value);

}  // namespace tongluo::wire
