#pragma once
// A media datagram in a few words, for the packet trace: what it is, its stream and its place there; never what it
// says. Pure. PROTOCOL.md sections 11.2 to 11.4.

#include <string>

#include "protocol/base/bytes.hpp"

namespace tongluo::firmware {

// "rtp stream=7 seq=812", "manifest stream=7 first=809 packets=4", "open", …; "unknown": none of ours.
std::string datagram_text(ByteView datagram);

}  // namespace tongluo::firmware
