#pragma once
// Packets whose manifest has not come: unverified, so bounded in number, in size, for each sequence number and in time.
// Pure. Full: the oldest leaves, so that a flood can hold nothing for longer than it goes on.

#include <array>
#include <functional>
#include <optional>
#include <vector>

#include "protocol/base/bytes.hpp"
#include "protocol/base/time.hpp"
#include "terminal-fw/live/limits.hpp"

namespace tongluo::live {

class CandidateStore {
 public:
  explicit CandidateStore(microseconds playout_delay);

  // `datagram`: at most kMaxCandidateBytes (asserted). Returns how many others had to leave for it (0 or 1).
  std::size_t put(SteadyTime now, std::uint16_t sequence, ByteView datagram);
  // Takes out every candidate for this number; each is shown once.
  void take(std::uint16_t sequence, const std::function<void(SteadyTime arrived, ByteView datagram)>& show);
  // When the oldest candidate for this number came.
  std::optional<SteadyTime> arrival(std::uint16_t sequence) const;
  // Removes what came before this; returns how many.
  std::size_t expire(SteadyTime before);
  std::size_t size() const { return count_; }
  std::size_t capacity() const { return items_.size(); }

 private:
  struct Item {
    bool used = false;
    std::uint16_t sequence = 0;
    std::uint16_t size = 0;
    SteadyTime arrived{};
    std::uint64_t order = 0;
    std::array<std::byte, kMaxCandidateBytes> octets;
  };
  void free(Item& item);
  Item& make_room(std::uint16_t sequence);

  std::vector<Item> items_;  // as many as may be kept, allocated once
  std::size_t count_ = 0;
  std::uint64_t puts_ = 0;
};

}  // namespace tongluo::live
