// The datagrams of LiveListeners: each kind of control packet and its answer (PROTOCOL.md section 11.2).

#include "controller/live/limits.hpp"
#include "controller/live/live_listeners.hpp"

namespace tongluo::live {

void LiveListeners::on_datagram(Now now, WallTime received, const Address& from, ByteView datagram) {
  const auto token = rtp::peek_token(datagram);
  if (!rtp::is_control(datagram) || !token) {
    ++counters_.malformed;
    return;
  }
  const auto found = by_token_.find(*token);
  if (found == by_token_.end()) {
    ++counters_.foreign_tokens;
    return;
  }
  Session& session = *found->second;
  const auto body = session.seal.open(datagram);
  if (!body) {
    switch (body.error()) {
      case stream::SealFault::malformed:
        ++counters_.malformed;
        break;
      case stream::SealFault::foreign_token:
        ++counters_.foreign_tokens;
        break;
      case stream::SealFault::bad_seal:
        ++counters_.bad_seals;
        break;
      case stream::SealFault::replayed:
        ++counters_.replayed;
        break;
    }
    return;
  }
  session.up += datagram.size();  // what is not sealed may be anybody's
  std::visit([&](const auto& what) { handle(Arrival{now, received, from}, session, what); }, *body);
}

// Kinds that only a controller sends, sealed by a terminal: nobody's business.
template <class FromController>
void LiveListeners::handle(const Arrival&, Session&, const FromController&) {
  ++counters_.malformed;
}

bool LiveListeners::proven(const Arrival& arrival, Session& session) {
  if (session.address == arrival.from) {
    session.heard = arrival.now.steady;
    return true;
  }
  ++counters_.challenges;
  session.challenged = arrival.now.steady;
  send(arrival.from, session, rtp::Challenge{challenges_.make(arrival.now.steady, session.seal.token(), arrival.from)});
  return false;
}

void LiveListeners::handle(const Arrival& arrival, Session& session, const rtp::Open& open) {
  ++counters_.opens;
  if (open.stream_id != 0) wish_of(session, open.stream_id).datagrams = true;
  if (!proven(arrival, session)) return;
  if (open.stream_id != 0) join(session, wish_of(session, open.stream_id));
  tell_state(session, open.stream_id);
}

void LiveListeners::handle(const Arrival& arrival, Session& session, const rtp::Echo& echo) {
  if (!challenges_.accepts(arrival.now.steady, session.seal.token(), arrival.from, echo.nonce)) {
    ++counters_.bad_echoes;
    return;
  }
  session.heard = arrival.now.steady;
  session.round_trip = std::min<microseconds>(session.round_trip, arrival.now.steady - session.challenged);
  if (session.address.none()) {
    ++proven_;
  } else if (session.address != arrival.from) {
    ++counters_.moves;
  }
  session.address = arrival.from;
  if (session.wishes.empty()) tell_state(session, 0);
  for (Wish& wish : session.wishes) {
    if (wish.place) streams_.at(wish.stream).audience.move(*wish.place, session.address);
    join(session, wish);
    if (wish.datagrams) tell_state(session, wish.stream);
  }
}

void LiveListeners::handle(const Arrival&, Session& session, const rtp::Close& close) {
  for (Wish& wish : session.wishes) {
    if (wish.stream != close.stream_id) continue;
    leave(session, wish);
    wish.datagrams = false;
  }
  std::erase_if(session.wishes, [](const Wish& wish) { return !wish.control && !wish.datagrams; });
}

void LiveListeners::handle(const Arrival& arrival, Session& session, const rtp::TimeQuery& query) {
  if (!proven(arrival, session)) return;
  ++counters_.time_answers;
  send(arrival.from, session, rtp::TimeAnswer{query.sent_us, arrival.received, arrival.now.wall});
}

void LiveListeners::handle(const Arrival& arrival, Session& session, const rtp::Nack& nack) {
  if (!proven(arrival, session)) return;
  ++counters_.nacks;
  const auto stream = streams_.find(nack.stream_id);
  if (stream == streams_.end() || !is_admitted(session, nack.stream_id)) return;
  for (const rtp::NackEntry& entry : nack.entries) repair(arrival, session, nack.stream_id, entry);
}

void LiveListeners::repair(const Arrival& arrival, Session& session, StreamId stream, const rtp::NackEntry& entry) {
  const RepairRing& ring = *streams_.at(stream).ring;
  ByteView last;  // one manifest answers for all the packets of its train
  for (unsigned i = 0; i <= 16; ++i) {
    if (i > 0 && (entry.following >> (i - 1) & 1U) == 0) continue;
    const auto sequence = static_cast<std::uint16_t>(entry.first + i);
    const ByteView octets = entry.manifests ? ring.manifest(sequence) : ring.packet(sequence);
    if (octets.empty()) {
      ++counters_.repairs_missing;
    } else if (octets.data() != last.data()) {
      give(arrival, session, {stream, sequence, entry.manifests}, octets);
    }
    last = octets;
  }
}

// Nobody asks again within half a round trip (section 11.6), unless to be sent more than he lost.
void LiveListeners::give(const Arrival& arrival, Session& session, const RepairKey& key, ByteView octets) {
  const auto span = std::clamp<microseconds>(session.round_trip / 2, kMinRepeatSpan, kMaxRepeatSpan);
  const SteadyTime since = arrival.now.steady - span;
  if (session.recent.given_since(since, key)) {
    ++counters_.repairs_repeated;
    return;
  }
  if (!session.budget.take(arrival.now.steady, octets.size())) {
    ++counters_.repairs_refused;
    return;
  }
  ++counters_.repairs;
  session.recent.note(arrival.now.steady, since, key);
  session.down += octets.size();
  actions_.push_back(SendTo{arrival.from, Bytes(octets.begin(), octets.end())});
}

rtp::StreamState LiveListeners::state_of(const Session& session, StreamId stream) const {
  if (stream == 0) return rtp::StreamState::flowing;  // the socket itself: nothing more is asked
  if (std::find(ended_.begin(), ended_.end(), stream) != ended_.end()) return rtp::StreamState::ended;
  if (!is_admitted(session, stream)) return rtp::StreamState::not_admitted;
  return streams_.contains(stream) ? rtp::StreamState::flowing : rtp::StreamState::not_started;
}

void LiveListeners::tell_state(Session& session, StreamId stream) {
  const rtp::StreamState state = state_of(session, stream);
  if (state == rtp::StreamState::not_admitted) ++counters_.opens_refused;
  send(session.address, session, rtp::Opened{stream, state});
}

void LiveListeners::send(const Address& to, Session& session, rtp::ControlBody body) {
  Bytes datagram = session.seal.seal(std::move(body));
  session.down += datagram.size();
  actions_.push_back(SendTo{to, std::move(datagram)});
}

}  // namespace tongluo::live
