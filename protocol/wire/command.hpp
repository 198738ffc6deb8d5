#pragma once
// Maintenance command: what a technician far away asks of terminals. PROTOCOL.md section 7.13. Pure; parsing is
// canonical.

#include <string>
#include <vector>

#include "protocol/wire/order.hpp"

namespace tongluo::wire {

enum class CommandKind : std::uint8_t {
  unspecified = 0,
  self_test = 1,       // quiet
  tone = 2,            // an audible chime
  volume = 3,          // the installed volume, of which an order's is a share
  levels = 4,          // what the field bus measures
  log = 5,             // the newest lines of its log
  register_read = 6,   // one quantity of the field bus, by name
  register_write = 7,  // likewise
  network_check = 8,
  packet_trace = 9,  // records what crosses the link, to a file there
  reboot = 10,
};
constexpr CommandKind kLastCommandKind = CommandKind::reboot;

struct Command {
  std::uint32_t reader_version = 1;
  std::vector<Target> targets;  // areas and terminals only
  WallTime issued_at{};
  WallTime expires_at{};
  CommandKind kind{};
  milliseconds duration{};           // tone, packet_trace; else 0
  std::uint32_t volume_percent = 0;  // tone, volume; else 0
  std::string name;                  // register_…: a quantity; log: "firmware" or "trace"; else empty
  std::int64_t value_milli = 0;      // register_write: thousandths of its unit; else 0
  std::uint32_t bytes = 0;           // log: at most so many; else 0
  Nonce nonce;
  bool operator==(const Command&) const = default;
};

// What became of a command, CommandResult.status.
enum class CommandStatus : std::uint8_t {
  unspecified = 0,
  done = 1,
  failed = 2,       // it was tried; `detail` says what happened
  refused = 3,      // see `refusal`
  unavailable = 4,  // this terminal has no such thing: no field bus, no such quantity
  alert = 5,        // an alert of level I or II goes first: ask again later
  busy = 6,         // another command is under way, or too many came
};
constexpr CommandStatus kLastCommandStatus = CommandStatus::busy;

WireResult<Command> parse_command(ByteView bytes);
Bytes serialize(const Command& value);

std::string_view to_string(CommandKind kind);
std::string_view to_string(CommandStatus status);
CommandKind command_kind_from(std::string_view text);  // unspecified: none

}  // namespace tongluo::wire
