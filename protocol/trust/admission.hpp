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
  const VerifiedTrustList* list = nullptr;  // none: Refusal::no_trust_list
};

struct AdmittedOrder {
  wire::Order order;
  Digest digest;                     // of the payload
  std::vector<std::string> persons;  // whose signatures counted
  std::uint32_t issuer_rank = 0;     // smallest rank among them
  bool under_expired_list = false;   // accepted in the 90 days of grace: raise an alarm
};

// Everything but "does it address me": type, signatures, form, reader version, role, class, level, scope, quorum,
// validity, limits. The checks run in that order and the first failure is the answer. Every signature in the
// envelope must verify and belong to a known issuer in its validity: a bad one is a refusal, not a shrug.
Result<AdmittedOrder, Refusal> verify_order(const Authority& authority, const Envelope& envelope, WallTime now);

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

}  // namespace tongluo::trust
