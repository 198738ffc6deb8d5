#include "tools/hostile/rogue_controller.hpp"

#include "protocol/base/limits.hpp"
#include "protocol/os/clock.hpp"

namespace tongluo::hostile {
namespace {

constexpr std::uint64_t kRogueEpoch = 666;
// The true controller needs a moment to start where this one listened.
constexpr auto kReconnectMin = milliseconds(2'000);
constexpr auto kReconnectMax = milliseconds(4'000);

}  // namespace

Result<void> RogueController::start(boost::asio::io_context& context, const link::Listening& listening,
                                    const transport::TlsIdentity& identity) {
  Result<std::unique_ptr<link::LinkServer>> server = link::LinkServer::start(context, listening, identity, *this);
  if (!server) return tl::unexpected(server.error());
  server_ = std::move(*server);
  return {};
}

void RogueController::stop() {
  if (!server_) return;
  const auto open = sessions_;  // goodbyes may end sessions at once
  for (const auto& [session, terminal] : open)
    server_->go_away(session, {wire::GoAwayReason::shutting_down, kReconnectMin, kReconnectMax, 1, 1});
}

void RogueController::on_hello(link::SessionId session, const wire::Hello& hello, const Bytes& certificate_der) {
  if (!verdicts_.add_terminal(hello.terminal, certificate_der)) return;
  sessions_.insert_or_assign(session, hello.terminal);
  wire::Welcome welcome;
  welcome.gateway_epoch = kRogueEpoch;
  welcome.server_time = os::wall_now();
  welcome.heartbeat_interval = limits::kDefaultHeartbeatInterval;
  server_->welcome(session, welcome);
  attack(session);
}

void RogueController::attack(link::SessionId session) {
  for (const PreparedAttack& prepared : attacks_)
    server_->send(session, wire::OrderDelivery{prepared.envelope, kRogueEpoch, os::wall_now()});
  server_->send(session, wire::ClipManifestPush{clip_->digest, clip_->manifest});
  server_->send_clip(session, {clip_, 0, static_cast<std::uint32_t>(clip_->chunks.size()), true});
}

void RogueController::on_message(link::SessionId session, wire::Message message) {
  const auto terminal = sessions_.find(session);
  if (terminal == sessions_.end()) return;
  if (const auto* report = std::get_if<wire::ReceiptReport>(&message))
    verdicts_.on_receipt(terminal->second, report->envelope);
  else if (const auto* event = std::get_if<wire::Event>(&message))
    verdicts_.on_event(terminal->second, *event);
}

void RogueController::on_gone(link::SessionId session, session::CloseReason) { sessions_.erase(session); }

}  // namespace tongluo::hostile
