#pragma once
// Images, and releases of them that two persons really signed.

#include <functional>

#include "protocol/base/assert.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/trust/release.hpp"
#include "tests/support/trust_fixture.hpp"

namespace tongluo::test {

inline constexpr auto kDay = std::chrono::hours(24);

struct Release {
  Bytes image;
  Envelope envelope;
  trust::AdmittedRelease admitted;
};

// Bytes that tell which image they belong to.
inline Bytes image_of(std::uint64_t version, std::size_t size) {
  Bytes image(size);
  for (std::size_t i = 0; i < size; ++i) image[i] = static_cast<std::byte>((i * 31 + i / 251 + version * 17) & 0xff);
  return image;
}

class ReleaseDesk {
 public:
  static const ReleaseDesk& get() {
    static const ReleaseDesk desk;
    return desk;
  }
  using Edit = std::function<void(wire::ReleaseManifest&)>;
  Release make(std::uint64_t version, std::size_t size = limits::kImageBlockBytes + 100, const Edit& edit = {}) const {
    Bytes image = image_of(version, size);
    wire::ReleaseManifest manifest;
    manifest.version = version;
    manifest.name = "1." + std::to_string(version);
    manifest.version_floor = version - 1;
    manifest.issued_at = kNow;
    manifest.expires_at = kNow + 30 * kDay;
    manifest.hardware = {"speaker-a7"};
    manifest.image_bytes = image.size();
    manifest.image = sign::digest_of(image);
    for (std::size_t at = 0; at < image.size(); at += limits::kImageBlockBytes)
      manifest.blocks.push_back(
          sign::digest_of(ByteView(image).subspan(at, std::min(limits::kImageBlockBytes, image.size() - at))));
    manifest.rings = {{kNow, wire::kWholeShare, {}}};
    if (edit) edit(manifest);
    const Envelope envelope = fixture.seal(PayloadType::release_manifest, wire::serialize(manifest), {&zhao, &qian});
    auto admitted = trust::verify_release(fixture.authority(), envelope, kNow);
    TL_ASSERT(admitted.has_value());
    return {std::move(image), envelope, *std::move(admitted)};
  }

  sign::PrivateKey zhao = sign::PrivateKey::generate(Algorithm::ed25519).value();
  sign::PrivateKey qian = sign::PrivateKey::generate(Algorithm::ed25519).value();
  TrustFixture fixture{[this](wire::TrustList& list) {
    for (const auto* key : {&zhao, &qian})
      list.issuers.push_back(issuer(*key, key == &zhao ? "Zhao" : "Qian", Role::release, OrderClass::unspecified,
                                    county(), Level::unspecified));
  }};
};

}  // namespace tongluo::test
