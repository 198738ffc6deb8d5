#include "controller/core/online_ledger.hpp"

#include <algorithm>

namespace tongluo::controller {
namespace {

constexpr std::size_t kChangeBytes = sizeof(std::uint64_t) + 1;

// Those that say nothing about the last thirty days; one before them says how they began.
void drop_old(std::vector<ReachChange>& changes, WallTime now) {
  const auto inside = std::find_if(changes.begin(), changes.end(),
                                   [now](const ReachChange& change) { return change.at > now - kOnlineKept; });
  if (inside - changes.begin() > 1) changes.erase(changes.begin(), inside - 1);
  if (changes.size() > kMaxOnlineChanges)
    changes.erase(changes.begin(), changes.end() - static_cast<std::ptrdiff_t>(kMaxOnlineChanges));
}

}  // namespace

std::string_view to_string(Reach reach) {
  switch (reach) {
    case Reach::online:
      return "online";
    case Reach::offline:
      return "offline";
    case Reach::unknown:
      break;
  }
  return "unknown";
}

Bytes write_changes(const std::vector<ReachChange>& changes) {
  Bytes bytes;
  bytes.reserve(changes.size() * kChangeBytes);
  for (const ReachChange& change : changes) {
    const auto at = static_cast<std::uint64_t>(to_us(change.at));
    for (unsigned shift = 64; shift > 0; shift -= 8) bytes.push_back(static_cast<std::byte>(at >> (shift - 8) & 0xffU));
    bytes.push_back(static_cast<std::byte>(change.reach));
  }
  return bytes;
}

std::optional<std::vector<ReachChange>> parse_changes(ByteView bytes) {
  if (bytes.size() % kChangeBytes != 0 || bytes.size() > kMaxOnlineChanges * kChangeBytes) return std::nullopt;
  std::vector<ReachChange> changes;
  for (; !bytes.empty(); bytes = bytes.subspan(kChangeBytes)) {
    std::uint64_t at = 0;
    for (std::size_t i = 0; i < sizeof(at); ++i) at = at << 8U | std::to_integer<std::uint64_t>(bytes[i]);
    const auto reach = std::to_integer<std::uint8_t>(bytes[sizeof(at)]);
    if (at > static_cast<std::uint64_t>(INT64_MAX) || reach > static_cast<std::uint8_t>(Reach::offline))
      return std::nullopt;
    const ReachChange change{wall_from_us(static_cast<std::int64_t>(at)), static_cast<Reach>(reach)};
    if (!changes.empty() && changes.back().at > change.at) return std::nullopt;
    changes.push_back(change);
  }
  return changes;
}

void OnlineLedger::restore(const StoredHistory& stored) {
  auto changes = stored.step == kOnlineStep ? parse_changes(stored.points) : std::nullopt;
  if (changes) terminals_[stored.terminal].changes = std::move(*changes);
}

void OnlineLedger::begin(WallTime alive_until) {
  for (auto& [terminal, kept] : terminals_)
    if (!kept.changes.empty()) note(terminal, {std::max(alive_until, kept.changes.back().at), Reach::unknown});
}

void OnlineLedger::note(const TerminalId& terminal, ReachChange change) {
  auto at = terminals_.find(terminal);
  if (at == terminals_.end() && (terminals_.size() >= kMaxTerminals || change.reach == Reach::unknown)) return;
  if (at == terminals_.end()) at = terminals_.try_emplace(terminal).first;
  Terminal& kept = at->second;
  if (!kept.changes.empty() && kept.changes.back().reach == change.reach) return;
  if (!kept.changes.empty()) change.at = std::max(change.at, kept.changes.back().at);
  kept.changes.push_back(change);
  drop_old(kept.changes, change.at);
  if (!std::exchange(kept.waiting, true)) changed_.push_back(terminal);
}

SaveHistory OnlineLedger::row_of(const TerminalId& terminal, Terminal& kept) {
  kept.waiting = false;
  return {terminal, kOnlineStep, write_changes(kept.changes)};
}

std::vector<SaveHistory> OnlineLedger::due() {
  std::vector<SaveHistory> rows;
  for (; !changed_.empty() && rows.size() < kMaxHistoryBatch; changed_.pop_front())
    rows.push_back(row_of(changed_.front(), terminals_.at(changed_.front())));
  return rows;
}

std::vector<SaveHistory> OnlineLedger::unsaved(WallTime now) {
  for (auto& [terminal, kept] : terminals_) note(terminal, {now, Reach::unknown});
  std::vector<SaveHistory> rows;
  for (; !changed_.empty(); changed_.pop_front())
    rows.push_back(row_of(changed_.front(), terminals_.at(changed_.front())));
  return rows;
}

std::vector<ReachChange> OnlineLedger::changes(const TerminalId& terminal, WallTime now) const {
  const auto at = terminals_.find(terminal);
  if (at == terminals_.end()) return {};
  std::vector<ReachChange> changes = at->second.changes;
  drop_old(changes, now);
  return changes;
}

}  // namespace tongluo::controller
