#include "tests/sim/seeded_keys.hpp"

#include <memory>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include "protocol/base/assert.hpp"
#include "tests/sim/dice.hpp"

namespace tongluo::sim {
namespace {

constexpr std::size_t kSecretBytes = 32;
constexpr const char* kPkcs8Prefix = "302e020100300506032b657004220420";

Bytes secret_of(std::uint64_t number) {
  Bytes secret(kSecretBytes);
  Dice(number).fill(secret);
  return secret;
}

}  // namespace

sign::PrivateKey seeded_key(std::uint64_t number) {
  Bytes der = *from_hex(kPkcs8Prefix);
  const Bytes secret = secret_of(number);
  der.insert(der.end(), secret.begin(), secret.end());
  auto key = sign::PrivateKey::parse_pkcs8(der);
  TL_ASSERT(key.has_value());
  return *std::move(key);
}

Bytes seeded_certificate(std::uint64_t number, const std::string& common_name) {
  const Bytes secret = secret_of(number);
  const std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key(
      EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, reinterpret_cast<const unsigned char*>(secret.data()),
                                   secret.size()),
      &EVP_PKEY_free);
  const std::unique_ptr<X509, decltype(&X509_free)> certificate(X509_new(), &X509_free);
  TL_ASSERT(key != nullptr && certificate != nullptr);
  X509_set_version(certificate.get(), X509_VERSION_3);
  ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate.get()), number);
  ASN1_TIME_set_string_X509(X509_getm_notBefore(certificate.get()), "20250101000000Z");
  ASN1_TIME_set_string_X509(X509_getm_notAfter(certificate.get()), "20350101000000Z");
  const auto* name = reinterpret_cast<const unsigned char*>(common_name.c_str());
  X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_UTF8, name, -1, -1, 0);
  X509_set_issuer_name(certificate.get(), X509_get_subject_name(certificate.get()));
  TL_ASSERT(X509_set_pubkey(certificate.get(), key.get()) == 1);
  TL_ASSERT(X509_sign(certificate.get(), key.get(), nullptr) > 0);
  unsigned char* out = nullptr;
  const int size = i2d_X509(certificate.get(), &out);
  TL_ASSERT(size > 0);
  const auto* first = reinterpret_cast<const std::byte*>(out);
  const Bytes der(first, first + size);
  OPENSSL_free(out);
  return der;
}

}  // namespace tongluo::sim
