// The commands that only look: orders, terminals, refusals, health, timeline, audit, exports, verify.

#include "tools/ctl/audit_command.hpp"
#include "tools/ctl/command_set.hpp"
#include "tools/ctl/county_commands.hpp"
#include "tools/ctl/list_commands.hpp"
#include "tools/ctl/verify_command.hpp"

namespace tongluo::ctl {
namespace {

void add_orders(CommandSet& commands) {
  auto options = std::make_shared<OrdersOptions>();
  CLI::App* orders = commands.add("orders", "The newest orders, or one with every terminal's outcome",
                                  "  tongluo orders\n  tongluo orders 3f5a90c1 --watch",
                                  [&commands, options] { return run_orders(commands.context(), *options); });
  orders->add_option("REF", options->digest, "one order: its digest, or at least 8 digits of its beginning");
  orders->add_option("--limit", options->limit)->capture_default_str()->check(CLI::Range(1, 500));
  orders->add_flag("--watch", options->watch, "follow until every terminal is final");
  orders->add_option("--wait", options->wait_s, "seconds to follow")->capture_default_str();
}

void add_lists(CommandSet& commands) {
  commands.add("terminals", "Every terminal: where, online or not, what it plays", "  tongluo terminals",
               [&commands] { return run_terminals(commands.context()); });
  commands.add("refusals", "What terminals refused, and why", "  tongluo refusals --json",
               [&commands] { return run_refusals(commands.context()); });
  commands.add("health", "Is the controller well? Exit code 1 if not", "  tongluo health",
               [&commands] { return run_health(commands.context()); });
}

void add_timeline(CommandSet& commands) {
  auto options = std::make_shared<TimelineOptions>();
  CLI::App* command = commands.add("timeline", "What will sound when, and what collides",
                                   "  tongluo timeline\n  tongluo timeline --from 2026-11-24T00:00 --hours 168",
                                   [&commands, options] { return run_timeline(commands.context(), *options); });
  command->add_option("--from", options->from, "local time (default: now)");
  command->add_option("--hours", options->hours)->capture_default_str()->check(CLI::Range(1, 24 * 92));
  command->add_option("--area", options->area, "12-digit code: the calendar of one township or village");
  commands.add("expiries", "What expires: trust list, keys, certificates, freshness", "  tongluo expiries",
               [&commands] { return run_expiries(commands.context()); });
}

void add_audit(CommandSet& commands) {
  auto options = std::make_shared<AuditOptions>();
  CLI::App* command = commands.add("audit", "What was done here; the hash chain as a file for `verify`",
                                   "  tongluo audit --limit 100\n  tongluo audit --export audit.json",
                                   [&commands, options] { return run_audit(commands.context(), *options); });
  command->add_option("--limit", options->limit, "newest entries to show")->capture_default_str();
  command->add_option("--export", options->export_to, "write the whole chain and its signed head to a file");
}

void add_exports(CommandSet& commands) {
  auto exporting = std::make_shared<ExportOptions>();
  CLI::App* command =
      commands.add("export", "One order with all its evidence, to a file", "  tongluo export 3f5a90c1 --out order.json",
                   [&commands, exporting] { return run_export(commands.context(), *exporting); });
  command->add_option("REF", exporting->digest, "its digest, or at least 8 digits of its beginning")->required();
  command->add_option("--out", exporting->out)->required();
  auto clip = std::make_shared<ClipOptions>();
  command = commands.add("clip", "A clip's sound, to a file (Ogg/Opus)", "  tongluo clip 9c01… --out clip.ogg",
                         [&commands, clip] { return run_clip(commands.context(), *clip); });
  command->add_option("DIGEST", clip->digest)->required();
  command->add_option("--out", clip->out)->required();
}

void add_verify(CommandSet& commands) {
  auto options = std::make_shared<VerifyOptions>();
  CLI::App* verify = commands.add("verify", "Check an order's export or an audit chain offline, with public keys only",
                                  "  tongluo verify order.json --roots roots.bin --devices-authority devices-ca.crt\n"
                                  "  tongluo verify audit.json --roots roots.bin",
                                  [&commands, options] { return run_verify(commands.context(), *options); });
  verify->add_option("FILE", options->file)->required();
  verify->add_option("--roots", options->roots, "your own roots.bin (default: home's)");
  verify->add_option("--devices-authority", options->authority, "devices-ca.crt (default: home's)");
  verify->add_option("--trust-list", options->trust_list, "for an audit chain: your own (default: the file's)");
}

}  // namespace

void add_look_commands(CommandSet& commands) {
  add_orders(commands);
  add_lists(commands);
  add_timeline(commands);
  add_audit(commands);
  add_exports(commands);
  add_verify(commands);
}

}  // namespace tongluo::ctl
