#pragma once
// What the standard demands and its schema cannot say. Pure.

#include "controller/cap/alert.hpp"
#include "controller/cap/rejection.hpp"

namespace tongluo::cap {

// Codes: identifier.*, sender.*, sent.future, scope.*, references.*, info.missing, event.empty, expires.*, area.*,
// geocode.*, resource.*.
Result<void, Rejection> check_rules(const Alert& alert, WallTime now);

// "sender,identifier,sent …", separated by blanks. Codes: references.empty, references.malformed, limit.references.
Result<std::vector<Reference>, Rejection> parse_references(std::string_view text);

}  // namespace tongluo::cap
