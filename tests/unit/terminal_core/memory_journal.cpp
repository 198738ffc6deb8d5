#include "tests/unit/terminal_core/memory_journal.hpp"

#include <algorithm>
#include <tuple>

#include "terminal-fw/core/limits.hpp"

namespace tongluo::test {
namespace {

// Replaces the row with the same key, keeps the rows in the order of their keys.
template <class Row, class Key>
void replace(std::vector<Row>& rows, const Row& row, Key key) {
  std::erase_if(rows, [&](const Row& other) { return other.*key == row.*key; });
  rows.insert(
      std::lower_bound(rows.begin(), rows.end(), row, [&](const Row& a, const Row& b) { return a.*key < b.*key; }),
      row);
}

bool names(const std::vector<Digest>& digests, const Digest& digest) {
  return std::find(digests.begin(), digests.end(), digest) != digests.end();
}

}  // namespace

void MemoryJournal::apply(const terminal::JournalWrite& write) {
  for (const auto& operation : write) std::visit([this](const auto& item) { put(item); }, operation);
}

void MemoryJournal::put(const terminal::PutOrder& put) {
  replace(snapshot_.orders, put.order, &terminal::StoredOrder::digest);
}

void MemoryJournal::put(const terminal::PutStage& put) {
  for (terminal::StoredOrder& order : snapshot_.orders)
    for (terminal::StoredOccurrence& occurrence : order.occurrences)
      if (order.digest == put.order && occurrence.number == put.occurrence.number) occurrence = put.occurrence;
}

void MemoryJournal::put(const terminal::RemoveOrder& remove) {
  std::erase_if(snapshot_.orders, [&](const auto& order) { return order.digest == remove.order; });
}

void MemoryJournal::put(const terminal::PutReceipt& put) {
  const auto same = [&](const terminal::StoredReceipt& receipt) { return receipt.digest == put.receipt.digest; };
  if (std::none_of(snapshot_.receipts.begin(), snapshot_.receipts.end(), same))
    replace(snapshot_.receipts, put.receipt, &terminal::StoredReceipt::sequence);
}

void MemoryJournal::put(const terminal::MarkTaken& mark) {
  for (terminal::StoredReceipt& receipt : snapshot_.receipts)
    if (names(mark.receipts, receipt.digest)) receipt.taken = true;
}

void MemoryJournal::put(const terminal::RemoveReceipts& remove) {
  std::erase_if(snapshot_.receipts, [&](const auto& receipt) { return names(remove.receipts, receipt.digest); });
}

void MemoryJournal::put(const terminal::PutReplay& put) {
  replace(snapshot_.replays, put.replay, &terminal::StoredReplay::order);
}

void MemoryJournal::put(const terminal::ForgetReplays& forget) {
  std::erase_if(snapshot_.replays, [&](const auto& replay) { return replay.expires_at <= forget.until; });
  for (const KeyId& issuer : forget.issuers)
    std::erase_if(snapshot_.low_waters, [&](const auto& mark) { return mark.issuer == issuer; });
  for (const terminal::LowWater& mark : forget.low_waters)
    replace(snapshot_.low_waters, mark, &terminal::LowWater::issuer);
}

void MemoryJournal::put(const terminal::PutStop& put) {
  replace(snapshot_.stops, put.stop, &terminal::StoredStop::digest);
}

void MemoryJournal::put(const terminal::RemoveStop& remove) {
  std::erase_if(snapshot_.stops, [&](const auto& stop) { return stop.digest == remove.digest; });
}

void MemoryJournal::put(const terminal::PutPlay& put) {
  std::vector<terminal::StoredPlay>& plays = snapshot_.plays;
  const auto key = [](const terminal::StoredPlay& play) { return std::tie(play.at, play.order, play.occurrence); };
  std::erase_if(plays, [&](const auto& play) { return key(play) == key(put.play); });
  const auto place = std::lower_bound(plays.begin(), plays.end(), put.play,
                                      [&](const auto& a, const auto& b) { return key(a) < key(b); });
  plays.insert(place, put.play);
  WallTime last_gone = put.forget_before - microseconds(1);
  if (plays.size() > terminal::kMaxPlaysKept)
    last_gone = std::max(last_gone, plays[plays.size() - 1 - terminal::kMaxPlaysKept].at);
  std::erase_if(plays, [&](const auto& play) { return play.at <= last_gone; });
}

void MemoryJournal::put(const terminal::PutEvent& put) {
  std::vector<terminal::StoredEvent>& events = snapshot_.events;
  std::erase_if(events, [&](const auto& event) { return event.number == put.event.number; });
  const auto place = std::lower_bound(events.begin(), events.end(), put.event,
                                      [](const auto& a, const auto& b) { return a.number < b.number; });
  events.insert(place, put.event);
  std::uint64_t last_gone = 0;
  if (events.size() > terminal::kMaxEventsKept) last_gone = events[events.size() - 1 - terminal::kMaxEventsKept].number;
  std::erase_if(events, [&](const auto& event) { return event.at < put.forget_before || event.number <= last_gone; });
}

void MemoryJournal::put(const terminal::PutCounters& put) {
  snapshot_.sequence_reserved = put.sequence_reserved;
  snapshot_.refused_total = put.refused_total;
}

}  // namespace tongluo::test
