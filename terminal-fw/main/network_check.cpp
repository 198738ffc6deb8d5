#include "terminal-fw/main/network_check.hpp"

#include <algorithm>

namespace tongluo::firmware {
namespace {

std::string link_text(const maintenance::Status& status) {
  std::string text = status.link_open ? "connected to " + status.controller : "not connected: " + status.link_trouble;
  text += "\nfor " + std::to_string(status.link_for.count() / 1'000) + " s\n";
  if (status.clock_bound)
    text += "round trip about " + std::to_string(2 * status.clock_bound->count()) + " us at its best\n";
  for (const std::string& line : status.modem) text += "modem: " + line + "\n";
  return text;
}

// Streams and the clock's questions go that way: what became of them is what is known of it.
std::string media_text(const net::MediaSocketCounters& media) {
  const std::string count = std::to_string(media.sent) + " datagrams out, " + std::to_string(media.received) + " in, " +
                            std::to_string(media.send_failures) + " not sent";
  if (media.received > 0) return "live speech by UDP: it works (" + count + ")\n";
  if (media.sent + media.send_failures > 0) return "live speech by UDP: NOTHING comes back (" + count + ")\n";
  return "live speech by UDP: not used since the start\n";
}

std::string address_text(const net::Endpoint& endpoint) {
  const bool is_v6 = endpoint.host.find(':') != endpoint.host.npos;
  return (is_v6 ? "[" + endpoint.host + "]" : endpoint.host) + ":" + std::to_string(endpoint.port);
}

std::string answer_text(const net::Reached& answer) {
  if (!answer.trouble.empty()) return answer.trouble;
  const std::string at = answer.address == answer.endpoint.host ? "" : " at " + answer.address;
  return "reached in " + std::to_string(answer.took.count()) + " ms" + at;
}

}  // namespace

std::vector<net::Endpoint> addresses_of(const NetworkFacts& facts) {
  std::vector<net::Endpoint> all = facts.controllers;
  all.insert(all.end(), facts.enrolment.begin(), facts.enrolment.end());
  return all;
}

std::string network_text(const NetworkFacts& facts, const std::vector<net::Reached>& answers) {
  std::string text = link_text(facts.status) + media_text(facts.media);
  const std::vector<net::Endpoint> all = addresses_of(facts);
  for (std::size_t i = 0; i < all.size(); ++i)
    text += (i < facts.controllers.size() ? "controller " : "enrolment ") + address_text(all[i]) + ": " +
            (i < answers.size() ? answer_text(answers[i]) : "not tried: too many addresses") + "\n";
  return text;
}

std::string network_summary(const std::vector<net::Reached>& answers) {
  const auto reached =
      std::count_if(answers.begin(), answers.end(), [](const net::Reached& answer) { return answer.trouble.empty(); });
  return std::to_string(reached) + " of " + std::to_string(answers.size()) + " addresses reached";
}

}  // namespace tongluo::firmware
