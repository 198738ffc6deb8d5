// A submitted order: signatures add up, every rule of the gateway is asked, and it either goes or waits for a person.
// Nothing is answered before it is durable.

#include <algorithm>
#include <set>

#include "controller/core/confirmation.hpp"
#include "controller/core/controller_impl.hpp"
#include "protocol/sign/digest_of.hpp"
#include "protocol/wire/envelope_codec.hpp"

namespace tongluo::controller {
namespace {

bool has_key(const Envelope& envelope, const KeyId& key) {
  return std::any_of(envelope.signatures.begin(), envelope.signatures.end(),
                     [&key](const Signature& signature) { return signature.key_id == key; });
}

std::vector<std::string> united(std::vector<std::string> words, const std::vector<std::string>& more) {
  for (const std::string& word : more)
    if (std::find(words.begin(), words.end(), word) == words.end()) words.push_back(word);
  return words;
}

std::string describe(const wire::Order& order, std::size_t addressed) {
  return std::string(to_string(order.order_class)) + " " + std::string(to_string(order.level)) + " to " +
         std::to_string(addressed) + " terminals: " + order.headline;
}

}  // namespace

void ControllerCore::Impl::submit(Now now, RequestId request, Submission submission) {
  const Digest digest = sign::digest_of(submission.envelope.payload);
  if (const OrderRecord* known = find(digest))
    return push(OrderTaken{request, digest, known->ledger.addressed().size(), true, state_of(*known, now.wall), 0, {}});
  if (submitting.contains(digest)) {
    auto& queue = deferred[digest];
    if (queue.size() >= kMaxRequestsPerOrder)
      return push(OrderRejected{request, Refusal::queue_full, "too many callers submit this order"});
    return queue.emplace_back(request, std::move(submission)), void();
  }
  auto candidate = examine(now, submission, digest);
  if (!candidate) {
    ++counters.orders_rejected;
    if (candidate.error().refusal == Refusal::quota_exceeded) ++counters.quota_refusals;
    return push(OrderRejected{request, candidate.error().refusal, std::move(candidate.error().detail)});
  }
  if (candidate->missing == 0) return go_ahead(now, request, submission, std::move(*candidate));
  if (!candidate->news && candidate->earlier->proposal.state == OrderState::submitted)
    return push(OrderTaken{request, digest, candidate->addressed.size(), true, OrderState::submitted,
                           candidate->missing, candidate->holds});
  keep_waiting(now, request, submission, std::move(*candidate));
}

Result<Candidate, Objection> ControllerCore::Impl::examine(Now now, const Submission& submission,
                                                           const Digest& digest) const {
  Candidate candidate;
  candidate.digest = digest;
  Objection objection = merge(now, submission, candidate);
  if (objection.refusal == Refusal::none) objection = check_gateway(now, submission, candidate);
  if (objection.refusal == Refusal::none) objection = check_guard(now, candidate);
  if (objection.refusal != Refusal::none) return tl::unexpected(std::move(objection));
  candidate.missing = persons_missing(candidate.admitted, candidate.holds, candidate.by_relay);
  return candidate;
}

// The new envelope must be good by itself; of the earlier signatures those stay that still are.
Objection ControllerCore::Impl::merge(Now now, const Submission& submission, Candidate& candidate) const {
  auto admitted = trust::verify_proposal(authority(), submission.envelope, now.wall);
  if (!admitted) return {admitted.error(), ""};
  candidate.earlier = find_proposal(candidate.digest);
  candidate.envelope = submission.envelope;
  if (candidate.earlier) {
    const Proposal& earlier = candidate.earlier->proposal;
    if (!next_state(earlier.state, OrderEvent::signed_by_some))
      return {Refusal::stopped, "it was " + std::string(to_string(earlier.state)) + ": " + earlier.reason};
    const auto stored = wire::parse_envelope(earlier.envelope);
    candidate.envelope.signatures.clear();
    candidate.news = false;
    for (const Signature& signature : stored->signatures) {
      const Envelope single{stored->type, stored->payload, {signature}};
      if (!has_key(submission.envelope, signature.key_id) && trust::verify_proposal(authority(), single, now.wall))
        candidate.envelope.signatures.push_back(signature);
    }
    for (const Signature& signature : submission.envelope.signatures) {
      candidate.news = candidate.news || !has_key(*stored, signature.key_id);
      candidate.envelope.signatures.push_back(signature);
    }
    if (candidate.envelope.signatures.size() > limits::kMaxSignatures) return {Refusal::limit_exceeded, "signatures"};
    admitted = trust::verify_proposal(authority(), candidate.envelope, now.wall);
    if (!admitted) return {admitted.error(), ""};
  }
  std::set<std::string> persons;
  for (const Signature& signature : candidate.envelope.signatures)
    if (const std::string& person = list->find(signature.key_id)->issuer.person; !persons.insert(person).second)
      return {Refusal::same_person, person + " has signed already, with another key"};
  candidate.admitted = std::move(*admitted);
  candidate.by_relay = only_relays(signers_of(candidate.envelope));
  return {};
}

Objection ControllerCore::Impl::check_gateway(Now now, const Submission& submission, Candidate& candidate) const {
  const wire::Order& order = candidate.admitted.order;
  Objection objection;
  objection.refusal = check_issuable({fleet, clips, settings.stream_keys}, order, now.wall, objection.detail);
  const bool first = !candidate.earlier || candidate.earlier->signers.empty();
  if (objection.refusal == Refusal::none && first) objection = check_expiry(now, order);
  if (objection.refusal != Refusal::none) return objection;
  candidate.addressed = fleet.addressed(order.targets);
  if (candidate.addressed.empty()) return {Refusal::bad_area, "no terminal is addressed"};
  const std::size_t outcomes = candidate.addressed.size() * order.occurrences.size();
  if (outcomes > kMaxOutcomesInMemory) return {Refusal::limit_exceeded, "terminals times occurrences"};
  if (objection = stopped_already(order, candidate.addressed); objection.refusal != Refusal::none) return objection;
  if (objection = check_supersedes(now, candidate); objection.refusal != Refusal::none) return objection;
  if (!has_room_for(order, outcomes) || !pacer.room_for(order))
    return {Refusal::queue_full, "too many orders are live"};
  const bool confirmed = submission.confirmed_count == candidate.addressed.size();
  if (candidate.news && !confirmed && needs_count(order.order_class, fleet.areas(candidate.addressed)))
    return {Refusal::not_confirmed, "it addresses " + std::to_string(candidate.addressed.size()) + " terminals"};
  return {};
}

// Quota and duplicates are asked once, when an order first comes; what the guard held stays held.
Objection ControllerCore::Impl::check_guard(Now now, Candidate& candidate) const {
  const wire::Order& order = candidate.admitted.order;
  const GuardInput input =
      guard_input(order, candidate.envelope.signatures.front().key_id, candidate.by_relay, candidate.addressed.size());
  Guard counting = guard;
  for (const auto& [digest, token] : submitting) {
    const Continuation& under_way = waiting.at(token).then;
    if (const auto* other = std::get_if<StoredOrderOf>(&under_way); other != nullptr && other->counts)
      counting.took(guard_input(other->record->order, other->record->signers.front(), other->by_relay, 0), now.wall);
    if (const auto* other = std::get_if<StoredProposalOf>(&under_way); other != nullptr && other->counts)
      counting.took(guard_input(other->record->order, other->record->signers.front(), other->by_relay, 0), now.wall);
  }
  GuardVerdict verdict = counting.look(input, now.wall);
  const bool first = !candidate.earlier || candidate.earlier->signers.empty();
  if (first && verdict.refusal != Refusal::none) return {verdict.refusal, std::move(verdict.detail)};
  candidate.holds = candidate.earlier ? united(candidate.earlier->proposal.holds, verdict.holds) : verdict.holds;
  return {};
}

GuardInput ControllerCore::Impl::guard_input(const wire::Order& order, std::optional<KeyId> issuer, bool by_relay,
                                             std::size_t addressed) const {
  GuardInput input{order, issuer, by_relay, addressed, fleet.placed(), wire::longest_sound(order), {}};
  if (const auto* programme = std::get_if<wire::ClipProgramme>(&order.programme))
    for (const wire::PlaylistItem& item : programme->items)
      input.clip_warnings = united(std::move(input.clip_warnings), clips.warnings(item.clip));
  return input;
}

bool ControllerCore::Impl::only_relays(const std::vector<KeyId>& signers) const {
  return std::all_of(signers.begin(), signers.end(), [this](const KeyId& key) {
    const trust::TrustedIssuer* issuer = list ? list->find(key) : nullptr;
    return issuer != nullptr && issuer->issuer.role == Role::relay;
  });
}

std::uint32_t ControllerCore::Impl::persons_missing(const trust::AdmittedOrder& admitted,
                                                    const std::vector<std::string>& holds, bool by_relay) const {
  const std::uint32_t needed =
      holds.empty() ? admitted.persons_required : std::max(admitted.persons_required, kPersonsOfHeldOrder);
  const auto signed_by = static_cast<std::uint32_t>(admitted.persons.size());
  if (signed_by < needed) return needed - signed_by;
  return !admitted.quorum_met || (!holds.empty() && by_relay) ? 1 : 0;
}

void ControllerCore::Impl::audit_submission(Writes& writes, Now now, const Submission& submission,
                                            const Candidate& candidate, bool first) {
  const std::string subject = to_string(candidate.digest);
  if (submission.origin == "bundle") audit(writes, now.wall, "bundle.accepted", subject, "");
  audit(writes, now.wall, first ? "order.submitted" : "order.approved", subject,
        joined(candidate.admitted.persons) + " by " + submission.actor.substr(0, kMaxNameBytes));
}

void ControllerCore::Impl::keep_waiting(Now now, RequestId request, const Submission& submission, Candidate candidate) {
  Writes writes;
  StoredProposalOf then;
  if (!candidate.earlier && !make_room(writes, then.leaving))
    return push(OrderRejected{request, Refusal::queue_full, "too many orders wait for persons"});
  const bool first = !candidate.earlier || candidate.earlier->signers.empty();
  const std::string subject = to_string(candidate.digest);
  const std::string origin = candidate.earlier ? candidate.earlier->proposal.origin : submission.origin;
  Proposal proposal{candidate.digest,
                    wire::serialize(candidate.envelope),
                    *next_state(OrderState::draft, OrderEvent::signed_by_some),
                    origin,
                    submission.actor.substr(0, kMaxNameBytes),
                    candidate.holds.empty() ? "a person is missing" : "held: " + joined(candidate.holds),
                    candidate.holds,
                    now.wall};
  writes.emplace_back(SaveProposal{proposal});
  audit_submission(writes, now, submission, candidate, first);
  if (!candidate.holds.empty()) audit(writes, now.wall, "order.held", subject, joined(candidate.holds));
  Calls calls;
  const CallKind kind = candidate.holds.empty() ? CallKind::approval_wanted : CallKind::order_held;
  call(writes, now.wall, calls,
       {kind, candidate.admitted.order.level, subject, describe(candidate.admitted.order, candidate.addressed.size())});
  std::sort(candidate.addressed.begin(), candidate.addressed.end());
  then.record = std::make_shared<ProposalRecord>(
      ProposalRecord{std::move(proposal), std::move(candidate.admitted.order), std::move(candidate.addressed),
                     signers_of(candidate.envelope), candidate.missing});
  then.request = request;
  then.counts = first;
  then.by_relay = candidate.by_relay;
  then.as_order = true;
  if (!candidate.earlier) ++proposals_under_way;
  submitting.emplace(candidate.digest, persist(std::move(writes), std::move(then), std::move(calls)));
}

void ControllerCore::Impl::go_ahead(Now now, RequestId request, const Submission& submission, Candidate candidate) {
  const wire::Order& order = candidate.admitted.order;
  const bool scheduled = order.occurrences.front().earliest_start > now.wall + kScheduledFrom;
  const bool first = !candidate.earlier || candidate.earlier->signers.empty();
  const std::string subject = to_string(candidate.digest);
  SaveOrder write{candidate.digest,
                  wire::serialize(candidate.envelope),
                  now.wall,
                  scheduled ? WallTime{} : now.wall + kStartLead,
                  {}};
  for (const TerminalIndex index : candidate.addressed) write.addressed.push_back(fleet.at(index).id);
  StoredOrderOf then;
  then.record = std::make_shared<OrderRecord>(OrderRecord{
      candidate.digest, write.envelope, order, now.wall, write.start_at, Ledger(candidate.addressed, order.occurrences),
      nullptr, signers_of(candidate.envelope), candidate.admitted.issuer_rank});
  then.request = request;
  then.counts = first;
  then.by_relay = candidate.by_relay;
  then.supersession = std::move(candidate.supersession);
  Writes writes{std::move(write)};
  if (candidate.earlier) writes.emplace_back(RemoveProposal{candidate.digest});
  audit_submission(writes, now, submission, candidate, first);
  audit(writes, now.wall, "order.issued", subject, describe(order, candidate.addressed.size()));
  if (then.supersession) {
    const StopRecord& stop = *then.supersession;
    writes.emplace_back(
        SaveStop{stop.digest, wire::serialize(stop.envelope), stop.received_at, stop.until, stop.orders});
    audit(writes, now.wall, "order.superseded", to_string(stop.orders.front()), subject);
  }
  Calls calls;
  if (order.order_class == OrderClass::actual)
    call(writes, now.wall, calls,
         {CallKind::order_issued, order.level, subject, describe(order, candidate.addressed.size())});
  submitting.emplace(candidate.digest, persist(std::move(writes), std::move(then), std::move(calls)));
}

// Callers that came while this order was being stored.
void ControllerCore::Impl::resume_submissions(Now now, const Digest& digest) {
  submitting.erase(digest);
  auto node = deferred.extract(digest);
  if (node.empty()) return;
  for (auto& [request, submission] : node.mapped()) submit(now, request, std::move(submission));
}

}  // namespace tongluo::controller
