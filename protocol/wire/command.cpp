#include "protocol/wire/command.hpp"

#include <algorithm>

#include "protocol/wire/codec.hpp"
#include "protocol/wire/target_proto.hpp"
#include "protocol/wire/tongluo.pb.h"

namespace tongluo::wire {
namespace {

constexpr std::string_view kKindNames[] = {"unspecified",   "self_test",    "tone",          "volume",
                                           "levels",        "log",          "register_read", "register_write",
                                           "network_check", "packet_trace", "reboot"};
static_assert(std::size(kKindNames) == static_cast<std::size_t>(kLastCommandKind) + 1);
constexpr std::string_view kStatusNames[] = {"unspecified", "done",  "failed", "refused",
                                             "unavailable", "alert", "busy"};
static_assert(std::size(kStatusNames) == static_cast<std::size_t>(kLastCommandStatus) + 1);

bool is_one_of(CommandKind kind, std::initializer_list<CommandKind> kinds) {
  return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

// An argument is there exactly where the kind needs it, and within its range.
void check_arguments(const Command& command, FieldReader& fields) {
  const CommandKind kind = command.kind;
  const bool sounds = kind == CommandKind::tone;
  const bool traces = kind == CommandKind::packet_trace;
  const auto longest = sounds ? limits::kMaxTestTone : limits::kMaxPacketTrace;
  fields.require((command.duration > milliseconds(0)) == (sounds || traces) && command.duration <= longest,
                 WireFault::bad_value, "duration_ms");
  const bool loud = is_one_of(kind, {CommandKind::tone, CommandKind::volume});
  fields.require((command.volume_percent != 0) == loud && command.volume_percent <= 100, WireFault::bad_value,
                 "volume_percent");
  if (kind == CommandKind::volume)
    fields.require(command.volume_percent >= limits::kLeastInstalledVolume, WireFault::bad_value, "volume_percent");
  const bool named = is_one_of(kind, {CommandKind::register_read, CommandKind::register_write, CommandKind::log});
  fields.require(command.name.empty() != named, WireFault::bad_value, "name");
  if (kind == CommandKind::log)
    fields.require(command.name == "firmware" || command.name == "trace", WireFault::bad_value, "name");
  fields.require(command.value_milli == 0 || kind == CommandKind::register_write, WireFault::bad_value, "value_milli");
  fields.require((command.bytes != 0) == (kind == CommandKind::log) && command.bytes <= limits::kMaxLogSlice,
                 WireFault::bad_value, "bytes");
}

Command read_command(const v1::Command& proto, FieldReader& fields) {
  Command command;
  fields.reader_version(proto.reader_version());
  command.reader_version = proto.reader_version();
  command.targets = read_targets(proto.targets(), fields);
  command.issued_at = fields.time(proto.issued_at_us(), "issued_at_us");
  command.expires_at = fields.time(proto.expires_at_us(), "expires_at_us");
  fields.require(command.issued_at < command.expires_at, WireFault::bad_value, "expires_at_us");
  command.kind = fields.enumeration(proto.kind(), kLastCommandKind, "kind");
  command.duration = fields.duration(proto.duration_ms(), "duration_ms", limits::kMaxPacketTrace);
  command.volume_percent = proto.volume_percent();
  command.name = fields.text(proto.name(), "name", limits::kMaxCommandNameBytes);
  command.value_milli = proto.value_milli();
  command.bytes = proto.bytes();
  command.nonce = fields.nonce(proto.nonce(), "nonce");
  if (!fields.failed()) check_arguments(command, fields);
  return command;
}

}  // namespace

WireResult<Command> parse_command(ByteView bytes) {
  return parse_canonical<Command, v1::Command>(bytes, "command", read_command);
}

Bytes serialize(const Command& value) {
  v1::Command proto;
  proto.set_reader_version(value.reader_version);
  write_targets(value.targets, *proto.mutable_targets());
  proto.set_issued_at_us(to_us(value.issued_at));
  proto.set_expires_at_us(to_us(value.expires_at));
  proto.set_kind(static_cast<std::uint32_t>(value.kind));
  proto.set_duration_ms(static_cast<std::uint32_t>(value.duration.count()));
  proto.set_volume_percent(value.volume_percent);
  proto.set_name(value.name);
  proto.set_value_milli(value.value_milli);
  proto.set_bytes(value.bytes);
  proto.set_nonce(raw_octets(value.nonce));
  return encode(proto);
}

std::string_view to_string(CommandKind kind) { return kKindNames[static_cast<std::size_t>(kind)]; }
std::string_view to_string(CommandStatus status) { return kStatusNames[static_cast<std::size_t>(status)]; }

CommandKind command_kind_from(std::string_view text) {
  for (std::size_t i = 1; i < std::size(kKindNames); ++i)
    if (kKindNames[i] == text) return static_cast<CommandKind>(i);
  return CommandKind::unspecified;
}

}  // namespace tongluo::wire
