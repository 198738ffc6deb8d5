#include "tools/fleet/report.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

namespace tongluo::fleet {
namespace {

using Member = std::pair<const char*, std::string>;  // the value is JSON already

std::string object(const std::vector<Member>& members) {
  std::string text = "{";
  for (const auto& [name, value] : members)
    text += (text.size() > 1 ? ",\"" : "\"") + std::string(name) + "\":" + value;
  return text + "}";
}

std::string count(std::uint64_t value) { return std::to_string(value); }

double per_terminal(double value, const Report& report) {
  return report.terminals == 0 ? 0 : value / static_cast<double>(report.terminals);
}

std::string json_of(const OrderFigures& order) {
  return object({{"digest", "\"" + to_string(order.digest) + "\""},
                 {"stop_all", order.stop_all ? "true" : "false"},
                 {"issued_at_us", std::to_string(to_us(order.issued_at))},
                 {"delivered_ms", to_json(order.delivered)},
                 {"sound_ms", to_json(order.sound)},
                 {"durable_ms", to_json(order.durable)},
                 {"silent_ms", to_json(order.silent)},
                 {"finished", count(order.finished)},
                 {"instep_first_ms", to_json(order.in_step_first)},
                 {"instep_last_ms", to_json(order.in_step_last)}});
}

template <class Range, class Text>
std::string list(const Range& range, Text text) {
  std::string all = "[";
  for (const auto& item : range) all += (all.size() > 1 ? "," : "") + text(item);
  return all + "]";
}

std::string line(const char* what, const Spread& spread) {
  std::array<char, 128> text{};
  std::snprintf(text.data(), text.size(), "  %-26s %7zu %10.1f %10.1f %10.1f %10.1f\n", what, spread.count, spread.p50,
                spread.p95, spread.p99, spread.last);
  return text.data();
}

std::string rows(const OrderFigures& order) {
  std::string text = (order.stop_all ? "stop-all " : "order ") + to_string(order.digest).substr(0, 12) + "\n";
  text += line("delivered", order.delivered);
  if (order.stop_all) return text + line("silent", order.silent);
  text += line("first sound", order.sound) + line("receipt durable", order.durable);
  return text + line("neighbours, first sample", order.in_step_first) +
         line("neighbours, last sample", order.in_step_last);
}

std::string words(const char* what, const std::string& value) {
  std::array<char, 256> text{};
  std::snprintf(text.data(), text.size(), "%-30s %s\n", what, value.c_str());
  return text.data();
}

}  // namespace

double resumed_pct(const Report& report) {
  const std::uint64_t again = report.sessions - std::min<std::uint64_t>(report.sessions, report.terminals);
  return again == 0 ? 0 : 100 * static_cast<double>(report.resumed) / static_cast<double>(again);
}

std::string to_json(const Report& report) {
  return object({{"profile", "\"" + report.profile + "\""},
                 {"seed", count(report.seed)},
                 {"seconds", json_number(report.seconds)},
                 {"terminals", count(report.terminals)},
                 {"open", count(report.open)},
                 {"on_battery", count(report.on_battery)},
                 {"cut_off", count(report.cut_off)},
                 {"sources", count(report.sources)},
                 {"threads", count(report.threads)},
                 {"started", count(report.started)},
                 {"finished", count(report.finished)},
                 {"refused", count(report.refused)},
                 {"fleet_cpu_s", json_number(report.fleet_cpu_s)},
                 {"controller_cpu_s", json_number(report.controller_cpu_s)},
                 {"controller_start_kb", json_number(report.controller_start_kb)},
                 {"controller_kb", json_number(report.controller_kb)},
                 {"fleet_kb_per_terminal", json_number(per_terminal(report.fleet_kb, report))},
                 {"tls_in", count(report.tls_in)},
                 {"tls_out", count(report.tls_out)},
                 {"datagrams_in", count(report.datagrams_in)},
                 {"datagrams_out", count(report.datagrams_out)},
                 {"sessions", count(report.sessions)},
                 {"resumed", count(report.resumed)},
                 {"resumed_pct", json_number(resumed_pct(report))},
                 {"datagrams_lost", count(report.link.datagrams_lost)},
                 {"datagrams_refused", count(report.link.datagrams_refused)},
                 {"streams_refused", count(report.link.streams_refused)},
                 {"ports", count(report.link.ports)},
                 {"verified", count(report.verified)},
                 {"verifications_saved", count(report.verifications_saved)},
                 {"rejoins_s", list(report.rejoins_s, json_number)},
                 {"orders", list(report.orders, json_of)}}) +
         "\n";
}

std::string to_table(const Report& report) {
  const auto octets = [&report](std::uint64_t in, std::uint64_t out) {
    return json_number(per_terminal(static_cast<double>(in), report)) + " in, " +
           json_number(per_terminal(static_cast<double>(out), report)) + " out";
  };
  std::string text;
  if (!report.orders.empty())
    text = "since it was issued, ms           count        p50        p95        p99       last\n";
  for (const OrderFigures& order : report.orders) text += rows(order);
  text += words("profile, seed", report.profile + ", " + count(report.seed));
  text +=
      words("terminals", count(report.terminals) + ", " + count(report.open) + " open, " + count(report.on_battery) +
                             " on battery, " + count(report.cut_off) + " in cells that go down");
  text += words("CPU, s", json_number(report.fleet_cpu_s) + " fleet, " + json_number(report.controller_cpu_s) +
                              " controller, in " + json_number(report.seconds));
  text += words("resident, kB a terminal", json_number(per_terminal(report.fleet_kb, report)) + " fleet");
  if (report.controller_kb > 0)
    text += words("", json_number(per_terminal(report.controller_kb - report.controller_start_kb, report)) +
                          " controller, grown since the fleet began");
  text += words("octets of TLS a terminal", octets(report.tls_in, report.tls_out));
  text += words("octets of UDP a terminal", octets(report.datagrams_in, report.datagrams_out));
  text +=
      words("handshakes", count(report.sessions) + ", again and resumed " + json_number(resumed_pct(report)) + " %");
  text += words("verifications", count(report.verified) + " done, " + count(report.verifications_saved) +
                                     " saved: each distinct signed object is verified once in each of " +
                                     count(report.threads) + " threads");
  return text + words("samples", "counted, not decoded");
}

}  // namespace tongluo::fleet
