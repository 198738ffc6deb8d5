#pragma once
// What a ceremony works on: the home's pinned roots and the trust list in force, and a file that travels from root
// keeper to root keeper until it has enough signatures. The file is JSON that shows its changes; nobody trusts those
// lines: they are made anew from the payload before each signature. Works offline. Blocking; main thread.

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "protocol/trust/admission.hpp"
#include "tools/ctl/context.hpp"

namespace tongluo::ctl {

constexpr std::size_t kMaxCeremonyFileBytes = 512UL * 1024;

// The home as the ceremonies see it; verified when it was opened.
struct TrustHome {
  Home home;
  trust::PinnedRoots roots;
  Envelope list_envelope;
  trust::VerifiedTrustList list;
};
Try<TrustHome> open_trust_home(const Home& home, WallTime now);
Try<TrustHome> open_trust_home(const Context& context, WallTime now);

// A trust list, freshness statement or time reset on its way.
struct Ceremony {
  Envelope envelope;
  std::vector<std::string> changes;  // for people who read the file; never used
};
Try<Ceremony> read_ceremony(const std::filesystem::path& path);
Try<void> write_ceremony(const std::filesystem::path& path, const Ceremony& ceremony);

// How many roots have signed. `next_…` belong to the roots that the list hands over to; 0 of 0 when there are none.
struct RootSignatures {
  std::size_t pinned = 0, pinned_needed = 0;
  std::size_t next = 0, next_needed = 0;
  bool complete() const { return pinned >= pinned_needed && next >= next_needed; }
};
std::string describe(const RootSignatures& signatures);
// An error if any signature in the envelope is not by a root, or does not verify.
Try<RootSignatures> count_root_signatures(const TrustHome& trust, const Envelope& envelope);

// What this payload is, and what it changes against the list in force, in lines for people.
Try<std::vector<std::string>> describe_payload(const TrustHome& trust, const Envelope& envelope, WallTime now);

// Adds one root's signature. Refuses a key that is no root here, and payloads that roots do not sign.
Try<RootSignatures> sign_as_root(const TrustHome& trust, Envelope& envelope, const sign::Signer& signer);

// Would a terminal that holds the list in force take this? Complete signatures, version, form.
Try<void> check_publishable(const TrustHome& trust, const Envelope& envelope, WallTime now);

// The published object becomes the home's: trust-list.env, freshness.env; after a root change roots.bin too, the old
// one kept as roots-VERSION.bin.
Try<void> keep_published(const TrustHome& trust, const Envelope& envelope, WallTime now);

}  // namespace tongluo::ctl
