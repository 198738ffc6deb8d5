#pragma once
// The orders this terminal has taken up or refused for good, until each expires. Pure value; owner: the core. Limits:
// kMaxReplaysPerIssuer, kMaxReplayIssuers; full refuses, but a vital order's issuer is always taken. What expired
// leaves, and raises its issuer's low-water mark. When all places are taken an issuer leaves who is trusted no more and
// whose orders have all expired: his mark then holds for every issuer without a place, so that nothing of his comes
// back.

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <vector>

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
  using Trusted = std::function<bool(const KeyId&)>;

  void load(const JournalSnapshot& journal);
  bool contains(const Digest& order) const { return orders_.contains(order); }
  // Vital: it finds room even if there are too many issuers.
  Verdict check(const StoredReplay& replay, bool vital) const;
  // Issued before a damaged journal was made anew: it may have been obeyed, or stopped.
  bool may_have_forgotten(WallTime issued_at) const { return issued_at <= forgotten_until_; }
  bool has_forgotten() const { return forgotten_until_ != WallTime{}; }
  // False, and nothing remembered, when full.
  bool remember(const StoredReplay& replay, bool vital = false);
  // Before a check: what has expired leaves, and makes room.
  void tidy(WallTime now, const Trusted& trusted);
  // What left since the last call, to be written; nothing if all is as it was.
  std::optional<ForgetReplays> take_forgotten();
  WallTime forgotten_until() const { return forgotten_until_; }
  void set_forgotten_until(WallTime until) { forgotten_until_ = until; }
  // All of it, for a journal that may have lost some.
  JournalWrite whole() const;
  std::size_t size() const { return orders_.size(); }
  std::size_t issuers() const { return issuers_.size(); }

 private:
  struct Issuer {
    std::size_t count = 0;
    WallTime low_water{};
  };
  bool has_room(const KeyId& issuer, bool vital) const;
  void insert(const StoredReplay& replay);
  void forget_expired(WallTime now);
  bool forget_issuer(const Trusted& trusted);
  void note_mark(const KeyId& issuer, WallTime until);

  std::map<Digest, StoredReplay> orders_;
  std::map<KeyId, Issuer> issuers_;
  WallTime others_low_water_{};  // of every issuer without a place
  WallTime forgotten_until_{};   // as JournalSnapshot's
  std::optional<ForgetReplays> forgotten_;
};

}  // namespace tongluo::terminal
