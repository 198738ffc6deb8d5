#pragma once
// A maintenance command as a person's program signs it, and what the terminal answers.

#include <boost/json.hpp>

#include "protocol/wire/command.hpp"
#include "tests/unit/http/daemon_process.hpp"

namespace tongluo::daemon {

// With the fixture's own maintain key; the terminal's line of the command's record, once it says more than "sent".
boost::json::object obeyed(const DaemonProcess& daemon, const std::string& terminal, const wire::Command& asked);

}  // namespace tongluo::daemon
