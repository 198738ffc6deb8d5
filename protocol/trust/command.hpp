#pragma once
// May this maintenance command be obeyed? One answer for the gateway and the terminal. PROTOCOL.md section 7.13. Pure;
// the caller keeps replay memory.

#include "protocol/trust/admission.hpp"
#include "protocol/wire/command.hpp"

namespace tongluo::trust {

struct AdmittedCommand {
  wire::Command command;
  Digest digest;
  KeyId by;
  std::string person;
  std::vector<AreaCode> scope;  // of the key
};

// One `maintain` signature, form, times, targets (areas and terminals only), and areas within the key's scope. Whether
// it concerns a place is commands().
Result<AdmittedCommand, Refusal> verify_command(const Authority& authority, const Envelope& envelope, WallTime now);

// A target contains the place, and the key's scope does too: not_addressed, outside_scope or none.
Refusal commands(const AdmittedCommand& admitted, const wire::PlaceRecord& place);

}  // namespace tongluo::trust
