#pragma once
// Private to protocol/sign: OpenSSL objects with an owner. Nothing here leaves the module.

#include <cstddef>
#include <memory>
#include <openssl/asn1.h>
#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include "protocol/base/bytes.hpp"

namespace tongluo::sign {

template <auto Free>
struct Freer {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};
template <class T, auto Free>
using Handle = std::unique_ptr<T, Freer<Free>>;

using PkeyHandle = Handle<EVP_PKEY, EVP_PKEY_free>;
using PkeyContext = Handle<EVP_PKEY_CTX, EVP_PKEY_CTX_free>;
using DigestContext = Handle<EVP_MD_CTX, EVP_MD_CTX_free>;
using CertificateHandle = Handle<X509, X509_free>;
using Pkcs8Handle = Handle<PKCS8_PRIV_KEY_INFO, PKCS8_PRIV_KEY_INFO_free>;
using SignatureHandle = Handle<ECDSA_SIG, ECDSA_SIG_free>;
using NumberHandle = Handle<BIGNUM, BN_clear_free>;
using NumberContext = Handle<BN_CTX, BN_CTX_free>;
using TimeHandle = Handle<ASN1_TIME, ASN1_TIME_free>;
using BioHandle = Handle<BIO, BIO_free_all>;

// Failed calls leave entries in the thread's error queue, where later TLS code would trip over them: drop them on
// leaving.
class ErrorQueueGuard {
 public:
  ErrorQueueGuard() { ERR_set_mark(); }
  ~ErrorQueueGuard() { ERR_pop_to_mark(); }
  ErrorQueueGuard(const ErrorQueueGuard&) = delete;
  ErrorQueueGuard& operator=(const ErrorQueueGuard&) = delete;
};

inline const unsigned char* octets(ByteView bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }
inline unsigned char* octets(Bytes& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

// Parses DER that must fill `bytes` to the last one: d2i functions stop silently where the structure ends.
template <class Pointer, class Parse>
Pointer parse_whole(ByteView bytes, Parse parse) {
  const unsigned char* cursor = octets(bytes);
  Pointer object(parse(nullptr, &cursor, static_cast<long>(bytes.size())));
  if (object && cursor != octets(bytes) + bytes.size()) object.reset();
  return object;
}

// DER of `object` by an i2d function; empty on failure.
template <class T, class Encode>
Bytes encode(const T* object, Encode encode_to) {
  const int size = encode_to(object, nullptr);
  if (size <= 0) return {};
  Bytes bytes(static_cast<std::size_t>(size));
  unsigned char* cursor = octets(bytes);
  if (encode_to(object, &cursor) != size) return {};
  return bytes;
}

}  // namespace tongluo::sign
