#include "terminal-fw/live/live_receiver.hpp"

#include <algorithm>

#include "protocol/base/assert.hpp"
#include "protocol/rtp/rtp_packet.hpp"
#include "protocol/rtp/sequence.hpp"
#include "protocol/rtp/stream_framing.hpp"

namespace tongluo::live {
namespace {

constexpr std::int64_t kSamples = limits::kLivePacketSamples;
constexpr std::int64_t kPrerollSamples = 2 * kSamples;  // before T: the decoder converges on them, nobody hears them

}  // namespace

LiveReceiver::LiveReceiver(Now now, const StreamTerms& stream)
    : stream_(stream),
      verifier_(stream.key, stream.order, stream.stream_id),
      candidates_(stream.playout_delay),
      window_(stream.playout_delay),
      repairs_(window_, candidates_),
      paths_(now.steady),
      datagram_verifies_(kVerifiesPerSecond, kVerifyBurst),
      probe_verifies_(kProbeVerifiesPerSecond, kProbeVerifiesPerSecond),
      control_verifies_(kVerifiesPerSecond, kVerifyBurst),
      hashes_(kHashesPerSecond, kHashesPerSecond),
      floor_position_(-kPrerollSamples) {
  TL_ASSERT(stream.playout_delay >= limits::kMinPlayoutDelay && stream.playout_delay <= limits::kMaxPlayoutDelay);
  offset_ = now.wall.time_since_epoch() - now.steady.time_since_epoch();
  heard_ = std::max(now.steady, steady(stream.live_start - stream.playout_delay));
}

// ---- inputs ----

void LiveReceiver::on_datagram(Now now, ByteView datagram) {
  offset_ = now.wall.time_since_epoch() - now.steady.time_since_epoch();
  retire(now);
  take(now, datagram, Way::datagram);
  settle(now);
}

void LiveReceiver::on_framed(Now now, ByteView packets) {
  offset_ = now.wall.time_since_epoch() - now.steady.time_since_epoch();
  retire(now);
  const auto views = rtp::unframe_packets(packets);
  if (!views) ++counters_.malformed;
  if (views)
    for (const ByteView view : *views) take(now, view, Way::control_channel);
  settle(now);
}

void LiveReceiver::on_opened(Now now, rtp::StreamState state) {
  if (state == rtp::StreamState::not_started && !window_.begun()) waited_for_start_ = true;
  paths_.on_opened(now.steady, state);
  on_deadline(now);
}

void LiveReceiver::on_round_trip(Now now, microseconds round_trip) {
  repairs_.estimates().on_round_trip(round_trip);
  on_deadline(now);
}

void LiveReceiver::on_no_datagrams(Now now) {
  paths_.on_no_datagrams();
  on_deadline(now);
}

void LiveReceiver::on_new_session(Now now) {
  paths_.on_new_session(now.steady);
  on_deadline(now);
}

void LiveReceiver::on_deadline(Now now) {
  offset_ = now.wall.time_since_epoch() - now.steady.time_since_epoch();
  retire(now);
  settle(now);
}

void LiveReceiver::resend(Now now) {
  on_deadline(now);
  if (window_.begun()) {
    for (std::uint32_t sequence = window_.first(); sequence < window_.end(); ++sequence) {
      const Slot& slot = window_.at(sequence);
      if (!slot.playable || instant_of(slot.packet.position) <= now.wall) continue;
      ++counters_.resent;
      push(Play{slot.packet});
    }
  }
  if (end_mark_) push(Play{*end_mark_});
}

void LiveReceiver::settle(Now now) {
  counters_.unverified_dropped += candidates_.expire(now.steady - stream_.playout_delay);
  probe_tail(now);
  watch(now);
  send_nacks(now);
}

// ---- packets ----

void LiveReceiver::take(Now now, ByteView bytes, Way way) {
  counters_.bytes += bytes.size();
  if (rtp::is_manifest(bytes))
    take_manifest(now, bytes, way);
  else
    take_packet(now, bytes);
}

void LiveReceiver::take_packet(Now now, ByteView datagram) {
  const auto packet = rtp::parse_rtp(datagram);
  if (!packet || packet->ssrc != stream_.stream_id || datagram.size() > kMaxCandidateBytes) {
    ++counters_.malformed;
    return;
  }
  ++counters_.received;
  if (!window_.begun()) return keep_candidate(now, packet->sequence, datagram);
  const std::uint32_t sequence = rtp::extend_sequence(repairs_.highest(), packet->sequence);
  if (!window_.contains(sequence)) {
    // Too old; or a stream that begins anew with other numbers, which its manifest will say.
    if (sequence < window_.first() && window_.first() - sequence <= window_.width()) {
      ++counters_.late;
      return;
    }
    return keep_candidate(now, packet->sequence, datagram);
  }
  const Slot& slot = window_.at(sequence);
  if (slot.state == Slot::State::unknown) return keep_candidate(now, packet->sequence, datagram);
  if (slot.state == Slot::State::delivered) {
    ++counters_.duplicate;
  } else if (!hashes_.take(now.steady)) {
    ++counters_.unverified_dropped;
  } else if (stream::short_hash(datagram) != slot.hash) {
    ++counters_.forged;
  } else {
    deliver(now, sequence, datagram);
  }
}

void LiveReceiver::keep_candidate(Now now, std::uint16_t wire, ByteView datagram) {
  counters_.unverified_dropped += candidates_.put(now.steady, wire, datagram);
  if (!window_.begun()) return;
  const std::uint32_t sequence = rtp::extend_sequence(repairs_.highest(), wire);
  if (!window_.contains(sequence) || sequence > repairs_.highest() + kSeenAhead) return;
  if (end_sequence_ && sequence >= *end_sequence_) return;
  repairs_.extend(sequence);
  repairs_.notice_below(now.steady, sequence + 1);
}

void LiveReceiver::promise(Now now, std::uint32_t sequence, const rtp::ShortHash& hash, std::int64_t position) {
  Slot& slot = window_.at(sequence);
  if (slot.state != Slot::State::unknown) return;
  slot.state = Slot::State::promised;
  slot.hash = hash;
  slot.packet.sequence = sequence;
  slot.packet.position = position;
  candidates_.take(static_cast<std::uint16_t>(sequence), [&](SteadyTime arrived, ByteView datagram) {
    if (stream::short_hash(datagram) != hash) {
      ++counters_.forged;
    } else if (slot.state == Slot::State::delivered) {
      ++counters_.duplicate;
    } else {
      if (!repairs_.was_repaired(now.steady, slot)) repairs_.estimates().on_manifest_gap(now.steady - arrived);
      deliver(now, sequence, datagram);
    }
  });
}

// Its hash is the manifest's.
void LiveReceiver::deliver(Now now, std::uint32_t sequence, ByteView datagram) {
  const auto packet = rtp::parse_rtp(datagram);
  TL_ASSERT(packet);
  Slot& slot = window_.at(sequence);
  slot.state = Slot::State::delivered;
  const ByteView payload = packet->payload;
  if (payload.empty() || payload.size() > slot.packet.octets.size() ||
      packet->payload_type != limits::kLivePayloadType) {
    ++counters_.malformed;
    return;
  }
  if (slot.requests > 0) ++counters_.repaired;
  repairs_.on_delivered(now.steady, slot);
  slot.packet.size = static_cast<std::uint16_t>(payload.size());
  std::copy(payload.begin(), payload.end(), slot.packet.octets.begin());
  play(now, slot);
}

void LiveReceiver::play(Now now, Slot& slot) {
  const std::int64_t position = slot.packet.position;
  if (position < floor_position_ || position >= limit()) {
    ++counters_.outside;
    return;
  }
  if (instant_of(position) <= now.wall) {
    ++counters_.late;
    return;
  }
  ++counters_.verified;
  slot.playable = true;
  heard_ = std::max(heard_, now.steady);
  if (std::exchange(lost_, false)) push(Back{});
  push(Play{slot.packet});
}

// ---- time ----

void LiveReceiver::retire(Now now) {
  if (!window_.begun()) return;
  for (std::size_t i = 0; i < window_.width(); ++i) {
    const std::uint32_t sequence = window_.first();
    if (instant_of(window_.position(sequence)) > now.wall) return;
    const bool existed = sequence >= lowest_known_ && sequence <= highest_known_;
    if (existed && window_.at(sequence).state != Slot::State::delivered) ++counters_.missing;
    window_.advance();
  }
  // Everything was dropped and time is still ahead: the clock was stepped, or nobody called for long.
  const std::int64_t behind = position_of(now.wall - stream_.playout_delay) - window_.position(window_.first());
  const std::int64_t ahead = behind / kSamples + 1;
  if (behind >= 0 && ahead < kMaxSequence - std::int64_t{window_.first()})
    window_.advance_to(window_.first() + static_cast<std::uint32_t>(ahead));
}

// Trains whose time is over by what was seen of the link: asked for although nothing came behind them.
void LiveReceiver::probe_tail(Now now) {
  if (tail_due() == SteadyTime::max() || now.steady - heard_ > kTailProbeSpan) return;
  for (std::size_t i = 0; i < window_.width() && tail_due() <= now.steady; ++i) {
    const std::uint32_t next = std::max(repairs_.highest() + 1, window_.first());
    if (!window_.contains(next + train_packets_ - 1)) return;
    repairs_.extend(next + train_packets_ - 1);
    repairs_.notice_below(now.steady, next + train_packets_);
  }
}

SteadyTime LiveReceiver::tail_due() const {
  if (!window_.begun() || end_sequence_ || !repairs_.estimates().transit_known()) return SteadyTime::max();
  const std::uint32_t next = std::max(repairs_.highest() + 1, window_.first());
  const std::int64_t complete = window_.position(next) + kSamples * std::int64_t{train_packets_};
  if (complete > limit()) return SteadyTime::max();
  return steady(instant_of(complete)) - stream_.playout_delay + repairs_.estimates().arrival_limit();
}

void LiveReceiver::watch(Now now) {
  if (const auto wanted = paths_.decide(now.steady)) {
    if (*wanted) ++counters_.fallbacks;
    push(AskControlChannel{*wanted});
  }
  if (lost_due() > now.steady) return;
  lost_ = true;
  push(Lost{});
}

SteadyTime LiveReceiver::lost_due() const {
  if (lost_ || end_sequence_) return SteadyTime::max();
  const SteadyTime due = heard_ + kLostAfter;
  return due < steady(instant_of(limit())) ? due : SteadyTime::max();
}

// Requests go by datagram: while none come, they would not get through either.
bool LiveReceiver::may_nack(Now now) const { return !paths_.on_control_channel() || paths_.datagrams_work(now.steady); }

void LiveReceiver::send_nacks(Now now) {
  nacking_ = may_nack(now);
  if (!nacking_) return;
  for (std::size_t i = 0; i < kMaxNacksAtOnce; ++i) {
    auto nack = repairs_.due(now.steady, instants());
    if (!nack) return;
    nack->stream_id = stream_.stream_id;
    ++counters_.nacks;
    counters_.packets_asked += asked_count(*nack);
    push(SendNack{std::move(*nack)});
  }
}

Repairs::Instant LiveReceiver::instants() const {
  return [this](std::uint32_t sequence) { return steady(instant_of(window_.position(sequence))); };
}

SteadyTime LiveReceiver::next_deadline() const {
  SteadyTime next = std::min(paths_.next_deadline(), lost_due());
  if (nacking_) next = std::min(next, repairs_.next_deadline(instants()));
  const SteadyTime tail = tail_due();
  const std::uint32_t after = repairs_.highest() + train_packets_;
  if (tail < heard_ + kTailProbeSpan && window_.contains(after)) next = std::min(next, tail);
  return next;
}

std::optional<ReceiverAction> LiveReceiver::next_action() {
  if (actions_.empty()) return std::nullopt;
  ReceiverAction action = std::move(actions_.front());
  actions_.pop_front();
  return action;
}

void LiveReceiver::push(ReceiverAction action) {
  TL_ASSERT(actions_.size() < kMaxPendingActions);
  actions_.push_back(std::move(action));
}

// On the live time line, of the sample that was captured then; to the nearest sample, alike in every terminal.
std::int64_t LiveReceiver::position_of(WallTime capture) const {
  const std::int64_t us = (capture + stream_.playout_delay - stream_.live_start).count();
  const std::int64_t scaled = us * (limits::kLiveSampleRate / 1'000) + 500;
  return scaled >= 0 ? scaled / 1'000 : -((-scaled + 999) / 1'000);
}

WallTime LiveReceiver::instant_of(std::int64_t position) const {
  return stream_.live_start + microseconds(position * 1'000 / (limits::kLiveSampleRate / 1'000));
}

// Nothing at or behind it is heard.
std::int64_t LiveReceiver::limit() const {
  const microseconds longest = std::min<microseconds>(stream_.max_duration, stream_.end - stream_.live_start);
  return std::max<std::int64_t>(0, longest.count()) * (limits::kLiveSampleRate / 1'000) / 1'000;
}

}  // namespace tongluo::live
