#include "terminal-fw/core/replay_memory.hpp"

#include <algorithm>
#include <set>

#include "terminal-fw/core/limits.hpp"

namespace tongluo::terminal {

void ReplayMemory::load(const JournalSnapshot& journal) {
  for (const LowWater& mark : journal.low_waters) issuers_[mark.issuer].low_water = mark.until;
  for (const StoredReplay& replay : journal.replays) remember(replay);
}

ReplayMemory::Verdict ReplayMemory::check(const Digest& order, const KeyId& issuer, WallTime valid_until) const {
  if (orders_.contains(order)) return Verdict::seen;
  const auto found = issuers_.find(issuer);
  if (found != issuers_.end() && valid_until <= found->second.low_water) return Verdict::below;
  return has_room(issuer) ? Verdict::fresh : Verdict::full;
}

bool ReplayMemory::has_room(const KeyId& issuer) const {
  const auto found = issuers_.find(issuer);
  if (found == issuers_.end()) return issuers_.size() < kMaxReplayIssuers;
  return found->second.count < kMaxReplaysPerIssuer;
}

bool ReplayMemory::remember(const StoredReplay& replay) {
  if (orders_.contains(replay.order)) return true;
  if (!has_room(replay.issuer)) return false;
  orders_.emplace(replay.order, replay);
  ++issuers_[replay.issuer].count;
  return true;
}

std::optional<ForgetReplays> ReplayMemory::forget_expired(WallTime now) {
  std::set<KeyId> raised;
  std::erase_if(orders_, [&](const auto& entry) {
    const StoredReplay& replay = entry.second;
    if (replay.expires_at > now) return false;
    Issuer& issuer = issuers_[replay.issuer];
    --issuer.count;
    issuer.low_water = std::max(issuer.low_water, replay.expires_at);
    raised.insert(replay.issuer);
    return true;
  });
  if (raised.empty()) return std::nullopt;
  ForgetReplays forget{.until = now};
  for (const KeyId& issuer : raised) forget.low_waters.push_back({issuer, issuers_[issuer].low_water});
  return forget;
}

}  // namespace tongluo::terminal
