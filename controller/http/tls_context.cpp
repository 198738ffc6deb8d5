#include "controller/http/tls_context.hpp"

#include <algorithm>
#include <memory>
#include <openssl/ssl.h>
#include <openssl/x509.h>

namespace tongluo::http {

namespace asio = boost::asio;

Result<asio::ssl::context> make_tls_context(const transport::TlsIdentity& identity) {
  asio::ssl::context context(asio::ssl::context::tls_server);
  SSL_CTX* raw = context.native_handle();
  SSL_CTX_set_min_proto_version(raw, TLS1_3_VERSION);
  // Requests are rare and long-lived connections are kept alive: tickets would only widen what must be right.
  SSL_CTX_set_num_tickets(raw, 0);
  SSL_CTX_set_session_cache_mode(raw, SSL_SESS_CACHE_OFF);
  boost::system::error_code error;
  context.use_certificate_chain(asio::buffer(identity.certificate_pem), error);
  if (error) return fail(ErrorKind::bad_input, "the HTTPS certificate is unusable: " + error.message());
  context.use_private_key(asio::buffer(identity.private_key_pem), asio::ssl::context::pem, error);
  if (error)
    return fail(ErrorKind::bad_input, "the HTTPS key is unusable or another certificate's: " + error.message());
  context.add_certificate_authority(asio::buffer(identity.authority_pem), error);
  if (error) return fail(ErrorKind::bad_input, "the operators' authority is unusable: " + error.message());
  context.set_verify_mode(asio::ssl::verify_peer | asio::ssl::verify_fail_if_no_peer_cert, error);
  if (error) return fail(ErrorKind::bad_input, "client certificates cannot be demanded: " + error.message());
  return context;
}

std::string peer_name(SSL* tls) {
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(SSL_get1_peer_certificate(tls), &X509_free);
  if (certificate == nullptr) return {};
  char name[256] = {};
  const int length =
      X509_NAME_get_text_by_NID(X509_get_subject_name(certificate.get()), NID_commonName, name, sizeof name);
  std::string text(name, static_cast<std::size_t>(std::max(length, 0)));
  for (char& c : text)
    if (static_cast<unsigned char>(c) < ' ' || c == '"') c = '?';  // it goes into a log line
  return text;
}

}  // namespace tongluo::http
