#pragma once
// The TLS settings of the HTTPS listener: TLS 1.3 only, a client certificate of the given authority demanded, no
// resumption.

#include <boost/asio/ssl/context.hpp>
#include <optional>

#include "protocol/base/result.hpp"
#include "protocol/base/time.hpp"
#include "protocol/transport/tls_identity.hpp"

namespace tongluo::http {

// Errors: bad_input; the detail says which of the three PEM texts is unusable and why.
Result<boost::asio::ssl::context> make_tls_context(const transport::TlsIdentity& identity);

// The same without a client certificate: people sign in. Errors: bad_input.
Result<boost::asio::ssl::context> make_console_tls_context(const std::string& certificate_pem,
                                                           const std::string& private_key_pem);

// The common name of the peer's certificate, for the log; empty if there is none.
std::string peer_name(SSL* tls);

// When the first certificate of a PEM text ends; nothing if it holds none.
std::optional<WallTime> certificate_expiry(const std::string& pem);

}  // namespace tongluo::http
