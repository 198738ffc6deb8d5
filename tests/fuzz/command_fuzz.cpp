// Maintenance commands and signed configuration behind the gate: the fuzzed payload is signed by the true maintain key,
// so that the rules themselves are reached. One that is admitted is in time, in scope, and has exactly the arguments of
// its kind.

#include "protocol/base/limits.hpp"
#include "protocol/trust/command.hpp"
#include "protocol/trust/configuration.hpp"
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

void check_configured(const trust::AdmittedConfiguration& admitted, ByteView payload) {
  const Bytes again = wire::serialize(admitted.configuration);
  TL_ASSERT(again.size() == payload.size() && std::equal(again.begin(), again.end(), payload.begin()));
  TL_ASSERT(admitted.configuration.version >= 1 && !admitted.configuration.targets.empty());
  const std::size_t controllers = admitted.configuration.controllers.size();
  TL_ASSERT(controllers >= 1 && controllers <= limits::kMaxSignedEndpoints);
}

Envelope maintained(PayloadType type, ByteView payload) {
  return world().seal(type, Bytes(payload.begin(), payload.end()), {&world().maintain});
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView payload = fuzz::view(data, size);
  const auto admitted =
      trust::verify_command(world().authority(), maintained(PayloadType::command, payload), test::kNow);
  if (admitted) check_admitted(*admitted, payload);
  const auto configured =
      trust::verify_configuration(world().authority(), maintained(PayloadType::configuration, payload), test::kNow);
  if (configured) check_configured(*configured, payload);
  return 0;
}
