#pragma once
// TLS 1.3 with mutual certificates, by OpenSSL. One context serves many connections. Owner: the thread of the link.
// SIGPIPE is ignored from the first context on, because OpenSSL writes to sockets without MSG_NOSIGNAL.

#include <array>
#include <memory>

#include "protocol/base/result.hpp"
#include "protocol/base/time.hpp"
#include "protocol/transport/tls_identity.hpp"

struct ssl_ctx_st;
struct ssl_st;
struct ssl_session_st;

namespace tongluo::transport {

struct TlsContextDeleter {
  void operator()(ssl_ctx_st* context) const;
};
struct TlsHandleDeleter {
  void operator()(ssl_st* handle) const;
};
struct TlsSessionDeleter {
  void operator()(ssl_session_st* session) const;
};
using TlsHandle = std::unique_ptr<ssl_st, TlsHandleDeleter>;
using TlsSession = std::unique_ptr<ssl_session_st, TlsSessionDeleter>;

// What a server seals its tickets with: the state of a session is with the client.
constexpr std::size_t kTicketKeyBytes = 80;
using TicketKeys = std::array<std::byte, kTicketKeyBytes>;

class TlsContext {
 public:
  // Errors: bad_input; the detail names which PEM is unusable. A ticket counts only under the authority under which it
  // was given.
  static Result<TlsContext> server(const TlsIdentity& identity);
  // The peer's certificate must carry `server_name`. Its times are not checked here: see TlsStream::peer_valid_at.
  static Result<TlsContext> client(const TlsIdentity& identity, const std::string& server_name);

  // For the enrolment listener: a client certificate is welcome, not demanded; one that is over its time passes,
  // because its renewal is what the listener is for. No tickets.
  static Result<TlsContext> enrolment_server(const TlsIdentity& identity);
  // Shows no certificate and believes none: the caller judges it after the handshake (TlsStream::peer_issued_by) and
  // sends nothing before.
  static Result<TlsContext> stranger();

  // Of a server, before its first connection: tickets outlive the process. Else they end with it.
  void use_ticket_keys(const TicketKeys& keys);

  TlsHandle make_handle() const;  // null only when memory is exhausted
  // The newest ticket that a client connection received; empty at first. Resumption saves the certificates' round.
  TlsSession& ticket() { return *ticket_; }

 private:
  using Handle = std::unique_ptr<ssl_ctx_st, TlsContextDeleter>;
  explicit TlsContext(Handle handle) : handle_(std::move(handle)), ticket_(std::make_unique<TlsSession>()) {}
  Handle handle_;
  std::unique_ptr<TlsSession> ticket_;  // at a fixed address: the ticket callback writes to it
};

// OpenSSL's queued error, as words; empties the queue.
std::string tls_error();

}  // namespace tongluo::transport
