#include "terminal-fw/core/live_desk.hpp"

#include <algorithm>

#include "protocol/stream/media_seal.hpp"
#include "terminal-fw/core/limits.hpp"

namespace tongluo::terminal {
namespace {

// The occurrence that plays or waits; a live order has one that counts.
const OpenOccurrence* current_occurrence(const OpenOrder& order) {
  for (const OpenOccurrence& occurrence : order.occurrences)
    if (occurrence.phase != Phase::finished) return &occurrence;
  return nullptr;
}

template <class Action, class Variant>
const Action* as(const Variant& action) {
  return std::get_if<Action>(&action);
}

}  // namespace

Now LiveDesk::controller_now(Now now) const { return {now.steady, common_wall(parts_, now)}; }

void LiveDesk::on_link_open(Now now, const wire::Welcome& welcome, ByteView exported_key) {
  path_.reset();
  const bool usable = !welcome.media_endpoint.empty() && welcome.media_token.size() == Nonce::kSize &&
                      exported_key.size() == stream::kExporterBytes;
  if (usable) {
    Nonce token;
    std::copy(welcome.media_token.begin(), welcome.media_token.end(), token.octets.begin());
    path_.emplace(token, exported_key);
    parts_.actions.push(OpenMedia{welcome.media_endpoint});
  }
  for (auto& [order, listener] : listeners_) {
    listener.receiver.on_new_session(controller_now(now));
    open_path(now, listener.receiver);
  }
}

void LiveDesk::open_path(Now now, live::LiveReceiver& receiver) {
  if (!path_ || !path_->open(now, receiver.stream_id())) receiver.on_no_datagrams(controller_now(now));
}

// The control channel is gone, and its keys; a receiver goes on with what it holds.
void LiveDesk::on_link_closed() { path_.reset(); }

void LiveDesk::on_datagram(Now now, ByteView datagram) {
  if (!path_) return;
  const auto stream_id = path_->on_datagram(now, datagram);
  if (!stream_id) return;
  for (auto& [order, listener] : listeners_)
    if (listener.receiver.stream_id() == *stream_id) listener.receiver.on_datagram(controller_now(now), datagram);
}

void LiveDesk::on_packets(Now now, const wire::LivePackets& packets) {
  for (auto& [order, listener] : listeners_)
    if (listener.receiver.stream_id() == packets.stream_id)
      listener.receiver.on_framed(controller_now(now), packets.packets);
}

// Thousands ask at the same moment: who knows the time asks once, and as often as proves that the controller's clock
// was set only when the answer says so.
void LiveDesk::ask_time(Now now) {
  if (!path_) return;
  parts_.media.settled(now.steady) ? path_->check_time(now) : path_->ask_time(now, live::kTimeBurst);
}

void LiveDesk::on_deadline(Now now) {
  if (path_) path_->on_deadline(now);
  for (auto& [order, listener] : listeners_) listener.receiver.on_deadline(controller_now(now));
}

void LiveDesk::pump(Now now) {
  forget_ended(now);
  listen_where_due(now);
  drain_path(now);
  for (auto& [order, listener] : listeners_) serve(now, order, listener);
  drain_path(now);
}

void LiveDesk::forget_ended(Now now) {
  for (auto entry = listeners_.begin(); entry != listeners_.end();) {
    if (parts_.book.find(entry->first) != nullptr) {
      ++entry;
      continue;
    }
    const live::LiveReceiver& receiver = entry->second.receiver;
    tell_counters(entry->first, receiver.counters());
    if (path_) path_->close(now, receiver.stream_id());
    if (receiver.on_control_channel()) parts_.actions.send(wire::LiveRequest{receiver.stream_id(), false});
    entry = listeners_.erase(entry);
  }
}

// One line at the end of each stream: what a technician asks for when speech was bad, or somebody was at the line.
void LiveDesk::tell_counters(const Digest& order, const live::ReceiverCounters& counters) {
  std::string line = "event=live_counters order=" + to_string(order);
  const auto add = [&line](const char* name, std::uint64_t value) {
    line += " " + std::string(name) + "=" + std::to_string(value);
  };
  add("verified", counters.verified);
  add("missing", counters.missing);
  add("repaired", counters.repaired);
  add("late", counters.late);
  add("duplicate", counters.duplicate);
  add("forged", counters.forged);
  add("malformed", counters.malformed);
  add("unverified_dropped", counters.unverified_dropped);
  add("manifests_failed", counters.manifests_failed);
  add("manifests_replayed", counters.manifests_replayed);
  add("manifests_unchecked", counters.manifests_unchecked);
  add("fallbacks", counters.fallbacks);
  if (path_) {  // of the socket, since the session began
    add("refused", path_->counters().refused);
    add("unexpected", path_->counters().unexpected);
    add("foreign", path_->counters().foreign);
  }
  parts_.actions.notice(std::move(line));
}

void LiveDesk::listen_where_due(Now now) {
  for (const Digest& digest : parts_.book.live_orders()) {
    const OpenOrder& order = *parts_.book.find(digest);
    if (!order.ready || listeners_.contains(digest)) continue;
    const OpenOccurrence* occurrence = current_occurrence(order);
    if (occurrence == nullptr || listeners_.size() >= kMaxLiveReceivers) continue;
    const WallTime target = target_start(occurrence->spec, order.start_at);
    if (target <= parts_.time.wall(now) + kLiveHorizon) listen(now, order, *occurrence);
  }
}

void LiveDesk::listen(Now now, const OpenOrder& order, const OpenOccurrence& occurrence) {
  const wire::LiveProgramme& live = *order.live();
  auto key = sign::PublicKey::parse(live.key_algorithm, live.stream_key);
  if (!key) return;  // a stored order of a firmware that knew more
  const WallTime target = target_start(occurrence.spec, order.start_at);
  const live::StreamTerms stream{
      live.stream_id,    order.admitted.digest, std::move(*key), live.playout_delay, live_start(order.order(), target),
      live.max_duration, occurrence.spec.end};
  const auto [entry, inserted] = listeners_.try_emplace(order.admitted.digest, controller_now(now), stream);
  open_path(now, entry->second.receiver);
}

void LiveDesk::serve(Now now, const Digest& order, Listener& listener) {
  const std::uint64_t play = conductor_.live_play(order);
  if (play != listener.play_id) {
    listener.play_id = play;
    if (play != 0) listener.receiver.resend(controller_now(now));  // what came before its Play
  }
  while (auto action = listener.receiver.next_action()) perform(now, order, listener, std::move(*action));
}

void LiveDesk::perform(Now now, const Digest& order, Listener& listener, live::ReceiverAction action) {
  if (const auto* play = as<live::Play>(action)) {
    if (listener.play_id == 0) return;
    if (OpenOrder* open = parts_.book.find(order))
      open->live_path = listener.receiver.on_control_channel() ? wire::Path::control_channel : wire::Path::udp;
    parts_.actions.push(PlayLive{listener.play_id, play->packet});
  } else if (const auto* nack = as<live::SendNack>(action)) {
    if (path_) path_->nack(now, nack->nack);
  } else if (const auto* ask = as<live::AskControlChannel>(action)) {
    parts_.actions.notice("event=live_path order=" + to_string(order) +
                          (ask->wanted ? " path=control_channel" : " path=udp"));
    parts_.actions.send(wire::LiveRequest{listener.receiver.stream_id(), ask->wanted});
  } else if (as<live::Lost>(action) != nullptr) {
    parts_.actions.alarm("event=live_lost order=" + to_string(order));
    conductor_.on_stream_lost(now, order);
  } else if (as<live::Back>(action) != nullptr) {
    parts_.actions.notice("event=live_back order=" + to_string(order));
    conductor_.on_stream_back(order);
  } else if (const auto* ended = as<live::Ended>(action)) {
    parts_.actions.notice("event=live_ended order=" + to_string(order) + " sample=" + std::to_string(ended->position));
  }
}

void LiveDesk::drain_path(Now now) {
  if (!path_) return;
  while (auto action = path_->next_action()) {
    if (auto* send = std::get_if<live::SendDatagram>(&*action)) {
      parts_.actions.push(SendDatagram{std::move(send->bytes)});
    } else if (const auto* sample = as<live::TimeSample>(*action)) {
      parts_.media.on_exchange({sample->sent, sample->received, sample->replied, sample->answered});
      path_->on_checked(now, parts_.media.settled(now.steady), instep::kStepProofs - 1);
      for (auto& [order, listener] : listeners_)
        listener.receiver.on_round_trip(controller_now(now), sample->round_trip());
    } else if (const auto* state = as<live::StreamStateChanged>(*action)) {
      for (auto& [order, listener] : listeners_)
        if (listener.receiver.stream_id() == state->stream_id)
          listener.receiver.on_opened(controller_now(now), state->state);
    }
  }
}

SteadyTime LiveDesk::next_deadline() const {
  SteadyTime next = path_ ? path_->next_deadline() : SteadyTime::max();
  for (const auto& [order, listener] : listeners_) next = std::min(next, listener.receiver.next_deadline());
  return next;
}

const live::ReceiverCounters* LiveDesk::counters(const Digest& order) const {
  const auto listener = listeners_.find(order);
  return listener == listeners_.end() ? nullptr : &listener->second.receiver.counters();
}

}  // namespace tongluo::terminal
