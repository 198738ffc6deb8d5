#include "protocol/sign/certificate_issuer.hpp"

#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include "protocol/sign/certificate_parts.hpp"

namespace tongluo::sign {

struct CertificateIssuer::Impl {
  CertificateHandle certificate;
  PkeyHandle key;
};

namespace {

using TextHandle = Handle<unsigned char, openssl_free>;
using ExtensionHandle = Handle<X509_EXTENSION, X509_EXTENSION_free>;
constexpr std::size_t kSerialBytes = 16;
constexpr std::int64_t kDaySeconds = 86'400;

// In days and seconds from 1970: no time_t, which has 32 bits on armhf.
bool set_time(ASN1_TIME* field, WallTime time) {
  const std::int64_t whole = std::chrono::floor<seconds>(time.time_since_epoch()).count();
  return ASN1_TIME_adj(field, 0, static_cast<int>(whole / kDaySeconds), static_cast<long>(whole % kDaySeconds)) !=
         nullptr;
}

bool set_serial(X509* certificate) {
  Bytes serial(kSerialBytes);
  if (RAND_bytes(octets(serial), static_cast<int>(serial.size())) != 1) return false;
  serial[0] = (serial[0] & std::byte{0x7f}) | std::byte{0x40};  // positive, and never short
  const NumberHandle number(BN_bin2bn(octets(serial), static_cast<int>(serial.size()), nullptr));
  return number && BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr;
}

bool add_extension(X509* certificate, X509* issuer, int kind, const std::string& value) {
  X509V3_CTX context{};
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  const ExtensionHandle extension(X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()));
  return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

bool add_extensions(X509* certificate, X509* issuer, const CertificateSubject& subject) {
  const char* use = subject.use == CertificateUse::server ? "serverAuth" : "clientAuth";
  return add_extension(certificate, issuer, NID_basic_constraints, "critical,CA:FALSE") &&
         add_extension(certificate, issuer, NID_key_usage, "critical,digitalSignature") &&
         add_extension(certificate, issuer, NID_ext_key_usage, use) &&
         add_extension(certificate, issuer, NID_subject_key_identifier, "hash") &&
         add_extension(certificate, issuer, NID_authority_key_identifier, "keyid") &&
         (subject.dns_name.empty() ||
          add_extension(certificate, issuer, NID_subject_alt_name, "DNS:" + subject.dns_name));
}

CertificateHandle read_certificate(std::string_view pem) {
  const BioHandle bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  return CertificateHandle(bio ? PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr) : nullptr);
}

Result<WallTime, KeyFault> to_wall(const ASN1_TIME* time) {
  const TimeHandle epoch(ASN1_TIME_new());
  if (!epoch || ASN1_TIME_set_string_X509(epoch.get(), "19700101000000Z") != 1) return fail(KeyFault::engine_failed);
  int days = 0;
  int rest_s = 0;
  if (ASN1_TIME_diff(&days, &rest_s, epoch.get(), time) != 1) return fail(KeyFault::malformed);
  return WallTime(std::chrono::days(days)) + seconds(rest_s);
}

}  // namespace

PkeyHandle openssl_key(const PrivateKey& key) {
  const auto der = key.to_pkcs8();
  if (!der) return nullptr;
  const unsigned char* cursor = octets(*der);
  return PkeyHandle(d2i_AutoPrivateKey(nullptr, &cursor, static_cast<long>(der->size())));
}

bool set_common_name(X509_NAME* name, const std::string& text) {
  const auto* data = reinterpret_cast<const unsigned char*>(text.data());
  return X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, data, static_cast<int>(text.size()), -1, 0) == 1;
}

std::string common_name_of(const X509_NAME* subject) {
  const int at = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
  if (at < 0 || X509_NAME_get_index_by_NID(subject, NID_commonName, at) >= 0) return {};
  unsigned char* text = nullptr;
  const int size = ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at)));
  const TextHandle owner(text);
  if (size <= 0) return {};
  return {reinterpret_cast<const char*>(text), static_cast<std::size_t>(size)};
}

Result<CertificateIssuer, KeyFault> CertificateIssuer::create(std::string_view certificate_pem, const PrivateKey& key) {
  const ErrorQueueGuard guard;
  auto certificate = read_certificate(certificate_pem);
  if (!certificate) return fail(KeyFault::malformed);
  auto raw = openssl_key(key);
  if (!raw) return fail(KeyFault::engine_failed);
  if (X509_check_private_key(certificate.get(), raw.get()) != 1) return fail(KeyFault::wrong_kind);
  return CertificateIssuer(std::make_shared<const Impl>(Impl{std::move(certificate), std::move(raw)}));
}

Result<Bytes, KeyFault> CertificateIssuer::issue(const CertificateSubject& subject, const PublicKey& key,
                                                 CertificateTimes times) const {
  const ErrorQueueGuard guard;
  const auto subject_key = parse_whole<PkeyHandle>(key.spki(), d2i_PUBKEY);
  const CertificateHandle made(X509_new());
  X509* raw = made.get();
  const bool ok =
      raw != nullptr && subject_key && X509_set_version(raw, X509_VERSION_3) == 1 && set_serial(raw) &&
      set_time(X509_getm_notBefore(raw), times.not_before) && set_time(X509_getm_notAfter(raw), times.not_after) &&
      set_common_name(X509_get_subject_name(raw), subject.common_name) &&
      X509_set_pubkey(raw, subject_key.get()) == 1 &&
      X509_set_issuer_name(raw, X509_get_subject_name(impl_->certificate.get())) == 1 &&
      add_extensions(raw, impl_->certificate.get(), subject) && X509_sign(raw, impl_->key.get(), EVP_sha256()) != 0;
  Bytes der = ok ? encode(raw, i2d_X509) : Bytes();
  if (der.empty()) return fail(KeyFault::engine_failed);
  return der;
}

Result<CertificateTimes, KeyFault> certificate_times(ByteView certificate_der) {
  const ErrorQueueGuard guard;
  const auto certificate = parse_whole<CertificateHandle>(certificate_der, d2i_X509);
  if (!certificate) return fail(KeyFault::malformed);
  const auto from = to_wall(X509_get0_notBefore(certificate.get()));
  if (!from) return fail(from.error());
  const auto until = to_wall(X509_get0_notAfter(certificate.get()));
  if (!until) return fail(until.error());
  return CertificateTimes{*from, *until};
}

Bytes certificate_from_pem(std::string_view pem) {
  const ErrorQueueGuard guard;
  const auto certificate = read_certificate(pem);
  return certificate ? encode(certificate.get(), i2d_X509) : Bytes();
}

std::string certificate_to_pem(ByteView certificate_der) {
  const ErrorQueueGuard guard;
  const auto certificate = parse_whole<CertificateHandle>(certificate_der, d2i_X509);
  const BioHandle bio(BIO_new(BIO_s_mem()));
  if (!certificate || !bio || PEM_write_bio_X509(bio.get(), certificate.get()) != 1) return {};
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &text);
  return {text, static_cast<std::size_t>(size)};
}

std::string certificate_name(ByteView certificate_der) {
  const ErrorQueueGuard guard;
  const auto certificate = parse_whole<CertificateHandle>(certificate_der, d2i_X509);
  return certificate ? common_name_of(X509_get_subject_name(certificate.get())) : std::string();
}

}  // namespace tongluo::sign
