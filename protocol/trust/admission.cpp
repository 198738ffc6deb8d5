#include "protocol/trust/admission.hpp"

#include <algorithm>
#include <set>

#include "protocol/base/limits.hpp"
#include "protocol/sign/digest_of.hpp"
#include "protocol/trust/geometry.hpp"
#include "protocol/trust/signers.hpp"

namespace tongluo::trust {
namespace {

struct MayIssue {
  Role role;
  OrderClass order_class;
};
constexpr MayIssue kMayIssue[] = {{Role::dispatch, OrderClass::actual},  {Role::dispatch, OrderClass::test},
                                  {Role::announce, OrderClass::routine}, {Role::exercise, OrderClass::exercise},
                                  {Role::maintain, OrderClass::test},    {Role::relay, OrderClass::actual},
                                  {Role::relay, OrderClass::routine},    {Role::relay, OrderClass::exercise}};

bool may_issue(Role role, OrderClass order_class) {
  return std::any_of(std::begin(kMayIssue), std::end(kMayIssue),
                     [&](const MayIssue& row) { return row.role == role && row.order_class == order_class; });
}

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

// Distinct persons whose roles the rule names; keys that the controller holds are one person at most, whoever they say.
std::set<std::string> counted_persons(const Signers& signers, const wire::QuorumRule& rule) {
  std::set<std::string> persons;
  bool controller_counted = false;
  for (const wire::Issuer* issuer : signers) {
    if (std::find(rule.roles.begin(), rule.roles.end(), issuer->role) == rule.roles.end()) continue;
    if (issuer->custody == Custody::controller && std::exchange(controller_counted, true)) continue;
    persons.insert(issuer->person);
  }
  return persons;
}

Refusal check_shapes(const std::vector<wire::Target>& targets) {
  for (const wire::Target& target : targets)
    if (const auto* polygon = std::get_if<wire::Polygon>(&target); polygon != nullptr && crosses_itself(*polygon))
      return Refusal::bad_area;
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

Refusal check_list_expiry_for_all(const VerifiedTrustList& list, const Signers& signers, WallTime now) {
  for (const wire::Issuer* issuer : signers) {
    const Refusal refusal = check_list_expiry(list, issuer->role, now);
    if (refusal != Refusal::none) return refusal;
  }
  return Refusal::none;
}

Refusal first_of(std::initializer_list<Refusal> refusals) {
  const auto at = std::find_if(refusals.begin(), refusals.end(), [](Refusal r) { return r != Refusal::none; });
  return at == refusals.end() ? Refusal::none : *at;
}

}  // namespace

Result<AdmittedOrder, Refusal> verify_order(const Authority& authority, const Envelope& envelope, WallTime now) {
  if (envelope.type != PayloadType::order) return fail(Refusal::wrong_type);
  const auto signers = verify_signers(authority, envelope, now);
  if (!signers) return fail(signers.error());
  auto order = wire::parse_order(envelope.payload);
  if (!order) return fail(refusal_of(order.error()));
  if (!level_fits_class(*order)) return fail(Refusal::malformed);
  if (const Refusal refusal = check_issuers(*signers, *order); refusal != Refusal::none) return fail(refusal);
  const wire::QuorumRule* rule = authority.list->rule(order->order_class, order->level);
  if (rule == nullptr) return fail(Refusal::no_quorum_rule);
  const std::set<std::string> persons = counted_persons(*signers, *rule);
  if (persons.size() < rule->persons) return fail(Refusal::quorum_not_met);
  const Refusal refusal = first_of({check_list_expiry_for_all(*authority.list, *signers, now), check_times(*order, now),
                                    check_shapes(order->targets)});
  if (refusal != Refusal::none) return fail(refusal);
  AdmittedOrder admitted;
  admitted.digest = sign::digest_of(envelope.payload);
  admitted.order = std::move(*order);
  admitted.persons.assign(persons.begin(), persons.end());
  admitted.under_expired_list = now > authority.list->list().expires_at;
  admitted.issuer_rank = (*std::min_element(signers->begin(), signers->end(), [](const auto* a, const auto* b) {
                           return a->rank < b->rank;
                         }))->rank;
  return admitted;
}

}  // namespace tongluo::trust
