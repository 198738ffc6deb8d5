#pragma once
// Only the places of a message, for a person who composes an order of their own: nothing is decided, no signature is
// asked for, and an expired message is read too. Any thread; time is handed in. Limits: limits.hpp.

#include "controller/cap/alert_reader.hpp"
#include "controller/cap/area_mapping.hpp"

namespace tongluo::cap {

struct AreaReading {
  std::string identifier;  // "sender,identifier,sent"
  std::string headline;    // or the event
  PlannedAreas areas;
};

// Of the info that would be spoken first: Chinese, then English, then the first. Codes: those of reading a message and
// of plan_areas; info.missing.
Result<AreaReading, Rejection> read_areas(ByteView bytes, const Mapping& mapping, WallTime now);

}  // namespace tongluo::cap
