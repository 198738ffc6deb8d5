#pragma once
// One TLS connection: OpenSSL works directly on the non-blocking descriptor, Asio only waits for it (no buffers of
// Asio's own: a quarter of the memory of asio::ssl::stream). Every call returns at once and says what to wait for.
// Owner: the thread of its io_context.

#include <boost/asio/ip/tcp.hpp>
#include <string>

#include "protocol/base/bytes.hpp"
#include "protocol/transport/tls_context.hpp"

namespace tongluo::transport {

enum class Want : std::uint8_t {
  nothing,  // done, as far as asked
  read,     // call again when the descriptor is readable
  write,    // call again when it is writable
  closed,   // the peer closed in order
  failed,   // the connection is over; failure() tells why
};

struct Transferred {
  Want want = Want::nothing;
  std::size_t bytes = 0;
};

class TlsStream {
 public:
  enum class Side : std::uint8_t { server, client };
  // Makes the socket non-blocking, without delay, with TCP_USER_TIMEOUT and TCP_NOTSENT_LOWAT. A client offers `ticket`
  // if there is one.
  TlsStream(boost::asio::ip::tcp::socket socket, TlsHandle handle, Side side, ssl_session_st* ticket);
  TlsStream(TlsStream&&) noexcept = default;

  Want handshake();
  Transferred read(std::span<std::byte> into);
  Transferred write(ByteView from);
  // Octets of the peer have left the descriptor and were not read(): it may never become readable for them.
  bool has_pending() const;
  void close();

  boost::asio::ip::tcp::socket& socket() { return socket_; }
  const std::string& failure() const { return failure_; }
  // Octets of the TCP stream, TLS and its handshake included; without the headers of TCP and IP.
  std::uint64_t octets_in() const;
  std::uint64_t octets_out() const;
  bool resumed() const;
  // Octets that only the two ends of this connection know (RFC 8446 section 7.5), after the handshake; empty: TLS
  // refused.
  Bytes export_key(const char* label, std::size_t size) const;
  Bytes peer_certificate_der() const;    // empty: none
  std::string peer_common_name() const;  // empty: none or not text
  // True if each certificate that the peer showed is inside its times at `time` (64 bits, unlike OpenSSL's own check on
  // armhf).
  bool peer_valid_at(WallTime time) const;
  // True if the peer's certificate comes from this authority (X.509, DER), is a server's and carries `server_name`.
  // Times are not looked at: a new terminal has no clock yet.
  bool peer_issued_by(ByteView authority_der, const std::string& server_name) const;

 private:
  Want explain(int result);

  boost::asio::ip::tcp::socket socket_;
  TlsHandle handle_;
  std::string failure_;
};

}  // namespace tongluo::transport
