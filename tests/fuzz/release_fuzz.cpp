// Release manifests behind the gate: the fuzzed payload is signed by two true persons of role release, so that the
// rules themselves are reached. One that is admitted has a size that its blocks cover, rings that hold everybody, and
// no host takes it backwards.

#include "protocol/base/limits.hpp"
#include "protocol/trust/release.hpp"
#include "tests/fuzz/fuzz_assert.hpp"
#include "tests/support/trust_fixture.hpp"

namespace {

using namespace tongluo;

struct World {
  sign::PrivateKey first = sign::PrivateKey::generate(Algorithm::ed25519).value();
  sign::PrivateKey second = sign::PrivateKey::generate(Algorithm::ed25519).value();
  test::TrustFixture fixture{[this](wire::TrustList& list) {
    for (const auto* key : {&first, &second})
      list.issuers.push_back(test::issuer(*key, key == &first ? "Zhao" : "Qian", Role::release, OrderClass::unspecified,
                                          test::county(), Level::unspecified));
  }};
};
const World& world() {
  static const World made;
  return made;
}

void check_admitted(const trust::AdmittedRelease& admitted) {
  const wire::ReleaseManifest& manifest = admitted.manifest;
  TL_ASSERT(admitted.persons.size() >= trust::kReleasePersons && admitted.scopes.size() >= trust::kReleasePersons);
  TL_ASSERT(manifest.image_bytes >= 1 && manifest.image_bytes <= limits::kMaxImageBytes);
  std::uint64_t covered = 0;
  for (std::size_t i = 0; i < manifest.blocks.size(); ++i) covered += wire::block_size(manifest, i);
  TL_ASSERT(covered == manifest.image_bytes);
  TL_ASSERT(test::kNow <= manifest.expires_at && manifest.issued_at <= test::kNow + limits::kMaxClockAhead);
  trust::ReleaseHost host{test::terminal_id("TL-500116-0001"), manifest.hardware.front(), 0, 0, test::township()};
  TL_ASSERT(trust::ring_of(manifest, host.terminal) < manifest.rings.size());
  TL_ASSERT(trust::check_host(admitted, host) == Refusal::none);
  host.running_version = manifest.version;
  TL_ASSERT(trust::check_host(admitted, host) == Refusal::older_version);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView payload = fuzz::view(data, size);
  const Envelope envelope = world().fixture.seal(PayloadType::release_manifest, Bytes(payload.begin(), payload.end()),
                                                 {&world().first, &world().second});
  const auto admitted = trust::verify_release(world().fixture.authority(), envelope, test::kNow);
  if (admitted) check_admitted(*admitted);
  return 0;
}
