#include "protocol/session/egress_pacer.hpp"

#include <algorithm>
#include <cmath>

#include "protocol/base/assert.hpp"
#include "protocol/base/limits.hpp"

namespace tongluo::session {
namespace {

constexpr std::size_t kFrameOverheadBytes = 48;  // of a ClipChunk: header, clip's digest, index, tags

double seconds_of(SteadyTime::duration span) { return std::chrono::duration<double>(span).count(); }

SteadyTime::duration span_of(double seconds) {
  return std::chrono::ceil<SteadyTime::duration>(std::chrono::duration<double>(seconds));
}

std::uint64_t audio_bytes(const ClipData& clip) {
  if (clip.chunks.empty()) return 0;
  return (clip.chunks.size() - 1) * limits::kClipChunkBytes + clip.chunks.back().size();
}

// Bytes of one second of it; 0: unknown.
double speed_of(const ClipTransfer& transfer) {
  if (transfer.duration.count() <= 0) return 0;
  return static_cast<double>(audio_bytes(*transfer.clip)) / seconds_of(transfer.duration);
}

ClipClass class_of(const ClipTransfer& transfer, SteadyTime now) {
  if (transfer.alert) return ClipClass::alert;
  if (transfer.needed_at == kNeededNever) return ClipClass::image;
  return transfer.needed_at > now + kAheadFrom ? ClipClass::ahead : ClipClass::soon;
}

}  // namespace

std::string_view to_string(ClipClass clip_class) {
  constexpr std::array<std::string_view, kClipClasses> kNames = {"alert", "soon", "ahead", "image"};
  return kNames[static_cast<std::size_t>(clip_class)];
}

EgressPacer::EgressPacer(std::uint64_t bytes_per_second)
    : rate_(static_cast<double>(bytes_per_second)),
      tokens_(rate_ * seconds_of(kEgressDepth)),
      ahead_tokens_(tokens_ / kAheadShare) {
  TL_ASSERT(bytes_per_second > 0);
}

bool EgressPacer::add(SteadyTime now, SessionKey key, ClipTransfer transfer) {
  const auto chunks = static_cast<std::uint32_t>(transfer.clip->chunks.size());
  const std::uint32_t first = std::min(transfer.first, chunks);
  Waiting fresh{std::move(transfer), first, ++last_turn_, now, std::nullopt, 0};
  fresh.end = first + std::min(fresh.what.count, chunks - first);
  const auto known = sessions_.find(key);
  if (known == sessions_.end() && fresh.what.first >= fresh.end) return true;
  Session& session = known == sessions_.end() ? sessions_[key] : known->second;
  const auto same = std::find_if(session.waiting.begin(), session.waiting.end(), [&fresh](const Waiting& waiting) {
    return waiting.what.clip->digest == fresh.what.clip->digest;
  });
  if (same != session.waiting.end()) {
    fresh.turn = same->turn;
    fresh.queued_at = same->queued_at;
    fresh.started_at = same->started_at;
    fresh.sent_bytes = same->sent_bytes;
    fresh.what.alert = fresh.what.alert || same->what.alert;
    fresh.what.needed_at = std::min(fresh.what.needed_at, same->what.needed_at);
    erase(session, same);
  } else if (session.waiting.size() >= kMaxSessionTransfers) {
    ++counters_.refused;
    return false;
  }
  if (fresh.what.first < fresh.end) insert(session, std::move(fresh));
  settle(now, key, session);
  return true;
}

void EgressPacer::insert(Session& session, Waiting waiting) {
  const auto rank = [](const Waiting& entry) {
    return std::tuple(!entry.what.alert, entry.what.needed_at, entry.turn);
  };
  const auto at = std::find_if(session.waiting.begin(), session.waiting.end(),
                               [&](const Waiting& other) { return rank(waiting) < rank(other); });
  ++transfers_;
  waiting_bytes_ += waiting.chunks_left() * limits::kClipChunkBytes;
  session.waiting.insert(at, std::move(waiting));
}

void EgressPacer::erase(Session& session, std::vector<Waiting>::iterator waiting) {
  --transfers_;
  waiting_bytes_ -= waiting->chunks_left() * limits::kClipChunkBytes;
  session.waiting.erase(waiting);
}

void EgressPacer::stop(SteadyTime now, SessionKey key, const Digest& clip) {
  const auto at = sessions_.find(key);
  if (at == sessions_.end()) return;
  std::vector<Waiting>& waiting = at->second.waiting;
  const auto same = std::find_if(waiting.begin(), waiting.end(),
                                 [&clip](const Waiting& entry) { return entry.what.clip->digest == clip; });
  if (same != waiting.end()) erase(at->second, same);
  settle(now, key, at->second);
}

void EgressPacer::forget(SessionKey key) {
  const auto at = sessions_.find(key);
  if (at == sessions_.end()) return;
  leave(key, at->second);
  while (!at->second.waiting.empty()) erase(at->second, std::prev(at->second.waiting.end()));
  sessions_.erase(at);
}

void EgressPacer::set_room(SteadyTime now, SessionKey key, bool room) {
  const auto at = sessions_.find(key);
  if (at == sessions_.end() && room) return;
  Session& session = at == sessions_.end() ? sessions_[key] : at->second;
  session.room = room;
  settle(now, key, session);
}

void EgressPacer::leave(SessionKey key, Session& session) {
  const Place& place = session.place;
  if (place.queue == Place::Queue::alert) alert_.erase({place.tag, key});
  if (place.queue == Place::Queue::lower) lower_.erase({place.at, place.tag, key});
  if (place.queue == Place::Queue::paced) paced_.erase({place.at, key});
  session.place = Place{};
}

void EgressPacer::settle(SteadyTime now, SessionKey key, Session& session) {
  leave(key, session);
  if (session.waiting.empty() && session.room) {
    sessions_.erase(key);
    return;
  }
  if (session.waiting.empty() || !session.room) return;
  const Waiting& head = session.waiting.front();
  const bool alert = head.what.alert;
  // Who comes back after a pause has no claim for the time that it did not use.
  session.tag[alert] = std::max(session.tag[alert], virtual_time_[alert]);
  Place& place = session.place;
  place.tag = session.tag[alert];
  if (!alert) {
    place.queue = Place::Queue::lower;
    place.at = head.what.needed_at;
    lower_.insert({place.at, place.tag, key});
  } else if (place.at = may_go_on(head); place.at > now) {
    place.queue = Place::Queue::paced;
    paced_.insert({place.at, key});
  } else {
    place.queue = Place::Queue::alert;
    alert_.insert({place.tag, key});
  }
}

// When what the speed allows is more than what was sent.
SteadyTime EgressPacer::may_go_on(const Waiting& waiting) {
  const double speed = speed_of(waiting.what);
  if (!waiting.started_at || speed <= 0) return SteadyTime::min();
  const double beyond = static_cast<double>(waiting.sent_bytes) / speed - seconds_of(kAlertBurst);
  return beyond < 0 ? SteadyTime::min() : *waiting.started_at + span_of(beyond / kAlertSpeed);
}

std::uint32_t EgressPacer::allowed_chunks(SteadyTime now, const Waiting& waiting) {
  const auto most = static_cast<std::uint32_t>(std::min<std::uint64_t>(kGrantChunks, waiting.chunks_left()));
  const double speed = speed_of(waiting.what);
  if (!waiting.what.alert || speed <= 0) return most;
  const double since = waiting.started_at ? seconds_of(now - *waiting.started_at) : 0;
  const double burst = speed * seconds_of(kAlertBurst);
  const auto sent = static_cast<double>(waiting.sent_bytes);
  // The rest of the burst alone, though the speed would allow more by now: others wait for theirs.
  const double allowed = sent < burst ? burst : burst + speed * kAlertSpeed * since;
  const double chunks = std::ceil((allowed - sent) / limits::kClipChunkBytes);
  return static_cast<std::uint32_t>(std::clamp<double>(chunks, 1, most));
}

void EgressPacer::refill(SteadyTime now) {
  const double elapsed = seconds_of(std::max(now - refilled_, SteadyTime::duration(0)));
  const double depth = rate_ * seconds_of(kEgressDepth);
  tokens_ = std::min(depth, tokens_ + elapsed * rate_);
  ahead_tokens_ = std::min(depth / kAheadShare, ahead_tokens_ + elapsed * rate_ / kAheadShare);
  refilled_ = std::max(refilled_, now);
}

bool EgressPacer::ahead_allowed(SteadyTime now, SteadyTime needed_at) const {
  return needed_at <= now + kAheadFrom || ahead_tokens_ > 0;
}

std::optional<ClipGrant> EgressPacer::next(SteadyTime now) {
  refill(now);
  while (!paced_.empty() && paced_.begin()->first <= now) {
    const SessionKey key = paced_.begin()->second;
    settle(now, key, sessions_.at(key));
  }
  if (tokens_ <= 0) return std::nullopt;
  SessionKey key = 0;
  if (!alert_.empty())
    key = alert_.begin()->second;
  else if (!lower_.empty() && ahead_allowed(now, std::get<SteadyTime>(*lower_.begin())))
    key = std::get<2>(*lower_.begin());
  else
    return std::nullopt;
  return grant(now, key, sessions_.at(key));
}

// A grant may overdraw the ceiling by less than itself: the next one waits that much longer.
ClipGrant EgressPacer::grant(SteadyTime now, SessionKey key, Session& session) {
  Waiting& head = session.waiting.front();
  ClassCounters& counters = counters_.of[static_cast<std::size_t>(class_of(head.what, now))];
  ClipGrant given{key, head.what.clip, head.what.first, allowed_chunks(now, head), head.what.alert};
  if (!head.started_at) {
    head.started_at = now;
    ++counters.transfers;
    counters.waited_us +=
        static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::microseconds>(now - head.queued_at).count());
  }
  std::uint64_t audio = 0;
  for (std::uint32_t i = 0; i < given.count; ++i) audio += head.what.clip->chunks[given.first + i].size();
  const std::uint64_t bytes = audio + given.count * kFrameOverheadBytes;
  head.sent_bytes += audio;
  counters.bytes += bytes;
  tokens_ -= static_cast<double>(bytes);
  if (class_of(head.what, now) >= ClipClass::ahead) ahead_tokens_ -= static_cast<double>(bytes);
  virtual_time_[given.alert] = session.tag[given.alert];
  session.tag[given.alert] += bytes;
  waiting_bytes_ -= std::uint64_t{given.count} * limits::kClipChunkBytes;
  head.what.first += given.count;
  if (head.what.first == head.end) erase(session, session.waiting.begin());
  settle(now, key, session);
  return given;
}

SteadyTime EgressPacer::next_deadline(SteadyTime now) const {
  SteadyTime due = paced_.empty() ? SteadyTime::max() : paced_.begin()->first;
  const auto ready_when = [&](double tokens, double rate) {
    return tokens > 0 ? now : std::max(refilled_ + span_of(-tokens / rate), now) + kEgressTick;
  };
  if (!alert_.empty()) return std::min(due, ready_when(tokens_, rate_));
  if (lower_.empty()) return due;
  SteadyTime lower = ready_when(tokens_, rate_);
  const SteadyTime needed_at = std::get<SteadyTime>(*lower_.begin());
  if (!ahead_allowed(now, needed_at)) lower = std::max(lower, ready_when(ahead_tokens_, rate_ / kAheadShare));
  return std::min(due, lower);
}

}  // namespace tongluo::session
