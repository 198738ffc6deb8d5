#include "controller/cap/intake.hpp"

namespace tongluo::cap {
namespace {

Decision refused(Rejection reason) { return {Action::refuse, std::move(reason.code), std::move(reason.detail), {}}; }

}  // namespace

Intake take_in(ByteView bytes, const Mapping& mapping, const PinnedCertificates& pinned, WallTime now) {
  Intake intake;
  auto alert = read_alert(bytes, {mapping.dialects, now});
  if (!alert) {
    intake.decision = refused(std::move(alert.error()));
    return intake;
  }
  intake.alert = std::move(*alert);
  auto verified = verify_signature(bytes, pinned, now);
  if (verified) {
    intake.certificate = std::move(verified->certificate);
  } else if (verified.error().code != "sig.missing") {
    intake.decision = refused(std::move(verified.error()));
    return intake;
  }
  intake.decision = decide(*intake.alert, intake.certificate, mapping, now);
  return intake;
}

}  // namespace tongluo::cap
