// Envelopes: parse then serialise is the identity, and no fuzzed trust list is ever believed.

#include "protocol/trust/roots.hpp"
#include "protocol/wire/envelope_codec.hpp"
#include "tests/fuzz/fuzz_assert.hpp"

namespace {

using namespace tongluo;

const trust::PinnedRoots& roots() {
  static const trust::PinnedRoots pinned = [] {
    const auto key = sign::PrivateKey::generate(Algorithm::ed25519);
    const wire::RootSet set{1, {{Algorithm::ed25519, key->spki()}}, {}};
    return *trust::PinnedRoots::parse(wire::serialize(set));
  }();
  return pinned;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView bytes = fuzz::view(data, size);
  const auto envelope = wire::parse_envelope(bytes);
  if (envelope) {
    TL_ASSERT(wire::serialize(*envelope) == Bytes(bytes.begin(), bytes.end()));
    TL_ASSERT(!trust::verify_trust_list(roots(), *envelope, 0, wall_from_us(1'800'000'000'000'000)));
  }
  TL_ASSERT(!trust::PinnedRoots::parse(bytes) || wire::parse_root_set(bytes));
  return 0;
}
