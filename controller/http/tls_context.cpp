#include "controller/http/tls_context.hpp"

#include <chrono>
#include <ctime>
#include <memory>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

namespace tongluo::http {

namespace asio = boost::asio;

Result<asio::ssl::context> make_console_tls_context(const std::string& certificate_pem,
                                                    const std::string& private_key_pem) {
  asio::ssl::context context(asio::ssl::context::tls_server);
  SSL_CTX* raw = context.native_handle();
  SSL_CTX_set_min_proto_version(raw, TLS1_3_VERSION);
  // Requests are rare and long-lived connections are kept alive: tickets would only widen what must be right.
  SSL_CTX_set_num_tickets(raw, 0);
  SSL_CTX_set_session_cache_mode(raw, SSL_SESS_CACHE_OFF);
  boost::system::error_code error;
  context.use_certificate_chain(asio::buffer(certificate_pem), error);
  if (error) return fail(ErrorKind::bad_input, "the HTTPS certificate is unusable: " + error.message());
  context.use_private_key(asio::buffer(private_key_pem), asio::ssl::context::pem, error);
  if (error)
    return fail(ErrorKind::bad_input, "the HTTPS key is unusable or another certificate's: " + error.message());
  return context;
}

Result<asio::ssl::context> make_tls_context(const transport::TlsIdentity& identity) {
  auto made = make_console_tls_context(identity.certificate_pem, identity.private_key_pem);
  if (!made) return made;
  asio::ssl::context context = std::move(*made);
  boost::system::error_code error;
  context.add_certificate_authority(asio::buffer(identity.authority_pem), error);
  if (error) return fail(ErrorKind::bad_input, "the operators' authority is unusable: " + error.message());
  context.set_verify_mode(asio::ssl::verify_peer | asio::ssl::verify_fail_if_no_peer_cert, error);
  if (error) return fail(ErrorKind::bad_input, "client certificates cannot be demanded: " + error.message());
  return context;
}

std::string peer_name(SSL* tls) {
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(SSL_get1_peer_certificate(tls), &X509_free);
  if (certificate == nullptr) return {};
  const X509_NAME* subject = X509_get_subject_name(certificate.get());
  const int at = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
  if (at < 0) return {};
  unsigned char* name = nullptr;
  const int length = ASN1_STRING_to_UTF8(&name, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at)));
  if (length < 0) return {};
  std::string text(reinterpret_cast<const char*>(name), static_cast<std::size_t>(length));
  OPENSSL_free(name);
  for (char& c : text)
    if (static_cast<unsigned char>(c) < ' ' || c == '"') c = '?';  // it goes into a log line
  // Nobody poses as a local user, nor as somebody with an account.
  const bool posing = text.starts_with("unix:") || text.starts_with("account:") || text.starts_with("token:");
  return posing ? "certificate:" + text : text;
}

std::optional<WallTime> certificate_expiry(const std::string& pem) {
  const std::unique_ptr<BIO, decltype(&BIO_free)> source(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())),
                                                         &BIO_free);
  if (source == nullptr) return std::nullopt;
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(
      PEM_read_bio_X509(source.get(), nullptr, nullptr, nullptr), &X509_free);
  std::tm ends{};
  if (certificate == nullptr || ASN1_TIME_to_tm(X509_get0_notAfter(certificate.get()), &ends) != 1) {
    ERR_clear_error();
    return std::nullopt;
  }
  using namespace std::chrono;
  const year_month_day day(year(ends.tm_year + 1900), month(static_cast<unsigned>(ends.tm_mon + 1)),
                           std::chrono::day(static_cast<unsigned>(ends.tm_mday)));
  const auto since =
      sys_days(day).time_since_epoch() + hours(ends.tm_hour) + minutes(ends.tm_min) + seconds(ends.tm_sec);
  return WallTime(duration_cast<microseconds>(since));
}

}  // namespace tongluo::http
