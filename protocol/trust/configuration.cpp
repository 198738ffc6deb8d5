#include "protocol/trust/configuration.hpp"

#include "protocol/base/limits.hpp"
#include "protocol/sign/digest_of.hpp"
#include "protocol/trust/maintained.hpp"
#include "protocol/trust/signers.hpp"

namespace tongluo::trust {

Result<AdmittedConfiguration, Refusal> verify_configuration(const Authority& authority, const Envelope& envelope,
                                                            WallTime now) {
  if (envelope.type != PayloadType::configuration) return fail(Refusal::wrong_type);
  const auto issuer = verify_single(authority, envelope, Role::maintain, now);
  if (!issuer) return fail(issuer.error());
  auto configuration = wire::parse_configuration(envelope.payload);
  if (!configuration) return fail(refusal_of(configuration.error()));
  AdmittedConfiguration admitted{std::move(*configuration), sign::digest_of(envelope.payload), (*issuer)->person,
                                 (*issuer)->areas};
  if (admitted.configuration.issued_at > now + limits::kMaxClockAhead) return fail(Refusal::issued_in_future);
  const Refusal refusal = check_maintained(admitted.configuration.targets, admitted.scope);
  if (refusal != Refusal::none) return fail(refusal);
  return admitted;
}

Refusal configures(const AdmittedConfiguration& admitted, const wire::PlaceRecord& place) {
  return reaches(admitted.configuration.targets, admitted.scope, place);
}

}  // namespace tongluo::trust
