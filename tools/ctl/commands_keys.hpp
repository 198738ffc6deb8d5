#pragma once
// The families token, key and bundle; registered by add_trust_commands.

#include "tools/ctl/command_set.hpp"

namespace tongluo::ctl {

void add_key_commands(CommandSet& commands);

}  // namespace tongluo::ctl
