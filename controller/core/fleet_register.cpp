#include "controller/core/fleet_register.hpp"

#include <algorithm>
#include <utility>

#include "controller/core/limits.hpp"
#include "protocol/trust/admission.hpp"

namespace tongluo::controller {

std::optional<TerminalIndex> FleetRegister::enrol(const TerminalId& id) {
  if (const auto known = find(id)) return known;
  if (entries_.size() >= kMaxTerminals) return std::nullopt;
  const auto index = static_cast<TerminalIndex>(entries_.size());
  entries_.push_back(TerminalEntry{.id = id});
  by_id_.emplace(id, index);
  return index;
}

std::optional<TerminalIndex> FleetRegister::find(const TerminalId& id) const {
  const auto at = by_id_.find(id);
  return at == by_id_.end() ? std::nullopt : std::optional(at->second);
}

std::size_t FleetRegister::placed() const {
  return static_cast<std::size_t>(std::count_if(entries_.begin(), entries_.end(),
                                                [](const TerminalEntry& entry) { return entry.place.has_value(); }));
}

void FleetRegister::heard(TerminalIndex index, Now now) {
  entries_[index].last_heard = now.steady;
  entries_[index].last_seen = now.wall;
}

void FleetRegister::note_playing(TerminalIndex index, std::optional<Digest> order) {
  TerminalEntry& entry = entries_[index];
  entry.playing = order;
  if (!order || entry.interrupted == order) entry.interrupted.reset();
}

// A whole order that is refused, without an occurrence, is a copy of it that came too late: what plays goes on.
void FleetRegister::note_sound(TerminalIndex index, const wire::Receipt& receipt) {
  TerminalEntry& entry = entries_[index];
  if (receipt.stage == Stage::started && entry.playing != receipt.order)
    entry.interrupted = std::exchange(entry.playing, receipt.order);
  if (receipt.stage != Stage::final || receipt.occurrence == 0) return;
  if (entry.playing == receipt.order) entry.playing = std::exchange(entry.interrupted, std::nullopt);
  if (entry.interrupted == receipt.order) entry.interrupted.reset();
}

// A late one has not been given up; one that was never here, or not asked for yet, has nothing to tell.
void FleetRegister::watch(Now now) {
  for (const auto& [id, index] : by_id_) {
    const TerminalEntry& entry = entries_[index];
    if (!entry.place) continue;
    const Presence presence = this->presence(index, now.steady);
    if (presence == Presence::online || presence == Presence::late) online_.note(id, {now.wall, Reach::online});
    const WallTime since = entry.last_seen == WallTime{} ? now.wall : entry.last_seen;
    if (presence == Presence::offline) online_.note(id, {since, Reach::offline});
  }
}

Presence FleetRegister::presence(TerminalIndex index, SteadyTime now) const {
  const TerminalEntry& entry = entries_[index];
  if (entry.last_seen == WallTime{}) {
    if (entry.certificate.empty()) return Presence::never;
    return now - started_ < 2 * interval_ ? Presence::unknown : Presence::offline;
  }
  const auto silent = now - entry.last_heard;
  if (silent > interval_ * 5 / 2) return Presence::offline;
  if (silent > interval_ * 3 / 2) return Presence::late;
  return entry.sessions.empty() ? Presence::late : Presence::online;
}

std::vector<TerminalIndex> FleetRegister::addressed(const std::vector<wire::Target>& targets) const {
  std::vector<TerminalIndex> found;
  for (const auto& [id, index] : by_id_)
    if (entries_[index].place && trust::addresses(targets, *entries_[index].place)) found.push_back(index);
  return found;
}

bool FleetRegister::any_in(const wire::Target& target) const {
  return std::any_of(entries_.begin(), entries_.end(), [&target](const TerminalEntry& entry) {
    return entry.place && trust::addresses({target}, *entry.place);
  });
}

std::vector<AreaCode> FleetRegister::areas(const std::vector<TerminalIndex>& terminals) const {
  std::vector<AreaCode> areas;
  for (const TerminalIndex index : terminals)
    if (entries_[index].place) areas.push_back(entries_[index].place->area);
  std::sort(areas.begin(), areas.end());
  areas.erase(std::unique(areas.begin(), areas.end()), areas.end());
  return areas;
}

TerminalView FleetRegister::view(TerminalIndex index, SteadyTime now) const {
  const TerminalEntry& entry = entries_[index];
  const wire::PlaceRecord& place = *entry.place;
  const Presence presence = this->presence(index, now);
  // Of one that has gone nobody knows what it plays.
  const std::optional<Digest> playing = presence == Presence::offline ? std::nullopt : entry.playing;
  return {entry.id,
          place.name,
          place.area,
          place.position,
          presence,
          entry.last_seen,
          entry.firmware,
          playing,
          entry.unacknowledged_receipts,
          {},
          entry.memory.status() != nullptr ? std::optional(*entry.memory.status()) : std::nullopt};
}

}  // namespace tongluo::controller
