#pragma once
// Writes before words: every receipt is signed, committed to the journal and only then sent. Counts refusals and lets
// only so many be reported. What ends in one event is one write. Owner: the core. Limits: kMaxPendingCommits; no answer
// within kCommitDeadline is a failure; kMaxOwedOperations.

#include <map>
#include <string>

#include "terminal-fw/core/core_parts.hpp"
#include "terminal-fw/core/owed_writes.hpp"

namespace tongluo::terminal {

enum class Purpose : std::uint8_t { acceptance, start, command, other };

struct CommitResult {
  Purpose purpose{};
  OccurrenceKey key;
  std::vector<Digest> receipts;
  bool stored = false;
  std::optional<Digest> replaces;  // the order that an accepted one ends
};

class Ledger {
 public:
  explicit Ledger(CoreParts& parts) : parts_(parts) {}

  void commit(Now now, JournalWrite write, Purpose purpose = Purpose::other, const OccurrenceKey& key = {},
              std::vector<Digest> receipts = {});
  // Nobody sends it again: written anew until it is stored.
  void commit_until_stored(Now now, JournalWrite write);
  // All that is known here, for a journal that was made anew in this run.
  void store_again(Now now);
  void accept(Now now, OpenOrder& order, const std::optional<Digest>& replaces);
  void store_start(Now now, const OpenOrder& order, const OpenOccurrence& occurrence);
  void report_started(Now now, const OpenOrder& order, const OpenOccurrence& occurrence);
  // The one final outcome. After the order's last occurrence the order is gone: the references are dead. Written before
  // whatever is written next, at the latest by write_ends().
  void finish(Now now, OpenOrder& order, OpenOccurrence& occurrence, Outcome outcome, Refusal refusal,
              std::string detail);
  void write_ends(Now now);
  // An order refused as a whole; `also` is written with it, until it is stored.
  void refuse(Now now, const Digest& order, Refusal reason, std::string detail, JournalWrite also = {});
  // Any other signed object.
  void refuse_object(Now now, const Digest& object, Refusal reason);
  // An order already final: reported, never a second final receipt.
  void report_replay(Now now, const Digest& order);
  // The ends of this order whose final receipt is gone, as a damaged journal leaves them: said again as the play log
  // knows them.
  void say_lost_ends(Now now, const Digest& order);

  std::optional<CommitResult> on_commit(Now now, std::uint64_t token, bool stored, std::string_view why_not);
  // Commits that count as failed now.
  std::vector<CommitResult> expire(Now now);
  void on_deadline(Now now);  // tries again what could not be stored
  SteadyTime next_deadline() const;
  void on_taken(Now now, const wire::ReceiptTaken& taken);
  void send_receipts();

 private:
  struct Pending {
    Purpose purpose{};
    OccurrenceKey key;
    std::vector<Digest> receipts;
    SteadyTime deadline{};
    JournalWrite again;                 // of it, what must be written later if it fails
    std::vector<std::uint64_t> events;  // of the event log, likewise
    std::optional<Digest> replaces;
  };
  struct Ends {
    JournalWrite write;
    std::vector<Digest> receipts;
  };
  void commit_again(Now now, JournalWrite write, JournalWrite again, std::vector<Digest> receipts);
  CommitResult close(Now now, std::map<std::uint64_t, Pending>::iterator pending, bool stored,
                     std::string_view why_not);
  wire::Receipt draft(Now now, const Digest& order, std::uint32_t occurrence, Stage stage) const;
  wire::Receipt draft(Now now, const OpenOrder& order, const OpenOccurrence& occurrence, Stage stage) const;
  std::vector<wire::Receipt> lost_ends(Now now, const Digest& order);
  wire::Path path_of(const OpenOrder& order) const;
  void enclose(wire::Receipt draft, JournalWrite& write, std::vector<Digest>& receipts);
  void send_event(Now now, wire::EventKind kind, const Digest& subject, Refusal reason);

  CoreParts& parts_;
  std::map<std::uint64_t, Pending> pending_;
  std::uint64_t last_token_ = 0;
  SteadyTime retry_at_ = SteadyTime::max();
  Ends ended_;  // in no write yet: those of this event
  OwedWrites owed_;
};

// How an occurrence, or an order, stands, for the journal.
StoredOccurrence stored_form(const OpenOccurrence& occurrence, Stage stage);
StoredOrder stored_form(const OpenOrder& order);

}  // namespace tongluo::terminal
