#pragma once
// Parts of a body that a player asks for (RFC 9110 section 14): without them no browser knows how long a sound is. One
// range at a time; whoever asks for more, or for other units, gets the whole body, as the RFC allows. Pure.

#include <string_view>

#include "controller/http/message.hpp"

namespace tongluo::http {

// `whole` is a reply of status 200. With nothing of the range in the body: 416.
Reply ranged(Reply whole, std::string_view range);

}  // namespace tongluo::http
