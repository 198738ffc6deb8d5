#pragma once
// Those who sign in the fuzzed machines: who they are, and what they order to stop, is the input's choice.

#include <iterator>

#include "tests/fuzz/input.hpp"
#include "tests/support/trust_fixture.hpp"

namespace tongluo::fuzz {

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
