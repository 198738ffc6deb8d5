#pragma once
// `tongluo audit`: what was done here and by whom; with --export the whole chain goes to a file that `tongluo verify`
// checks offline.

#include <string>

#include "tools/ctl/context.hpp"

namespace tongluo::ctl {

struct AuditOptions {
  std::uint32_t limit = 50;  // of the newest
  std::string export_to;     // file for the whole chain
};

Try<void> run_audit(const Context& context, const AuditOptions& options);

}  // namespace tongluo::ctl
