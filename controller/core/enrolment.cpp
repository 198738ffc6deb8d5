// Terminals become who they are: claims, certificates, renewals, revocations. No certificate leaves before what it
// rests on is durable.

#include <algorithm>

#include "controller/core/controller_impl.hpp"
#include "protocol/sign/certificate_request.hpp"
#include "protocol/trust/renewal.hpp"
#include "protocol/wire/envelope_codec.hpp"

namespace tongluo::controller {
namespace {

constexpr auto kBackdate = std::chrono::hours(24);  // terminals whose clock is a little behind

wire::EnrolReply refused_reply() { return {wire::EnrolState::refused, kRefusedRetry, std::nullopt, {}}; }
wire::EnrolReply busy_reply() { return {wire::EnrolState::busy, kEnrolBusyRetry, std::nullopt, {}}; }
wire::EnrolReply pending_reply() { return {wire::EnrolState::pending, kPendingRetry, std::nullopt, {}}; }

}  // namespace

std::optional<KeyId> ControllerCore::Impl::known_key(const TerminalId& terminal) const {
  const auto index = fleet.find(terminal);
  if (!index || !fleet.at(*index).key) return std::nullopt;
  return fleet.at(*index).key->id();
}

bool ControllerCore::Impl::has_place(const TerminalId& terminal) const {
  const auto index = fleet.find(terminal);
  return index && fleet.at(*index).place;
}

void ControllerCore::Impl::enrol(Now now, RequestId request, const EnrolmentRequest& asked) {
  ++counters.enrolments;
  if (settings.device_authority == nullptr) return push(EnrolmentAnswered{request, busy_reply()});
  if (asked.secret.empty()) return renew(now, request, asked);
  const Claim* claim = enrolment.find(sign::ClaimCode::name_of(asked.secret));
  const auto csr =
      claim == nullptr ? fail(sign::KeyFault::malformed) : sign::parse_certificate_request(asked.certificate_request);
  if (!csr) return refuse_enrolment(request);
  const auto known = claim->terminal ? known_key(*claim->terminal) : std::nullopt;
  switch (enrolment.judge(*claim, csr->key.id(), now.wall, known)) {
    case ClaimVerdict::refused:
      return note_misused_claim(now, request, *claim, csr->key.id(), asked.address);
    case ClaimVerdict::pending:
      return keep_pending(now, request, *claim, *csr, asked.address);
    case ClaimVerdict::issue:
      return issue_certificate(now, request, *claim, *csr, asked.address);
  }
}

void ControllerCore::Impl::refuse_enrolment(RequestId request) {
  ++counters.enrolments_refused;
  push(EnrolmentAnswered{request, refused_reply()});
}

// The answer is that of every wrong code; people hear that a code is known to two devices.
void ControllerCore::Impl::note_misused_claim(Now now, RequestId request, const Claim& claim, const KeyId& key,
                                              const std::string& address) {
  refuse_enrolment(request);
  if (!claim.key || *claim.key == key || !misused_claims.insert(claim.name).second) return;
  const std::string subject = claim.terminal ? claim.terminal->text() : "claim " + short_name(claim.name);
  Writes writes;
  audit(writes, now.wall, "claim.misused", subject, "a second device used it, from " + address);
  Calls calls;
  call(writes, now.wall, calls, {CallKind::alarm, Level::routine, subject, "two devices used one claim code"});
  persist(std::move(writes), StoredNothing{}, std::move(calls));
}

// At once: a second device with the same code must not slip through before the first is durable.
Claim ControllerCore::Impl::use_claim(Now now, const Claim& claim, const sign::CertificateRequest& csr) {
  Claim used = claim;
  if (!used.key) {
    used.key = csr.key.id();
    used.hardware = csr.common_name;
    used.used_at = now.wall;
    enrolment.put(used);
  }
  return used;
}

void ControllerCore::Impl::keep_pending(Now now, RequestId request, const Claim& claim,
                                        const sign::CertificateRequest& csr, const std::string& address) {
  if (claim.key) return push(EnrolmentAnswered{request, pending_reply()});
  const Claim used = use_claim(now, claim, csr);
  Writes writes{SaveDocument{to_document(used)}};
  const std::string subject = "claim " + short_name(used.name);
  audit(writes, now.wall, "device.waits", subject, used.hardware + " from " + address);
  Calls calls;
  call(writes, now.wall, calls,
       {CallKind::approval_wanted, Level::routine, subject, "hardware " + used.hardware + " waits for its place"});
  StoredEnrolmentOf then{request, pending_reply(), std::nullopt, std::nullopt};
  persist(std::move(writes), std::move(then), std::move(calls));
}

std::optional<Bytes> ControllerCore::Impl::make_certificate(Now now, const TerminalId& terminal,
                                                            const sign::PublicKey& key) const {
  const sign::CertificateTimes times{now.wall - std::min<WallTime::duration>(kBackdate, settings.device_life / 10),
                                     now.wall + settings.device_life};
  auto der = settings.device_authority->issue({terminal.text(), "", sign::CertificateUse::client}, key, times);
  return der ? std::optional(std::move(*der)) : std::nullopt;
}

void ControllerCore::Impl::issue_certificate(Now now, RequestId request, const Claim& claim,
                                             const sign::CertificateRequest& csr, const std::string& address) {
  const TerminalId terminal = *claim.terminal;
  if (!has_place(terminal)) return refuse_enrolment(request);
  if (!enrolling.insert(terminal).second) return push(EnrolmentAnswered{request, busy_reply()});
  auto certificate = make_certificate(now, terminal, csr.key);
  if (!certificate) {
    enrolling.erase(terminal);
    return push(EnrolmentAnswered{request, busy_reply()});
  }
  Claim used = use_claim(now, claim, csr);
  const bool again = used.issued;
  used.issued = true;
  const DeviceIdentity device{terminal, csr.key.id(), csr.common_name, now.wall, ""};
  Writes writes{SaveDocument{to_document(used)}, SaveDocument{to_document(device)},
                SaveCertificate{terminal, *certificate}};
  keep_former_certificate(writes, terminal, csr.key.id());
  const bool taken = enrolment.is_taken(terminal, known_key(terminal)) && !enrolment.admits(terminal, csr.key.id());
  const char* action = again ? "device.reissued" : taken ? "device.replaced" : "device.enrolled";
  audit(writes, now.wall, action, terminal.text(), csr.common_name + " from " + address);
  const wire::EnrolReply reply{wire::EnrolState::issued, seconds(0), terminal, *certificate};
  persist(std::move(writes), StoredEnrolmentOf{request, reply, used, device});
}

// Receipts that the earlier hardware signed stay provable.
void ControllerCore::Impl::keep_former_certificate(Writes& writes, const TerminalId& terminal, const KeyId& next) {
  const auto index = fleet.find(terminal);
  if (!index || !fleet.at(*index).key || fleet.at(*index).key->id() == next) return;
  const TerminalEntry& entry = fleet.at(*index);
  const std::string name = terminal.text() + " " + to_string(entry.key->id());
  writes.emplace_back(SaveDocument{{std::string(kFormerCertificateKind), name, to_base64(entry.certificate)}});
}

void ControllerCore::Impl::finish(Now, StoredEnrolmentOf& stored) {
  if (stored.claim) enrolment.put(*stored.claim);
  if (stored.reply.state == wire::EnrolState::issued) {
    ++counters.certificates_issued;
    const TerminalId& terminal = *stored.reply.terminal;
    enrolling.erase(terminal);
    TerminalEntry& entry = fleet.at(*fleet.find(terminal));
    if (stored.device) {
      if (entry.key && entry.key->id() != stored.device->key)
        documents.insert_or_assign(
            {std::string(kFormerCertificateKind), terminal.text() + " " + to_string(entry.key->id())},
            to_base64(entry.certificate));
      const bool changed =
          !enrolment.admits(terminal, *stored.device->key) || !entry.key || entry.key->id() != *stored.device->key;
      enrolment.put(*stored.device);
      if (changed) end_sessions(terminal, wire::GoAwayReason::revoked);
    }
    if (auto key = sign::PublicKey::from_certificate(stored.reply.certificate))
      learn_certificate(entry, stored.reply.certificate, std::move(*key));
  }
  push(EnrolmentAnswered{stored.request, std::move(stored.reply)});
}

void ControllerCore::Impl::reject(const StoredEnrolmentOf& stored) {
  if (stored.reply.terminal) enrolling.erase(*stored.reply.terminal);
  push(EnrolmentAnswered{stored.request, busy_reply()});
}

void ControllerCore::Impl::end_sessions(const TerminalId& terminal, wire::GoAwayReason reason) {
  const auto index = fleet.find(terminal);
  if (!index) return;
  const std::vector<SessionId> open = fleet.at(*index).sessions;
  for (const SessionId session : open) {
    send_away(session, reason, kNotEnrolledReconnectMin, kNotEnrolledReconnectMax);
    on_gone(session);
  }
}

// The same key goes on, so that receipts which wait in the terminal stay valid.
void ControllerCore::Impl::renew(Now now, RequestId request, const EnrolmentRequest& asked) {
  const auto terminal = TerminalId::parse(sign::certificate_name(asked.peer_certificate));
  const auto key = sign::PublicKey::from_certificate(asked.peer_certificate);
  const auto times = sign::certificate_times(asked.peer_certificate);
  const auto csr = sign::parse_certificate_request(asked.certificate_request);
  if (!terminal || !key || !times || !csr || csr->key.id() != key->id() || !has_place(*terminal))
    return refuse_enrolment(request);
  const auto known = known_key(*terminal);
  const bool current = enrolment.admits(*terminal, key->id()) && (!known || *known == key->id());
  if (!current || !trust::renewal_allowed(*times, now.wall)) return refuse_enrolment(request);
  if (!enrolling.insert(*terminal).second) return push(EnrolmentAnswered{request, busy_reply()});
  auto certificate = make_certificate(now, *terminal, *key);
  if (!certificate) {
    enrolling.erase(*terminal);
    return push(EnrolmentAnswered{request, busy_reply()});
  }
  Writes writes{SaveCertificate{*terminal, *certificate}};
  audit(writes, now.wall, "device.renewed", terminal->text(), "from " + asked.address);
  const wire::EnrolReply reply{wire::EnrolState::issued, seconds(0), *terminal, *certificate};
  persist(std::move(writes), StoredEnrolmentOf{request, reply, std::nullopt, std::nullopt});
}

}  // namespace tongluo::controller
