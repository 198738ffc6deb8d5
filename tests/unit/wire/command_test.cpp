// A maintenance command reads back what was written, and has exactly the arguments that its kind needs.

#include "protocol/wire/command.hpp"

#include <functional>
#include <gtest/gtest.h>

#include "tests/unit/wire/samples.hpp"

namespace tongluo::wire {
namespace {

Command command_of(CommandKind kind) {
  Command command;
  command.targets = {samples::terminal()};
  command.issued_at = samples::at(1);
  command.expires_at = samples::at(600);
  command.kind = kind;
  command.nonce = samples::octets<Nonce>(7);
  if (kind == CommandKind::tone || kind == CommandKind::packet_trace) command.duration = seconds(5);
  if (kind == CommandKind::tone || kind == CommandKind::volume) command.volume_percent = 50;
  if (kind == CommandKind::register_read || kind == CommandKind::register_write) command.name = "amplifier_relay";
  if (kind == CommandKind::register_write) command.value_milli = -1'500;
  if (kind == CommandKind::log) command.name = "firmware", command.bytes = 4'096;
  return command;
}

TEST(Command, EachKindRoundTripsAndRefusesOtherEncodings) {
  for (unsigned kind = 1; kind <= static_cast<unsigned>(kLastCommandKind); ++kind) {
    const Command command = command_of(static_cast<CommandKind>(kind));
    const Bytes bytes = serialize(command);
    const auto parsed = parse_command(bytes);
    ASSERT_TRUE(parsed) << to_string(command.kind) << to_string(parsed.error());
    EXPECT_EQ(*parsed, command);
    for (std::size_t cut = 0; cut < bytes.size(); ++cut) EXPECT_FALSE(parse_command(ByteView(bytes).first(cut))) << cut;
    Bytes longer = bytes;
    longer.push_back(std::byte{0});
    EXPECT_FALSE(parse_command(longer));
    EXPECT_EQ(command_kind_from(to_string(command.kind)), command.kind);
  }
}

TEST(Command, RefusesWhatItsKindDoesNotNeedAndWhatIsOutOfRange) {
  const std::pair<CommandKind, std::function<void(Command&)>> spoils[] = {
      {CommandKind::self_test, [](Command& c) { c.reader_version = 2; }},
      {CommandKind::self_test, [](Command& c) { c.targets.clear(); }},
      {CommandKind::self_test, [](Command& c) { c.expires_at = c.issued_at; }},
      {CommandKind::self_test, [](Command& c) { c.duration = seconds(1); }},
      {CommandKind::self_test, [](Command& c) { c.volume_percent = 1; }},
      {CommandKind::self_test, [](Command& c) { c.name = "x"; }},
      {CommandKind::self_test, [](Command& c) { c.value_milli = 1; }},
      {CommandKind::self_test, [](Command& c) { c.bytes = 1; }},
      {CommandKind::self_test, [](Command& c) { c.kind = CommandKind::unspecified; }},
      {CommandKind::self_test, [](Command& c) { c.kind = static_cast<CommandKind>(11); }},
      {CommandKind::tone, [](Command& c) { c.duration = {}; }},
      {CommandKind::tone, [](Command& c) { c.duration = limits::kMaxTestTone + milliseconds(1); }},
      {CommandKind::tone, [](Command& c) { c.volume_percent = 101; }},
      {CommandKind::volume, [](Command& c) { c.volume_percent = limits::kLeastInstalledVolume - 1; }},
      {CommandKind::packet_trace, [](Command& c) { c.duration = limits::kMaxPacketTrace + milliseconds(1); }},
      {CommandKind::register_read, [](Command& c) { c.name.clear(); }},
      {CommandKind::register_read, [](Command& c) { c.value_milli = 1; }},
      {CommandKind::register_write, [](Command& c) { c.name.assign(limits::kMaxCommandNameBytes + 1, 'x'); }},
      {CommandKind::log, [](Command& c) { c.name = "passwords"; }},
      {CommandKind::log, [](Command& c) { c.bytes = 0; }},
      {CommandKind::log, [](Command& c) { c.bytes = limits::kMaxLogSlice + 1; }}};
  std::size_t row = 0;
  for (const auto& [kind, spoil] : spoils) {
    Command command = command_of(kind);
    spoil(command);
    EXPECT_FALSE(parse_command(serialize(command))) << row;
    ++row;
  }
}

}  // namespace
}  // namespace tongluo::wire
