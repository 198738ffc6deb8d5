#pragma once
// The orders this terminal has taken up or refused for good, until each expires. Pure value; owner: the core. Limits:
// kMaxReplaysPerIssuer, kMaxReplayIssuers; full refuses. What expired leaves, and raises its issuer's low-water mark.

#include <map>
#include <optional>

#include "terminal-fw/core/journal.hpp"

namespace tongluo::terminal {

class ReplayMemory {
 public:
  enum class Verdict : std::uint8_t {
    fresh,
    seen,   // this very order
    below,  // valid no longer than one already forgotten
    full,
  };

  void load(const JournalSnapshot& journal);
  bool contains(const Digest& order) const { return orders_.contains(order); }
  Verdict check(const Digest& order, const KeyId& issuer, WallTime valid_until) const;
  // False, and nothing remembered, when full.
  bool remember(const StoredReplay& replay);
  // What left, to be written; nothing if all are still valid.
  std::optional<ForgetReplays> forget_expired(WallTime now);
  std::size_t size() const { return orders_.size(); }

 private:
  struct Issuer {
    std::size_t count = 0;
    WallTime low_water{};
  };
  bool has_room(const KeyId& issuer) const;

  std::map<Digest, StoredReplay> orders_;
  std::map<KeyId, Issuer> issuers_;
};

}  // namespace tongluo::terminal
