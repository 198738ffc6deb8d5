#pragma once
// The last seconds of one stream, for whoever missed a part (PROTOCOL.md section 11.6): the same octets as were sent.
// Pure. Limit: `kept` of capture time; older trains leave.

#include <algorithm>
#include <deque>

#include "controller/live/live_types.hpp"

namespace tongluo::live {

class RepairRing {
 public:
  explicit RepairRing(milliseconds kept) : kept_(kept) {}
  void insert(SharedTrain train);  // by rising first sequence (asserted)
  // Views into the ring, until the next insert; empty: not here.
  ByteView packet(std::uint16_t sequence) const;
  ByteView manifest(std::uint16_t sequence) const;  // of the train that holds this packet
  std::size_t size() const { return trains_.size(); }

 private:
  const Train* train_at(std::uint32_t sequence) const;
  std::uint32_t extended(std::uint16_t sequence) const;

  milliseconds kept_;
  std::deque<SharedTrain> trains_;
};

}  // namespace tongluo::live
