#include "protocol/transport/tls_context.hpp"

#include <csignal>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "protocol/base/assert.hpp"

namespace tongluo::transport {
namespace {

struct BioDeleter {
  void operator()(BIO* bio) const { BIO_free(bio); }
};
struct CertificateDeleter {
  void operator()(X509* certificate) const { X509_free(certificate); }
};
struct KeyDeleter {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
using Bio = std::unique_ptr<BIO, BioDeleter>;
using Certificate = std::unique_ptr<X509, CertificateDeleter>;
using Key = std::unique_ptr<EVP_PKEY, KeyDeleter>;

// The longest that RFC 8446 allows: a session that stayed up for days must resume like any other after a drop.
constexpr long kTicketLifetimeSeconds = 7 * 24 * 60 * 60;

Bio open_text(const std::string& pem) { return Bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()))); }

int no_passphrase(char*, int, int, void*) { return 0; }

bool use_chain(SSL_CTX* context, const std::string& pem) {
  const Bio bio = open_text(pem);
  const Certificate own(PEM_read_bio_X509(bio.get(), nullptr, no_passphrase, nullptr));
  if (!own || SSL_CTX_use_certificate(context, own.get()) != 1) return false;
  while (X509* next = PEM_read_bio_X509(bio.get(), nullptr, no_passphrase, nullptr))
    if (SSL_CTX_add0_chain_cert(context, next) != 1) return false;
  ERR_clear_error();  // the end of the text is reported as an error
  return true;
}

bool use_key(SSL_CTX* context, const std::string& pem) {
  const Key key(PEM_read_bio_PrivateKey(open_text(pem).get(), nullptr, no_passphrase, nullptr));
  return key && SSL_CTX_use_PrivateKey(context, key.get()) == 1 && SSL_CTX_check_private_key(context) == 1;
}

bool trust(SSL_CTX* context, const std::string& pem) {
  const Bio bio = open_text(pem);
  bool any = false;
  while (const Certificate authority{PEM_read_bio_X509(bio.get(), nullptr, no_passphrase, nullptr)}) {
    if (X509_STORE_add_cert(SSL_CTX_get_cert_store(context), authority.get()) != 1) return false;
    any = true;
  }
  if (any) ERR_clear_error();  // the end of the text is reported as an error
  return any;
}

Result<void> configure(SSL_CTX* context, const TlsIdentity& identity) {
  if (SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION) != 1) return fail(ErrorKind::unavailable, tls_error());
  if (!use_chain(context, identity.certificate_pem))
    return fail(ErrorKind::bad_input, "certificate unusable: " + tls_error());
  if (!use_key(context, identity.private_key_pem))
    return fail(ErrorKind::bad_input, "private key unusable or not of this certificate: " + tls_error());
  if (!trust(context, identity.authority_pem))
    return fail(ErrorKind::bad_input, "authority certificate unusable: " + tls_error());
  SSL_CTX_set_mode(context,
                   SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_read_ahead(context, 1);  // head and body of a record in one system call
  // A line that drops without close_notify is everyday life here and frames carry their length; as a fatal error it
  // would also make the ticket unusable.
  SSL_CTX_set_options(context, SSL_OP_IGNORE_UNEXPECTED_EOF);
  return {};
}

// A resumed session shows no chain, so that a ticket of an authority that is not trusted any more must not count.
bool bind_tickets(SSL_CTX* context, const std::string& authority_pem) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  std::size_t size = 0;
  return EVP_Q_digest(nullptr, "SHA256", nullptr, authority_pem.data(), authority_pem.size(), digest.data(), &size) ==
             1 &&
         SSL_CTX_set_session_id_context(context, digest.data(), static_cast<unsigned>(size)) == 1;
}

// Keeps the newest ticket of a client context, for the next connection.
int keep_ticket(SSL* handle, SSL_SESSION* session) {
  auto* ticket = static_cast<TlsSession*>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(handle)));
  ticket->reset(session);
  return 1;  // the reference is ours now
}

}  // namespace

