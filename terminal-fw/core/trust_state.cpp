#include "terminal-fw/core/trust_state.hpp"

#include <tuple>

namespace tongluo::terminal {
namespace {

bool concerns_the_key(Refusal refusal) {
  return refusal == Refusal::unknown_key || refusal == Refusal::key_outside_validity ||
         refusal == Refusal::wrong_role || refusal == Refusal::outside_scope;
}

}  // namespace

bool TrustState::restore_roots(ByteView root_set) {
  auto stored = trust::PinnedRoots::parse(root_set);
  if (!stored) return false;
  // Another deployment, or installed anew since: what was pinned by hand is in force.
  if (stored->deployment() == roots_.deployment() && stored->set().version > roots_.set().version)
    roots_ = std::move(*stored);
  return true;
}

Result<bool, Refusal> TrustState::offer_list(const Envelope& envelope, WallTime now) {
  auto verified = trust::verify_trust_list(roots_, envelope, list_version(), now);
  if (!verified) return fail(verified.error());
  if (verified->list().version == list_version()) return false;
  take_list(std::move(*verified), now);
  return true;
}

void TrustState::take_list(trust::VerifiedTrustList list, WallTime now) {
  if (auto next = roots_.successor(list)) roots_ = std::move(*next);
  list_ = std::move(list);
  // The statement on hand may be about an older list, or by a key that this one no longer knows.
  if (freshness_ && !trust::verify_freshness(authority(), freshness_->envelope, now)) freshness_.reset();
}

Result<bool, Refusal> TrustState::offer_freshness(const Envelope& envelope, WallTime now) {
  const auto offered = trust::verify_freshness(authority(), envelope, now);
  if (!offered) return fail(offered.error());
  if (freshness_) {
    const auto age = [](const wire::Freshness& statement) {
      return std::tuple(statement.issued_at, statement.trust_list_version, statement.expires_at);
    };
    if (age(*offered) < age(freshness_->statement)) return fail(Refusal::older_version);
    if (age(*offered) == age(freshness_->statement)) return false;
  }
  freshness_ = HeldFreshness{envelope, *offered};
  return true;
}

Result<WallTime, Refusal> TrustState::offer_time_reset(const Envelope& envelope) {
  const auto reset = trust::verify_time_reset(roots_, envelope, terminal_, reset_sequence_);
  if (!reset) return fail(reset.error());
  reset_sequence_ = reset->sequence;
  return reset->floor;
}

Result<bool, Refusal> TrustState::offer_place(const Envelope& envelope, WallTime now) {
  auto verified = trust::verify_place(authority(), envelope, terminal_, place_version(), now);
  if (!verified) return fail(verified.error());
  if (verified->version == place_version()) return false;
  place_ = std::move(*verified);
  return true;
}

Result<void, Refusal> TrustState::restore_place(const Envelope& envelope, WallTime now) {
  const auto offered = offer_place(envelope, now);
  if (offered) return {};
  auto record = wire::parse_place_record(envelope.payload);
  if (concerns_the_key(offered.error()) && record && record->terminal == terminal_) place_ = std::move(*record);
  return fail(offered.error());
}

}  // namespace tongluo::terminal
