#pragma once
// May this firmware be installed at all, and here? PROTOCOL.md section 7.12. One answer for the controller (at submit),
// the signers' program and the terminal. Pure.

#include <optional>
#include <string>
#include <vector>

#include "protocol/trust/admission.hpp"
#include "protocol/wire/release.hpp"

namespace tongluo::trust {

constexpr std::size_t kReleasePersons = 2;  // always: no trust list can lower it

struct AdmittedRelease {
  wire::ReleaseManifest manifest;
  Digest digest;                              // of the payload
  std::vector<std::string> persons;           // whose signatures counted
  std::vector<std::vector<AreaCode>> scopes;  // of each signing key
};

// Type, signatures, form, role `release`, persons, the trust list's expiry, times. Refuses besides those of
// verify_signers: wrong_role, quorum_not_met, trust_list_expired, issued_in_future, expired, limit_exceeded.
Result<AdmittedRelease, Refusal> verify_release(const Authority& authority, const Envelope& envelope, WallTime now);

// One that verify_release accepted before: what is a matter of time is settled, except that each key must have been
// valid when it was issued. Only a list that takes a key or its powers away ends it.
Result<AdmittedRelease, Refusal> verify_accepted_release(const Authority& authority, const Envelope& envelope);

// What a terminal is, as far as a release asks.
struct ReleaseHost {
  TerminalId terminal;
  std::string hardware;
  std::uint64_t running_version = 0;
  std::uint64_t version_floor = 0;  // the highest that an accepted manifest named
  std::optional<AreaCode> area;     // of its place record
};

// Refuses: unsupported (other hardware), older_version (not above what runs, or below the floor), no_place,
// outside_scope (of any signer).
Refusal check_host(const AdmittedRelease& release, const ReleaseHost& host);

// The ring of a terminal, from 0, and when it may begin. Who is in which share changes with the image.
std::size_t ring_of(const wire::ReleaseManifest& manifest, const TerminalId& terminal);

}  // namespace tongluo::trust
