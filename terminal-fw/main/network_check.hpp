#pragma once
// What the command network_check answers: what is known of link, modem and live media, then each address that was
// tried. Pure.

#include <string>
#include <vector>

#include "terminal-fw/maintenance/status.hpp"
#include "terminal-fw/net/media_socket.hpp"
#include "terminal-fw/net/reach_check.hpp"

namespace tongluo::firmware {

struct NetworkFacts {
  maintenance::Status status;
  std::vector<net::Endpoint> controllers;  // signed ones first, then the installed ones
  std::vector<net::Endpoint> enrolment;
  net::MediaSocketCounters media;  // since the start
};

// In the order of their answers.
std::vector<net::Endpoint> addresses_of(const NetworkFacts& facts);
// `answers`: to addresses_of(); fewer when there are more than may be tried.
std::string network_text(const NetworkFacts& facts, const std::vector<net::Reached>& answers);
// "2 of 3 addresses reached".
std::string network_summary(const std::vector<net::Reached>& answers);

}  // namespace tongluo::firmware
