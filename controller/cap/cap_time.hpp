#pragma once
// CAP's dateTime: "2002-05-24T16:49:00-07:00", always with an offset; UTC is "-00:00"; and Atom's. Pure.

#include <optional>
#include <string>
#include <string_view>

#include "protocol/base/time.hpp"

namespace tongluo::cap {

// Exactly the standard's form and a real instant (no 30 February, no hour 24, offset at most 14:00), else nothing.
std::optional<WallTime> parse_cap_time(std::string_view text);
// Of an Atom feed (RFC 3339): also with Z for UTC and with fractions of a second; those beyond microseconds are cut
// off.
std::optional<WallTime> parse_atom_time(std::string_view text);
// In UTC, cut to seconds.
std::string cap_time_text(WallTime time);

}  // namespace tongluo::cap
