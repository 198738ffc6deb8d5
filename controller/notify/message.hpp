#pragma once
// What people read, and what machines read, of one attempt. Pure. A call's text may hold anything: no form of it can
// become a mail header, a second JSON field or a shell word.

#include <string>
#include <string_view>
#include <vector>

#include "controller/notify/call.hpp"

namespace tongluo::notify {

// "[Tongluo] level I: approval_wanted (again, step 1): …"; `environment` is named when it is not "production".
std::string headline(const Attempt& attempt, std::string_view environment);
std::string body(const Attempt& attempt, std::string_view environment);  // a few lines
std::string json(const Attempt& attempt, std::string_view environment);
// NAME=value, for a command: TONGLUO_CALL_KIND, …
std::vector<std::string> environment_variables(const Attempt& attempt, std::string_view environment);
// A whole message of RFC 5322, lines ending in CR LF, UTF-8 in base64.
std::string mail(const Attempt& attempt, std::string_view environment, std::string_view from);

// "someone@example.org": one @, no space, no character that ends a header or an address.
bool is_mail_address(std::string_view text);
std::string utc_text(WallTime time);  // "2026-11-24T07:00:00Z"

}  // namespace tongluo::notify
