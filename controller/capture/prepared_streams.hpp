#pragma once
// The stream keys between prepare and issue: made per order, in memory only, destroyed after kPreparedKeyLife, when the
// order is sent back, or for want of room (kMaxPreparedStreams, the oldest first, counted). Owner thread: control.
// Time source: the WallTime of each call. No I/O.

#include <deque>
#include <memory>
#include <optional>
#include <string>

#include "protocol/base/digest.hpp"
#include "protocol/base/time.hpp"
#include "protocol/sign/keys.hpp"

namespace tongluo::capture {

struct PreparedStream {
  std::uint32_t id = 0;
  Digest order;  // of the prepared payload
  std::shared_ptr<const sign::PrivateKey> key;
  WallTime until{};
  std::string token;  // whoever shows it may speak
  bool token_given = false;
};

class PreparedStreams {
 public:
  void keep(WallTime now, PreparedStream stream);  // sets `until`
  // Not expired, and its public key is `spki`.
  bool holds(std::uint32_t id, ByteView spki, WallTime now) const;
  bool knows(std::uint32_t id) const;
  PreparedStream* of_order(const Digest& order);  // nullptr: none; until the next call
  // The key leaves the table; who takes it speaks with it, once.
  std::optional<PreparedStream> take(std::uint32_t id, ByteView spki, WallTime now);
  void forget(const Digest& order);
  void expire(WallTime now);
  std::size_t size() const { return streams_.size(); }
  std::uint64_t displaced() const { return displaced_; }

 private:
  std::deque<PreparedStream> streams_;  // oldest first
  std::uint64_t displaced_ = 0;
};

}  // namespace tongluo::capture
