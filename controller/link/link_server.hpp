#pragma once
// The listener for terminals: TLS 1.3 with mutual certificates, one GatewaySession each. Owner thread: the control
// thread, whose io_context it runs on; every call and every callback is made there. Time source: protocol/os. Limits:
// controller/link/limits.hpp.

#include <boost/asio/io_context.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "controller/link/limits.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/base/result.hpp"
#include "protocol/session/egress_pacer.hpp"
#include "protocol/transport/tls_context.hpp"
#include "protocol/transport/tls_identity.hpp"

namespace tongluo::link {

using SessionId = std::uint64_t;  // never reused within a process

struct Listening {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;  // 0: any free one
  milliseconds handshake_timeout = limits::kHandshakeTimeout;
  std::size_t max_handshakes = kMaxHandshakes;
  milliseconds handshake_grace = kHandshakeGrace;
  std::uint64_t clip_bytes_per_second = kDefaultClipBytesPerSecond;  // of all sessions together; above 0
  std::optional<transport::TicketKeys> ticket_keys;                  // none: tickets end with the process
};

struct LinkCounters {
  std::uint64_t accepted = 0, handshakes = 0, handshake_failures = 0, handshakes_given_up = 0, resumed = 0,
                refused_busy = 0, sessions_closed = 0;
  std::uint64_t bytes_in = 0, bytes_out = 0, bad_frames = 0, bad_messages = 0, unknown_messages = 0;
};

// What the link tells; implemented by controller/main (which feeds controller/core).
class LinkEvents {
 public:
  virtual ~LinkEvents() = default;
  // After the TLS handshake and a Hello that names the certificate's terminal. `certificate_der` is the peer's own.
  virtual void on_hello(SessionId session, const wire::Hello& hello, const Bytes& certificate_der) = 0;
  virtual void on_message(SessionId session, wire::Message message) = 0;  // every later message, Heartbeat too
  // Bytes of its TLS connection since the last call, handshake included: with each heartbeat and at the end.
  virtual void on_data(SessionId, std::uint64_t /*up_bytes*/, std::uint64_t /*down_bytes*/) {}
  virtual void on_gone(SessionId session, session::CloseReason reason) = 0;
};

class LinkServer {
 public:
  // Throws nothing; a port in use (conflict) or unusable PEM (bad_input) is an Error whose detail names it.
  static Result<std::unique_ptr<LinkServer>> start(boost::asio::io_context& context, const Listening& listening,
                                                   const transport::TlsIdentity& identity, LinkEvents& events);
  ~LinkServer();  // drops every session without a word; no callback is made any more, not even if one is running now

  std::uint16_t port() const;
  void welcome(SessionId session, wire::Welcome welcome);
  void send(SessionId session, wire::Message message);  // an unknown session is ignored: it has just gone
  void send_framed(SessionId session, std::shared_ptr<const Bytes> frame);
  // One LivePackets frame, shared by many; a session that does not read loses the oldest.
  void send_live(SessionId session, std::shared_ptr<const Bytes> frame);
  // Of the session's TLS connection (RFC 8446 section 7.5); empty: it has just gone.
  Bytes export_key(SessionId session, const char* label, std::size_t size) const;
  // In its turn, as session/egress_pacer.hpp says. False: no such open session, or too many wait for it.
  bool send_clip(SessionId session, session::ClipTransfer transfer);
  void stop_clip(SessionId session, const Digest& clip);
  void go_away(SessionId session, wire::GoAway message);
  // Says goodbye to all with a reconnect window, stops accepting.
  void shut_down(milliseconds reconnect_window);
  LinkCounters counters() const;
  std::size_t session_count() const;
  const session::EgressPacer& egress() const;  // its counters

 private:
  class Impl;
  explicit LinkServer(std::shared_ptr<Impl> impl);
  std::shared_ptr<Impl> impl_;  // shared with its pending waits
};

}  // namespace tongluo::link
