#pragma once
// Keeps one session to the controller: dials the endpoints in turn, TLS 1.3 with mutual certificates, reconnects with
// full jitter. Owner thread: the control thread, whose io_context it runs on; every call and callback is made there.

#include <boost/asio/io_context.hpp>
#include <memory>
#include <string>
#include <vector>

#include "protocol/base/result.hpp"
#include "protocol/session/session.hpp"
#include "protocol/transport/tls_identity.hpp"

namespace tongluo::net {

struct Endpoint {
  std::string host;
  std::uint16_t port = 0;
  bool operator==(const Endpoint&) const = default;
};

struct LinkSettings {
  std::vector<Endpoint> endpoints;  // tried in turn, the last good one first
  std::string server_name;          // that the controller's certificate must carry (DNS name)
  transport::TlsIdentity identity;
  std::string bind_address;  // own source address, or empty (the fleet spreads over 127/8)
};

// What the media socket needs to know of this connection (PROTOCOL.md section 11.1).
struct MediaAccess {
  std::string controller_address;
  Bytes exported_key;  // empty: TLS gave none, no datagrams then
};

// Of all connections since start(): handshakes that were done, how many of them by a ticket, and the octets of their
// TCP streams.
struct LinkTraffic {
  std::uint64_t handshakes = 0, resumed = 0, octets_in = 0, octets_out = 0;
};

class LinkEvents {
 public:
  virtual ~LinkEvents() = default;
  virtual wire::Hello make_hello() = 0;  // asked for each new connection
  // Floored wall time: certificates are checked against it, not against a clock that may have lost its battery.
  virtual WallTime floored_wall_time() = 0;
  virtual void on_open(const wire::Welcome& welcome, const MediaAccess& media) = 0;  // the session is up
  virtual void on_message(wire::Message message) = 0;  // every message after Welcome, HeartbeatSeen too
  virtual void on_closed(session::CloseReason reason, const std::string& detail) = 0;
};

class ControllerLink {
 public:
  // Error: bad_input: unusable PEM or no endpoint. A reconnect resumes TLS with the last ticket.
  static Result<std::unique_ptr<ControllerLink>> create(boost::asio::io_context& context, LinkSettings settings,
                                                        LinkEvents& events);
  ~ControllerLink();
  void start();
  void stop();
  bool is_open() const;
  LinkTraffic traffic() const;
  const std::vector<Endpoint>& endpoints() const;
  // From the next connection on, the first one first. Not empty.
  void set_endpoints(std::vector<Endpoint> endpoints);
  // Ends the session that is open, unless it is with the first endpoint; then that is dialled, and the others behind
  // it.
  void prefer_first();
  void send(wire::Message message);  // dropped when not open: the core sends again after on_open
  void set_heartbeat(const wire::Heartbeat& telemetry, const wire::TerminalStatus& status);
  // A renewed certificate: shown from the next connection on; the session that is open stays. Error: bad_input.
  Result<void> set_identity(const transport::TlsIdentity& identity);

 private:
  class Impl;
  explicit ControllerLink(std::shared_ptr<Impl> impl);
  std::shared_ptr<Impl> impl_;  // shared with its pending waits
};

}  // namespace tongluo::net
