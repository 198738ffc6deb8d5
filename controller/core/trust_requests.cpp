// Signed objects that say whom and what to believe: trust lists (and the change of roots in one), freshness, places,
// time resets. Nothing is in force, pushed or answered before it is durable.

#include "controller/core/controller_impl.hpp"
#include "protocol/wire/envelope_codec.hpp"

namespace tongluo::controller {
namespace {

constexpr std::size_t kVersionDigits = 20;

}  // namespace

std::string root_change_name(std::uint64_t version) {
  const std::string digits = std::to_string(version);
  return std::string(kVersionDigits - digits.size(), '0') + digits;
}

void ControllerCore::Impl::accept_trust_list(Now now, RequestId request, Envelope envelope) {
  const std::uint64_t held = list ? list->list().version : 0;
  auto verified = trust::verify_trust_list(roots, envelope, held, now.wall);
  if (!verified) return push(ObjectRejected{request, verified.error(), ""});
  Bytes bytes = wire::serialize(envelope);
  const std::uint64_t version = verified->list().version;
  if (version == held) {
    if (bytes == list_envelope) return push(ObjectStored{request});
    return push(ObjectRejected{request, Refusal::older_version, "this version is held already, with another content"});
  }
  if (list_under_way)
    return push(ObjectRejected{request, Refusal::queue_full, "another trust list is being stored: send it again"});
  Writes writes{SaveTrustList{version, bytes}};
  audit(writes, now.wall, "trust_list.accepted", std::to_string(version), "");
  std::optional<trust::PinnedRoots> successor = roots.successor(*verified);
  if (successor) {
    writes.emplace_back(SaveRoots{wire::serialize(successor->set())});
    writes.emplace_back(SaveDocument{{"roots", root_change_name(version), to_base64(bytes)}});
    audit(writes, now.wall, "roots.changed", std::to_string(successor->set().version),
          "by trust list " + std::to_string(version));
  }
  list_under_way = true;
  persist(std::move(writes), StoredTrustListOf{request, std::move(*verified), std::move(bytes), std::move(successor)});
}

void ControllerCore::Impl::finish(Now now, StoredTrustListOf& stored) {
  list_under_way = false;
  list = std::move(stored.list);
  list_envelope = std::move(stored.envelope);
  if (stored.successor) {
    roots = std::move(*stored.successor);
    root_changes.emplace(list->list().version, list_envelope);
  }
  for (const auto& record : proposals) judge_again(now, *record);
  expiries_changed();
  push(ObjectStored{stored.request});
  send_to_all(list_envelope);
  withdraw_unbacked(now.wall, now.wall);
}

void ControllerCore::Impl::accept_freshness(Now now, RequestId request, Envelope envelope) {
  auto statement = trust::verify_freshness(authority(), envelope, now.wall);
  if (!statement) return push(ObjectRejected{request, statement.error(), ""});
  Bytes bytes = wire::serialize(envelope);
  if (bytes == freshness_envelope) return push(ObjectStored{request});
  const bool older = freshness && std::pair(statement->trust_list_version, statement->issued_at) <=
                                      std::pair(freshness->trust_list_version, freshness->issued_at);
  if (older) return push(ObjectRejected{request, Refusal::older_version, "a newer statement is held"});
  Writes writes{SaveFreshness{bytes}};
  audit(writes, now.wall, "freshness.accepted", std::to_string(statement->trust_list_version), "");
  persist(std::move(writes), StoredFreshnessOf{request, *statement, std::move(bytes)});
}

void ControllerCore::Impl::finish(Now now, StoredFreshnessOf& stored) {
  push(ObjectStored{stored.request});
  const bool overtaken = freshness && std::pair(stored.freshness.trust_list_version, stored.freshness.issued_at) <
                                          std::pair(freshness->trust_list_version, freshness->issued_at);
  if (overtaken) return;
  freshness = stored.freshness;
  freshness_envelope = std::move(stored.envelope);
  for (const auto& record : proposals) judge_again(now, *record);
  expiries_changed();
  send_to_all(freshness_envelope);
}

void ControllerCore::Impl::accept_place(Now now, RequestId request, Envelope envelope) {
  auto examined = examine_place(now, envelope);
  if (!examined) return push(ObjectRejected{request, examined.error().refusal, examined.error().detail});
  const TerminalEntry& entry = fleet.at(examined->terminal);
  if (entry.place && entry.place->version == examined->place.version) return push(ObjectStored{request});
  const wire::PlaceRecord& place = examined->place;
  Writes writes{SavePlace{place.terminal, place.version, examined->envelope}};
  audit(writes, now.wall, "place.accepted", place.terminal.text(), place.area.text());
  examined->request = request;
  persist(std::move(writes), std::move(*examined));
}

void ControllerCore::Impl::finish(StoredPlaceOf& stored) {
  push(ObjectStored{stored.request});
  take_place(stored);
}

void ControllerCore::Impl::take_place(StoredPlaceOf& stored) {
  TerminalEntry& entry = fleet.at(stored.terminal);
  if (entry.place && entry.place->version >= stored.place.version) return;
  entry.place = std::move(stored.place);
  entry.place_envelope = std::move(stored.envelope);
  for (const SessionId session : entry.sessions)
    push(Send{session, wire::SignedObject{*wire::parse_envelope(entry.place_envelope)}});
}

// The terminal alone knows the last sequence it obeyed: here only the roots' signatures are asked.
void ControllerCore::Impl::relay_time_reset(Now now, RequestId request, const TerminalId& terminal, Envelope envelope) {
  const auto reset = trust::verify_time_reset(roots, envelope, terminal, 0);
  if (!reset) return push(ObjectRejected{request, reset.error(), ""});
  const auto index = fleet.find(terminal);
  if (!index || fleet.at(*index).sessions.empty())
    return push(ObjectRejected{request, Refusal::not_addressed, "this terminal is not connected"});
  Writes writes;
  audit(writes, now.wall, "time_reset.relayed", terminal.text(), "sequence " + std::to_string(reset->sequence));
  persist(std::move(writes), StoredResetOf{request, *index, std::move(envelope)});
}

void ControllerCore::Impl::finish(const StoredResetOf& stored) {
  const std::vector<SessionId>& open = fleet.at(stored.terminal).sessions;
  if (open.empty())
    return push(ObjectRejected{stored.request, Refusal::not_addressed, "this terminal is not connected any more"});
  for (const SessionId session : open) push(Send{session, wire::SignedObject{stored.envelope}});
  push(ObjectStored{stored.request});
}

}  // namespace tongluo::controller
