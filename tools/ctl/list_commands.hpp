#pragma once
// The commands that only look: orders, terminals, refusals, health, export.

#include "tools/ctl/context.hpp"

namespace tongluo::ctl {

struct OrdersOptions {
  std::string digest;  // one order, or the newest ones
  std::uint32_t limit = 20;
  bool watch = false;
  std::uint32_t wait_s = 120;
};

struct ExportOptions {
  std::string digest;
  std::string out;
};

struct ClipOptions {
  std::string digest;
  std::string out;
};

Try<void> run_orders(const Context& context, const OrdersOptions& options);
Try<void> run_terminals(const Context& context);
Try<void> run_refusals(const Context& context);
Try<void> run_health(const Context& context);
Try<void> run_export(const Context& context, const ExportOptions& options);
Try<void> run_clip(const Context& context, const ClipOptions& options);

}  // namespace tongluo::ctl
