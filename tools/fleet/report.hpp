#pragma once
// The fleet's report as a table and as JSON. Plain values; pure. Times of orders count from when they were issued (by
// the signer's clock, a little before the submit); whoever knows the submit subtracts.

#include <string>
#include <vector>

#include "tools/fleet/order_log.hpp"
#include "tools/fleet/terminal_link.hpp"

namespace tongluo::fleet {

struct Report {
  std::string profile;
  std::uint64_t seed = 0;
  double seconds = 0;  // of true time, from the start to the report
  std::size_t terminals = 0, open = 0, on_battery = 0, cut_off = 0, sources = 0, threads = 0;
  std::size_t started = 0, finished = 0, refused = 0;
  double fleet_cpu_s = 0;
  double controller_cpu_s = 0;                        // since the fleet began; 0: not asked for
  double controller_start_kb = 0, controller_kb = 0;  // resident, when the fleet began and now
  double fleet_kb = 0;
  std::uint64_t tls_in = 0, tls_out = 0;              // octets of the TCP streams
  std::uint64_t datagrams_in = 0, datagrams_out = 0;  // octets of UDP payload
  std::uint64_t sessions = 0, resumed = 0;            // handshakes done, and how many of them by a ticket
  LinkCounters link;
  std::uint64_t verified = 0, verifications_saved = 0;
  std::vector<double> rejoins_s;
  std::vector<OrderFigures> orders;
};

std::string to_json(const Report& report);
std::string to_table(const Report& report);
// Resumed sessions of those that could be: every terminal's first handshake is a full one.
double resumed_pct(const Report& report);

}  // namespace tongluo::fleet
