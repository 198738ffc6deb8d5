#include "protocol/trust/command.hpp"

#include "protocol/base/limits.hpp"
#include "protocol/sign/digest_of.hpp"
#include "protocol/trust/maintained.hpp"
#include "protocol/trust/signers.hpp"

namespace tongluo::trust {
namespace {

Refusal check_command_times(const wire::Command& command, WallTime now) {
  if (command.issued_at > now + limits::kMaxClockAhead) return Refusal::issued_in_future;
  if (now > command.expires_at) return Refusal::expired;
  return command.expires_at - command.issued_at > limits::kMaxCommandValidity ? Refusal::limit_exceeded : Refusal::none;
}

}  // namespace

Result<AdmittedCommand, Refusal> verify_command(const Authority& authority, const Envelope& envelope, WallTime now) {
  if (envelope.type != PayloadType::command) return fail(Refusal::wrong_type);
  const auto issuer = verify_single(authority, envelope, Role::maintain, now);
  if (!issuer) return fail(issuer.error());
  auto command = wire::parse_command(envelope.payload);
  if (!command) return fail(refusal_of(command.error()));
  AdmittedCommand admitted{std::move(*command), sign::digest_of(envelope.payload), (*issuer)->key_id, (*issuer)->person,
                           (*issuer)->areas};
  for (const Refusal refusal :
       {check_command_times(admitted.command, now), check_maintained(admitted.command.targets, admitted.scope)})
    if (refusal != Refusal::none) return fail(refusal);
  return admitted;
}

Refusal commands(const AdmittedCommand& admitted, const wire::PlaceRecord& place) {
  return reaches(admitted.command.targets, admitted.scope, place);
}

}  // namespace tongluo::trust