void TlsContextDeleter::operator()(ssl_ctx_st* context) const { SSL_CTX_free(context); }
void TlsSessionDeleter::operator()(ssl_session_st* session) const { SSL_SESSION_free(session); }

void TlsHandleDeleter::operator()(ssl_st* handle) const {
  // Freed without this, a dropped connection would take its ticket along and nothing could be resumed.
  SSL_set_shutdown(handle, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
  SSL_free(handle);
}

std::string tls_error() {
  const unsigned long code = ERR_peek_last_error();
  ERR_clear_error();
  if (code == 0) return "no detail";
  char text[256];
  ERR_error_string_n(code, text, sizeof text);
  return text;
}

Result<TlsContext> TlsContext::server(const TlsIdentity& identity) {
  std::signal(SIGPIPE, SIG_IGN);
  TlsContext made(Handle(SSL_CTX_new(TLS_server_method())));
  SSL_CTX* context = made.handle_.get();
  if (context == nullptr) return fail(ErrorKind::unavailable, tls_error());
  if (auto configured = configure(context, identity); !configured) return tl::unexpected(configured.error());
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
  if (!bind_tickets(context, identity.authority_pem)) return fail(ErrorKind::unavailable, tls_error());
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);  // tickets hold the state
  SSL_CTX_set_num_tickets(context, 1);
  SSL_CTX_set_timeout(context, kTicketLifetimeSeconds);
  return made;
}

Result<TlsContext> TlsContext::enrolment_server(const TlsIdentity& identity) {
  auto made = server(identity);
  if (!made) return made;
  SSL_CTX* context = made->handle_.get();
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(context), X509_V_FLAG_NO_CHECK_TIME);
  SSL_CTX_set_num_tickets(context, 0);
  return made;
}

Result<TlsContext> TlsContext::stranger() {
  std::signal(SIGPIPE, SIG_IGN);
  TlsContext made(Handle(SSL_CTX_new(TLS_client_method())));
  SSL_CTX* context = made.handle_.get();
  if (context == nullptr || SSL_CTX_set_min_proto_version(context, TLS1_3_VERSION) != 1)
    return fail(ErrorKind::unavailable, tls_error());
  SSL_CTX_set_options(context, SSL_OP_IGNORE_UNEXPECTED_EOF);
  SSL_CTX_set_verify(context, SSL_VERIFY_NONE, nullptr);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  return made;
}

Result<TlsContext> TlsContext::client(const TlsIdentity& identity, const std::string& server_name) {
  std::signal(SIGPIPE, SIG_IGN);
  TlsContext made(Handle(SSL_CTX_new(TLS_client_method())));
  SSL_CTX* context = made.handle_.get();
  if (context == nullptr) return fail(ErrorKind::unavailable, tls_error());
  if (auto configured = configure(context, identity); !configured) return tl::unexpected(configured.error());
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  X509_VERIFY_PARAM* rules = SSL_CTX_get0_param(context);
  X509_VERIFY_PARAM_set_flags(rules, X509_V_FLAG_NO_CHECK_TIME);
  X509_VERIFY_PARAM_set_hostflags(rules, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  if (X509_VERIFY_PARAM_set1_host(rules, server_name.c_str(), server_name.size()) != 1)
    return fail(ErrorKind::bad_input, "server name unusable: " + server_name);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
  SSL_CTX_set_app_data(context, made.ticket_.get());
  SSL_CTX_sess_set_new_cb(context, keep_ticket);
  return made;
}

void TlsContext::use_ticket_keys(const TicketKeys& keys) {
  TicketKeys copy = keys;  // OpenSSL's parameter is not const
  const auto taken = SSL_CTX_set_tlsext_ticket_keys(handle_.get(), copy.data(), copy.size());
  TL_ASSERT(taken == 1);  // else the size is not OpenSSL's
}

TlsHandle TlsContext::make_handle() const { return TlsHandle(SSL_new(handle_.get())); }

}  // namespace tongluo::transport
