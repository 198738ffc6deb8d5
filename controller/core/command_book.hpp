#pragma once
// Maintenance commands that were sent, and what each terminal answered. Pure values in memory; that they were sent and
// how they ended is in the audit. Limits: kMaxCommandsKept, kMaxCommandBytesKept: the oldest leaves.

#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "controller/core/fleet_register.hpp"
#include "protocol/wire/command.hpp"
#include "protocol/wire/messages.hpp"

namespace tongluo::controller {

struct CommandAnswer {
  TerminalIndex terminal = 0;
  bool sent = false;
  wire::CommandStatus status = wire::CommandStatus::unspecified;  // unspecified: no word yet
  Refusal refusal = Refusal::none;
  std::string detail;
  Bytes data;  // of the parts so far, in order
  std::uint32_t parts_taken = 0;
  bool complete = false;
  WallTime at{};
};

struct CommandRecord {
  Digest digest;
  std::shared_ptr<const Bytes> frame;  // the SignedObject, for every session
  wire::Command command;
  std::string person;
  WallTime submitted_at{};
  std::vector<CommandAnswer> answers;

  CommandAnswer* answer_of(TerminalIndex terminal);
};

class CommandBook {
 public:
  CommandRecord* find(const Digest& digest);
  const CommandRecord* find(const Digest& digest) const;
  void add(CommandRecord record);
  // Takes one part. True: with it, the terminal's answer is complete. Parts that were not asked for, come twice or out
  // of order change nothing.
  bool take(WallTime now, TerminalIndex terminal, const wire::CommandResult& result);
  const std::deque<CommandRecord>& all() const { return records_; }  // newest first
  std::deque<CommandRecord>& all() { return records_; }

 private:
  std::deque<CommandRecord> records_;
  std::size_t bytes_ = 0;  // of data
};

}  // namespace tongluo::controller
