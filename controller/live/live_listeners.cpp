#include "controller/live/live_listeners.hpp"

#include <cstring>

#include "controller/live/limits.hpp"
#include "protocol/base/assert.hpp"

namespace tongluo::live {

// Tokens are our own random numbers: their first octets are a hash.
std::size_t LiveListeners::TokenHash::operator()(const Nonce& token) const noexcept {
  std::size_t hash = 0;
  std::memcpy(&hash, token.octets.data(), sizeof hash);
  return hash;
}

void LiveListeners::add_session(const MediaSession& session) {
  if (by_id_.size() >= kMaxMediaSessions || by_id_.contains(session.id) || by_token_.contains(session.token) ||
      session.exported.size() != stream::kExporterBytes) {
    ++counters_.sessions_refused;
    return;
  }
  auto made = std::make_unique<Session>(session);
  by_token_.emplace(session.token, made.get());
  by_id_.emplace(session.id, std::move(made));
}

void LiveListeners::remove_session(SessionId id) {
  const auto found = by_id_.find(id);
  if (found == by_id_.end()) return;
  Session& session = *found->second;
  for (Wish& wish : session.wishes) {
    leave(session, wish);
    if (const auto stream = streams_.find(wish.stream); stream != streams_.end())
      stream->second.audience.leave_control(id);
  }
  forget_address(session);
  tell_spent(session);
  by_token_.erase(session.seal.token());
  by_id_.erase(found);
}

bool LiveListeners::is_admitted(const Session& session, StreamId stream) {
  return std::find(session.admitted.begin(), session.admitted.end(), stream) != session.admitted.end();
}

void LiveListeners::admit(Now now, SessionId id, StreamId stream) {
  const auto found = by_id_.find(id);
  if (found == by_id_.end() || is_admitted(*found->second, stream)) return;
  Session& session = *found->second;
  if (session.admitted.size() == kMaxAdmissions) {
    session.admitted.erase(session.admitted.begin());
    ++counters_.admissions_dropped;
  }
  session.admitted.push_back(stream);
  for (Wish& wish : session.wishes) {
    if (wish.stream != stream) continue;
    join(session, wish);
    if (!session.address.none() && now.steady - session.heard <= limits::kMediaAddressKept) tell_state(session, stream);
  }
}

void LiveListeners::request_over_control(SessionId id, StreamId stream, bool wanted) {
  const auto found = by_id_.find(id);
  if (found == by_id_.end() || stream == 0) return;
  Session& session = *found->second;
  if (wanted) {
    Wish& wish = wish_of(session, stream);
    wish.control = true;
    join(session, wish);
    return;
  }
  if (const auto open = streams_.find(stream); open != streams_.end()) open->second.audience.leave_control(id);
  for (Wish& wish : session.wishes)
    if (wish.stream == stream) wish.control = false;
  std::erase_if(session.wishes, [](const Wish& wish) { return !wish.control && !wish.datagrams; });
}

void LiveListeners::open_stream(Now, StreamId id, const RepairRing& ring) {
  std::erase(ended_, id);
  const bool opened = streams_.emplace(id, Stream{&ring, {}}).second;
  TL_ASSERT(opened);
  for (auto& [session_id, session] : by_id_) {
    for (Wish& wish : session->wishes) {
      if (wish.stream != id) continue;
      join(*session, wish);
      if (wish.place) tell_state(*session, id);
    }
  }
}

void LiveListeners::close_stream(StreamId id) {
  if (!streams_.contains(id)) return;
  for (auto& [session_id, session] : by_id_) {
    drop_wish(*session, id);
    std::erase(session->admitted, id);
  }
  streams_.erase(id);
  ended_.push_back(id);
  if (ended_.size() > kMaxEndedStreams) ended_.pop_front();
}

void LiveListeners::on_train(StreamId stream, std::size_t octets) {
  if (const auto found = streams_.find(stream); found != streams_.end()) found->second.audience.on_train(octets);
}

const StreamAudience* LiveListeners::audience(StreamId stream) const {
  const auto found = streams_.find(stream);
  return found == streams_.end() ? nullptr : &found->second.audience;
}

LiveListeners::Wish& LiveListeners::wish_of(Session& session, StreamId stream) {
  for (Wish& wish : session.wishes)
    if (wish.stream == stream) return wish;
  if (session.wishes.size() == kMaxWishes) drop_wish(session, session.wishes.front().stream);
  return session.wishes.emplace_back(Wish{.stream = stream, .datagrams = false, .control = false, .place = {}});
}

// Begins what is wanted and possible now; what is not yet possible stays a wish.
void LiveListeners::join(Session& session, Wish& wish) {
  const auto stream = streams_.find(wish.stream);
  if (stream == streams_.end() || !is_admitted(session, wish.stream)) return;
  if (wish.control) stream->second.audience.join_control(session.id);
  if (wish.datagrams && !wish.place && !session.address.none())
    wish.place = stream->second.audience.join(session.address);
}

void LiveListeners::leave(Session& session, Wish& wish) {
  if (!wish.place) return;
  const auto stream = streams_.find(wish.stream);
  TL_ASSERT(stream != streams_.end());
  session.down += stream->second.audience.leave(*std::exchange(wish.place, std::nullopt));
}

void LiveListeners::drop_wish(Session& session, StreamId id) {
  for (Wish& wish : session.wishes)
    if (wish.stream == id) leave(session, wish);
  if (const auto stream = streams_.find(id); stream != streams_.end())
    stream->second.audience.leave_control(session.id);
  std::erase_if(session.wishes, [id](const Wish& wish) { return wish.stream == id; });
}

void LiveListeners::forget_address(Session& session) {
  if (session.address.none()) return;
  for (Wish& wish : session.wishes) leave(session, wish);
  session.address = Address();
  --proven_;
}

void LiveListeners::sweep(Now now) {
  for (auto& [id, session] : by_id_) {
    if (session->address.none() || now.steady - session->heard <= limits::kMediaAddressKept) continue;
    forget_address(*session);
    for (Wish& wish : session->wishes) wish.datagrams = false;
    std::erase_if(session->wishes, [](const Wish& wish) { return !wish.control; });
    ++counters_.expired;
  }
}

void LiveListeners::report_spent() {
  for (auto& [id, session] : by_id_) {
    for (const Wish& wish : session->wishes)
      if (wish.place) session->down += streams_.at(wish.stream).audience.take_spent(*wish.place);
    tell_spent(*session);
  }
}

void LiveListeners::tell_spent(Session& session) {
  if (session.up == 0 && session.down == 0) return;
  actions_.push_back(Spent{session.id, std::exchange(session.up, 0), std::exchange(session.down, 0)});
}

std::optional<ListenerAction> LiveListeners::next_action() {
  if (actions_.empty()) return std::nullopt;
  ListenerAction action = std::move(actions_.front());
  actions_.pop_front();
  return action;
}

}  // namespace tongluo::live
