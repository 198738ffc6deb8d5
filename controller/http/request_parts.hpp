#pragma once
// Private to the connection: parts of a request that are read by hand. Pure.

#include <string>
#include <string_view>

namespace tongluo::http {

// The Content-Type without parameters, lower case.
std::string media_type(std::string_view header);
// The User-Agent as it may stand in a list and in a log line.
std::string agent_of(std::string_view header);
// Everything else on the console's door is a file.
bool is_api(std::string_view target);

}  // namespace tongluo::http
