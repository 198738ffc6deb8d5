#include "controller/core/ledger.hpp"

#include <algorithm>
#include <unordered_set>

#include "controller/core/limits.hpp"

namespace tongluo::controller {
namespace {

Progress progress_of(Stage stage) {
  switch (stage) {
    case Stage::accepted:
      return Progress::accepted;
    case Stage::started:
      return Progress::started;
    case Stage::final:
      return Progress::final;
    case Stage::unspecified:
      break;
  }
  return Progress::none;
}

void keep_evidence(OutcomeRow& row, const wire::Receipt& receipt) {
  if (receipt.first_sample != WallTime{}) row.first_sample = receipt.first_sample;
  if (receipt.last_sample != WallTime{}) row.last_sample = receipt.last_sample;
  row.samples_played = std::max(row.samples_played, receipt.samples_played);
  row.frames_lost = std::max(row.frames_lost, receipt.frames_lost);
}

}  // namespace

Ledger::Ledger(std::vector<TerminalIndex> addressed, std::vector<wire::Occurrence> occurrences)
    : addressed_(std::move(addressed)), occurrences_(std::move(occurrences)) {
  std::sort(addressed_.begin(), addressed_.end());
  rows_.resize(addressed_.size() * occurrences_.size());
  receipts_.resize(addressed_.size());
  swept_.resize(occurrences_.size());
  stopped_.resize(addressed_.size());
  open_ = rows_.size();
  for (const wire::Occurrence& occurrence : occurrences_)
    next_sweep_ = std::min(next_sweep_, occurrence.end + kReceiptGrace);
}

std::optional<std::size_t> Ledger::slot(TerminalIndex terminal) const {
  const auto at = std::lower_bound(addressed_.begin(), addressed_.end(), terminal);
  if (at == addressed_.end() || *at != terminal) return std::nullopt;
  return static_cast<std::size_t>(at - addressed_.begin());
}

Ledger::Seen Ledger::remember(TerminalIndex terminal, const Digest& receipt) {
  const auto at = slot(terminal);
  if (!at) return Seen::foreign;
  std::vector<Digest>& known = receipts_[*at];
  if (std::find(known.begin(), known.end(), receipt) != known.end()) return Seen::repeated;
  if (known.size() >= kMaxReceiptsPerOutcome * occurrences_.size()) return Seen::too_many;
  known.push_back(receipt);
  return Seen::fresh;
}

void Ledger::forget(TerminalIndex terminal, const Digest& receipt) {
  if (const auto at = slot(terminal)) std::erase(receipts_[*at], receipt);
}

Ledger::Change Ledger::apply(TerminalIndex terminal, const wire::Receipt& receipt) {
  Change change;
  const auto at = slot(terminal);
  if (!at) return change;
  for (std::size_t i = 0; i < occurrences_.size(); ++i)
    if (receipt.occurrence == 0 || receipt.occurrence == occurrences_[i].number)
      apply_row(rows_[*at * occurrences_.size() + i], receipt, change);
  return change;
}

void Ledger::apply_row(OutcomeRow& row, const wire::Receipt& receipt, Change& change) {
  const Progress progress = progress_of(receipt.stage);
  const bool as_a_whole = receipt.occurrence == 0;
  // A later copy was refused (expired by now, say): that takes nothing back.
  if (as_a_whole && row.progress == Progress::final && !row.assumed) return;
  // A copy was refused, and a later one was taken: what became of that counts.
  if (row.assumed || (row.refused_whole && !as_a_whole)) retract(row);
  if (progress == Progress::accepted && row.accepted_at == WallTime{}) row.accepted_at = receipt.at;
  if (progress == Progress::started && row.started_at == WallTime{}) row.started_at = receipt.at;
  if (std::exchange(row.unreachable, false)) ++change.corrected;
  note(row);
  if (progress == Progress::final) return finish_row(row, receipt, change);
  if (row.progress == Progress::final) return;
  row.progress = std::max(row.progress, progress);
  keep_evidence(row, receipt);
}

void Ledger::note(const OutcomeRow& row) {
  changes_.push_back(static_cast<std::uint32_t>(&row - rows_.data()));
  if (changes_.size() > kMaxChangesKept) changes_.pop_front();
  ++revision_;
}

std::optional<Ledger::Changed> Ledger::changed_since(std::uint64_t revision, std::size_t limit) const {
  if (revision > revision_ || revision_ - revision > changes_.size()) return std::nullopt;
  Changed changed{{}, revision};
  std::unordered_set<std::uint32_t> told;
  for (std::size_t at = changes_.size() - (revision_ - revision); at < changes_.size(); ++at) {
    if (!told.contains(changes_[at]) && told.size() == limit) break;
    if (told.insert(changes_[at]).second) changed.rows.push_back(changes_[at]);
    ++changed.revision;
  }
  return changed;
}

void Ledger::retract(OutcomeRow& row) {
  row.assumed = row.refused_whole = false;
  row.progress = Progress::delivered;
  row.outcome = Outcome::none;
  row.refusal = Refusal::none;
  row.detail.clear();
  row.final_at = WallTime{};
  ++open_;
}

void Ledger::finish_row(OutcomeRow& row, const wire::Receipt& receipt, Change& change) {
  if (row.progress == Progress::final) {
    if (row.outcome == receipt.outcome && row.refusal == receipt.refusal) return;
    if (receipt.refusal == Refusal::replayed) return;  // that it had ended before contradicts no end
    if (!std::exchange(row.disputed, true)) ++change.disputed;
    return;
  }
  row.progress = Progress::final;
  row.outcome = receipt.outcome;
  row.refusal = receipt.refusal;
  row.refused_whole = receipt.occurrence == 0;
  row.detail = receipt.detail;
  row.final_at = receipt.at;
  keep_evidence(row, receipt);
  --open_;
  ++change.finals;
}

void Ledger::delivered(TerminalIndex terminal, WallTime at) {
  const auto found = slot(terminal);
  if (!found) return;
  for (std::size_t i = 0; i < occurrences_.size(); ++i) {
    OutcomeRow& row = rows_[*found * occurrences_.size() + i];
    if (row.delivered_at != WallTime{} && row.progress >= Progress::delivered) continue;
    row.progress = std::max(row.progress, Progress::delivered);
    if (row.delivered_at == WallTime{}) row.delivered_at = at;
    note(row);
  }
}

void Ledger::stop(TerminalIndex terminal, WallTime at) {
  const auto found = slot(terminal);
  if (!found || stopped_[*found]) return;
  stopped_[*found] = true;
  for (std::size_t i = 0; i < occurrences_.size(); ++i) {
    OutcomeRow& row = rows_[*found * occurrences_.size() + i];
    if (row.progress != Progress::none) continue;
    row.progress = Progress::final;
    row.outcome = Outcome::cancelled;
    row.detail = "never sent";
    row.final_at = at;
    row.assumed = true;
    row.unreachable = false;
    note(row);
    --open_;
  }
}

bool Ledger::stopped(TerminalIndex terminal) const {
  const auto at = slot(terminal);
  return at && stopped_[*at];
}

bool Ledger::unanswered(TerminalIndex terminal) const {
  const auto at = slot(terminal);
  if (!at) return false;
  const auto first = rows_.begin() + static_cast<std::ptrdiff_t>(*at * occurrences_.size());
  return std::any_of(first, first + static_cast<std::ptrdiff_t>(occurrences_.size()), [](const OutcomeRow& row) {
    return row.progress != Progress::none && row.progress != Progress::final;
  });
}

std::uint32_t Ledger::mark_unreachable(WallTime now) {
  std::uint32_t marked = 0;
  next_sweep_ = WallTime::max();
  for (std::size_t i = 0; i < occurrences_.size(); ++i) {
    if (swept_[i]) continue;
    const WallTime due = occurrences_[i].end + kReceiptGrace;
    if (due > now) {
      next_sweep_ = std::min(next_sweep_, due);
      continue;
    }
    swept_[i] = true;
    for (std::size_t s = 0; s < addressed_.size(); ++s) {
      OutcomeRow& row = rows_[s * occurrences_.size() + i];
      if (row.progress == Progress::final || std::exchange(row.unreachable, true)) continue;
      note(row);
      ++marked;
    }
  }
  return marked;
}

bool Ledger::settled(TerminalIndex terminal) const {
  const auto at = slot(terminal);
  if (!at) return true;
  const auto first = rows_.begin() + static_cast<std::ptrdiff_t>(*at * occurrences_.size());
  return std::all_of(first, first + static_cast<std::ptrdiff_t>(occurrences_.size()),
                     [](const OutcomeRow& row) { return row.progress == Progress::final && !row.assumed; });
}

OutcomeCounts Ledger::counts() const {
  OutcomeCounts counts;
  for (const OutcomeRow& row : rows_) {
    switch (row.progress) {
      case Progress::none:
        ++counts.waiting;
        break;
      case Progress::delivered:
        ++counts.delivered;
        break;
      case Progress::accepted:
        ++counts.accepted;
        break;
      case Progress::started:
        ++counts.started;
        break;
      case Progress::final:
        ++counts.finals[static_cast<std::size_t>(row.outcome)];
        break;
    }
    counts.unreachable += row.unreachable ? 1U : 0U;
    counts.disputed += row.disputed ? 1U : 0U;
  }
  return counts;
}

}  // namespace tongluo::controller
