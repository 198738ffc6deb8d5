#include "tests/unit/http/signed_command.hpp"

#include <gtest/gtest.h>
#include <poll.h>

#include "protocol/os/clock.hpp"
#include "protocol/os/random.hpp"

namespace tongluo::daemon {
namespace {

boost::json::object answer_to(const DaemonProcess& daemon, const std::string& digest) {
  constexpr int kAnswerPolls = 200;
  boost::json::object one;
  for (int i = 0; i < kAnswerPolls; ++i) {
    const auto asked = daemon.ask("GET", "/api/v1/commands/" + digest);
    one = asked.json.at("terminals").as_array().at(0).as_object();
    if (text(one, "state") != "waiting" && text(one, "state") != "sent") return one;
    ::poll(nullptr, 0, 50);
  }
  return one;
}

}  // namespace

boost::json::object obeyed(const DaemonProcess& daemon, const std::string& terminal, const wire::Command& asked) {
  wire::Command command = asked;
  command.targets = {*TerminalId::parse(terminal)};
  command.issued_at = os::wall_now();
  command.expires_at = command.issued_at + seconds(600);
  command.nonce = os::random_nonce();
  const auto taken =
      daemon.ask("POST", "/api/v1/commands",
                 daemon.signed_body(PayloadType::command, to_base64(wire::serialize(command)), daemon.trust.maintain));
  EXPECT_EQ(taken.status, 201U) << taken.body;
  return answer_to(daemon, text(taken.json, "digest"));
}

}  // namespace tongluo::daemon
