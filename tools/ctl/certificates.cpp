#include "tools/ctl/certificates.hpp"

#include <memory>
#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include "protocol/os/random.hpp"
#include "protocol/sign/certificate_issuer.hpp"

namespace tongluo::ctl {
namespace {

template <auto Free>
struct Release {
  template <class T>
  void operator()(T* value) const {
    Free(value);
  }
};
using Certificate = std::unique_ptr<X509, Release<X509_free>>;
using Key = std::unique_ptr<EVP_PKEY, Release<EVP_PKEY_free>>;
using Memory = std::unique_ptr<BIO, Release<BIO_free>>;
using Number = std::unique_ptr<BIGNUM, Release<BN_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, Release<X509_EXTENSION_free>>;
using Store = std::unique_ptr<X509_STORE, Release<X509_STORE_free>>;
using StoreContext = std::unique_ptr<X509_STORE_CTX, Release<X509_STORE_CTX_free>>;

constexpr auto kBackdate = std::chrono::hours(24);  // terminals whose clock is a little behind
constexpr std::size_t kSerialBytes = 16;

auto no_certificate(const std::string& what) { return give_up(ExitCode::key, "cannot make a certificate: " + what); }

Key openssl_key(const sign::PrivateKey& key) {
  const Result<Bytes, sign::KeyFault> der = key.to_pkcs8();
  if (!der) return nullptr;
  const auto* data = reinterpret_cast<const unsigned char*>(der->data());
  return Key(d2i_AutoPrivateKey(nullptr, &data, static_cast<long>(der->size())));
}

Certificate read_der(ByteView der) {
  const auto* data = reinterpret_cast<const unsigned char*>(der.data());
  return Certificate(d2i_X509(nullptr, &data, static_cast<long>(der.size())));
}

Try<std::string> write_pem(X509* certificate) {
  const Memory memory(BIO_new(BIO_s_mem()));
  if (!memory || PEM_write_bio_X509(memory.get(), certificate) != 1) return no_certificate("writing PEM");
  char* text = nullptr;
  const long size = BIO_get_mem_data(memory.get(), &text);
  return std::string(text, static_cast<std::size_t>(size));
}

bool set_time(ASN1_TIME* field, WallTime time) {
  const auto whole_seconds = std::chrono::floor<seconds>(time.time_since_epoch()).count();
  return ASN1_TIME_adj(field, 0, static_cast<int>(whole_seconds / 86'400), whole_seconds % 86'400) != nullptr;
}

bool set_serial(X509* certificate) {
  Bytes serial = os::random_bytes(kSerialBytes);
  serial[0] &= std::byte{0x7f};  // positive
  const Number number(BN_bin2bn(reinterpret_cast<const unsigned char*>(serial.data()), kSerialBytes, nullptr));
  return number && BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr;
}

bool set_name(X509* certificate, const std::string& common_name) {
  X509_NAME* name = X509_get_subject_name(certificate);
  const auto* text = reinterpret_cast<const unsigned char*>(common_name.c_str());
  return X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, text, static_cast<int>(common_name.size()), -1, 0) == 1;
}

bool add_extension(X509* certificate, X509* issuer, int kind, const std::string& value) {
  X509V3_CTX context{};
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const Extension extension(X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()));
  return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

// Version 3, serial, times, subject and key: what every certificate has.
Certificate start_certificate(const std::string& common_name, EVP_PKEY* key, WallTime from, WallTime until) {
  Certificate certificate(X509_new());
  const bool ok = certificate && X509_set_version(certificate.get(), X509_VERSION_3) == 1 &&
                  set_serial(certificate.get()) && set_time(X509_getm_notBefore(certificate.get()), from) &&
                  set_time(X509_getm_notAfter(certificate.get()), until) && set_name(certificate.get(), common_name) &&
                  X509_set_pubkey(certificate.get(), key) == 1;
  return ok ? std::move(certificate) : nullptr;
}

// All of the text: the devices' authority and the one that enrols.
bool add_authorities(X509_STORE* store, std::string_view pem) {
  const Memory memory(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  bool any = false;
  while (memory) {
    const Certificate next(PEM_read_bio_X509(memory.get(), nullptr, nullptr, nullptr));
    if (!next) break;
    if (X509_STORE_add_cert(store, next.get()) != 1) return false;
    any = true;
  }
  ERR_clear_error();  // the end of the text is reported as an error
  return any;
}

}  // namespace

Try<CertificateAuthority> make_authority(const std::string& common_name, WallTime now) {
  Result<sign::PrivateKey, sign::KeyFault> key = sign::PrivateKey::generate(Algorithm::ecdsa_p256_sha256);
  if (!key) return no_certificate(sign::to_string(key.error()));
  const Key openssl = openssl_key(*key);
  if (!openssl) return no_certificate("the authority's key");
  const Certificate certificate = start_certificate(common_name, openssl.get(), now - kBackdate, now + kAuthorityLife);
  X509* raw = certificate.get();
  const bool ok = raw && X509_set_issuer_name(raw, X509_get_subject_name(raw)) == 1 &&
                  add_extension(raw, raw, NID_basic_constraints, "critical,CA:TRUE,pathlen:0") &&
                  add_extension(raw, raw, NID_key_usage, "critical,keyCertSign,cRLSign") &&
                  add_extension(raw, raw, NID_subject_key_identifier, "hash") &&
                  X509_sign(raw, openssl.get(), EVP_sha256()) != 0;
  if (!ok) return no_certificate("authority " + common_name);
  const Try<std::string> pem = write_pem(raw);
  if (!pem) return tl::unexpected(pem.error());
  return CertificateAuthority{*pem, std::move(*key)};
}

Try<std::string> issue_certificate(const CertificateAuthority& authority, const Subject& subject,
                                   const sign::PrivateKey& key, WallTime now) {
  const auto issuer = sign::CertificateIssuer::create(authority.certificate_pem, authority.key);
  if (!issuer) return no_certificate("the authority's key does not belong to its certificate");
  const auto public_key = sign::PublicKey::parse(key.algorithm(), key.spki());
  if (!public_key) return no_certificate("the key of " + subject.common_name + " is unusable");
  const auto use = subject.purpose == Purpose::controller ? sign::CertificateUse::server : sign::CertificateUse::client;
  const auto der = issuer->issue({subject.common_name, subject.dns_name, use}, *public_key,
                                 {now - kBackdate, now + kCertificateLife});
  if (!der) return no_certificate("certificate of " + subject.common_name);
  return sign::certificate_to_pem(*der);
}

std::string certificate_fault(ByteView certificate_der, const std::string& common_name,
                              std::string_view authority_pem) {
  const Certificate certificate = read_der(certificate_der);
  if (!certificate) return "no certificate";
  if (common_name_of(certificate_der) != common_name) return "the certificate names " + common_name_of(certificate_der);
  const Store store(X509_STORE_new());
  const StoreContext context(X509_STORE_CTX_new());
  if (!store || !add_authorities(store.get(), authority_pem)) return "the authority is no certificate";
  if (!context || X509_STORE_CTX_init(context.get(), store.get(), certificate.get(), nullptr) != 1)
    return "out of memory";
  X509_STORE_CTX_set_flags(context.get(), X509_V_FLAG_NO_CHECK_TIME);
  if (X509_verify_cert(context.get()) == 1) return {};
  return X509_verify_cert_error_string(X509_STORE_CTX_get_error(context.get()));
}

std::string common_name_of(ByteView certificate_der) {
  const Certificate certificate = read_der(certificate_der);
  if (!certificate) return {};
  char text[256] = {};
  const int size =
      X509_NAME_get_text_by_NID(X509_get_subject_name(certificate.get()), NID_commonName, text, sizeof text);
  return size > 0 ? std::string(text, static_cast<std::size_t>(size)) : std::string();
}

}  // namespace tongluo::ctl
