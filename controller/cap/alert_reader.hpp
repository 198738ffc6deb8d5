#pragma once
// From received bytes to an Alert, or the reason why not. In this order: size and encoding, no DTD, caps on depth,
// nodes, text and points, the tree, allowed dialects, the schema of CAP 1.2, the rules that no schema can say. Nothing
// is fetched. Signatures are another matter: signature.hpp. Any thread. Limits: limits.hpp.

#include "controller/cap/alert.hpp"
#include "controller/cap/deviations.hpp"
#include "controller/cap/rejection.hpp"

namespace tongluo::cap {

struct ReadOptions {
  Dialects dialects = default_dialects();
  WallTime now{};
};

// Codes: docs/cap.md lists all of them.
Result<Alert, Rejection> read_alert(ByteView bytes, const ReadOptions& options);

}  // namespace tongluo::cap
