#pragma once
// Whom this terminal believes and where it stands: the newest verified trust list and place record. Owner: the core.
// Refuses older ones; the same version again is no change.

#include <optional>

#include "protocol/trust/admission.hpp"

namespace tongluo::terminal {

class TrustState {
 public:
  // The roots must outlive the state.
  TrustState(const trust::PinnedRoots& roots, TerminalId terminal) : roots_(roots), terminal_(std::move(terminal)) {}

  // True: it is newer than the one held and now in force.
  Result<bool, Refusal> offer_list(const Envelope& envelope, WallTime now);
  Result<bool, Refusal> offer_place(const Envelope& envelope, WallTime now);

  trust::Authority authority() const { return {roots_, list_ ? &*list_ : nullptr}; }
  const Digest& deployment() const { return roots_.deployment(); }
  const trust::VerifiedTrustList* list() const { return list_ ? &*list_ : nullptr; }
  const wire::PlaceRecord* place() const { return place_ ? &*place_ : nullptr; }
  std::uint64_t list_version() const { return list_ ? list_->list().version : 0; }
  std::uint64_t place_version() const { return place_ ? place_->version : 0; }

 private:
  const trust::PinnedRoots& roots_;
  TerminalId terminal_;
  std::optional<trust::VerifiedTrustList> list_;
  std::optional<wire::PlaceRecord> place_;
};

}  // namespace tongluo::terminal
