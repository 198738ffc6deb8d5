#include <algorithm>
#include <openssl/pem.h>

#include "protocol/sign/keys.hpp"
#include "protocol/sign/raw_signature.hpp"

namespace tongluo::sign {

struct PrivateKey::Impl {
  const AlgorithmTraits& traits;
  PkeyHandle key;
  PublicKey public_key;

  static Result<PrivateKey, KeyFault> adopt(PkeyHandle key);
};

namespace {

constexpr std::string_view kPemHeader = "-----BEGIN PRIVATE KEY-----";
constexpr std::string_view kWhiteSpace = " \t\r\n";

PkeyHandle new_key(const AlgorithmTraits& traits) {
  if (traits.algorithm == Algorithm::ecdsa_p256_sha256)
    return PkeyHandle(EVP_PKEY_Q_keygen(nullptr, nullptr, traits.key_type, traits.group));
  return PkeyHandle(EVP_PKEY_Q_keygen(nullptr, nullptr, traits.key_type));
}

// The private half is in range and belongs to the public one.
bool halves_agree(EVP_PKEY* key) {
  const PkeyContext context(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr));
  return context && EVP_PKEY_check(context.get()) == 1;
}

Pkcs8Handle pkcs8_of(const EVP_PKEY* key) { return Pkcs8Handle(EVP_PKEY2PKCS8(key)); }

// The public half in its canonical form: a key file may ask for a compressed point, which we never write.
Result<PublicKey, KeyFault> public_half(const AlgorithmTraits& traits, EVP_PKEY* key) {
  if (traits.group != nullptr &&
      EVP_PKEY_set_utf8_string_param(key, OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT, "uncompressed") != 1)
    return fail(KeyFault::engine_failed);
  return PublicKey::parse(traits.algorithm, encode<EVP_PKEY>(key, i2d_PUBKEY));
}

}  // namespace

Result<PrivateKey, KeyFault> PrivateKey::Impl::adopt(PkeyHandle key) {
  const AlgorithmTraits* traits = traits_of(key.get());
  if (traits == nullptr) return fail(KeyFault::wrong_kind);
  if (!halves_agree(key.get())) return fail(KeyFault::point_invalid);
  auto half = public_half(*traits, key.get());
  if (!half) return fail(half.error());
  return PrivateKey(std::make_shared<const Impl>(Impl{*traits, std::move(key), std::move(*half)}));
}

Result<PrivateKey, KeyFault> PrivateKey::generate(Algorithm algorithm) {
  const ErrorQueueGuard guard;
  const AlgorithmTraits* traits = traits_of(algorithm);
  if (traits == nullptr) return fail(KeyFault::unknown_algorithm);
  PkeyHandle key = new_key(*traits);
  if (!key) return fail(KeyFault::engine_failed);
  return Impl::adopt(std::move(key));
}

Result<PrivateKey, KeyFault> PrivateKey::parse_pkcs8(ByteView der) {
  const ErrorQueueGuard guard;
  const auto info = parse_whole<Pkcs8Handle>(der, d2i_PKCS8_PRIV_KEY_INFO);
  if (!info) return fail(KeyFault::malformed);
  PkeyHandle key(EVP_PKCS82PKEY(info.get()));
  if (!key) return fail(KeyFault::malformed);
  return Impl::adopt(std::move(key));
}

Result<Bytes, KeyFault> PrivateKey::to_pkcs8() const {
  const ErrorQueueGuard guard;
  const Pkcs8Handle info = pkcs8_of(impl_->key.get());
  Bytes der = info ? encode(info.get(), i2d_PKCS8_PRIV_KEY_INFO) : Bytes{};
  if (der.empty()) return fail(KeyFault::engine_failed);
  return der;
}

Result<PrivateKey, KeyFault> PrivateKey::parse_pem(std::string_view pem) {
  const ErrorQueueGuard guard;
  // Nothing before, nothing after; an encrypted key has another header and is never prompted for.
  if (!pem.starts_with(kPemHeader)) return fail(KeyFault::malformed);
  const BioHandle bio(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  if (!bio) return fail(KeyFault::engine_failed);
  const Pkcs8Handle info(PEM_read_bio_PKCS8_PRIV_KEY_INFO(bio.get(), nullptr, nullptr, nullptr));
  const std::size_t unread = BIO_ctrl_pending(bio.get());
  if (!info || pem.substr(pem.size() - unread).find_first_not_of(kWhiteSpace) != std::string_view::npos)
    return fail(KeyFault::malformed);
  return parse_pkcs8(encode(info.get(), i2d_PKCS8_PRIV_KEY_INFO));
}

Result<std::string, KeyFault> PrivateKey::to_pem() const {
  const ErrorQueueGuard guard;
  const Pkcs8Handle info = pkcs8_of(impl_->key.get());
  const BioHandle bio(BIO_new(BIO_s_mem()));
  if (!info || !bio || PEM_write_bio_PKCS8_PRIV_KEY_INFO(bio.get(), info.get()) != 1)
    return fail(KeyFault::engine_failed);
  char* text = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &text);
  return std::string(text, static_cast<std::size_t>(size));
}

Algorithm PrivateKey::algorithm() const { return impl_->traits.algorithm; }
KeyId PrivateKey::key_id() const { return impl_->public_key.id(); }
const Bytes& PrivateKey::spki() const { return impl_->public_key.spki(); }

Result<Bytes, KeyFault> PrivateKey::sign(ByteView message) const {
  const ErrorQueueGuard guard;
  const DigestContext context = begin_signing(impl_->traits, impl_->key.get());
  std::size_t size = 0;
  if (!context || EVP_DigestSign(context.get(), nullptr, &size, octets(message), message.size()) != 1)
    return fail(KeyFault::engine_failed);
  Bytes signature(size);
  if (EVP_DigestSign(context.get(), octets(signature), &size, octets(message), message.size()) != 1)
    return fail(KeyFault::engine_failed);
  signature.resize(size);
  if (!impl_->traits.order.empty()) signature = raw_from_der(signature);
  if (signature.size() != kSignatureBytes) return fail(KeyFault::engine_failed);
  return signature;
}

}  // namespace tongluo::sign
