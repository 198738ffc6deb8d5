#include "controller/rollout/rollout.hpp"

#include <algorithm>

#include "protocol/base/assert.hpp"

namespace tongluo::rollout {
namespace {

bool is_open(MemberState state) { return state == MemberState::offered || state == MemberState::working; }
bool is_bad(MemberState state) { return state == MemberState::failed || state == MemberState::silent; }

}  // namespace

Rollout::Rollout(Record record)
    : record_(std::move(record)), counts_(record_.ring_times.size()), has_members_(counts_.size()) {
  TL_ASSERT(!record_.ring_times.empty() && record_.members.size() <= kMaxMembers);
  for (std::size_t i = 0; i < record_.members.size(); ++i) {
    const Member& member = record_.members[i];
    TL_ASSERT(member.ring < counts_.size());
    index_.emplace(member.terminal, i);
    has_members_[member.ring] = true;
    add_to_counts(member, 1);
  }
}

void Rollout::add_to_counts(const Member& member, int sign) {
  const auto step = [sign](std::size_t& number) { sign > 0 ? ++number : --number; };
  if (is_open(member.state)) step(under_way_);
  if (member.accepted || member.state == MemberState::excused) return;
  RingCount& count = counts_[member.ring];
  step(count.members);
  if (member.state == MemberState::confirmed) step(count.confirmed);
  if (is_bad(member.state)) step(count.bad);
}

// ---- Events

void Rollout::on_online(WallTime now, const TerminalId& terminal) {
  const auto found = index_.find(terminal);
  if (found == index_.end()) return;
  const Member& member = record_.members[found->second];
  if (member.state == MemberState::waiting) ready_.insert(found->second);
  // It may have left before it could take the offer; a terminal that has it in hand tells so by itself.
  const bool unheard = member.state == MemberState::offered || member.state == MemberState::silent;
  if (unheard && may_serve(terminal)) actions_.push_back(Offer{terminal});
  work(now);
}

void Rollout::on_offline(const TerminalId& terminal) {
  const auto found = index_.find(terminal);
  if (found == index_.end()) return;
  ready_.erase(found->second);
}

void Rollout::on_progress(WallTime now, const TerminalId& terminal, const Digest& release, wire::UpdateState state,
                          std::uint32_t percent, std::string detail) {
  const auto found = index_.find(terminal);
  if (found == index_.end() || release != record_.head.release || state == wire::UpdateState::none) return;
  Member& member = record_.members[found->second];
  if (member.state == MemberState::confirmed) return;
  // The same word again is no sign of progress: who only repeats itself falls silent.
  const std::uint32_t progress = static_cast<std::uint32_t>(state) * 1'000 + std::min(percent, 100U);
  if (member.progress == progress) return;
  member.progress = progress;
  if (state == wire::UpdateState::confirmed) {
    set(now, found->second, MemberState::confirmed, {});
  } else if (state == wire::UpdateState::returned || state == wire::UpdateState::abandoned) {
    set(now, found->second, MemberState::failed, std::string(to_string(state)) + ": " + detail);
  } else {
    set(now, found->second, MemberState::working, std::move(detail));
  }
  work(now);
}

void Rollout::on_refused(WallTime now, const TerminalId& terminal, const Digest& release, Refusal refusal) {
  const auto found = index_.find(terminal);
  if (found == index_.end() || release != record_.head.release) return;
  if (record_.members[found->second].state == MemberState::confirmed) return;
  // Another update is too far there: it is offered again when it comes back.
  if (refusal == Refusal::queue_full) return;
  const bool has_newer = refusal == Refusal::older_version;
  set(now, found->second, has_newer ? MemberState::excused : MemberState::failed,
      "refused: " + std::string(to_string(refusal)));
  work(now);
}

void Rollout::on_alert(WallTime now, bool running) {
  alert_ = running;
  work(now);
}

void Rollout::set(WallTime now, std::size_t index, MemberState state, std::string detail) {
  Member& member = record_.members[index];
  add_to_counts(member, -1);
  member.state = state;
  if (!is_bad(state)) member.accepted = false;
  member.heard_at = now;
  member.detail = std::move(detail);
  if (member.detail.size() > kMaxDetailBytes) member.detail.resize(kMaxDetailBytes);
  add_to_counts(member, 1);
  ready_.erase(index);
  next_silence_ = std::min(next_silence_, now + record_.settings.answer_within);
  put(index);
}

// ---- Persons

bool Rollout::pause(std::string person) {
  if (record_.head.phase != Phase::running) return false;
  record_.head.phase = Phase::paused;
  record_.head.reason = PauseReason::person;
  record_.head.by = std::move(person);
  put_head();
  return true;
}

bool Rollout::resume(WallTime now, std::string person, bool accept_failures) {
  if (record_.head.phase != Phase::paused) return false;
  record_.head.phase = Phase::running;
  record_.head.reason = PauseReason::none;
  record_.head.by = std::move(person);
  for (std::size_t i = 0; i < record_.members.size(); ++i) {
    Member& member = record_.members[i];
    const bool accept = accept_failures && is_bad(member.state) && !member.accepted;
    if (!accept && !is_open(member.state)) continue;
    add_to_counts(member, -1);
    member.accepted = member.accepted || accept;
    if (is_open(member.state)) member.heard_at = now;  // our pause was not its silence
    add_to_counts(member, 1);
    put(i);
  }
  if (record_.head.opened_at) record_.head.opened_at = now;
  next_silence_ = WallTime::min();
  put_head();
  work(now);
  return true;
}

bool Rollout::withdraw(std::string person) {
  if (record_.head.phase == Phase::completed || record_.head.phase == Phase::withdrawn) return false;
  record_.head.phase = Phase::withdrawn;
  record_.head.by = std::move(person);
  put_head();
  return true;
}

bool Rollout::may_serve(const TerminalId& terminal) const {
  const auto found = index_.find(terminal);
  if (found == index_.end() || alert_) return false;
  // Who was slow to the end is still served: completed ends the offers, not the downloads.
  if (record_.head.phase != Phase::running && record_.head.phase != Phase::completed) return false;
  const MemberState state = record_.members[found->second].state;
  return is_open(state) || state == MemberState::silent;
}

// ---- Decisions

void Rollout::work(WallTime now) {
  if (record_.head.phase != Phase::running) return;
  open_next(now);
  find_silent(now);
  if (const auto ring = ring_with_errors()) return pause_by_itself(PauseReason::errors, *ring);
  judge_ring(now);
  if (record_.head.phase == Phase::running) offer(now);
}

void Rollout::find_silent(WallTime now) {
  if (now < next_silence_) return;
  const auto& settings = record_.settings;
  next_silence_ = WallTime::max();
  for (std::size_t i = 0; i < record_.members.size() && record_.members[i].ring <= record_.head.open_ring; ++i) {
    const Member& member = record_.members[i];
    const bool unreached = member.state == MemberState::waiting;
    if (!is_open(member.state) && !unreached) continue;
    if (unreached && !record_.head.opened_at) continue;
    const WallTime due =
        unreached ? *record_.head.opened_at + settings.ring_within : member.heard_at + settings.answer_within;
    if (now >= due) {
      set(now, i, MemberState::silent,
          unreached
              ? "never reached"
              : "no word since it was " + std::string(member.state == MemberState::offered ? "offered" : "at work"));
    } else {
      next_silence_ = std::min(next_silence_, due);
    }
  }
}

std::optional<std::uint32_t> Rollout::ring_with_errors() const {
  for (std::uint32_t ring = 0; ring <= record_.head.open_ring; ++ring) {
    const RingCount& count = counts_[ring];
    const std::size_t base = std::max(count.confirmed + count.bad, std::min(count.members, kErrorBase));
    if (count.bad * 1'000 > base * record_.settings.error_permille) return ring;
  }
  return std::nullopt;
}

void Rollout::pause_by_itself(PauseReason reason, std::uint32_t ring) {
  record_.head.phase = Phase::paused;
  record_.head.reason = reason;
  record_.head.by.clear();
  put_head();
  const RingCount& count = counts_[ring];
  actions_.push_back(CallPerson{"rollout paused in ring " + std::to_string(ring) + ": " +
                                std::to_string(count.confirmed) + " confirmed, " + std::to_string(count.bad) +
                                " failed or silent, of " + std::to_string(count.members)});
}

void Rollout::judge_ring(WallTime now) {
  Head& head = record_.head;
  const RingCount& count = counts_[head.open_ring];
  if (!head.opened_at) return;
  const bool enough = count.confirmed * 1'000 >= count.members * record_.settings.success_permille;
  if (enough && !head.satisfied_at) {
    head.satisfied_at = now;
    put_head();
  }
  if (!enough && head.satisfied_at) {  // one whose silence was accepted is at work again
    head.satisfied_at.reset();
    put_head();
  }
  if (!enough && count.open() == 0) return pause_by_itself(PauseReason::too_few_succeeded, head.open_ring);
  const bool last = head.open_ring + 1 == counts_.size();
  if (!last) return open_next(now);
  const bool all = std::all_of(counts_.begin(), counts_.end(), [](const RingCount& c) { return c.open() == 0; });
  if (!all) return;
  head.phase = Phase::completed;
  put_head();
  actions_.push_back(CallPerson{"rollout completed"});
}

// After a satisfied ring and its soak, the next one; each when its own time has come. Empty rings are passed over.
void Rollout::open_next(WallTime now) {
  while (open_one(now)) {
  }
}

bool Rollout::open_one(WallTime now) {
  Head& head = record_.head;
  const bool last = head.open_ring + 1 == counts_.size();
  if (!head.opened_at) {
    if (now < record_.ring_times[head.open_ring]) return false;
    head.opened_at = now;
    next_silence_ = std::min(next_silence_, now + record_.settings.ring_within);
    put_head();
    return !last;
  }
  const bool soaked = head.satisfied_at && now >= *head.satisfied_at + record_.settings.soak;
  const bool empty = !has_members_[head.open_ring];
  if (last || (!soaked && !empty)) return false;
  ++head.open_ring;
  head.opened_at.reset();
  head.satisfied_at.reset();
  put_head();
  return true;
}

void Rollout::offer(WallTime now) {
  if (alert_ || !record_.head.opened_at) return;
  while (!ready_.empty() && under_way_ < record_.settings.at_once) {
    const std::size_t index = *ready_.begin();
    if (record_.members[index].ring > record_.head.open_ring) return;
    set(now, index, MemberState::offered, {});
    actions_.push_back(Offer{record_.members[index].terminal});
  }
}

std::optional<Action> Rollout::next_action() {
  if (actions_.empty()) return std::nullopt;
  Action action = std::move(actions_.front());
  actions_.pop_front();
  return action;
}

WallTime Rollout::next_deadline() const {
  const Head& head = record_.head;
  if (head.phase != Phase::running) return WallTime::max();
  WallTime due = next_silence_;
  if (!head.opened_at) due = std::min(due, record_.ring_times[head.open_ring]);
  if (head.satisfied_at && head.open_ring + 1 < counts_.size())
    due = std::min(due, *head.satisfied_at + record_.settings.soak);
  return due;
}

}  // namespace tongluo::rollout
