#include "terminal-fw/core/trust_state.hpp"

namespace tongluo::terminal {

Result<bool, Refusal> TrustState::offer_list(const Envelope& envelope, WallTime now) {
  auto verified = trust::verify_trust_list(roots_, envelope, list_version(), now);
  if (!verified) return fail(verified.error());
  if (verified->list().version == list_version()) return false;
  list_ = std::move(*verified);
  return true;
}

Result<bool, Refusal> TrustState::offer_place(const Envelope& envelope, WallTime now) {
  auto verified = trust::verify_place(authority(), envelope, terminal_, place_version(), now);
  if (!verified) return fail(verified.error());
  if (verified->version == place_version()) return false;
  place_ = std::move(*verified);
  return true;
}

}  // namespace tongluo::terminal
