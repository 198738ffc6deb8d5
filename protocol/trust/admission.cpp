#include "protocol/trust/admission.hpp"

#include <algorithm>
#include <set>

#include "protocol/base/limits.hpp"
#include "protocol/sign/digest_of.hpp"
#include "protocol/trust/signers.hpp"

namespace tongluo::trust {
namespace {

// May this one key sign this order at all?
Refusal check_issuer(const wire::Issuer& issuer, const wire::Order& order) {
  if (!may_issue(issuer.role, order.order_class)) return Refusal::wrong_role;
  if (issuer.order_class != order.order_class) return Refusal::wrong_class;
  if (order.level < issuer.highest_level) return Refusal::level_too_high;
  return within_scope(issuer, order.targets) ? Refusal::none : Refusal::outside_scope;
}

Refusal check_issuers(const Signers& signers, const wire::Order& order) {
  for (const wire::Issuer* issuer : signers) {
    const Refusal refusal = check_issuer(*issuer, order);
    if (refusal != Refusal::none) return refusal;
  }
  return Refusal::none;
}

Refusal check_times(const wire::Order& order, WallTime now) {
  if (order.issued_at > now + limits::kMaxClockAhead) return Refusal::issued_in_future;
  if (now > order.valid_until) return Refusal::expired;
  // The reader's clock may be a little behind the issuer's: such an order is taken, and nothing of it starts before its
  // time.
  if (now + limits::kMaxClockAhead < order.valid_from) return Refusal::not_yet_valid;
  const WallTime::duration longest =
      order.order_class == OrderClass::routine ? limits::kMaxRoutineValidity : limits::kMaxActualValidity;
  if (order.valid_until - order.valid_from > longest) return Refusal::limit_exceeded;
  for (const wire::Occurrence& occurrence : order.occurrences)
    if (occurrence.earliest_start < order.valid_from || occurrence.end > order.valid_until)
      return Refusal::limit_exceeded;
  return Refusal::none;
}

// Level `routine` belongs to class routine and to no other.
bool level_fits_class(const wire::Order& order) {
  return (order.order_class == OrderClass::routine) == (order.level == Level::routine);
}

bool needs_fresh_list(Role role) { return role == Role::announce || role == Role::relay; }

// The list's expiry for each signer, then its freshness.
Refusal check_list_time(const Authority& authority, const Signers& signers, WallTime now) {
  for (const wire::Issuer* issuer : signers)
    if (const Refusal refusal = check_list_expiry(*authority.list, issuer->role, now); refusal != Refusal::none)
      return refusal;
  const bool needed =
      std::any_of(signers.begin(), signers.end(), [](const auto* issuer) { return needs_fresh_list(issuer->role); });
  return needed && !is_fresh(authority, now) ? Refusal::trust_list_stale : Refusal::none;
}

Refusal check_issued_within_validity(const Signers& signers, const wire::Order& order) {
  const bool within = std::all_of(signers.begin(), signers.end(),
                                  [&](const auto* issuer) { return order.issued_at <= issuer->valid_until; });
  return within ? Refusal::none : Refusal::key_outside_validity;
}

struct Judgement {
  AdmittedOrder admitted;
  Signers signers;
};

// What holds at any time: type, signatures, form, role, class, level, scope, and how many persons signed. `now`: none
// when the validity of keys is judged by the caller.
Result<Judgement, Refusal> judge(const Authority& authority, const Envelope& envelope, std::optional<WallTime> now) {
  if (envelope.type != PayloadType::order) return fail(Refusal::wrong_type);
  auto signers = verify_signers(authority, envelope, now);
  if (!signers) return fail(signers.error());
  auto order = wire::parse_order(envelope.payload);
  if (!order) return fail(refusal_of(order.error()));
  if (!level_fits_class(*order)) return fail(Refusal::malformed);
  if (const Refusal refusal = check_issuers(*signers, *order); refusal != Refusal::none) return fail(refusal);
  const wire::QuorumRule* rule = authority.list->rule(order->order_class, order->level);
  if (rule == nullptr) return fail(Refusal::no_quorum_rule);
  const std::set<std::string> persons = counted_persons(*signers, rule->roles);
  Judgement judgement{.admitted = {}, .signers = std::move(*signers)};
  AdmittedOrder& admitted = judgement.admitted;
  admitted.digest = sign::digest_of(envelope.payload);
  admitted.order = std::move(*order);
  admitted.persons.assign(persons.begin(), persons.end());
  admitted.persons_required = rule->persons;
  admitted.quorum_met = persons.size() >= rule->persons;
  admitted.issuer_rank =
      (*std::min_element(judgement.signers.begin(), judgement.signers.end(), [](const auto* a, const auto* b) {
        return a->rank < b->rank;
      }))->rank;
  return judgement;
}

Result<AdmittedOrder, Refusal> verify(const Authority& authority, const Envelope& envelope, WallTime now,
                                      bool persons_may_be_missing) {
  auto judgement = judge(authority, envelope, now);
  if (!judgement) return fail(judgement.error());
  AdmittedOrder& admitted = judgement->admitted;
  if (!admitted.quorum_met && !persons_may_be_missing) return fail(Refusal::quorum_not_met);
  for (const Refusal refusal : {check_list_time(authority, judgement->signers, now), check_times(admitted.order, now),
                                check_targets(admitted.order.targets)})
    if (refusal != Refusal::none) return fail(refusal);
  admitted.under_expired_list = now > authority.list->list().expires_at;
  return std::move(admitted);
}

}  // namespace

bool is_fresh(const Authority& authority, WallTime now) {
  if (authority.list == nullptr) return false;
  const wire::TrustList& list = authority.list->list();
  const wire::Freshness* statement = authority.freshness;
  if (statement != nullptr && statement->trust_list_version > list.version) return false;
  if (now < list.issued_at + kFreshFor) return true;
  return statement != nullptr && statement->trust_list_version == list.version &&
         statement->issued_at <= now + limits::kMaxClockAhead && now <= statement->expires_at;
}

Result<AdmittedOrder, Refusal> verify_order(const Authority& authority, const Envelope& envelope, WallTime now) {
  return verify(authority, envelope, now, false);
}

Result<AdmittedOrder, Refusal> verify_proposal(const Authority& authority, const Envelope& envelope, WallTime now) {
  return verify(authority, envelope, now, true);
}

Result<AdmittedOrder, Refusal> verify_accepted(const Authority& authority, const Envelope& envelope) {
  auto judgement = judge(authority, envelope, std::nullopt);
  if (!judgement) return fail(judgement.error());
  if (!judgement->admitted.quorum_met) return fail(Refusal::quorum_not_met);
  const Refusal refusal = check_issued_within_validity(judgement->signers, judgement->admitted.order);
  if (refusal != Refusal::none) return fail(refusal);
  return std::move(judgement->admitted);
}

}  // namespace tongluo::trust
