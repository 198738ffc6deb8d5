// What waits for persons: drafts, submitted orders, returned ones.

#include <algorithm>
#include <set>

#include "controller/core/controller_impl.hpp"
#include "protocol/sign/digest_of.hpp"
#include "protocol/wire/envelope_codec.hpp"

namespace tongluo::controller {

std::shared_ptr<ProposalRecord> ControllerCore::Impl::find_proposal(const Digest& digest) const {
  const auto at = std::find_if(proposals.begin(), proposals.end(),
                               [&digest](const auto& record) { return record->proposal.digest == digest; });
  return at == proposals.end() ? nullptr : *at;
}

// The oldest that is over and done leaves; false: every one of them is alive.
bool ControllerCore::Impl::make_room(Writes& writes, std::optional<Digest>& leaving) {
  const auto departing = static_cast<std::size_t>(
      std::count_if(proposals.begin(), proposals.end(), [](const auto& record) { return record->leaving; }));
  if (proposals.size() - departing + proposals_under_way < kMaxProposals) return true;
  const auto oldest = std::find_if(proposals.begin(), proposals.end(), [this](const auto& record) {
    return !record->leaving && !submitting.contains(record->proposal.digest) && is_over(state_of(*record, last.wall));
  });
  if (oldest == proposals.end()) return false;
  (*oldest)->leaving = true;
  leaving = (*oldest)->proposal.digest;
  writes.emplace_back(RemoveProposal{*leaving});
  return true;
}

void ControllerCore::Impl::keep_draft(Now now, RequestId request, Bytes payload, std::string origin, std::string actor,
                                      std::string reason) {
  const auto reject_it = [&](Refusal refusal, std::string detail) {
    push(ObjectRejected{request, refusal, std::move(detail)});
  };
  if (payload.size() > limits::kMaxPayloadBytes) return reject_it(Refusal::limit_exceeded, "too large");
  auto order = wire::parse_order(payload);
  if (!order) return reject_it(Refusal::malformed, wire::to_string(order.error()));
  const Digest digest = sign::digest_of(payload);
  if (find(digest) != nullptr || find_proposal(digest) || submitting.contains(digest))
    return push(ObjectStored{request});
  std::string detail;
  const Refusal refusal = check_issuable({fleet, clips, settings.stream_keys}, *order, now.wall, detail);
  if (refusal != Refusal::none) return reject_it(refusal, std::move(detail));
  Writes writes;
  StoredProposalOf then;
  if (!make_room(writes, then.leaving)) return reject_it(Refusal::queue_full, "too many orders wait for persons");
  const Envelope envelope{PayloadType::order, std::move(payload), {}};
  Proposal proposal{digest,
                    wire::serialize(envelope),
                    OrderState::draft,
                    origin.substr(0, kMaxNameBytes),
                    actor.substr(0, kMaxNameBytes),
                    reason.substr(0, kMaxReasonBytes),
                    {},
                    now.wall};
  writes.emplace_back(SaveProposal{proposal});
  audit(writes, now.wall, "order.drafted", to_string(digest), proposal.origin + ": " + proposal.reason);
  Calls calls;
  call(writes, now.wall, calls,
       {CallKind::approval_wanted, order->level, to_string(digest), "draft: " + order->headline});
  std::vector<TerminalIndex> addressed = fleet.addressed(order->targets);
  std::sort(addressed.begin(), addressed.end());
  then.record = std::make_shared<ProposalRecord>(
      ProposalRecord{std::move(proposal), std::move(*order), std::move(addressed), {}, 0});
  then.request = request;
  ++proposals_under_way;
  submitting.emplace(digest, persist(std::move(writes), std::move(then), std::move(calls)));
}

void ControllerCore::Impl::return_order(Now now, RequestId request, const Digest& order, std::string actor,
                                        std::string reason) {
  const auto known = find_proposal(order);
  if (submitting.contains(order))
    return push(ObjectRejected{request, Refusal::queue_full, "it is being stored: ask again"});
  if (!known) return push(ObjectRejected{request, Refusal::not_addressed, "no such draft or submitted order"});
  const auto state = next_state(state_of(*known, now.wall), OrderEvent::sent_back);
  if (!state) {
    const std::string what(to_string(state_of(*known, now.wall)));
    return push(ObjectRejected{request, Refusal::superseded, "it is " + what + " already"});
  }
  if (reason.empty()) return push(ObjectRejected{request, Refusal::malformed, "a reason is needed"});
  StoredProposalOf then;
  then.record = std::make_shared<ProposalRecord>(*known);
  Proposal& proposal = then.record->proposal;
  proposal.state = *state;
  proposal.actor = actor.substr(0, kMaxNameBytes);
  proposal.reason = reason.substr(0, kMaxReasonBytes);
  proposal.changed_at = now.wall;
  Writes writes{SaveProposal{proposal}};
  audit(writes, now.wall, "order.returned", to_string(order), proposal.reason + " by " + proposal.actor);
  then.request = request;
  submitting.emplace(order, persist(std::move(writes), std::move(then)));
}

void ControllerCore::Impl::finish(Now now, StoredProposalOf& stored) {
  const Proposal& proposal = stored.record->proposal;
  const Digest digest = proposal.digest;
  if (stored.leaving)
    std::erase_if(proposals, [&stored](const auto& record) { return record->proposal.digest == *stored.leaving; });
  const std::size_t before = proposals.size();
  std::erase_if(proposals, [&digest](const auto& record) { return record->proposal.digest == digest; });
  if (proposals.size() == before) --proposals_under_way;
  proposals.push_back(stored.record);
  if (stored.counts) {
    ++counters.orders_submitted;
    guard.took(guard_input(stored.record->order, stored.record->signers.front(), stored.by_relay, 0), now.wall);
  }
  if (stored.as_order) {
    if (!proposal.holds.empty()) ++counters.orders_held;
    push(OrderTaken{stored.request, digest, stored.record->addressed.size(), false, proposal.state,
                    stored.record->persons_missing, proposal.holds});
  } else {
    if (proposal.state == OrderState::returned) {
      ++counters.orders_returned;
      if (std::holds_alternative<wire::LiveProgramme>(stored.record->order.programme)) push(EndStream{digest, {}});
    }
    judge_again(now, *stored.record);
    push(ObjectStored{stored.request});
  }
  resume_submissions(now, digest);
}

// How many persons are missing by the trust list in force now.
void ControllerCore::Impl::judge_again(Now now, ProposalRecord& record) const {
  const auto envelope = wire::parse_envelope(record.proposal.envelope);
  const auto admitted = trust::verify_proposal(authority(), *envelope, now.wall);
  if (admitted) {
    record.persons_missing = persons_missing(*admitted, record.proposal.holds, only_relays(record.signers));
    return;
  }
  const wire::QuorumRule* rule = list ? list->rule(record.order.order_class, record.order.level) : nullptr;
  record.persons_missing = rule == nullptr ? 0 : rule->persons;
}

std::vector<std::string> ControllerCore::Impl::persons_of(const std::vector<KeyId>& signers) const {
  std::vector<std::string> persons;
  for (const KeyId& key : signers) {
    const trust::TrustedIssuer* issuer = list ? list->find(key) : nullptr;
    persons.push_back(issuer == nullptr ? "key " + to_string(key) : issuer->issuer.person);
  }
  return persons;
}

OrderState ControllerCore::Impl::state_of(const ProposalRecord& record, WallTime now) const {
  const OrderState state = record.proposal.state;
  if (now <= record.order.valid_until) return state;
  return next_state(state, OrderEvent::validity_ended).value_or(state);
}

}  // namespace tongluo::controller
