#pragma once
// An actual alert, composed and signed as a person's program does it, and what came of it.

#include "tests/unit/http/daemon_process.hpp"

namespace tongluo::daemon {

// To the area of TL-0001, at once; the order's digest. The same twice would be taken for one: `headline`.
std::string issue_alert(const DaemonProcess& daemon, const std::string& level, const std::string& clip,
                        const std::string& headline, int repetitions = 1);
// Of the one terminal that it reaches, as "outcome refusal"; "none" if none comes in time.
std::string final_receipt(const DaemonProcess& daemon, const std::string& order);

}  // namespace tongluo::daemon
