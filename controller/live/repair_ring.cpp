#include "controller/live/repair_ring.hpp"

#include "protocol/base/assert.hpp"
#include "protocol/rtp/sequence.hpp"

namespace tongluo::live {

void RepairRing::insert(SharedTrain train) {
  TL_ASSERT(trains_.empty() || train->first_sequence >= trains_.back()->first_sequence);
  const WallTime newest = train->capture;
  trains_.push_back(std::move(train));
  while (trains_.front()->capture + kept_ < newest) trains_.pop_front();
}

std::uint32_t RepairRing::extended(std::uint16_t sequence) const {
  return rtp::extend_sequence(trains_.back()->first_sequence, sequence);
}

const Train* RepairRing::train_at(std::uint32_t sequence) const {
  const auto after =
      std::upper_bound(trains_.begin(), trains_.end(), sequence,
                       [](std::uint32_t wanted, const SharedTrain& train) { return wanted < train->first_sequence; });
  return after == trains_.begin() ? nullptr : std::prev(after)->get();
}

ByteView RepairRing::packet(std::uint16_t sequence) const {
  if (trains_.empty()) return {};
  const std::uint32_t wanted = extended(sequence);
  const Train* train = train_at(wanted);
  if (train == nullptr || wanted - train->first_sequence >= train->packets) return {};
  return train->segment(wanted - train->first_sequence);
}

ByteView RepairRing::manifest(std::uint16_t sequence) const {
  if (trains_.empty()) return {};
  const std::uint32_t wanted = extended(sequence);
  const Train* train = train_at(wanted);
  // The end's manifest names the sequence number that would have followed.
  if (train == nullptr || wanted - train->first_sequence >= std::max<std::size_t>(train->packets, 1)) return {};
  return train->segment(train->packets);
}

}  // namespace tongluo::live
