#pragma once
// `tongluo console …`, `tongluo boundaries …`: what the console needs from the machine and from the root ceremony.

#include <string>

#include "tools/ctl/context.hpp"

namespace tongluo::ctl {

struct ConsoleKeyOptions {
  std::string account;
  std::string out;  // empty: printed
};
struct BoundariesOptions {
  std::string file;
};

// A new one-time link for the first administrator; through the Unix socket only.
Try<void> run_set_up_link(const Context& context);
// The public key of an account's browser, in PEM, as `tongluo trust add-person --public-key` takes it.
Try<void> run_console_key(const Context& context, const ConsoleKeyOptions& options);
Try<void> run_boundaries_import(const Context& context, const BoundariesOptions& options);

}  // namespace tongluo::ctl
