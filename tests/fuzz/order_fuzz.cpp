// Orders behind the gate: the fuzzed payload is signed with the true dispatch key, so that the admission rules
// themselves are reached. An admitted order must be one that a person could have meant: a known class and level,
// targets, times, a volume.

#include "protocol/base/limits.hpp"
#include "protocol/trust/admission.hpp"
#include "tests/fuzz/fuzz_assert.hpp"
#include "tests/support/trust_fixture.hpp"

namespace {

using namespace tongluo;

const test::TrustFixture& fixture() {
  static const test::TrustFixture trust;
  return trust;
}

void check_admitted(const trust::AdmittedOrder& admitted) {
  const wire::Order& order = admitted.order;
  TL_ASSERT(order.order_class == OrderClass::actual);  // the dispatch key's one class
  TL_ASSERT(!order.targets.empty() && !order.occurrences.empty());
  TL_ASSERT(order.volume_percent >= 1 && order.volume_percent <= 100);
  TL_ASSERT(order.valid_from <= test::kNow + limits::kMaxClockAhead && test::kNow <= order.valid_until);
  TL_ASSERT(order.valid_until - order.valid_from <= limits::kMaxActualValidity);
  TL_ASSERT(!admitted.persons.empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const ByteView payload = fuzz::view(data, size);
  const Envelope envelope =
      fixture().seal(PayloadType::order, Bytes(payload.begin(), payload.end()), {&fixture().dispatch});
  const auto admitted = trust::verify_order(fixture().authority(), envelope, test::kNow);
  if (admitted) check_admitted(*admitted);
  return 0;
}
