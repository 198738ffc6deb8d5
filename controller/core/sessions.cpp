// Who is there and what they get: hello, welcome, trust objects, orders, clips.

#include <algorithm>

#include "controller/core/controller_impl.hpp"
#include "protocol/sign/envelope_signing.hpp"
#include "protocol/wire/envelope_codec.hpp"

namespace tongluo::controller {
namespace {

bool is_urgent(const wire::Order& order) { return order.order_class == OrderClass::actual; }

std::vector<Digest> clips_of(const wire::Order& order) {
  std::vector<Digest> clips;
  if (const auto* programme = std::get_if<wire::ClipProgramme>(&order.programme))
    for (const wire::PlaylistItem& item : programme->items) clips.push_back(item.clip);
  if (order.all_clear_clip) clips.push_back(*order.all_clear_clip);
  return clips;
}

}  // namespace

void ControllerCore::Impl::on_hello(Now now, SessionId session, const wire::Hello& hello, ByteView certificate_der) {
  ++counters.hellos;
  const auto index = fleet.find(hello.terminal);
  if (!index || !fleet.at(*index).place) {
    ++counters.not_enrolled;
    return send_away(session, wire::GoAwayReason::not_enrolled, kNotEnrolledReconnectMin, kNotEnrolledReconnectMax);
  }
  TerminalEntry& entry = fleet.at(*index);
  const bool news =
      !std::equal(certificate_der.begin(), certificate_der.end(), entry.certificate.begin(), entry.certificate.end());
  if (!learn_certificate(entry, certificate_der)) {
    ++counters.bad_certificates;
    return send_away(session, wire::GoAwayReason::identity_mismatch, kNotEnrolledReconnectMin,
                     kNotEnrolledReconnectMax);
  }
  if (news) persist({SaveCertificate{entry.id, entry.certificate}}, StoredNothing{});
  admit(now, session, *index, hello);
}

bool ControllerCore::Impl::learn_certificate(TerminalEntry& entry, ByteView der) {
  auto key = sign::PublicKey::from_certificate(der);
  if (!key) return false;
  entry.certificate.assign(der.begin(), der.end());
  entry.key = std::move(*key);
  return true;
}

void ControllerCore::Impl::admit(Now now, SessionId session, TerminalIndex index, const wire::Hello& hello) {
  TerminalEntry& entry = fleet.at(index);
  if (entry.sessions.size() >= kMaxSessionsPerTerminal) {
    ++counters.sessions_replaced;
    send_away(entry.sessions.front(), wire::GoAwayReason::replaced, kBusyReconnectMin, kBusyReconnectMax);
    on_gone(entry.sessions.front());
  }
  entry.sessions.push_back(session);
  entry.firmware = hello.firmware;
  entry.unacknowledged_receipts = hello.unacknowledged_receipts;
  fleet.heard(index, now);
  SessionState state{index, now.steady, {hello.cached_clips.begin(), hello.cached_clips.end()}, false};
  sessions.insert_or_assign(session, std::move(state));
  welcome(now, session, hello);
  if (list && list->list().version > hello.trust_list_version)
    push(Send{session, wire::SignedObject{*wire::parse_envelope(list_envelope)}});
  if (entry.place->version > hello.place_version)
    push(Send{session, wire::SignedObject{*wire::parse_envelope(entry.place_envelope)}});
  send_open_orders(now, session);
}

void ControllerCore::Impl::welcome(Now now, SessionId session, const wire::Hello& hello) {
  wire::Welcome message{settings.gateway_epoch, now.wall, settings.heartbeat_interval, settings.media_endpoint, {}, {}};
  if (settings.time_signer != nullptr) {
    const wire::TimeStatement statement{limits::kReaderVersion, hello.terminal, hello.time_nonce, now.wall};
    Envelope envelope{PayloadType::time_statement, wire::serialize(statement), {}};
    if (sign::add_signature(envelope, roots.deployment(), *settings.time_signer))
      message.time_statement = std::move(envelope);
  }
  push(Welcome{session, std::move(message)});
}

void ControllerCore::Impl::send_open_orders(Now now, SessionId session) {
  const TerminalIndex index = sessions.at(session).terminal;
  std::vector<OrderRecord*> open;
  for (const auto& record : orders)
    if (now.wall <= record->order.valid_until && !record->ledger.settled(index)) open.push_back(record.get());
  std::stable_sort(open.begin(), open.end(), [](const OrderRecord* a, const OrderRecord* b) {
    return std::pair(a->order.order_class, a->order.level) < std::pair(b->order.order_class, b->order.level);
  });
  for (OrderRecord* record : open) deliver(now, *record, session);
  for (const OrderRecord* record : open) push_clips(now.steady, *record, session);
}

void ControllerCore::Impl::deliver(Now now, OrderRecord& order, SessionId session) {
  push(SendFramed{session, order.frame});
  order.ledger.delivered(sessions.at(session).terminal, now.wall);
  ++counters.orders_delivered;
}

void ControllerCore::Impl::push_clips(SteadyTime, const OrderRecord& order, SessionId session) {
  SessionState& state = sessions.at(session);
  for (const Digest& clip : clips_of(order.order)) {
    if (state.has_clips.size() < kMaxPushedClipsRemembered ? !state.has_clips.insert(clip).second
                                                           : state.has_clips.contains(clip))
      continue;
    ++counters.clip_pushes;
    give_clip(session, clip, {session, 0, true, 0, limits::kMaxClipChunks, is_urgent(order.order)});
  }
}

void ControllerCore::Impl::give_clip(SessionId session, const Digest& digest, const ClipWaiter& wish) {
  if (const session::SharedClip clip = clips.resident(digest)) {
    if (wish.manifest) push(Send{session, wire::ClipManifestPush{digest, clip->manifest}});
    if (wish.chunk_count > 0) push(SendClip{session, clip, wish.first_chunk, wish.chunk_count, wish.urgent});
    return;
  }
  switch (clips.wait(digest, wish)) {
    case ClipLibrary::Wait::load:
      return push(LoadClip{digest});
    case ClipLibrary::Wait::queued:
      return;
    case ClipLibrary::Wait::full:
      ++counters.clip_waiters_dropped;
      return;
  }
}

void ControllerCore::Impl::on_clip_request(SessionId session, const wire::ClipRequest& request) {
  ++counters.clip_requests;
  if (!clips.knows(request.clip)) {
    ++counters.clips_unavailable;
    return push(Send{session, wire::ClipUnavailable{request.clip}});
  }
  give_clip(session, request.clip, {session, 0, request.want_manifest, request.first_chunk, request.chunk_count, true});
}

void ControllerCore::Impl::on_clip_loaded(const Digest& digest, const session::SharedClip& clip) {
  if (clip) clips.keep(clip);
  for (const ClipWaiter& waiter : clips.take_waiters(digest)) {
    if (waiter.request != 0) {
      push(ClipReady{waiter.request, clip});
    } else if (!sessions.contains(waiter.session)) {
      continue;
    } else if (clip) {
      give_clip(waiter.session, digest, waiter);
    } else {
      ++counters.clips_unavailable;
      push(Send{waiter.session, wire::ClipUnavailable{digest}});
    }
  }
}

void ControllerCore::Impl::on_message(Now now, SessionId session, wire::Message message) {
  const auto at = sessions.find(session);
  if (at == sessions.end()) return;
  const TerminalIndex index = at->second.terminal;
  fleet.heard(index, now);
  watch_for_clone(now, session, at->second);
  if (const auto* beat = std::get_if<wire::Heartbeat>(&message)) {
    ++counters.heartbeats;
    fleet.at(index).playing = beat->playing_order;
    fleet.at(index).unacknowledged_receipts = beat->unacknowledged_receipts;
  } else if (const auto* request = std::get_if<wire::ClipRequest>(&message)) {
    on_clip_request(session, *request);
  } else if (const auto* receipt = std::get_if<wire::ReceiptReport>(&message)) {
    on_receipt(now, session, receipt->envelope);
  } else if (std::holds_alternative<wire::Event>(message)) {
    ++counters.events;
  } else {
    ++counters.unexpected_messages;
  }
}

// An older session of the same identity that still speaks well after a newer one began is another device.
void ControllerCore::Impl::watch_for_clone(Now now, SessionId session, SessionState& state) {
  const std::vector<SessionId>& all = fleet.at(state.terminal).sessions;
  if (state.reported_clone || all.back() == session) return;
  if (now.steady < sessions.at(all.back()).since + kCloneGrace) return;
  state.reported_clone = true;
  ++counters.clone_alarms;
}

void ControllerCore::Impl::on_gone(SessionId session) {
  const auto at = sessions.find(session);
  if (at == sessions.end()) return;
  std::erase(fleet.at(at->second.terminal).sessions, session);
  sessions.erase(at);
}

void ControllerCore::Impl::send_away(SessionId session, wire::GoAwayReason reason, milliseconds min, milliseconds max) {
  push(GoAway{session, {reason, min, max, limits::kProtocolMajor, limits::kProtocolMajor}});
}

}  // namespace tongluo::controller
