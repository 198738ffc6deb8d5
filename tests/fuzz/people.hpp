#pragma once
// Those who sign in the fuzzed machines: who they are, and what they order to stop, is the input's choice.

#include <iterator>

#include "tests/fuzz/input.hpp"
#include "tests/sim/seeded_keys.hpp"
#include "tests/support/trust_fixture.hpp"

namespace tongluo::fuzz {

// The same keys in every run, and of a kind that signs the same octets alike: a finding repeats. Made once: to read a
// key takes longer than most inputs.
inline const test::TrustFixture& same_deployment() {
  static const test::TrustFixture made(
      {}, [number = std::uint64_t{}](Algorithm) mutable { return sim::seeded_key(++number); });
  return made;
}

inline const sign::Signer& any_signer(Input& input, const test::TrustFixture& trust) {
  const sign::Signer* const signers[] = {&trust.dispatch, &trust.announce, &trust.exercise, &trust.maintain};
  return *signers[input.octet() % std::size(signers)];
}

inline wire::StopAll any_stop_all(Input& input, WallTime now) {
  return {1,
          {input.flag() ? test::township() : test::county()},
          {static_cast<OrderClass>(input.octet() % 5)},
          static_cast<Level>(input.octet() % 6),
          now - seconds(input.octet()),
          Nonce{}};
}

}  // namespace tongluo::fuzz
