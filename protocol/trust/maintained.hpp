#pragma once
// Private to protocol/trust: whom a `maintain` key may address, in commands and configuration alike.

#include <vector>

#include "protocol/trust/admission.hpp"

namespace tongluo::trust {

// Areas and terminals only (nobody can see in a shape whom it reaches), areas within the key's scope.
Refusal check_maintained(const std::vector<wire::Target>& targets, const std::vector<AreaCode>& scope);

// A target contains the place, and the key's scope does too: not_addressed, outside_scope or none.
Refusal reaches(const std::vector<wire::Target>& targets, const std::vector<AreaCode>& scope,
                const wire::PlaceRecord& place);

}  // namespace tongluo::trust
