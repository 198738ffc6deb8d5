#pragma once
// Whom this terminal believes and where it stands: the pinned roots, the newest verified trust list with the statement
// that it is the newest, and the place record. Owner: the core. Older ones are refused; the same again is no change.
// PROTOCOL.md sections 7.1 to 7.5, 7.10.

#include <optional>

#include "protocol/trust/admission.hpp"

namespace tongluo::terminal {

class TrustState {
 public:
  TrustState(trust::PinnedRoots roots, TerminalId terminal)
      : roots_(std::move(roots)), terminal_(std::move(terminal)) {}

  // After a restart, before anything else: the roots that a list handed over to earlier. They win over the installed
  // ones if they are a later set of the same deployment. False: not usable.
  bool restore_roots(ByteView root_set);
  void restore_reset_sequence(std::uint64_t sequence) { reset_sequence_ = sequence; }

  // True: it is newer than the one held and now in force. A list that hands over to other roots changes them too.
  Result<bool, Refusal> offer_list(const Envelope& envelope, WallTime now);
  Result<bool, Refusal> offer_place(const Envelope& envelope, WallTime now);
  Result<bool, Refusal> offer_freshness(const Envelope& envelope, WallTime now);
  // The new floor of the time.
  Result<WallTime, Refusal> offer_time_reset(const Envelope& envelope);
  // A place that was verified when it came: one whose key has expired or left the list since is still where we stand.
  Result<void, Refusal> restore_place(const Envelope& envelope, WallTime now);

  trust::Authority authority() const {
    return {roots_, list_ ? &*list_ : nullptr, freshness_ ? &freshness_->statement : nullptr};
  }
  const Digest& deployment() const { return roots_.deployment(); }
  const trust::PinnedRoots& roots() const { return roots_; }
  const trust::VerifiedTrustList* list() const { return list_ ? &*list_ : nullptr; }
  const wire::PlaceRecord* place() const { return place_ ? &*place_ : nullptr; }
  std::uint64_t list_version() const { return list_ ? list_->list().version : 0; }
  std::uint64_t place_version() const { return place_ ? place_->version : 0; }
  std::uint64_t reset_sequence() const { return reset_sequence_; }

 private:
  struct HeldFreshness {
    Envelope envelope;
    wire::Freshness statement;
  };
  void take_list(trust::VerifiedTrustList list, WallTime now);

  trust::PinnedRoots roots_;
  TerminalId terminal_;
  std::optional<trust::VerifiedTrustList> list_;
  std::optional<HeldFreshness> freshness_;
  std::optional<wire::PlaceRecord> place_;
  std::uint64_t reset_sequence_ = 0;
};

}  // namespace tongluo::terminal
