#include "terminal-fw/core/event_log.hpp"

#include <algorithm>

#include "terminal-fw/core/shorten.hpp"

namespace tongluo::terminal {

void EventLog::load(const std::vector<StoredEvent>& stored) {
  for (const StoredEvent& event : stored) {
    held_.push_back({event, {}, {}, false});
    last_number_ = std::max(last_number_, event.number);
    if (event.kind == wire::EventKind::unspecified) held_.back().event.told = Told::given_up;
    if (held_.back().event.told == Told::waiting) ++waiting_;
  }
  unsent_ = waiting_;
}

void EventLog::touch(Held& held, SteadyTime by) {
  if (!held.unwritten) ++unwritten_;
  held.unwritten = true;
  write_by_ = std::min(write_by_, by);
}

void EventLog::note(Now now, wire::Event event) {
  shorten(event.detail, kMaxEventText);
  if (held_.size() >= kMaxEventsKept) {
    const Held& oldest = held_.front();
    if (oldest.unwritten) --unwritten_;
    if (oldest.event.told == Told::waiting) {
      --waiting_;
      if (!oldest.sent_at) --unsent_;
    }
    held_.pop_front();
    ++evicted_;
  }
  held_.push_back({{++last_number_, event.at, event.kind, std::move(event.detail), event.subject, event.count,
                    event.ended, Told::waiting},
                   now.steady,
                   {},
                   false});
  ++waiting_;
  ++unsent_;
  touch(held_.back(), now.steady + SteadyTime::duration(kEventStoreDelay));
  if (waiting_ > kMaxEventsWaiting) give_up_oldest(now.steady);
}

void EventLog::give_up_oldest(SteadyTime now) {
  const auto oldest =
      std::find_if(held_.begin(), held_.end(), [](const Held& held) { return held.event.told == Told::waiting; });
  if (oldest == held_.end()) return;
  oldest->event.told = Told::given_up;
  ++given_up_;
  --waiting_;
  if (!oldest->sent_at) --unsent_;
  touch(*oldest, now + SteadyTime::duration(kEventMarkDelay));
}

std::optional<wire::Event> EventLog::next_to_send(SteadyTime now, std::optional<WallTime> believed) {
  if (unsent_ == 0) return std::nullopt;
  const auto next = std::find_if(held_.begin(), held_.end(),
                                 [](const Held& held) { return held.event.told == Told::waiting && !held.sent_at; });
  if (next == held_.end()) return std::nullopt;
  StoredEvent& event = next->event;
  if (believed && next->noted_at) {
    const WallTime at = *believed - (now - *next->noted_at);
    if (std::chrono::abs(at - event.at) > kClockTolerance) {
      event.at = at;
      touch(*next, now + SteadyTime::duration(kEventMarkDelay));
    }
  }
  next->sent_at = now;
  --unsent_;
  return wire::Event{.kind = event.kind,
                     .at = event.at,
                     .detail = event.detail,
                     .subject = event.subject,
                     .count = event.count,
                     .ended = event.ended};
}

void EventLog::on_link_closed() {
  for (Held& held : held_) held.sent_at.reset();
  unsent_ = waiting_;
}

void EventLog::on_arrived(SteadyTime now, SteadyTime before) {
  if (waiting_ == unsent_) return;
  for (Held& held : held_) {
    if (held.event.told != Told::waiting || !held.sent_at || *held.sent_at >= before) continue;
    held.event.told = Told::told;
    --waiting_;
    touch(held, now + SteadyTime::duration(kEventMarkDelay));
  }
}

std::vector<PutEvent> EventLog::take_writes(std::optional<WallTime> believed) {
  std::vector<PutEvent> writes;
  if (unwritten_ == 0) return writes;
  const WallTime forget_before = believed ? *believed - kEventsKeptFor : WallTime{};
  for (Held& held : held_) {
    if (!held.unwritten || writes.size() >= kMaxEventWrites) continue;
    held.unwritten = false;
    --unwritten_;
    writes.push_back({held.event, forget_before});
  }
  if (unwritten_ == 0) write_by_ = SteadyTime::max();
  return writes;
}

void EventLog::write_again(SteadyTime now, const std::vector<std::uint64_t>& numbers) {
  for (Held& held : held_)
    if (std::find(numbers.begin(), numbers.end(), held.event.number) != numbers.end())
      touch(held, now + SteadyTime::duration(kReceiptStoreRetry));
}

bool EventLog::commit_due(SteadyTime now) {
  if (commits_ == kEventCommitBurst) refilled_at_ = now;
  while (commits_ < kEventCommitBurst && now - refilled_at_ >= SteadyTime::duration(kEventCommitInterval)) {
    ++commits_;
    refilled_at_ += SteadyTime::duration(kEventCommitInterval);
  }
  if (unwritten_ == 0 || write_by_ > now || commits_ == 0) return false;
  --commits_;
  return true;
}

SteadyTime EventLog::next_deadline() const {
  if (unwritten_ == 0) return SteadyTime::max();
  return commits_ > 0 ? write_by_ : std::max(write_by_, refilled_at_ + SteadyTime::duration(kEventCommitInterval));
}

std::vector<StoredEvent> EventLog::events() const {
  std::vector<StoredEvent> newest_first;
  newest_first.reserve(held_.size());
  for (auto held = held_.rbegin(); held != held_.rend(); ++held) newest_first.push_back(held->event);
  return newest_first;
}

}  // namespace tongluo::terminal
