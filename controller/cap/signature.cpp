#include "controller/cap/signature.hpp"

#include <algorithm>
#include <chrono>
#include <ctime>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <xmlsec/crypto.h>
#include <xmlsec/keys.h>
#include <xmlsec/xmldsig.h>

#include "controller/cap/guarded_document.hpp"
#include "controller/cap/limits.hpp"
#include "controller/cap/signature_form.hpp"
#include "protocol/base/assert.hpp"

namespace tongluo::cap {

using Key = std::unique_ptr<xmlSecKey, Freed<xmlSecKeyDestroy>>;
using Verification = std::unique_ptr<xmlSecDSigCtx, Freed<xmlSecDSigCtxDestroy>>;

struct PinnedCertificates::Pins {
  struct Pin {
    std::string name;
    Key key;
    WallTime from{}, until{};
  };
  std::vector<Pin> all;
};

namespace {

using Bio = std::unique_ptr<BIO, Freed<BIO_free_all>>;
using Certificate = std::unique_ptr<X509, Freed<X509_free>>;

std::optional<WallTime> wall_of(const ASN1_TIME* time) {
  std::tm parts{};
  if (ASN1_TIME_to_tm(time, &parts) != 1) return std::nullopt;
  return WallTime(std::chrono::duration_cast<WallTime::duration>(seconds(timegm(&parts))));
}

Result<PinnedCertificates::Pins::Pin> pin_of(const PinFile& file) {
  if (file.pem.size() > kMaxPinBytes) return fail(ErrorKind::limit, file.name + ": too large for a certificate");
  const Bio in(BIO_new_mem_buf(file.pem.data(), static_cast<int>(file.pem.size())));
  const Certificate certificate(PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr));
  const EVP_PKEY* public_key = certificate ? X509_get0_pubkey(certificate.get()) : nullptr;
  if (public_key == nullptr) return fail(ErrorKind::bad_input, file.name + ": not an X.509 certificate in PEM");
  const bool rsa = EVP_PKEY_get_base_id(public_key) == EVP_PKEY_RSA;
  if (!rsa && EVP_PKEY_get_base_id(public_key) != EVP_PKEY_EC)
    return fail(ErrorKind::bad_input, file.name + ": neither an RSA nor an elliptic key");
  if (EVP_PKEY_get_bits(public_key) < (rsa ? kMinRsaBits : kMinEllipticBits))
    return fail(ErrorKind::bad_input, file.name + ": the key is too short");
  Key key(xmlSecCryptoAppKeyLoadMemory(reinterpret_cast<const xmlSecByte*>(file.pem.data()),
                                       static_cast<xmlSecSize>(file.pem.size()), xmlSecKeyDataFormatCertPem, nullptr,
                                       nullptr, nullptr));
  if (!key) return fail(ErrorKind::bad_input, file.name + ": a key of an unknown kind");
  const auto from = wall_of(X509_get0_notBefore(certificate.get())),
             until = wall_of(X509_get0_notAfter(certificate.get()));
  if (!from || !until) return fail(ErrorKind::bad_input, file.name + ": its validity is no time");
  return PinnedCertificates::Pins::Pin{file.name, std::move(key), *from, *until};
}

enum class Outcome : std::uint8_t { good, changed, other_key };

Outcome verify_under(xmlNode* signature, const xmlSecKey& key) {
  const Verification context(xmlSecDSigCtxCreate(nullptr));
  TL_ASSERT(context != nullptr);
  context->enabledReferenceUris = xmlSecTransformUriTypeEmpty;
  context->signKey = xmlSecKeyDuplicate(const_cast<xmlSecKeyPtr>(&key));  // it belongs to the context now
  TL_ASSERT(context->signKey != nullptr);
  const bool worked = xmlSecDSigCtxVerify(context.get(), signature) == 0;
  if (worked && context->status == xmlSecDSigStatusSucceeded) return Outcome::good;
  if (xmlSecPtrListGetSize(&context->signedInfoReferences) == 1) {
    const auto* reference =
        static_cast<const xmlSecDSigReferenceCtx*>(xmlSecPtrListGetItem(&context->signedInfoReferences, 0));
    if (reference != nullptr && reference->status == xmlSecDSigStatusInvalid) return Outcome::changed;
  }
  return Outcome::other_key;
}

}  // namespace

PinnedCertificates::PinnedCertificates() : pins_(std::make_shared<const Pins>()) {}

std::size_t PinnedCertificates::size() const { return pins_->all.size(); }

Result<PinnedCertificates> PinnedCertificates::load(const std::vector<PinFile>& files) {
  start_xml();
  if (files.size() > kMaxPins)
    return fail(ErrorKind::limit, "more than " + std::to_string(kMaxPins) + " pinned certificates");
  auto pins = std::make_shared<Pins>();
  for (const PinFile& file : files) {
    const auto same = [&](const Pins::Pin& pin) { return pin.name == file.name; };
    if (std::any_of(pins->all.begin(), pins->all.end(), same))
      return fail(ErrorKind::bad_input, "two pinned certificates are called " + file.name);
    auto pin = pin_of(file);
    if (!pin) return tl::unexpected(pin.error());
    pins->all.push_back(std::move(*pin));
  }
  PinnedCertificates pinned;
  pinned.pins_ = std::move(pins);
  return pinned;
}

Result<VerifiedSignature, Rejection> verify_signature(ByteView bytes, const PinnedCertificates& pinned, WallTime now) {
  const auto document = read_guarded(bytes);
  if (!document) return tl::unexpected(document.error());
  const auto signature = find_signature(document->tree.get());
  if (!signature) return tl::unexpected(signature.error());
  for (const auto& pin : pinned.pins().all) {
    const Outcome outcome = verify_under(*signature, *pin.key);
    if (outcome == Outcome::changed) return reject("sig.broken", "the message was changed after it was signed");
    if (outcome != Outcome::good) continue;
    if (now < pin.from || now > pin.until)
      return reject("sig.pin_expired", "the pinned certificate " + pin.name + " is not valid now");
    return VerifiedSignature{pin.name};
  }
  return reject("sig.unpinned", "it verifies under no pinned certificate");
}

}  // namespace tongluo::cap
