#include "terminal-fw/core/order_book.hpp"

#include <algorithm>

#include "protocol/base/assert.hpp"
#include "terminal-fw/core/limits.hpp"

namespace tongluo::terminal {

OpenOccurrence* OpenOrder::find(std::uint32_t number) {
  for (OpenOccurrence& occurrence : occurrences)
    if (occurrence.spec.number == number) return &occurrence;
  return nullptr;
}

std::span<const wire::PlaylistItem> OpenOrder::items() const {
  if (clips() == nullptr) return {};
  return clips()->items;
}

Priority OpenOrder::priority(const OpenOccurrence& occurrence) const {
  return {.tier = tier_of(order().order_class),
          .level = order().level,
          .issuer_rank = admitted.issuer_rank,
          .start = target_start(occurrence.spec, start_at),
          .key = {admitted.digest, occurrence.spec.number}};
}

bool OpenOrder::finished() const {
  return std::all_of(occurrences.begin(), occurrences.end(),
                     [](const OpenOccurrence& occurrence) { return occurrence.phase == Phase::finished; });
}

bool is_vital(OrderClass order_class, Level level) {
  return order_class == OrderClass::actual && (level == Level::i || level == Level::ii);
}

OpenOrder* OrderBook::find(const Digest& digest) {
  const auto found = orders_.find(digest);
  return found == orders_.end() ? nullptr : &found->second;
}

const OpenOrder* OrderBook::find(const Digest& digest) const {
  const auto found = orders_.find(digest);
  return found == orders_.end() ? nullptr : &found->second;
}

bool OrderBook::has_room(const wire::Order& order, const OpenOrder* replaced) const {
  const std::size_t limit =
      is_vital(order.order_class, order.level) ? kMaxOpenOrders : kMaxOpenOrders - kReservedOrders;
  const std::size_t orders = orders_.size() - (replaced == nullptr ? 0 : 1);
  const std::size_t occurrences = occurrences_ - (replaced == nullptr ? 0 : replaced->occurrences.size());
  return orders < limit && occurrences + order.occurrences.size() <= kMaxOpenOccurrences;
}

OpenOrder& OrderBook::insert(OpenOrder order) {
  const Digest digest = order.admitted.digest;
  occurrences_ += order.occurrences.size();
  ++revision_;
  const auto [entry, inserted] = orders_.emplace(digest, std::move(order));
  TL_ASSERT(inserted);
  return entry->second;
}

void OrderBook::erase(const Digest& digest) {
  const auto found = orders_.find(digest);
  if (found == orders_.end()) return;
  occurrences_ -= found->second.occurrences.size();
  orders_.erase(found);
  ++revision_;
}

std::vector<OccurrenceKey> OrderBook::open() const {
  std::vector<OccurrenceKey> keys;
  for (const auto& [digest, order] : orders_)
    for (const OpenOccurrence& occurrence : order.occurrences)
      if (occurrence.phase != Phase::finished) keys.push_back({digest, occurrence.spec.number});
  return keys;
}

NearOccurrences OrderBook::near(WallTime until) const {
  NearOccurrences found;
  for (const auto& [digest, order] : orders_) {
    for (const OpenOccurrence& occurrence : order.occurrences) {
      if (occurrence.phase == Phase::finished) continue;
      const WallTime start = target_start(occurrence.spec, order.start_at);
      if (occurrence.phase == Phase::waiting && !occurrence.resume && start > until)
        found.next_start = std::min(found.next_start, start);
      else
        found.keys.push_back({digest, occurrence.spec.number});
    }
  }
  return found;
}

std::vector<Digest> OrderBook::digests() const {
  std::vector<Digest> digests;
  for (const auto& [digest, order] : orders_) digests.push_back(digest);
  return digests;
}

std::vector<Digest> OrderBook::live_orders() const {
  std::vector<Digest> digests;
  for (const auto& [digest, order] : orders_)
    if (order.live() != nullptr) digests.push_back(digest);
  return digests;
}

std::set<Digest> OrderBook::clips() const {
  std::set<Digest> clips;
  for (const auto& [digest, order] : orders_) {
    for (const wire::PlaylistItem& item : order.items()) clips.insert(item.clip);
    if (const auto& all_clear = order.order().all_clear_clip) clips.insert(*all_clear);
  }
  return clips;
}

bool OrderBook::any_before(WallTime until) const {
  for (const auto& [digest, order] : orders_)
    for (const OpenOccurrence& each : order.occurrences)
      if (each.phase != Phase::finished && (each.phase != Phase::waiting || each.spec.earliest_start < until))
        return true;
  return false;
}

std::vector<Digest> OrderBook::clips_needed(WallTime until, std::size_t limit) const {
  std::vector<std::pair<WallTime, Digest>> needs;
  for (const auto& [digest, order] : orders_) {
    const OpenOccurrence* next = nullptr;
    for (const OpenOccurrence& each : order.occurrences)
      if (each.phase != Phase::finished &&
          (next == nullptr || target_start(each.spec, order.start_at) < target_start(next->spec, order.start_at)))
        next = &each;
    if (next == nullptr) continue;
    const WallTime start = target_start(next->spec, order.start_at);
    if (start > until) continue;
    for (const wire::PlaylistItem& item : order.items()) needs.emplace_back(start, item.clip);
    if (const auto& all_clear = order.order().all_clear_clip) needs.emplace_back(next->spec.end, *all_clear);
  }
  std::stable_sort(needs.begin(), needs.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<Digest> clips;
  for (const auto& [start, clip] : needs)
    if (clips.size() < limit && std::find(clips.begin(), clips.end(), clip) == clips.end()) clips.push_back(clip);
  return clips;
}

}  // namespace tongluo::terminal
