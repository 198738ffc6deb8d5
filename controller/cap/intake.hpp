#pragma once
// The whole way of one received message, from bytes to a decision: read, verify, decide. Any thread; time is handed in;
// nothing is fetched. Limits: limits.hpp.

#include "controller/cap/alert_reader.hpp"
#include "controller/cap/decide.hpp"
#include "controller/cap/signature.hpp"

namespace tongluo::cap {

struct Intake {
  std::optional<Alert> alert;              // none: it could not be read
  std::optional<std::string> certificate;  // the pin that signed it
  Decision decision;
};

// An unsigned message goes on to the decision; one whose signature is not good is refused.
Intake take_in(ByteView bytes, const Mapping& mapping, const PinnedCertificates& pinned, WallTime now);

}  // namespace tongluo::cap
