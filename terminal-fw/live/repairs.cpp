#include "terminal-fw/live/repairs.hpp"

#include <bit>

namespace tongluo::live {
namespace {

constexpr std::uint32_t kEntrySpan = 17;  // the first and the sixteen that follow it

// Adds one number to the entries of its kind; numbers come in rising order. False: no room.
bool add(std::vector<rtp::NackEntry>& entries, bool manifests, std::uint32_t sequence) {
  const auto wire = static_cast<std::uint16_t>(sequence);
  for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
    if (entry->manifests != manifests) continue;
    const auto distance = static_cast<std::uint16_t>(wire - entry->first);
    if (distance == 0) return true;
    if (distance >= kEntrySpan) break;
    entry->following = static_cast<std::uint16_t>(entry->following | 1U << (distance - 1U));
    return true;
  }
  if (entries.size() == limits::kMaxNackEntries) return false;
  entries.push_back({manifests, wire, 0});
  return true;
}

}  // namespace

std::size_t asked_count(const rtp::Nack& nack) {
  std::size_t count = 0;
  for (const rtp::NackEntry& entry : nack.entries)
    count += 1 + static_cast<std::size_t>(std::popcount(static_cast<unsigned>(entry.following)));
  return count;
}

bool Repairs::has_candidate(std::uint32_t sequence) const {
  return candidates_.arrival(static_cast<std::uint16_t>(sequence)).has_value();
}

void Repairs::notice(SteadyTime now, std::uint32_t sequence) {
  if (!window_.contains(sequence)) return;
  Slot& slot = window_.at(sequence);
  if (slot.noticed || slot.state == Slot::State::delivered) return;
  slot.noticed = true;
  slot.waits = slot.state == Slot::State::unknown && has_candidate(sequence);
  slot.noticed_at = now;
  slot.ask_at = now + (slot.waits ? estimates_.manifest_margin() : estimates_.reorder_margin());
}

void Repairs::notice_below(SteadyTime now, std::uint32_t sequence) {
  for (std::uint32_t missing = window_.first(); missing < std::min(sequence, window_.end()); ++missing)
    notice(now, missing);
}

void Repairs::link_is_back(SteadyTime now, SteadyTime silent_since) {
  for (std::uint32_t sequence = window_.first(); sequence < window_.end() && sequence <= highest_; ++sequence) {
    Slot& slot = window_.at(sequence);
    if (!slot.noticed || slot.requests == 0 || slot.state == Slot::State::delivered) continue;
    if (slot.asked_at >= silent_since && slot.asked_at + estimates_.round_trip() / 2 <= now)
      slot.ask_at = std::min(slot.ask_at, now + estimates_.reorder_margin());
  }
}

bool Repairs::was_repaired(SteadyTime now, const Slot& slot) const {
  return slot.requests > 1 || (slot.requests == 1 && now - slot.asked_at >= estimates_.round_trip() / 2);
}

void Repairs::on_delivered(SteadyTime now, const Slot& slot) {
  if (!slot.noticed) return;
  // Once only, or nobody knows which request it answers (Karn).
  const bool too_soon = slot.requests == 0 || now - slot.asked_at < estimates_.round_trip() / 2;
  if (too_soon && slot.requests <= 1 && !slot.waits) estimates_.on_overtaken(now - slot.noticed_at);
  if (!too_soon && slot.requests == 1) estimates_.on_round_trip(now - slot.asked_at);
}

// It is missing, may still be asked for, and an answer would come in time.
bool Repairs::wants(std::uint32_t sequence, const Instant& instant) const {
  const Slot& slot = window_.at(sequence);
  if (!slot.noticed || slot.state == Slot::State::delivered || slot.requests >= kMaxRequests) return false;
  return slot.ask_at + estimates_.round_trip() / 2 < instant(sequence);
}

std::optional<rtp::Nack> Repairs::due(SteadyTime now, const Instant& instant) {
  const SteadyTime next = next_deadline(instant);
  if (next > now) return std::nullopt;
  rtp::Nack nack;
  for (std::uint32_t sequence = window_.first(); sequence < window_.end() && sequence <= highest_; ++sequence) {
    if (!wants(sequence, instant)) continue;
    Slot& slot = window_.at(sequence);
    if (slot.ask_at > now + kNackGather) continue;
    const bool manifest = slot.state == Slot::State::unknown;
    const bool packet = !manifest || !has_candidate(sequence);
    if (packet && !add(nack.entries, false, sequence)) break;
    if (manifest && !add(nack.entries, true, sequence)) break;
    slot.asked_at = now;
    slot.ask_at = now + estimates_.retry(instant(sequence) - now);
    ++slot.requests;
  }
  return nack;
}

SteadyTime Repairs::next_deadline(const Instant& instant) const {
  SteadyTime next = SteadyTime::max();
  if (!window_.begun()) return next;
  for (std::uint32_t sequence = window_.first(); sequence < window_.end() && sequence <= highest_; ++sequence)
    if (wants(sequence, instant)) next = std::min(next, window_.at(sequence).ask_at);
  return next;
}

}  // namespace tongluo::live
