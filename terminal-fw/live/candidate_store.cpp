#include "terminal-fw/live/candidate_store.hpp"

#include <algorithm>

#include "protocol/base/assert.hpp"

namespace tongluo::live {

CandidateStore::CandidateStore(microseconds playout_delay)
    : items_(static_cast<std::size_t>(playout_delay / microseconds(limits::kLivePacketDuration)) + kSpareCandidates) {}

// A free place; else that of the older of two with this number; else that of the oldest of all.
CandidateStore::Item& CandidateStore::make_room(std::uint16_t sequence) {
  Item* unused = nullptr;
  Item* same = nullptr;
  Item* oldest = nullptr;
  std::size_t same_count = 0;
  for (Item& item : items_) {
    if (!item.used) {
      unused = &item;
      continue;
    }
    if (oldest == nullptr || item.order < oldest->order) oldest = &item;
    if (item.sequence != sequence) continue;
    ++same_count;
    if (same == nullptr || item.order < same->order) same = &item;
  }
  if (same_count >= kCandidatesPerSequence) return *same;
  return unused != nullptr ? *unused : *oldest;
}

std::size_t CandidateStore::put(SteadyTime now, std::uint16_t sequence, ByteView datagram) {
  TL_ASSERT(datagram.size() <= kMaxCandidateBytes);
  Item& item = make_room(sequence);
  const std::size_t left = item.used ? 1 : 0;
  count_ += 1 - left;
  item.used = true;
  item.sequence = sequence;
  item.size = static_cast<std::uint16_t>(datagram.size());
  item.arrived = now;
  item.order = ++puts_;
  std::copy(datagram.begin(), datagram.end(), item.octets.begin());
  return left;
}

void CandidateStore::free(Item& item) {
  item.used = false;
  --count_;
}

void CandidateStore::take(std::uint16_t sequence, const std::function<void(SteadyTime, ByteView)>& show) {
  for (Item& item : items_) {
    if (!item.used || item.sequence != sequence) continue;
    free(item);
    show(item.arrived, ByteView(item.octets).first(item.size));
  }
}

std::optional<SteadyTime> CandidateStore::arrival(std::uint16_t sequence) const {
  std::optional<SteadyTime> first;
  for (const Item& item : items_)
    if (item.used && item.sequence == sequence && (!first || item.arrived < *first)) first = item.arrived;
  return first;
}

std::size_t CandidateStore::expire(SteadyTime before) {
  std::size_t expired = 0;
  for (Item& item : items_) {
    if (!item.used || item.arrived >= before) continue;
    free(item);
    ++expired;
  }
  return expired;
}

}  // namespace tongluo::live
