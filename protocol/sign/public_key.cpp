#include <algorithm>

#include "protocol/base/assert.hpp"
#include "protocol/sign/digest_of.hpp"
#include "protocol/sign/ed25519_point.hpp"
#include "protocol/sign/keys.hpp"
#include "protocol/sign/raw_signature.hpp"
#include "protocol/sign/verification_memo.hpp"

namespace tongluo::sign {

struct PublicKey::Impl {
  const AlgorithmTraits& traits;
  PkeyHandle key;
  Bytes spki;
  KeyId id;
  bool verify(ByteView message, ByteView signature) const;
};

namespace {

KeyId id_of(ByteView spki) {
  const Digest digest = digest_of(spki);
  KeyId id;
  std::copy_n(digest.octets.begin(), KeyId::kSize, id.octets.begin());
  return id;
}

// There is one canonical form per algorithm, so its fixed prefix and length tell it from everything else.
bool has_canonical_form(const AlgorithmTraits& traits, ByteView spki) {
  return spki.size() == traits.spki_prefix.size() + traits.point_bytes &&
         std::ranges::equal(spki.first(traits.spki_prefix.size()), traits.spki_prefix);
}

// Why `spki` is not this algorithm's canonical form: another key, or no key at all.
KeyFault fault_of(const AlgorithmTraits& traits, ByteView spki) {
  const auto key = parse_whole<PkeyHandle>(spki, d2i_PUBKEY);
  return key && traits_of(key.get()) != &traits ? KeyFault::wrong_kind : KeyFault::malformed;
}

// OpenSSL's way through DER asks all its decoders, which takes a tenth of a millisecond. Of Ed25519 the canonical form
// says all: the key is its last octets.
PkeyHandle key_of(const AlgorithmTraits& traits, ByteView spki) {
  if (traits.algorithm != Algorithm::ed25519) return parse_whole<PkeyHandle>(spki, d2i_PUBKEY);
  const ByteView point = spki.last(traits.point_bytes);
  return PkeyHandle(
      EVP_PKEY_new_raw_public_key_ex(nullptr, traits.key_type, nullptr, octets(point), traits.point_bytes));
}

bool lies_on_curve(const AlgorithmTraits& traits, EVP_PKEY* key, ByteView spki) {
  if (traits.algorithm == Algorithm::ed25519) return is_usable_ed25519_point(spki.last(traits.point_bytes));
  const PkeyContext context(EVP_PKEY_CTX_new_from_pkey(nullptr, key, nullptr));
  return context && EVP_PKEY_public_check(context.get()) == 1;
}

}  // namespace

Result<PublicKey, KeyFault> PublicKey::parse(Algorithm algorithm, ByteView spki) {
  const ErrorQueueGuard guard;
  const AlgorithmTraits* traits = traits_of(algorithm);
  if (traits == nullptr) return fail(KeyFault::unknown_algorithm);
  if (!has_canonical_form(*traits, spki)) return fail(fault_of(*traits, spki));
  auto key = key_of(*traits, spki);
  if (!key || !lies_on_curve(*traits, key.get(), spki)) return fail(KeyFault::point_invalid);
  if (traits_of(key.get()) != traits) return fail(KeyFault::engine_failed);
  return PublicKey(
      std::make_shared<const Impl>(Impl{*traits, std::move(key), Bytes(spki.begin(), spki.end()), id_of(spki)}));
}

Result<PublicKey, KeyFault> PublicKey::from_certificate(ByteView certificate_der) {
  const ErrorQueueGuard guard;
  const auto certificate = parse_whole<CertificateHandle>(certificate_der, d2i_X509);
  if (!certificate) return fail(KeyFault::malformed);
  const EVP_PKEY* key = X509_get0_pubkey(certificate.get());
  if (key == nullptr) return fail(KeyFault::malformed);
  const AlgorithmTraits* traits = traits_of(key);
  if (traits == nullptr) return fail(KeyFault::wrong_kind);
  return parse(traits->algorithm, encode(key, i2d_PUBKEY));
}

// ASN1_TIME_diff counts in days and seconds from 1970: no time_t, which has 32 bits on armhf.
Result<WallTime, KeyFault> certificate_expiry(ByteView certificate_der) {
  const ErrorQueueGuard guard;
  const auto certificate = parse_whole<CertificateHandle>(certificate_der, d2i_X509);
  if (!certificate) return fail(KeyFault::malformed);
  const TimeHandle epoch(ASN1_TIME_new());
  if (!epoch || ASN1_TIME_set_string_X509(epoch.get(), "19700101000000Z") != 1) return fail(KeyFault::engine_failed);
  int days = 0;
  int rest_s = 0;
  if (ASN1_TIME_diff(&days, &rest_s, epoch.get(), X509_get0_notAfter(certificate.get())) != 1)
    return fail(KeyFault::malformed);
  return WallTime(std::chrono::days(days)) + seconds(rest_s);
}

Algorithm PublicKey::algorithm() const { return impl_->traits.algorithm; }
const Bytes& PublicKey::spki() const { return impl_->spki; }
KeyId PublicKey::id() const { return impl_->id; }

bool PublicKey::verify(ByteView message, ByteView signature) const {
  VerificationMemo* const memo = lent_memo();
  if (memo == nullptr) return impl_->verify(message, signature);
  const Digest name = VerificationMemo::name_of(impl_->spki, message, signature);
  if (memo->knows(name)) return ++memo->saved, true;
  ++memo->done;
  const bool good = impl_->verify(message, signature);
  if (good) memo->remember(name);
  return good;
}

bool PublicKey::Impl::verify(ByteView message, ByteView signature) const {
  const ErrorQueueGuard guard;
  if (signature.size() != kSignatureBytes) return false;
  Bytes der;
  if (!traits.order.empty()) {
    der = der_from_raw(traits, signature);
    if (der.empty()) return false;
    signature = der;
  }
  const DigestContext context = begin_verifying(traits, key.get());
  return context &&
         EVP_DigestVerify(context.get(), octets(signature), signature.size(), octets(message), message.size()) == 1;
}

}  // namespace tongluo::sign
