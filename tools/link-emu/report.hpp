#pragma once
// What a run did, as one JSON object. Pure.

#include <string>

#include "tools/link-emu/tcp_relay.hpp"
#include "tools/link-emu/udp_relay.hpp"

namespace tongluo::link_emu {

struct UdpTotals {
  std::uint64_t flows = 0;
  std::uint64_t refused = 0;
  UdpFlow::Counters flow;
  link_model::WayCounters up;
  link_model::WayCounters down;
};

struct Report {
  std::string profile;
  std::uint64_t seed = 0;
  UdpTotals udp;
  TcpRelay::Counters tcp;
  Postponed::Counters postponed;
};

void add(UdpTotals& totals, const UdpRelay& relay);
void add(TcpRelay::Counters& totals, const TcpRelay::Counters& more);
std::string to_json(const Report& report);

}  // namespace tongluo::link_emu
