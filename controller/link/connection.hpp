#pragma once
// Private to controller/link: one terminal's connection after its handshake.

#include "controller/link/link_server.hpp"
#include "protocol/session/egress_pacer.hpp"
#include "protocol/transport/session_driver.hpp"

namespace tongluo::link {

class Connection;

// What a connection tells its server.
class ConnectionOwner {
 public:
  virtual ~ConnectionOwner() = default;
  virtual LinkEvents& events() = 0;
  virtual void on_clip_room(SessionId id) = 0;  // after send_clip() said that there is none
  virtual void on_ended(SessionId id, const session::Close& close, const session::Counters& counters) = 0;
};

class Connection final : public transport::SessionEvents {
 public:
  Connection(SessionId id, ConnectionOwner& owner, std::shared_ptr<transport::TlsStream> stream, TerminalId terminal);
  ~Connection() override;
  void start() { driver_->start(); }
  // No more callbacks; the connection is dropped.
  void abandon() { driver_->abandon(); }

  // Calls `act` on the session machine, then performs what it decided.
  template <class Act>
  auto with(Act act) {
    const auto driver = driver_;
    if constexpr (std::is_void_v<decltype(act(driver->session()))>) {
      act(driver->session());
      driver->drive();
    } else {
      auto result = act(driver->session());
      driver->drive();
      return result;
    }
  }

  bool is_open() const { return driver_->session().is_open(); }
  // False: its window is full now; the owner is told when it is not.
  bool send_clip(const session::ClipGrant& grant);

  Bytes export_key(const char* label, std::size_t size) const { return stream_->export_key(label, size); }

  void on_message(wire::Message message) override;
  void on_written() override;
  void on_closed(const session::Close& close, const std::string& detail) override;

 private:
  void tell_data();

  SessionId id_;
  ConnectionOwner& owner_;
  std::shared_ptr<transport::TlsStream> stream_;
  std::shared_ptr<transport::SessionDriver<session::GatewaySession>> driver_;
  bool greeted_ = false;
  bool clip_waits_ = false;
  std::uint64_t told_up_ = 0, told_down_ = 0;
};

}  // namespace tongluo::link
