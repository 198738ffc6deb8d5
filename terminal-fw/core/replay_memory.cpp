#include "terminal-fw/core/replay_memory.hpp"

#include <algorithm>
#include <utility>

#include "terminal-fw/core/limits.hpp"

namespace tongluo::terminal {

void ReplayMemory::load(const JournalSnapshot& journal) {
  for (const LowWater& mark : journal.low_waters) {
    if (mark.issuer == kEveryOtherIssuer)
      others_low_water_ = mark.until;
    else
      issuers_[mark.issuer].low_water = mark.until;
  }
  for (const StoredReplay& replay : journal.replays) insert(replay);
  forgotten_until_ = journal.forgotten_until;
}

ReplayMemory::Verdict ReplayMemory::check(const StoredReplay& replay, bool vital) const {
  if (orders_.contains(replay.order)) return Verdict::seen;
  const auto found = issuers_.find(replay.issuer);
  const WallTime low_water = found == issuers_.end() ? others_low_water_ : found->second.low_water;
  if (replay.expires_at <= low_water) return Verdict::below;
  return has_room(replay.issuer, vital) ? Verdict::fresh : Verdict::full;
}

bool ReplayMemory::has_room(const KeyId& issuer, bool vital) const {
  const auto found = issuers_.find(issuer);
  if (found == issuers_.end()) return vital || issuers_.size() < kMaxReplayIssuers;
  return found->second.count < kMaxReplaysPerIssuer;
}

bool ReplayMemory::remember(const StoredReplay& replay, bool vital) {
  if (orders_.contains(replay.order)) return true;
  if (!has_room(replay.issuer, vital)) return false;
  insert(replay);
  return true;
}

// A new issuer may be one that was forgotten.
void ReplayMemory::insert(const StoredReplay& replay) {
  const auto [issuer, fresh] = issuers_.try_emplace(replay.issuer);
  if (fresh) issuer->second.low_water = others_low_water_;
  if (orders_.emplace(replay.order, replay).second) ++issuer->second.count;
}

void ReplayMemory::tidy(WallTime now, const Trusted& trusted) {
  forget_expired(now);
  while (issuers_.size() >= kMaxReplayIssuers && forget_issuer(trusted)) continue;
}

void ReplayMemory::forget_expired(WallTime now) {
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
  if (raised.empty()) return;
  if (!forgotten_) forgotten_.emplace();
  forgotten_->until = std::max(forgotten_->until, now);
  for (const KeyId& issuer : raised) note_mark(issuer, issuers_[issuer].low_water);
}

void ReplayMemory::note_mark(const KeyId& issuer, WallTime until) {
  std::erase_if(forgotten_->low_waters, [&](const LowWater& mark) { return mark.issuer == issuer; });
  forgotten_->low_waters.push_back({issuer, until});
}

// The one whose mark raises that of the others least.
bool ReplayMemory::forget_issuer(const Trusted& trusted) {
  auto leaves = issuers_.end();
  for (auto issuer = issuers_.begin(); issuer != issuers_.end(); ++issuer)
    if (issuer->second.count == 0 && !trusted(issuer->first) &&
        (leaves == issuers_.end() || issuer->second.low_water < leaves->second.low_water))
      leaves = issuer;
  if (leaves == issuers_.end()) return false;
  if (!forgotten_) forgotten_.emplace();
  others_low_water_ = std::max(others_low_water_, leaves->second.low_water);
  std::erase_if(forgotten_->low_waters, [&](const LowWater& mark) { return mark.issuer == leaves->first; });
  note_mark(kEveryOtherIssuer, others_low_water_);
  forgotten_->issuers.push_back(leaves->first);
  issuers_.erase(leaves);
  return true;
}

JournalWrite ReplayMemory::whole() const {
  ForgetReplays marks{.until = {}, .low_waters = {{kEveryOtherIssuer, others_low_water_}}, .issuers = {}};
  for (const auto& [key, issuer] : issuers_) marks.low_waters.push_back({key, issuer.low_water});
  JournalWrite write{marks, PutForgotten{forgotten_until_}};
  for (const auto& [digest, replay] : orders_) write.emplace_back(PutReplay{replay});
  return write;
}

std::optional<ForgetReplays> ReplayMemory::take_forgotten() { return std::exchange(forgotten_, std::nullopt); }

}  // namespace tongluo::terminal
