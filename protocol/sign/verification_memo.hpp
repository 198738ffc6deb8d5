#pragma once
// For simulators only: thousands of terminals in one process get the same signed object, and each would verify it anew.
// While a memo is lent to a thread, PublicKey::verify on that thread asks it first. Only true verifications are kept;
// a name is the digest of key, message and signature, all three, so nothing passes that was not verified. The product
// lends none. Owner: the thread that lends it. Limit: `most` names; full: the oldest leaves.

#include <cstdint>
#include <deque>
#include <unordered_set>

#include "protocol/base/digest.hpp"

namespace tongluo::sign {

class VerificationMemo {
 public:
  explicit VerificationMemo(std::size_t most) : most_(most) {}
  bool knows(const Digest& name) const { return names_.contains(name); }
  void remember(const Digest& name);
  static Digest name_of(ByteView spki, ByteView message, ByteView signature);

  std::uint64_t done = 0;   // verified for real
  std::uint64_t saved = 0;  // known already

 private:
  std::size_t most_;
  std::unordered_set<Digest> names_;
  std::deque<Digest> order_;
};

// To this thread, while it lives; one at a time.
class LentMemo {
 public:
  explicit LentMemo(VerificationMemo& memo);
  ~LentMemo();
  LentMemo(const LentMemo&) = delete;
  LentMemo& operator=(const LentMemo&) = delete;
};

// Private to protocol/sign: this thread's memo, or null.
VerificationMemo* lent_memo();

}  // namespace tongluo::sign
