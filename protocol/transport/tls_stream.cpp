#include "protocol/transport/tls_stream.hpp"

#include <cerrno>
#include <cstring>
#include <ctime>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "protocol/base/limits.hpp"

namespace tongluo::transport {
namespace {

constexpr int kUserTimeoutMs = 60'000;  // sent data that nobody acknowledges for so long ends the connection
// What the kernel may hold unsent: without it megabytes of a clip would lie there in front of a cancel.
constexpr int kUnsentBytes = limits::kMaxQueuedClipBytes;

void set_options(boost::asio::ip::tcp::socket& socket) {
  boost::system::error_code ignored;  // a socket that died already shows it at the first read
  socket.non_blocking(true, ignored);
  socket.native_non_blocking(true, ignored);
  socket.set_option(boost::asio::ip::tcp::no_delay(true), ignored);
  using UserTimeout = boost::asio::detail::socket_option::integer<IPPROTO_TCP, TCP_USER_TIMEOUT>;
  socket.set_option(UserTimeout(kUserTimeoutMs), ignored);
  using Unsent = boost::asio::detail::socket_option::integer<IPPROTO_TCP, TCP_NOTSENT_LOWAT>;
  socket.set_option(Unsent(kUnsentBytes), ignored);
}

WallTime to_wall(const ASN1_TIME* time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return WallTime{};
  const auto day = std::chrono::year(parts.tm_year + 1900) / (parts.tm_mon + 1) / parts.tm_mday;
  const auto since = std::chrono::sys_days(day).time_since_epoch() + std::chrono::hours(parts.tm_hour) +
                     std::chrono::minutes(parts.tm_min) + seconds(parts.tm_sec);
  return WallTime(std::chrono::duration_cast<WallTime::duration>(since));
}

bool valid_at(const X509* certificate, WallTime time) {
  return to_wall(X509_get0_notBefore(certificate)) <= time && time <= to_wall(X509_get0_notAfter(certificate));
}

}  // namespace

TlsStream::TlsStream(boost::asio::ip::tcp::socket socket, TlsHandle handle, Side side, ssl_session_st* ticket)
    : socket_(std::move(socket)), handle_(std::move(handle)) {
  set_options(socket_);
  SSL_set_fd(handle_.get(), static_cast<int>(socket_.native_handle()));
  if (side == Side::server) {
    SSL_set_accept_state(handle_.get());
  } else {
    SSL_set_connect_state(handle_.get());
    if (ticket != nullptr) SSL_set_session(handle_.get(), ticket);
  }
}

Want TlsStream::handshake() {
  ERR_clear_error();
  const int result = SSL_do_handshake(handle_.get());
  return result == 1 ? Want::nothing : explain(result);
}

Transferred TlsStream::read(std::span<std::byte> into) {
  ERR_clear_error();
  std::size_t got = 0;
  const int result = SSL_read_ex(handle_.get(), into.data(), into.size(), &got);
  return {result == 1 ? Want::nothing : explain(result), got};
}

Transferred TlsStream::write(ByteView from) {
  ERR_clear_error();
  std::size_t wrote = 0;
  const int result = SSL_write_ex(handle_.get(), from.data(), from.size(), &wrote);
  return {result == 1 ? Want::nothing : explain(result), wrote};
}

bool TlsStream::has_pending() const { return SSL_has_pending(handle_.get()) == 1; }

std::uint64_t TlsStream::octets_in() const { return BIO_number_read(SSL_get_rbio(handle_.get())); }
std::uint64_t TlsStream::octets_out() const { return BIO_number_written(SSL_get_wbio(handle_.get())); }

void TlsStream::close() {
  boost::system::error_code ignored;
  socket_.close(ignored);
}

Want TlsStream::explain(int result) {
  const int system_error = errno;
  switch (SSL_get_error(handle_.get(), result)) {
    case SSL_ERROR_WANT_READ:
      return Want::read;
    case SSL_ERROR_WANT_WRITE:
      return Want::write;
    case SSL_ERROR_ZERO_RETURN:
      return Want::closed;
    case SSL_ERROR_SYSCALL:
      failure_ = system_error == 0 ? "connection ended" : std::strerror(system_error);
      return Want::failed;
    default:
      failure_ = tls_error();
      return Want::failed;
  }
}

Bytes TlsStream::export_key(const char* label, std::size_t size) const {
  Bytes key(size);
  const int done = SSL_export_keying_material(handle_.get(), reinterpret_cast<unsigned char*>(key.data()), key.size(),
                                              label, std::strlen(label), nullptr, 0, 0);
  return done == 1 ? key : Bytes();
}

bool TlsStream::resumed() const { return SSL_session_reused(handle_.get()) == 1; }

Bytes TlsStream::peer_certificate_der() const {
  X509* certificate = SSL_get0_peer_certificate(handle_.get());
  if (certificate == nullptr) return {};
  const int size = i2d_X509(certificate, nullptr);
  if (size <= 0) return {};
  Bytes der(static_cast<std::size_t>(size));
  auto* at = reinterpret_cast<unsigned char*>(der.data());
  i2d_X509(certificate, &at);
  return der;
}

std::string TlsStream::peer_common_name() const {
  const X509* certificate = SSL_get0_peer_certificate(handle_.get());
  if (certificate == nullptr) return {};
  char name[256] = {};
  const int size = X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, name, sizeof name);
  // A name with a zero inside would read as a shorter one.
  return size > 0 && std::strlen(name) == static_cast<std::size_t>(size) ? std::string(name) : std::string();
}

