#pragma once
// Who belongs to the county and who is there: terminals by place record, their certificates, sessions, presence and
// telemetry. Pure; time is handed in. Limits: kMaxTerminals, kMaxSessionsPerTerminal. Indices are stable for the life
// of the process.

#include <map>
#include <optional>
#include <vector>

#include "controller/core/actions.hpp"
#include "controller/core/online_ledger.hpp"
#include "controller/core/terminal_memory.hpp"
#include "protocol/sign/keys.hpp"
#include "protocol/wire/order.hpp"
#include "protocol/wire/receipt.hpp"
#include "protocol/wire/trust_objects.hpp"

namespace tongluo::controller {

using TerminalIndex = std::uint32_t;

struct TerminalEntry {
  TerminalId id;
  std::optional<wire::PlaceRecord> place;
  Bytes place_envelope;
  Bytes certificate;
  std::optional<sign::PublicKey> key;  // of the certificate
  WallTime certificate_end{};
  std::vector<SessionId> sessions;  // oldest first
  SteadyTime last_heard{};
  WallTime last_seen{};  // zero: not since the start
  std::string firmware;
  std::optional<Digest> playing;
  std::optional<Digest> interrupted;  // by that; it may go on afterwards
  std::uint32_t unacknowledged_receipts = 0;
  TerminalMemory memory;
};

class FleetRegister {
 public:
  FleetRegister(SteadyTime started, milliseconds heartbeat_interval)
      : started_(started), interval_(heartbeat_interval) {}

  // The entry of this id, made if needed; nothing when kMaxTerminals is reached.
  std::optional<TerminalIndex> enrol(const TerminalId& id);
  std::optional<TerminalIndex> find(const TerminalId& id) const;
  TerminalEntry& at(TerminalIndex index) { return entries_[index]; }
  const TerminalEntry& at(TerminalIndex index) const { return entries_[index]; }
  std::size_t size() const { return entries_.size(); }
  std::size_t placed() const;  // those with a place record
  const std::map<TerminalId, TerminalIndex>& by_id() const { return by_id_; }

  void heard(TerminalIndex index, Now now);
  // What it plays, as a heartbeat says; what began or ended between two of them, minutes apart, a receipt says.
  void note_playing(TerminalIndex index, std::optional<Digest> order);
  void note_sound(TerminalIndex index, const wire::Receipt& receipt);
  // Each minute: who is online now and who is not goes into the record of thirty days.
  void watch(Now now);
  OnlineLedger& online() { return online_; }
  const OnlineLedger& online() const { return online_; }
  // online, late after 1.5 intervals, offline after 2.5; unknown for two intervals after the start.
  Presence presence(TerminalIndex index, SteadyTime now) const;
  // Place records may still be on their way in: who is not known now may be in a moment.
  bool is_young(SteadyTime now) const { return now - started_ < SteadyTime::duration(kYoung); }
  // Terminals that one of the targets contains, by id.
  std::vector<TerminalIndex> addressed(const std::vector<wire::Target>& targets) const;
  bool any_in(const wire::Target& target) const;
  std::vector<AreaCode> areas(const std::vector<TerminalIndex>& terminals) const;  // where they stand, each area once
  TerminalView view(TerminalIndex index, SteadyTime now) const;

 private:
  SteadyTime started_;
  milliseconds interval_;
  std::vector<TerminalEntry> entries_;
  std::map<TerminalId, TerminalIndex> by_id_;
  OnlineLedger online_;
};

}  // namespace tongluo::controller
