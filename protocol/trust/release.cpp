#include "protocol/trust/release.hpp"

#include <algorithm>

#include "protocol/base/assert.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/sign/digest_of.hpp"
#include "protocol/trust/signers.hpp"

namespace tongluo::trust {
namespace {

Refusal check_times(const wire::ReleaseManifest& manifest, WallTime now) {
  if (manifest.issued_at > now + limits::kMaxClockAhead) return Refusal::issued_in_future;
  if (now > manifest.expires_at) return Refusal::expired;
  if (manifest.expires_at - manifest.issued_at > limits::kMaxReleaseValidity) return Refusal::limit_exceeded;
  return Refusal::none;
}

bool issued_within_validity(const Signers& signers, WallTime issued_at) {
  return std::all_of(signers.begin(), signers.end(), [&](const wire::Issuer* issuer) {
    return issuer->valid_from <= issued_at && issued_at <= issuer->valid_until;
  });
}

// What holds at any time. `now`: none when the validity of keys is judged by the time of issue.
Result<AdmittedRelease, Refusal> judge_release(const Authority& authority, const Envelope& envelope,
                                               std::optional<WallTime> now) {
  if (envelope.type != PayloadType::release_manifest) return fail(Refusal::wrong_type);
  const auto signers = verify_signers(authority, envelope, now);
  if (!signers) return fail(signers.error());
  auto manifest = wire::parse_release_manifest(envelope.payload);
  if (!manifest)
    return fail(manifest.error().fault == wire::WireFault::reader_too_old ? Refusal::reader_too_old
                                                                          : Refusal::malformed);
  for (const wire::Issuer* issuer : *signers)
    if (issuer->role != Role::release) return fail(Refusal::wrong_role);
  const auto persons = counted_persons(*signers, {Role::release});
  if (persons.size() < kReleasePersons) return fail(Refusal::quorum_not_met);
  if (!issued_within_validity(*signers, manifest->issued_at)) return fail(Refusal::key_outside_validity);
  AdmittedRelease admitted{std::move(*manifest), sign::digest_of(envelope.payload), {}, {}};
  admitted.persons.assign(persons.begin(), persons.end());
  for (const wire::Issuer* issuer : *signers) admitted.scopes.push_back(issuer->areas);
  return admitted;
}

bool contains(const std::vector<AreaCode>& scope, AreaCode area) {
  return std::any_of(scope.begin(), scope.end(), [area](AreaCode part) { return part.contains(area); });
}

// 0 to 999, even over terminals, another one for each image.
std::uint32_t bucket_of(const Digest& image, const TerminalId& terminal) {
  Bytes named(image.octets.begin(), image.octets.end());
  const ByteView id = as_bytes(terminal.text());
  named.insert(named.end(), id.begin(), id.end());
  const Digest digest = sign::digest_of(named);
  std::uint32_t value = 0;
  for (std::size_t i = 0; i < 4; ++i) value = value << 8 | std::to_integer<std::uint32_t>(digest.octets[i]);
  return value % wire::kWholeShare;
}

}  // namespace

Result<AdmittedRelease, Refusal> verify_release(const Authority& authority, const Envelope& envelope, WallTime now) {
  auto admitted = judge_release(authority, envelope, now);
  if (!admitted) return admitted;
  if (const Refusal refusal = check_list_expiry(*authority.list, Role::release, now); refusal != Refusal::none)
    return fail(refusal);
  if (const Refusal refusal = check_times(admitted->manifest, now); refusal != Refusal::none) return fail(refusal);
  return admitted;
}

Result<AdmittedRelease, Refusal> verify_accepted_release(const Authority& authority, const Envelope& envelope) {
  return judge_release(authority, envelope, std::nullopt);
}

Refusal check_host(const AdmittedRelease& release, const ReleaseHost& host) {
  const wire::ReleaseManifest& manifest = release.manifest;
  if (std::find(manifest.hardware.begin(), manifest.hardware.end(), host.hardware) == manifest.hardware.end())
    return Refusal::unsupported;
  if (manifest.version <= host.running_version || manifest.version < host.version_floor) return Refusal::older_version;
  if (!host.area) return Refusal::no_place;
  for (const std::vector<AreaCode>& scope : release.scopes)
    if (!contains(scope, *host.area)) return Refusal::outside_scope;
  return Refusal::none;
}

std::size_t ring_of(const wire::ReleaseManifest& manifest, const TerminalId& terminal) {
  const std::uint32_t bucket = bucket_of(manifest.image, terminal);
  for (std::size_t ring = 0; ring < manifest.rings.size(); ++ring) {
    const auto& named = manifest.rings[ring].terminals;
    if (bucket < manifest.rings[ring].share_permille || std::find(named.begin(), named.end(), terminal) != named.end())
      return ring;
  }
  TL_ASSERT(false && "the last ring of a parsed manifest holds everybody");
  return 0;
}

}  // namespace tongluo::trust
