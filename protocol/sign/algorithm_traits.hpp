#pragma once
// Private to protocol/sign: what distinguishes the three algorithms, as one table.

#include "protocol/base/vocabulary.hpp"
#include "protocol/sign/openssl_handles.hpp"

namespace tongluo::sign {

struct AlgorithmTraits {
  Algorithm algorithm;
  const char* key_type;   // as EVP_PKEY_is_a knows it
  const char* group;      // named curve, or null
  const char* digest;     // or null: the algorithm hashes for itself
  const char* signer_id;  // SM2's distinguishing id, or null
  ByteView spki_prefix;   // the one canonical SubjectPublicKeyInfo up to the key's own bytes
  std::size_t point_bytes;
  ByteView order;  // of the group, big-endian; empty where signatures are not r‖s
};

constexpr std::size_t kSignatureBytes = 64;  // of all three
constexpr std::size_t kScalarBytes = 32;

// Null for an unknown algorithm.
const AlgorithmTraits* traits_of(Algorithm algorithm);
// The traits whose type and curve `key` has, or null.
const AlgorithmTraits* traits_of(const EVP_PKEY* key);

// A context ready to sign or verify one message; null on failure.
DigestContext begin_signing(const AlgorithmTraits& traits, EVP_PKEY* key);
DigestContext begin_verifying(const AlgorithmTraits& traits, EVP_PKEY* key);

}  // namespace tongluo::sign
