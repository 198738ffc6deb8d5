#include "controller/link/connection.hpp"

namespace tongluo::link {

Connection::Connection(SessionId id, ConnectionOwner& owner, std::shared_ptr<transport::TlsStream> stream,
                       TerminalId terminal)
    : id_(id), owner_(owner), stream_(std::move(stream)) {
  session::GatewaySession session(os::steady_now(), std::move(terminal));
  driver_ = std::make_shared<transport::SessionDriver<session::GatewaySession>>(stream_, std::move(session), *this);
}

Connection::~Connection() { driver_->abandon(); }

void Connection::on_message(wire::Message message) {
  if (const auto* hello = std::get_if<wire::Hello>(&message)) {
    greeted_ = true;
    owner_.events().on_hello(id_, *hello, stream_->peer_certificate_der());
  } else {
    if (std::holds_alternative<wire::Heartbeat>(message)) tell_data();
    owner_.events().on_message(id_, std::move(message));
  }
}

bool Connection::send_clip(const session::ClipGrant& grant) {
  with([&grant](session::GatewaySession& machine) {
    machine.send_clip(os::steady_now(), grant.clip, grant.first, grant.count, grant.alert);
  });
  clip_waits_ = !driver_->session().clip_idle();
  return !clip_waits_;
}

void Connection::on_written() {
  if (!clip_waits_ || !driver_->session().clip_idle()) return;
  clip_waits_ = false;
  owner_.on_clip_room(id_);
}

void Connection::tell_data() {
  const std::uint64_t up = stream_->octets_in(), down = stream_->octets_out();
  owner_.events().on_data(id_, up - std::exchange(told_up_, up), down - std::exchange(told_down_, down));
}

void Connection::on_closed(const session::Close& close, const std::string&) {
  const session::Counters counters = driver_->session().counters();
  if (greeted_) {
    tell_data();
    owner_.events().on_gone(id_, close.reason);
  }
  owner_.on_ended(id_, close, counters);
}

}  // namespace tongluo::link
