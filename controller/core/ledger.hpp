#pragma once
// One order's outcomes: exactly one for each occurrence and addressed terminal. Stages only rise; the first final
// stays; a later final that says otherwise makes it disputed; `unreachable` is provisional and a receipt corrects it.
// What was never sent before it was stopped is `cancelled` by the controller's own word; a signed receipt that says
// otherwise after all replaces that word. A refusal of the order as a whole is said of one copy of it: it ends what is
// open, contradicts no final, and yields to what became of another copy.
// What changed is remembered in its order, so that who watches asks for the difference only.
// Pure. Limits: kMaxReceiptsPerOutcome, kMaxChangesKept.

#include <deque>
#include <vector>

#include "controller/core/fleet_register.hpp"
#include "protocol/wire/receipt.hpp"

namespace tongluo::controller {

struct OutcomeRow {
  Progress progress = Progress::none;
  Outcome outcome = Outcome::none;
  Refusal refusal = Refusal::none;
  bool unreachable = false;
  bool disputed = false;
  bool assumed = false;        // the final is the controller's own word, no receipt
  bool refused_whole = false;  // the final is a refusal of the order as a whole; another copy may have been taken
  WallTime delivered_at{}, accepted_at{}, started_at{}, first_sample{}, last_sample{}, final_at{};
  std::uint64_t samples_played = 0;
  std::uint32_t frames_lost = 0;
  std::string detail;
};

class Ledger {
 public:
  Ledger(std::vector<TerminalIndex> addressed, std::vector<wire::Occurrence> occurrences);

  enum class Seen : std::uint8_t { fresh, repeated, too_many, foreign };
  // Is this receipt's identity new for its outcome? A fresh one is remembered.
  Seen remember(TerminalIndex terminal, const Digest& receipt);
  void forget(TerminalIndex terminal, const Digest& receipt);  // it could not be stored

  struct Change {
    std::uint32_t finals = 0, disputed = 0, corrected = 0;
  };
  Change apply(TerminalIndex terminal, const wire::Receipt& receipt);
  void delivered(TerminalIndex terminal, WallTime at);
  // Nothing is delivered there any more; what never was is final.
  void stop(TerminalIndex terminal, WallTime at);
  bool stopped(TerminalIndex terminal) const;
  // Nobody knows what became of it there: it was sent, and no final came.
  bool unanswered(TerminalIndex terminal) const;
  // Marks outcomes without a final whose occurrence ended more than kReceiptGrace before `now`; returns how many.
  std::uint32_t mark_unreachable(WallTime now);
  WallTime next_sweep() const { return next_sweep_; }  // WallTime::max() when none is left

  bool addresses(TerminalIndex terminal) const { return slot(terminal).has_value(); }
  bool settled(TerminalIndex terminal) const;  // its signed final is there for every occurrence
  bool complete() const { return open_ == 0; }
  const std::vector<TerminalIndex>& addressed() const { return addressed_; }
  const std::vector<wire::Occurrence>& occurrences() const { return occurrences_; }
  const OutcomeRow& row(std::size_t slot, std::size_t occurrence) const {
    return rows_[slot * occurrences_.size() + occurrence];
  }
  std::size_t row_count() const { return rows_.size(); }
  std::uint64_t revision() const { return revision_; }  // of the rows: how often one has changed
  // The rows that changed since this revision, each once, at most so many, and the revision that they lead to; nothing:
  // it is not known any more, or was never.
  struct Changed {
    std::vector<std::size_t> rows;  // slot × occurrences + occurrence
    std::uint64_t revision = 0;
  };
  std::optional<Changed> changed_since(std::uint64_t revision, std::size_t limit) const;
  OutcomeCounts counts() const;

 private:
  std::optional<std::size_t> slot(TerminalIndex terminal) const;
  void apply_row(OutcomeRow& row, const wire::Receipt& receipt, Change& change);
  void note(const OutcomeRow& row);  // it has changed
  void retract(OutcomeRow& row);
  void finish_row(OutcomeRow& row, const wire::Receipt& receipt, Change& change);

  std::vector<TerminalIndex> addressed_;  // sorted
  std::vector<wire::Occurrence> occurrences_;
  std::vector<OutcomeRow> rows_;               // slot × occurrence
  std::vector<std::vector<Digest>> receipts_;  // by slot
  std::vector<bool> swept_;                    // by occurrence
  std::vector<bool> stopped_;                  // by slot
  std::deque<std::uint32_t> changes_;          // rows, oldest first; the newest led to revision_
  std::uint64_t revision_ = 0;
  WallTime next_sweep_ = WallTime::max();
  std::size_t open_ = 0;
};

}  // namespace tongluo::controller
