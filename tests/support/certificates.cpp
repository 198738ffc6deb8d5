#include "tests/support/certificates.hpp"

#include <memory>
#include <openssl/bio.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "protocol/base/assert.hpp"
#include "protocol/os/random.hpp"

namespace tongluo::test {
namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;
using Bio = std::unique_ptr<BIO, decltype(&BIO_free_all)>;

Bio reading(const std::string& text) {
  return {BIO_new_mem_buf(text.data(), static_cast<int>(text.size())), &BIO_free_all};
}

std::string text_of(BIO* bio) {
  char* data = nullptr;
  const long size = BIO_get_mem_data(bio, &data);
  return {data, static_cast<std::size_t>(size)};
}

void extend(X509* certificate, X509* issuer, int kind, const std::string& value) {
  X509V3_CTX context{};
  X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str());
  TL_ASSERT(extension != nullptr && X509_add_ext(certificate, extension, -1) == 1);
  X509_EXTENSION_free(extension);
}

Certificate start(const std::string& common_name, EVP_PKEY* key, const Validity& validity) {
  Certificate certificate(X509_new(), &X509_free);
  const Bytes random = os::random_bytes(4);
  ASN1_INTEGER_set(
      X509_get_serialNumber(certificate.get()),
      1 + (static_cast<long>(random[0]) << 16 | static_cast<long>(random[1]) << 8 | static_cast<long>(random[2])));
  X509_set_version(certificate.get(), X509_VERSION_3);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), validity.from);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), validity.until);
  const auto* name = reinterpret_cast<const unsigned char*>(common_name.c_str());
  TL_ASSERT(
      X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8, name, -1, -1, 0) == 1);
  TL_ASSERT(X509_set_pubkey(certificate.get(), key) == 1);
  return certificate;
}

Certified finish(X509* certificate, EVP_PKEY* key, EVP_PKEY* signer) {
  TL_ASSERT(X509_sign(certificate, signer, EVP_sha256()) != 0);
  const Bio certificate_out(BIO_new(BIO_s_mem()), &BIO_free_all);
  const Bio key_out(BIO_new(BIO_s_mem()), &BIO_free_all);
  TL_ASSERT(PEM_write_bio_X509(certificate_out.get(), certificate) == 1);
  TL_ASSERT(PEM_write_bio_PKCS8PrivateKey(key_out.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1);
  return {text_of(certificate_out.get()), text_of(key_out.get())};
}

}  // namespace

Certified make_authority(const std::string& common_name) {
  const Key key(EVP_EC_gen("P-256"), &EVP_PKEY_free);
  const Certificate certificate = start(common_name, key.get(), {});
  X509_set_issuer_name(certificate.get(), X509_get_subject_name(certificate.get()));
  extend(certificate.get(), certificate.get(), NID_basic_constraints, "critical,CA:TRUE,pathlen:0");
  extend(certificate.get(), certificate.get(), NID_key_usage, "critical,keyCertSign");
  extend(certificate.get(), certificate.get(), NID_subject_key_identifier, "hash");
  return finish(certificate.get(), key.get(), key.get());
}

Certified issue(const Certified& authority, const std::string& common_name, const std::string& dns_name,
                const Validity& validity) {
  const Bio issuer_in = reading(authority.certificate_pem);
  const Bio key_in = reading(authority.key_pem);
  const Certificate issuer(PEM_read_bio_X509(issuer_in.get(), nullptr, nullptr, nullptr), &X509_free);
  const Key issuer_key(PEM_read_bio_PrivateKey(key_in.get(), nullptr, nullptr, nullptr), &EVP_PKEY_free);
  TL_ASSERT(issuer != nullptr && issuer_key != nullptr);
  const Key key(EVP_EC_gen("P-256"), &EVP_PKEY_free);
  const Certificate certificate = start(common_name, key.get(), validity);
  X509_set_issuer_name(certificate.get(), X509_get_subject_name(issuer.get()));
  if (!dns_name.empty()) extend(certificate.get(), issuer.get(), NID_subject_alt_name, "DNS:" + dns_name);
  return finish(certificate.get(), key.get(), issuer_key.get());
}

}  // namespace tongluo::test
