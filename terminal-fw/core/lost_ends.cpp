// Ledger, second part: ends that a damaged journal knows of without their final receipt.

#include "terminal-fw/core/ledger.hpp"

namespace tongluo::terminal {
namespace {

// What it claims of the sound is what the play log kept.
void tell_as(wire::Receipt& receipt, const StoredPlay& play) {
  receipt.at = play.at;
  receipt.outcome = play.outcome;
  receipt.refusal = play.refusal;
  receipt.detail = play.detail;
  receipt.samples_played = play.samples;
}

}  // namespace

std::vector<wire::Receipt> Ledger::lost_ends(Now now, const Digest& order) {
  std::vector<wire::Receipt> lost;
  for (const StoredPlay& play : parts_.plays.plays()) {
    if (play.order != order || parts_.outbox.has_final(order, play.occurrence)) continue;
    tell_as(lost.emplace_back(draft(now, order, play.occurrence, Stage::final)), play);
  }
  const OpenOrder* open = parts_.replays.has_forgotten() ? parts_.book.find(order) : nullptr;
  if (open == nullptr) return lost;
  for (const OpenOccurrence& occurrence : open->occurrences) {
    const std::uint32_t number = occurrence.spec.number;
    if (occurrence.phase != Phase::finished || parts_.outbox.has_final(order, number) ||
        parts_.plays.has(order, number))
      continue;
    wire::Receipt& receipt = lost.emplace_back(draft(now, order, number, Stage::final));
    receipt.outcome = Outcome::refused;
    receipt.refusal = Refusal::replayed;
    receipt.detail = "it ended, and the damaged journal does not know how";
  }
  return lost;
}

void Ledger::say_lost_ends(Now now, const Digest& order) {
  std::vector<wire::Receipt> lost = lost_ends(now, order);
  if (lost.empty() || !parts_.outbox.has_room(lost.size()) || !parts_.refusals.may_report(now.steady)) return;
  parts_.actions.notice("event=ends_said_again order=" + to_string(order) + " ends=" + std::to_string(lost.size()));
  JournalWrite write;
  std::vector<Digest> receipts;
  for (wire::Receipt& receipt : lost) enclose(std::move(receipt), write, receipts);
  commit(now, std::move(write), Purpose::other, {}, std::move(receipts));
}

}  // namespace tongluo::terminal
