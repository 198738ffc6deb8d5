#include "protocol/trust/command.hpp"

#include <algorithm>

#include "protocol/base/limits.hpp"
#include "protocol/sign/digest_of.hpp"
#include "protocol/trust/signers.hpp"

namespace tongluo::trust {
namespace {

bool in_scope(const std::vector<AreaCode>& scope, AreaCode area) {
  return std::any_of(scope.begin(), scope.end(), [area](AreaCode part) { return part.contains(area); });
}

Refusal check_command_times(const wire::Command& command, WallTime now) {
  if (command.issued_at > now + limits::kMaxClockAhead) return Refusal::issued_in_future;
  if (now > command.expires_at) return Refusal::expired;
  return command.expires_at - command.issued_at > limits::kMaxCommandValidity ? Refusal::limit_exceeded : Refusal::none;
}

Refusal check_command_targets(const AdmittedCommand& admitted) {
  for (const wire::Target& target : admitted.command.targets) {
    if (const auto* area = std::get_if<AreaCode>(&target)) {
      if (!in_scope(admitted.scope, *area)) return Refusal::outside_scope;
    } else if (!std::holds_alternative<TerminalId>(target)) {
      return Refusal::bad_area;  // nobody can see in a shape whom it reaches
    }
  }
  return Refusal::none;
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
  for (const Refusal refusal : {check_command_times(admitted.command, now), check_command_targets(admitted)})
    if (refusal != Refusal::none) return fail(refusal);
  return admitted;
}

Refusal commands(const AdmittedCommand& admitted, const wire::PlaceRecord& place) {
  if (!addresses(admitted.command.targets, place)) return Refusal::not_addressed;
  return in_scope(admitted.scope, place.area) ? Refusal::none : Refusal::outside_scope;
}

}  // namespace tongluo::trust
