#pragma once
// Maintenance commands: verified, addressed to this terminal, never twice, one at a time, so many a minute, and never
// while an alert of level I or II is near. What changes or sounds something is committed to the replay memory before it
// is done; what only looks is done even if the journal fails. Owner: the core. PROTOCOL.md section 7.13. Limits:
// kCommandBurst, kCommandInterval (more: busy), kMaxAnswersKept; no answer within the command's duration and
// kCommandPatience is a failure.

#include <deque>
#include <optional>

#include "protocol/trust/command.hpp"
#include "terminal-fw/core/ledger.hpp"

namespace tongluo::terminal {

// What the shell says when a command is done. `data` goes out in parts.
struct Maintained {
  wire::CommandStatus status{};
  std::string detail;
  Bytes data;
};

class CommandDesk {
 public:
  CommandDesk(CoreParts& parts, Ledger& ledger) : parts_(parts), ledger_(ledger) {}

  void on_command(Now now, const Envelope& envelope, bool alert_near);
  void on_stored(Now now, const Digest& command, bool stored);
  void on_maintained(Now now, const Digest& command, Maintained result);
  void on_deadline(Now now);
  SteadyTime next_deadline() const { return running_ ? running_->give_up : SteadyTime::max(); }

 private:
  struct Running {
    Digest digest;
    wire::Command command;
    SteadyTime give_up{};
    bool begun = false;
  };
  struct Answer {
    Digest digest;
    wire::CommandStatus status{};
    std::string detail;
  };

  bool admit_one_more(SteadyTime now);
  bool was_answered(const Digest& digest);
  Refusal objection(const trust::AdmittedCommand& admitted) const;
  void take(Now now, trust::AdmittedCommand admitted);
  void begin();
  void answer(const Digest& digest, wire::CommandStatus status, Refusal refusal, const std::string& detail,
              const Bytes& data = {});

  CoreParts& parts_;
  Ledger& ledger_;
  std::optional<Running> running_;
  std::deque<Answer> answered_;  // newest first
  std::uint32_t tokens_ = kCommandBurst;
  SteadyTime refilled_at_{};
};

}  // namespace tongluo::terminal
