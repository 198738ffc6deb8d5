#pragma once
// National dialects: every difference from the standard that is tolerated has a name, is allowed or not by
// configuration, and is carried in the result. Anything without a name is refused. Pure values.

#include <array>
#include <set>
#include <string>
#include <string_view>

namespace tongluo::cap {

struct Deviation {
  std::string_view name;
  bool allowed_by_default = false;
  std::string_view what;
};

inline constexpr std::array kDeviations = {
    Deviation{"bom", true, "a byte order mark before UTF-8"},
    Deviation{"utf-16", true, "encoded in UTF-16 instead of UTF-8"},
    Deviation{"iso-8859-1", true, "encoded in ISO-8859-1 instead of UTF-8"},
    Deviation{"processing-instruction", true, "a style sheet or other instruction; ignored"},
    Deviation{"schema-location", true, "names the place of a schema; ignored, never fetched"},
    Deviation{"cap-1.1", false, "a message of CAP 1.1, read by the schema of 1.2"},
    Deviation{"time-z", true, "a time that ends in Z instead of -00:00"},
    Deviation{"time-fraction", true, "a time with fractions of a second; they are cut off"},
    Deviation{"utc-plus-zero", true, "UTC written +00:00 instead of -00:00"},
    Deviation{"no-language", true, "an info without language whose text is Chinese; read as zh instead of en-US"},
    Deviation{"profile-ca", true, "says that it follows the Canadian profile"},
    Deviation{"profile-au", true, "says that it follows the Australian profile"},
    Deviation{"profile-ipaws", true, "says that it follows the profile of the United States"},
};

using Dialects = std::set<std::string, std::less<>>;  // names of allowed deviations
Dialects default_dialects();
bool is_deviation(std::string_view name);

}  // namespace tongluo::cap
