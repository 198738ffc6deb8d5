// What people do with enrolment: make claim codes (one or thousands), bind hardware that waits, revoke.

#include <algorithm>

#include "controller/core/controller_impl.hpp"
#include "protocol/wire/envelope_codec.hpp"

namespace tongluo::controller {
namespace {

std::string by(const std::string& actor) { return "by " + actor.substr(0, kMaxNameBytes); }

}  // namespace

// May hardware be bound to this terminal?
Objection ControllerCore::Impl::check_binding(const TerminalId& terminal, bool replaces, bool place_comes) const {
  if (!has_place(terminal) && !place_comes) return {Refusal::no_place, "no place is signed for " + terminal.text()};
  const bool taken = enrolment.is_taken(terminal, known_key(terminal));
  if (taken && !replaces)
    return {Refusal::duplicate, terminal.text() + " has its hardware: replace it, or revoke it first"};
  return {};
}

Result<StoredPlaceOf, Objection> ControllerCore::Impl::examine_place(Now now, const Envelope& envelope) {
  const auto claimed = wire::parse_place_record(envelope.payload);
  if (!claimed) return fail(Objection{Refusal::malformed, wire::to_string(claimed.error())});
  const auto known = fleet.find(claimed->terminal);
  const std::uint64_t held = known && fleet.at(*known).place ? fleet.at(*known).place->version : 0;
  auto place = trust::verify_place(authority(), envelope, claimed->terminal, held, now.wall);
  if (!place) return fail(Objection{place.error(), ""});
  if (place->version == held && !(*place == *fleet.at(*known).place))
    return fail(Objection{Refusal::older_version, "this version is held already, with another content"});
  const auto index = fleet.enrol(place->terminal);
  if (!index) return fail(Objection{Refusal::limit_exceeded, "too many terminals"});
  return StoredPlaceOf{0, *index, std::move(*place), wire::serialize(envelope)};
}

Objection ControllerCore::Impl::examine_claim(Now now, const ClaimDraft& draft, std::vector<StoredPlaceOf>& places) {
  if (draft.expires_at <= now.wall || draft.expires_at > now.wall + kMaxClaimLife)
    return {Refusal::expired, "the code's end is past, or too far ahead"};
  if (draft.label.size() > kMaxNameBytes) return {Refusal::limit_exceeded, "the label is too long"};
  if (enrolment.find(draft.name) != nullptr) return {Refusal::duplicate, "this code is known already"};
  if (!draft.terminal) return draft.place ? Objection{Refusal::malformed, "a place without its terminal"} : Objection{};
  std::optional<StoredPlaceOf> place;
  if (draft.place) {
    auto examined = examine_place(now, *draft.place);
    if (!examined) return examined.error();
    if (examined->place.terminal != *draft.terminal) return {Refusal::not_addressed, "the place is another terminal's"};
    place = std::move(*examined);
  }
  Objection objection = check_binding(*draft.terminal, draft.replaces, place.has_value());
  if (objection.refusal == Refusal::none && place) places.push_back(std::move(*place));
  return objection;
}

void ControllerCore::Impl::add_claims(Now now, RequestId request, const std::vector<ClaimDraft>& drafts, ClaimMode mode,
                                      const std::string& actor) {
  if (settings.device_authority == nullptr)
    return push(ObjectRejected{request, Refusal::unsupported, "this controller issues no certificates"});
  StoredClaimsOf then{request, {}, {}, {}};
  Writes writes;
  for (const ClaimDraft& draft : drafts) {
    Objection objection = examine_claim(now, draft, then.places);
    then.verdicts.push_back({objection.refusal, std::move(objection.detail)});
    if (objection.refusal != Refusal::none) continue;
    then.claims.push_back({.name = draft.name,
                           .terminal = draft.terminal,
                           .replaces = draft.replaces,
                           .made_at = now.wall,
                           .expires_at = draft.expires_at,
                           .label = draft.label});
  }
  const bool complete = then.claims.size() == drafts.size();
  if (mode == ClaimMode::check || then.claims.empty() || (mode == ClaimMode::all_or_nothing && !complete))
    return push(ClaimsTaken{request, false, std::move(then.verdicts)});
  const auto leaving = enrolment.make_room(then.claims.size(), now.wall);
  if (!leaving) return push(ObjectRejected{request, Refusal::queue_full, "too many claim codes are open"});
  for (const Digest& name : *leaving) {
    writes.emplace_back(RemoveDocument{std::string(kClaimKind), to_string(name)});
    enrolment.remove(name);
  }
  for (const StoredPlaceOf& place : then.places) {
    writes.emplace_back(SavePlace{place.place.terminal, place.place.version, place.envelope});
    audit(writes, now.wall, "place.accepted", place.place.terminal.text(), place.place.area.text());
  }
  for (const Claim& claim : then.claims) {
    writes.emplace_back(SaveDocument{to_document(claim)});
    const std::string subject = claim.terminal ? claim.terminal->text() : "claim " + short_name(claim.name);
    audit(writes, now.wall, claim.replaces ? "claim.made_to_replace" : "claim.made", subject, by(actor));
  }
  persist(std::move(writes), std::move(then));
}

void ControllerCore::Impl::finish(StoredClaimsOf& stored) {
  for (Claim& claim : stored.claims) enrolment.put(std::move(claim));
  for (StoredPlaceOf& place : stored.places) take_place(place);
  push(ClaimsTaken{stored.request, true, std::move(stored.verdicts)});
}

void ControllerCore::Impl::approve_claim(Now now, RequestId request, const Digest& name, const TerminalId& terminal,
                                         bool replaces, const std::string& actor) {
  const Claim* found = enrolment.find(name);
  if (found == nullptr || !found->key || found->terminal)
    return push(ObjectRejected{request, Refusal::not_addressed, "no hardware waits under this code"});
  const Objection objection = check_binding(terminal, replaces, false);
  if (objection.refusal != Refusal::none) return push(ObjectRejected{request, objection.refusal, objection.detail});
  Claim bound = *found;
  bound.terminal = terminal;
  bound.replaces = replaces;
  Writes writes{SaveDocument{to_document(bound)}};
  audit(writes, now.wall, "device.bound", terminal.text(), bound.hardware + " " + by(actor));
  persist(std::move(writes), StoredIdentityOf{request, bound, std::nullopt, std::nullopt});
}

void ControllerCore::Impl::drop_claim(Now now, RequestId request, const Digest& name, const std::string& actor) {
  const Claim* found = enrolment.find(name);
  if (found == nullptr) return push(ObjectRejected{request, Refusal::not_addressed, "no such code"});
  Writes writes{RemoveDocument{std::string(kClaimKind), to_string(name)}};
  audit(writes, now.wall, "claim.dropped", "claim " + short_name(name), by(actor));
  persist(std::move(writes), StoredIdentityOf{request, std::nullopt, name, std::nullopt});
}

// Also for a terminal that was provisioned by hand: from now on only a claim code brings it back.
void ControllerCore::Impl::revoke_device(Now now, RequestId request, const TerminalId& terminal, std::string reason,
                                         const std::string& actor) {
  if (!has_place(terminal))
    return push(ObjectRejected{request, Refusal::not_addressed, "no such terminal: " + terminal.text()});
  const DeviceIdentity* known = enrolment.find(terminal);
  DeviceIdentity device{.terminal = terminal};
  device.hardware = known != nullptr ? known->hardware : "";
  device.since = now.wall;
  device.reason = reason.substr(0, kMaxReasonBytes);
  Writes writes{SaveDocument{to_document(device)}};
  audit(writes, now.wall, "device.revoked", terminal.text(), device.reason + " " + by(actor));
  persist(std::move(writes), StoredIdentityOf{request, std::nullopt, std::nullopt, device});
}

void ControllerCore::Impl::finish(const StoredIdentityOf& stored) {
  if (stored.bound) enrolment.put(*stored.bound);
  if (stored.dropped) enrolment.remove(*stored.dropped);
  if (stored.revoked) {
    enrolment.put(*stored.revoked);
    end_sessions(stored.revoked->terminal, wire::GoAwayReason::revoked);
  }
  push(ObjectStored{stored.request});
}

}  // namespace tongluo::controller
