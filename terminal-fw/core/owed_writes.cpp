#include "terminal-fw/core/owed_writes.hpp"

#include <algorithm>
#include <type_traits>
#include <utility>

#include "terminal-fw/core/limits.hpp"

namespace tongluo::terminal {
namespace {

const std::size_t kStages = JournalOperation(PutStage{}).index();
const std::size_t kStops = JournalOperation(PutStop{}).index();
const std::size_t kPlays = JournalOperation(PutPlay{}).index();

}  // namespace

// One of a kind, if it names no row.
OwedWrites::Row OwedWrites::row_of(const JournalOperation& operation) {
  Row row{operation.index(), {}, 0};
  std::visit(
      [&row](const auto& item) {
        using Item = std::decay_t<decltype(item)>;
        if constexpr (std::is_same_v<Item, PutStage>)
          row = {kStages, item.order, item.occurrence.number};
        else if constexpr (std::is_same_v<Item, RemoveOrder>)
          row.digest = item.order;
        else if constexpr (std::is_same_v<Item, PutReplay>)
          row.digest = item.replay.order;
        else if constexpr (std::is_same_v<Item, PutStop>)
          row.digest = item.stop.digest;
        else if constexpr (std::is_same_v<Item, RemoveStop>)
          row = {kStops, item.digest, 0};
        else if constexpr (std::is_same_v<Item, PutPlay>)
          row = {kPlays, item.play.order, item.play.occurrence};
        else if constexpr (std::is_same_v<Item, RemoveReceipts>)
          row.digest = item.receipts.empty() ? Digest{} : item.receipts.front();
      },
      operation);
  return row;
}

std::size_t OwedWrites::add(std::uint64_t number, JournalWrite write) {
  for (JournalOperation& operation : write) {
    if (const auto* removed = std::get_if<RemoveOrder>(&operation))
      std::erase_if(owed_, [&](const auto& entry) {
        return entry.first.kind == kStages && entry.first.digest == removed->order;
      });
    const Row row = row_of(operation);
    const auto held = owed_.find(row);
    if (held == owed_.end())
      owed_.emplace(row, Owed{number, std::move(operation)});
    else if (held->second.number <= number)
      held->second = {number, std::move(operation)};
  }
  std::size_t left = 0;
  for (; owed_.size() > kMaxOwedOperations; ++left) make_room();
  return left;
}

void OwedWrites::make_room() {
  const auto worth = [](const auto& entry) { return std::pair(entry.first.kind != kPlays, entry.second.number); };
  owed_.erase(
      std::min_element(owed_.begin(), owed_.end(), [&](const auto& a, const auto& b) { return worth(a) < worth(b); }));
}

void OwedWrites::on_stored(std::uint64_t number, const JournalWrite& write) {
  for (const JournalOperation& operation : write) {
    const auto held = owed_.find(row_of(operation));
    if (held != owed_.end() && held->second.number < number) owed_.erase(held);
  }
}

JournalWrite OwedWrites::take() {
  JournalWrite write;
  for (auto& [row, owed] : std::exchange(owed_, {})) write.push_back(std::move(owed.operation));
  return write;
}

}  // namespace tongluo::terminal
