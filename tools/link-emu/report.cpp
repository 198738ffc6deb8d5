#include "tools/link-emu/report.hpp"

#include <algorithm>
#include <initializer_list>
#include <utility>

namespace tongluo::link_emu {
namespace {

using link_model::Direction;
using link_model::StreamCounters;
using link_model::WayCounters;

using Member = std::pair<const char*, std::string>;  // the value is JSON already

std::string object(std::initializer_list<Member> members) {
  std::string text = "{";
  for (const auto& [name, value] : members) {
    if (text.size() > 1) text += ",";
    text += "\"" + std::string(name) + "\":" + value;
  }
  return text + "}";
}

std::string number(std::uint64_t value) { return std::to_string(value); }
std::string number(microseconds value) { return std::to_string(value.count()); }

std::string json(const WayCounters& way) {
  return object({{"offered", number(way.offered)},
                 {"offered_bytes", number(way.offered_bytes)},
                 {"arrived", number(way.arrived)},
                 {"lost", number(way.lost)},
                 {"lost_outage", number(way.lost_outage)},
                 {"dropped_queue", number(way.dropped_queue)},
                 {"copies", number(way.copies)},
                 {"overtaken", number(way.overtaken)}});
}

std::string json(const StreamCounters& way) {
  return object({{"bytes", number(way.bytes)},
                 {"segments", number(way.segments)},
                 {"retransmissions", number(way.retransmissions)},
                 {"longest_stall_us", number(way.longest_stall)}});
}

void add(WayCounters& sum, const WayCounters& more) {
  sum.offered += more.offered;
  sum.offered_bytes += more.offered_bytes;
  sum.lost += more.lost;
  sum.lost_outage += more.lost_outage;
  sum.dropped_queue += more.dropped_queue;
  sum.arrived += more.arrived;
  sum.copies += more.copies;
  sum.overtaken += more.overtaken;
}

void add(StreamCounters& sum, const StreamCounters& more) {
  sum.bytes += more.bytes;
  sum.segments += more.segments;
  sum.retransmissions += more.retransmissions;
  sum.longest_stall = std::max(sum.longest_stall, more.longest_stall);
}

std::string json(const UdpTotals& udp) {
  return object({{"flows", number(udp.flows)},
                 {"flows_refused", number(udp.refused)},
                 {"ports", number(udp.flow.ports)},
                 {"dead_port", number(udp.flow.dead_port)},
                 {"send_failed", number(udp.flow.send_failed)},
                 {"up", json(udp.up)},
                 {"down", json(udp.down)}});
}

std::string json(const TcpRelay::Counters& tcp) {
  return object({{"connections", number(tcp.connections)},
                 {"refused", number(tcp.refused)},
                 {"cut", number(tcp.cut)},
                 {"up", json(tcp.up)},
                 {"down", json(tcp.down)}});
}

std::string json(const Postponed::Counters& postponed) {
  const auto done = static_cast<std::int64_t>(std::max<std::uint64_t>(postponed.done, 1));
  return object({{"done", number(postponed.done)},
                 {"refused", number(postponed.refused)},
                 {"mean_late_us", number(postponed.total_late / done)},
                 {"most_late_us", number(postponed.most_late)}});
}

}  // namespace

void add(UdpTotals& totals, const UdpRelay& relay) {
  totals.refused += relay.refused();
  relay.for_each_flow([&totals](UdpFlow& flow) {
    ++totals.flows;
    totals.flow.ports += flow.counters().ports;
    totals.flow.dead_port += flow.counters().dead_port;
    totals.flow.send_failed += flow.counters().send_failed;
    add(totals.up, flow.way(Direction::up));
    add(totals.down, flow.way(Direction::down));
  });
}

void add(TcpRelay::Counters& totals, const TcpRelay::Counters& more) {
  totals.connections += more.connections;
  totals.refused += more.refused;
  totals.cut += more.cut;
  add(totals.up, more.up);
  add(totals.down, more.down);
}

std::string to_json(const Report& report) {
  return object({{"profile", "\"" + report.profile + "\""},
                 {"seed", number(report.seed)},
                 {"udp", json(report.udp)},
                 {"tcp", json(report.tcp)},
                 {"postponed", json(report.postponed)}}) +
         "\n";
}

}  // namespace tongluo::link_emu
