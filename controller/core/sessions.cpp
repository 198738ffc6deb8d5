// Who is there and what they get: hello, welcome, trust objects, orders, clips.

#include <algorithm>

#include "controller/core/controller_impl.hpp"
#include "protocol/sign/envelope_signing.hpp"
#include "protocol/wire/envelope_codec.hpp"

namespace tongluo::controller {

namespace {

constexpr std::size_t kShownBootDigits = 8;

std::optional<sign::PublicKey> key_in(ByteView certificate_der) {
  auto key = sign::PublicKey::from_certificate(certificate_der);
  return key ? std::optional(std::move(*key)) : std::nullopt;
}

bool has_run_out(Now now, const OrderRecord& record) { return now.wall > record.order.valid_until; }

}  // namespace

void ControllerCore::Impl::on_hello(Now now, SessionId session, const wire::Hello& hello, ByteView certificate_der) {
  ++counters.hellos;
  const auto index = fleet.find(hello.terminal);
  if (!index || !fleet.at(*index).place) {
    ++counters.not_enrolled;
    const bool young = fleet.is_young(now.steady);
    return send_away(session, wire::GoAwayReason::not_enrolled, young ? kYoungReconnectMin : kNotEnrolledReconnectMin,
                     young ? kYoungReconnectMax : kNotEnrolledReconnectMax);
  }
  TerminalEntry& entry = fleet.at(*index);
  // To read a certificate takes a good part of a millisecond: all that dial after a restart bring known ones.
  const bool known = entry.key && std::ranges::equal(certificate_der, entry.certificate);
  auto key = known ? entry.key : key_in(certificate_der);
  if (key && !enrolment.admits(entry.id, key->id())) {
    ++counters.revoked_certificates;
    return send_away(session, wire::GoAwayReason::revoked, kNotEnrolledReconnectMin, kNotEnrolledReconnectMax);
  }
  if (!key) {
    ++counters.bad_certificates;
    entry.memory.note_bad_certificate(now.wall);
    return send_away(session, wire::GoAwayReason::identity_mismatch, kNotEnrolledReconnectMin,
                     kNotEnrolledReconnectMax);
  }
  if (!known) {
    learn_certificate(entry, certificate_der, std::move(*key));
    persist({SaveCertificate{entry.id, entry.certificate}}, StoredNothing{});
  }
  admit(now, session, *index, hello);
}

void ControllerCore::Impl::learn_certificate(TerminalEntry& entry, ByteView der, sign::PublicKey key) {
  entry.certificate.assign(der.begin(), der.end());
  entry.key = std::move(key);
  entry.certificate_end = sign::certificate_expiry(der).value_or(WallTime{});
  expiries_changed();
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
  entry.memory.note_hello(now.wall, hello, list ? list->list().version : 0);
  fleet.heard(index, now);
  SessionState state{index, now.steady,    {hello.cached_clips.begin(), hello.cached_clips.end()},
                     false, hello.boot_id, {}};
  for (const wire::PartialClip& part : hello.partial_clips) state.partial_clips.emplace(part.clip, part.first_missing);
  sessions.insert_or_assign(session, std::move(state));
  welcome(now, session, hello);
  send_trust(session, hello);
  if (entry.place->version > hello.place_version)
    push(Send{session, wire::SignedObject{*wire::parse_envelope(entry.place_envelope)}});
  send_configuration(session, index, hello.configuration_version);
  send_open_orders(now, session);
  send_open_commands(now, session, index);
  tell_releases(now, index, true);
}

// A terminal that missed a change of roots can follow only through the list that carried it.
void ControllerCore::Impl::send_trust(SessionId session, const wire::Hello& hello) {
  const auto send = [&](const Bytes& envelope) {
    push(Send{session, wire::SignedObject{*wire::parse_envelope(envelope)}});
  };
  if (list && list->list().version > hello.trust_list_version) {
    for (const auto& [version, envelope] : root_changes)
      if (version > hello.trust_list_version && version < list->list().version) send(envelope);
    send(list_envelope);
  }
  if (freshness) send(freshness_envelope);
}

void ControllerCore::Impl::send_to_all(const Bytes& envelope) {
  const wire::SignedObject object{*wire::parse_envelope(envelope)};
  const auto frame = std::make_shared<const Bytes>(wire::frame(wire::serialize(wire::Message(object))));
  for (const auto& [session, state] : sessions) push(SendFramed{session, frame});
}

// What ends orders comes before any order. A stopped one that may have come through goes again, behind its stop, and
// so does one that ran out meanwhile: the terminal's word on it ends it. It may have been lost in a power cut.
void ControllerCore::Impl::send_open_orders(Now now, SessionId session) {
  const TerminalIndex index = sessions.at(session).terminal;
  for (const auto& stop : stops)
    if (now.wall <= stop->until && concerns(*stop, index)) push(SendFramed{session, stop->frame});
  std::vector<OrderRecord*> open;
  for (const auto& record : orders)
    if (record->released && is_wanted(now, *record, index)) open.push_back(record.get());
  std::stable_sort(open.begin(), open.end(), [](const OrderRecord* a, const OrderRecord* b) {
    return std::pair(a->order.order_class, a->order.level) < std::pair(b->order.order_class, b->order.level);
  });
  for (OrderRecord* record : open) {
    if (const auto admit = admission(*record, session)) push(*admit);
    push(delivery(now, *record, session));
  }
  for (const OrderRecord* record : open)
    if (!record->ledger.stopped(index) && !has_run_out(now, *record)) push_clips(now, *record, session);
}

// Past its validity only a terminal whose clock is set by this controller is asked: it must not take it for new.
bool ControllerCore::Impl::is_wanted(Now now, const OrderRecord& record, TerminalIndex terminal) const {
  const Ledger& ledger = record.ledger;
  if (has_run_out(now, record)) return settings.time_signer != nullptr && ledger.unanswered(terminal);
  return (!ledger.settled(terminal) && !ledger.stopped(terminal)) ||
         (ledger.stopped(terminal) && ledger.unanswered(terminal) && !record.superseded_by) ||
         ends_another(record, terminal);
}

// A stopped edit still has to be heard where what it replaces was accepted: nothing else signed says that it ended.
bool ControllerCore::Impl::ends_another(const OrderRecord& record, TerminalIndex terminal) const {
  if (!record.order.supersedes || !record.ledger.stopped(terminal)) return false;
  const OrderRecord* older = find(*record.order.supersedes);
  return older != nullptr && older->superseded_by == record.digest && older->ledger.addresses(terminal) &&
         !older->ledger.settled(terminal);
}

void ControllerCore::Impl::welcome(Now now, SessionId session, const wire::Hello& hello) {
  wire::Welcome message{settings.gateway_epoch, now.wall, settings.heartbeat_interval, settings.media_endpoint, {}, {}};
  if (settings.time_signer != nullptr) {
    const wire::TimeStatement statement{limits::kReaderVersion, hello.terminal, hello.time_nonce, now.wall};
    Envelope envelope{PayloadType::time_statement, wire::serialize(statement), {}};
    if (sign::add_signature(envelope, roots.deployment(), *settings.time_signer))
      message.time_statement = std::move(envelope);
  }
  ++welcomes_waiting;
  push(Welcome{session, std::move(message)});
}

void ControllerCore::Impl::on_message(Now now, SessionId session, wire::Message message) {
  const auto at = sessions.find(session);
  if (at == sessions.end()) return;
  const TerminalIndex index = at->second.terminal;
  fleet.heard(index, now);
  watch_for_clone(now, session, at->second);
  if (const auto* beat = std::get_if<wire::Heartbeat>(&message)) {
    ++counters.heartbeats;
    fleet.note_playing(index, beat->playing_order);
    fleet.at(index).unacknowledged_receipts = beat->unacknowledged_receipts;
    TerminalMemory& memory = fleet.at(index).memory;
    if (!memory.note_heartbeat(now.wall, session, *beat))
      ++counters.statuses_dropped;
    else if (memory.status() != nullptr)
      history.note(now.wall, fleet.at(index).id, *memory.status());
  } else if (const auto* request = std::get_if<wire::ClipRequest>(&message)) {
    on_clip_request(now, session, *request);
  } else if (auto* receipt = std::get_if<wire::ReceiptReport>(&message)) {
    on_receipt(session, std::move(receipt->envelope));
  } else if (const auto* result = std::get_if<wire::CommandResult>(&message)) {
    on_command_result(now, index, *result);
  } else if (std::holds_alternative<wire::LiveRequest>(message)) {
    // The live thread answers it.
  } else if (const auto* event = std::get_if<wire::Event>(&message)) {
    ++counters.events;
    fleet.at(index).memory.note_event(now.wall, *event);
    on_release_refused(now, session, *event);
  } else if (const auto* wanted = std::get_if<wire::ImageRequest>(&message)) {
    on_image_request(now, session, *wanted);
  } else if (const auto* progress = std::get_if<wire::UpdateProgress>(&message)) {
    on_update_progress(now, session, *progress);
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
  fleet.at(state.terminal).memory.note_two_devices(now.wall);
  const std::string terminal = fleet.at(state.terminal).id.text();
  Writes writes;
  audit(writes, now.wall, "clone.alarm", terminal,
        "two devices speak with one identity: boots " + to_string(state.boot).substr(0, kShownBootDigits) + " and " +
            to_string(sessions.at(all.back()).boot).substr(0, kShownBootDigits));
  Calls calls;
  call(writes, now.wall, calls, {CallKind::alarm, Level::routine, terminal, "two devices speak as " + terminal});
  persist(std::move(writes), StoredNothing{}, std::move(calls));
}

void ControllerCore::Impl::on_gone(SessionId session) {
  const auto at = sessions.find(session);
  if (at == sessions.end()) return;
  std::erase(fleet.at(at->second.terminal).sessions, session);
  gone.emplace_back(session, at->second.terminal);
  if (gone.size() > kMaxGoneSessions) gone.pop_front();
  for (auto& [digest, release] : releases) release.serving.erase(session);
  if (fleet.at(at->second.terminal).sessions.empty()) tell_releases(last, at->second.terminal, false);
  sessions.erase(at);
}

std::optional<TerminalIndex> ControllerCore::Impl::terminal_of(SessionId session) const {
  if (const auto at = sessions.find(session); at != sessions.end()) return at->second.terminal;
  const auto left =
      std::find_if(gone.rbegin(), gone.rend(), [session](const auto& each) { return each.first == session; });
  return left == gone.rend() ? std::nullopt : std::optional(left->second);
}

void ControllerCore::Impl::send_away(SessionId session, wire::GoAwayReason reason, milliseconds min, milliseconds max) {
  push(GoAway{session, {reason, min, max, limits::kProtocolMajor, limits::kProtocolMajor}});
}

}  // namespace tongluo::controller
