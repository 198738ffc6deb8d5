// Maintenance commands behind the gate: the fuzzed payload is signed by the true maintain key, so that the rules
// themselves are reached. One that is admitted is in time, in scope, and has exactly the arguments of its kind.

#include "protocol/base/limits.hpp"
#include "protocol/trust/command.hpp"
#include "tests/fuzz/fuzz_assert.hpp"
#include "tests/support/trust_fixture.hpp"

namespace {

using namespace tongluo;

const test::TrustFixture& world() {
  static const test::TrustFixture made;
  return made;
}

void check_admitted(const trust::AdmittedCommand& admitted, ByteView payload) {
  const wire::Command& command = admitted.command;
  const Bytes again = wire::serialize(command);
  TL_ASSERT(again.size() == payload.size() && std::equal(again.begin(), again.end(), payload.begin()));
  TL_ASSERT(command.kind != wire::CommandKind::unspecified && command.kind <= wire::kLastCommandKind);
  TL_ASSERT(!command.targets.empty() && command.duration <= limits::kMaxPacketTrace);
  TL_ASSERT(command.volume_percent <= 100 && command.bytes <= limits::kMaxLogSlice);
  TL_ASSERT(test::kNow <= command.expires_at && command.issued_at <= test::kNow + limits::kMaxClockAhead);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView payload = fuzz::view(data, size);
  const Envelope envelope =
      world().seal(PayloadType::command, Bytes(payload.begin(), payload.end()), {&world().maintain});
  const auto admitted = trust::verify_command(world().authority(), envelope, test::kNow);
  if (admitted) check_admitted(*admitted, payload);
  return 0;
}
