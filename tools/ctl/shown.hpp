#pragma once
// Text of others on the terminal of who signs. Escape sequences could hide or erase what is being signed, a line end
// could add a line that is none, bidi controls could turn words round: each is shown by its number. Pure.

#include <string>
#include <string_view>

#include "tools/ctl/failure.hpp"

namespace tongluo::ctl {

// Controls, DEL, bidi controls, line and paragraph separators and bytes that are no UTF-8 as \x1b, \u202e …; all other
// text as it is.
std::string shown(std::string_view text);
// Likewise, but lines stay lines: for messages of this program that hold text of others.
std::string shown_lines(std::string_view text);
// For what is composed here and signed: nothing that shown() would change. `option` names it in the refusal.
Try<void> check_plain(std::string_view option, std::string_view text);

}  // namespace tongluo::ctl
