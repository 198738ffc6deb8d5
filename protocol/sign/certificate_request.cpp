#include "protocol/sign/certificate_request.hpp"

#include <algorithm>

#include "protocol/sign/certificate_parts.hpp"

namespace tongluo::sign {
namespace {

using RequestHandle = Handle<X509_REQ, X509_REQ_free>;

}  // namespace

bool is_hardware_serial(std::string_view text) {
  const auto good = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
           c == ':' || c == '-';
  };
  return !text.empty() && text.size() <= kMaxHardwareSerialBytes && std::all_of(text.begin(), text.end(), good);
}

Result<CertificateRequest, KeyFault> parse_certificate_request(ByteView der) {
  const ErrorQueueGuard guard;
  if (der.size() > kMaxCertificateRequestBytes) return fail(KeyFault::malformed);
  const auto request = parse_whole<RequestHandle>(der, d2i_X509_REQ);
  EVP_PKEY* raw = request ? X509_REQ_get0_pubkey(request.get()) : nullptr;
  if (raw == nullptr) return fail(KeyFault::malformed);
  auto key = PublicKey::parse(Algorithm::ecdsa_p256_sha256, encode(raw, i2d_PUBKEY));
  if (!key) return fail(key.error());
  std::string name = common_name_of(X509_REQ_get_subject_name(request.get()));
  if (!is_hardware_serial(name) || X509_REQ_verify(request.get(), raw) != 1) return fail(KeyFault::malformed);
  return CertificateRequest{std::move(name), std::move(*key)};
}

Result<Bytes, KeyFault> make_certificate_request(const PrivateKey& key, const std::string& common_name) {
  const ErrorQueueGuard guard;
  if (!is_hardware_serial(common_name)) return fail(KeyFault::malformed);
  const PkeyHandle raw = openssl_key(key);
  const RequestHandle request(X509_REQ_new());
  const bool ok = raw && request && X509_REQ_set_version(request.get(), X509_REQ_VERSION_1) == 1 &&
                  set_common_name(X509_REQ_get_subject_name(request.get()), common_name) &&
                  X509_REQ_set_pubkey(request.get(), raw.get()) == 1 &&
                  X509_REQ_sign(request.get(), raw.get(), EVP_sha256()) != 0;
  Bytes der = ok ? encode(request.get(), i2d_X509_REQ) : Bytes();
  if (der.empty()) return fail(KeyFault::engine_failed);
  return der;
}

}  // namespace tongluo::sign
