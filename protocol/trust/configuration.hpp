#pragma once
// May this signed configuration be obeyed? One answer for the gateway and the terminal. PROTOCOL.md section 7.14. Pure;
// the caller remembers the newest version.

#include "protocol/trust/admission.hpp"
#include "protocol/wire/configuration.hpp"

namespace tongluo::trust {

struct AdmittedConfiguration {
  wire::Configuration configuration;
  Digest digest;
  std::string person;
  std::vector<AreaCode> scope;  // of the key
};

// One `maintain` signature, form, time of issue, targets (areas and terminals only) within the key's scope.
// Whether it concerns a place is configures().
Result<AdmittedConfiguration, Refusal> verify_configuration(const Authority& authority, const Envelope& envelope,
                                                            WallTime now);

// A target contains the place, and the key's scope does too: not_addressed, outside_scope or none.
Refusal configures(const AdmittedConfiguration& admitted, const wire::PlaceRecord& place);

}  // namespace tongluo::trust
