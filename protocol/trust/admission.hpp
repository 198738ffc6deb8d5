#pragma once
// May this signed object act here and now? One answer for the gateway (at submit) and the terminal (before sound), so
// that they can never disagree. PROTOCOL.md section 7. Pure; the caller keeps replay memory.

#include <optional>

#include "protocol/base/digest.hpp"
#include "protocol/trust/roots.hpp"
#include "protocol/wire/order.hpp"

namespace tongluo::trust {

constexpr auto kDispatchGrace =
    std::chrono::hours(24 * 90);  // dispatch goes on this long after the trust list's expiry

struct Authority {
  const PinnedRoots& roots;
  const VerifiedTrustList* list = nullptr;     // none: Refusal::no_trust_list
  const wire::Freshness* freshness = nullptr;  // the newest verified statement, if any
};

// The held list is known to be current: issued less than kFreshFor ago, or named by a statement that is valid now. A
// statement that names a newer version makes the held list stale at once. Stale: announce and relay are refused.
constexpr auto kFreshFor = std::chrono::hours(24 * 30);
bool is_fresh(const Authority& authority, WallTime now);

struct AdmittedOrder {
  wire::Order order;
  Digest digest;                       // of the payload
  std::vector<std::string> persons;    // whose signatures counted
  std::uint32_t issuer_rank = 0;       // smallest rank among them
  bool under_expired_list = false;     // accepted in the 90 days of grace: raise an alarm
  std::uint32_t persons_required = 0;  // by the rule of its class and level
  bool quorum_met = true;              // false only from verify_proposal
};

// Everything but "does it address me": type, signatures, form, reader version, role, class, level, scope, quorum,
// validity, limits. The checks run in that order and the first failure is the answer. Every signature in the
// envelope must verify and belong to a known issuer in its validity: a bad one is a refusal, not a shrug.
Result<AdmittedOrder, Refusal> verify_order(const Authority& authority, const Envelope& envelope, WallTime now);

// The same, but persons that are still missing are no refusal (`quorum_met` says). For an order that waits for its
// second person; nothing may sound by this.
Result<AdmittedOrder, Refusal> verify_proposal(const Authority& authority, const Envelope& envelope, WallTime now);

// An order that verify_order accepted before: what is a matter of time (its validity, the key's, the list's expiry or
// freshness) is settled. Only a list that takes the key or its powers away ends it.
Result<AdmittedOrder, Refusal> verify_accepted(const Authority& authority, const Envelope& envelope);

// Is every target well formed: no polygon that crosses itself or spans more than kMaxShapeExtentM, no circle above the
// limit? None or bad_area. For those who compose; verify_order includes it.
Refusal check_targets(const std::vector<wire::Target>& targets);

// Does one of the order's targets contain this place? Area codes by segments, terminal ids exactly, polygons and
// circles by the surveyed position (a terminal without a position is outside every shape).
bool addresses(const std::vector<wire::Target>& targets, const wire::PlaceRecord& place);

// Is every target inside one of the issuer's areas? Shapes and single terminals need `county_wide`: an issuer whose
// areas contain a whole county; a single terminal's area is checked by the terminal itself against its place.
bool within_scope(const wire::Issuer& issuer, const std::vector<wire::Target>& targets);

// A place record for `terminal`, signed by a maintain key whose scope contains the area; `held_version` as for trust
// lists.
Result<wire::PlaceRecord, Refusal> verify_place(const Authority& authority, const Envelope& envelope,
                                                const TerminalId& terminal, std::uint64_t held_version, WallTime now);

// A time statement for this terminal and nonce, signed by a `time` key. The caller clamps the result to the list's
// expiry.
Result<WallTime, Refusal> verify_time(const Authority& authority, const Envelope& envelope, const TerminalId& terminal,
                                      const Nonce& nonce);

// Cancel and stop-all: one live dispatch signature in scope. Cancel by others than dispatch: only the issuer of the
// order itself.
struct AdmittedCancel {
  wire::Cancel cancel;
  Digest digest;
  KeyId by;
  Role role{};
};
struct AdmittedStopAll {
  wire::StopAll stop;
  Digest digest;
};
Result<AdmittedCancel, Refusal> verify_cancel(const Authority& authority, const Envelope& envelope, WallTime now);
Result<AdmittedStopAll, Refusal> verify_stop_all(const Authority& authority, const Envelope& envelope, WallTime now);

// May the canceller cancel this order? Dispatch in whose scope it lies, or one of its own issuers.
bool may_cancel(const AdmittedCancel& cancel, const VerifiedTrustList& list, const Envelope& order_envelope,
                const wire::Order& order);
// May the newer order, which names the older one, end it? Signed by the same keys for the same class, or by a dispatch
// key in whose scope the older one lies.
bool may_supersede(const VerifiedTrustList& list, const Envelope& newer_envelope, const wire::Order& newer,
                   const Envelope& older_envelope, const wire::Order& older);
// Does this stop-all act on this order at this place?
bool covers(const wire::StopAll& stop, const wire::Order& order, const wire::PlaceRecord& place);

// A freshness statement: one `maintain` key whose scope is a whole county; valid for at most kFreshFor. Older than the
// held list: older_version. One that names a newer list is good even when expired: it tells that there is one.
Result<wire::Freshness, Refusal> verify_freshness(const Authority& authority, const Envelope& envelope, WallTime now);
// Lowers the time floor of this terminal: a quorum of roots; `held_sequence` of the last one obeyed must be lower.
Result<wire::TimeReset, Refusal> verify_time_reset(const PinnedRoots& roots, const Envelope& envelope,
                                                   const TerminalId& terminal, std::uint64_t held_sequence);
// The controller's word on its audit chain, by its `time` key, valid at the time it states.
Result<wire::AuditHead, Refusal> verify_audit_head(const Authority& authority, const Envelope& envelope);

}  // namespace tongluo::trust