bool TlsStream::peer_issued_by(ByteView authority_der, const std::string& server_name) const {
  X509* leaf = SSL_get0_peer_certificate(handle_.get());
  const auto* cursor = reinterpret_cast<const unsigned char*>(authority_der.data());
  const std::unique_ptr<X509, decltype(&X509_free)> authority(
      d2i_X509(nullptr, &cursor, static_cast<long>(authority_der.size())), &X509_free);
  const std::unique_ptr<X509_STORE, decltype(&X509_STORE_free)> store(X509_STORE_new(), &X509_STORE_free);
  const std::unique_ptr<X509_STORE_CTX, decltype(&X509_STORE_CTX_free)> check(X509_STORE_CTX_new(),
                                                                              &X509_STORE_CTX_free);
  const bool ready = leaf != nullptr && authority && store && check &&
                     X509_STORE_add_cert(store.get(), authority.get()) == 1 &&
                     X509_STORE_CTX_init(check.get(), store.get(), leaf, nullptr) == 1;
  bool good = false;
  if (ready) {
    X509_VERIFY_PARAM* rules = X509_STORE_CTX_get0_param(check.get());
    X509_VERIFY_PARAM_set_flags(rules, X509_V_FLAG_NO_CHECK_TIME);
    X509_VERIFY_PARAM_set_hostflags(rules, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    good = X509_VERIFY_PARAM_set_purpose(rules, X509_PURPOSE_SSL_SERVER) == 1 &&
           X509_VERIFY_PARAM_set1_host(rules, server_name.c_str(), server_name.size()) == 1 &&
           X509_verify_cert(check.get()) == 1;
  }
  ERR_clear_error();
  return good;
}

bool TlsStream::peer_valid_at(WallTime time) const {
  const X509* leaf = SSL_get0_peer_certificate(handle_.get());
  if (leaf == nullptr || !valid_at(leaf, time)) return false;
  const STACK_OF(X509)* chain = SSL_get0_verified_chain(handle_.get());  // none after resumption
  for (int i = 0; chain != nullptr && i < sk_X509_num(chain); ++i)
    if (!valid_at(sk_X509_value(chain, i), time)) return false;
  return true;
}

}  // namespace tongluo::transport
