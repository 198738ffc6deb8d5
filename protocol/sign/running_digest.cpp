#include "protocol/sign/running_digest.hpp"

#include <openssl/sha.h>

#include "protocol/base/assert.hpp"

// The audio thread may not allocate, and OpenSSL 3.0 does at each EVP_DigestInit_ex, also of a context that it has.
// These functions do not; that they are deprecated only means that no provider can take their place.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"

namespace tongluo::sign {

struct RunningDigest::State {
  SHA256_CTX context;
};

// Only a broken OpenSSL installation fails here and below.
RunningDigest::RunningDigest() : state_(new State{}) { begin(); }

RunningDigest::~RunningDigest() = default;

void RunningDigest::begin() { TL_ASSERT(SHA256_Init(&state_->context) == 1); }

void RunningDigest::add(ByteView bytes) { TL_ASSERT(SHA256_Update(&state_->context, bytes.data(), bytes.size()) == 1); }

Digest RunningDigest::finish() {
  Digest digest;
  static_assert(Digest::kSize == SHA256_DIGEST_LENGTH);
  TL_ASSERT(SHA256_Final(reinterpret_cast<unsigned char*>(digest.octets.data()), &state_->context) == 1);
  return digest;
}

}  // namespace tongluo::sign

#pragma GCC diagnostic pop
