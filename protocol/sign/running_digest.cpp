#include "protocol/sign/running_digest.hpp"

#include "protocol/base/assert.hpp"
#include "protocol/sign/openssl_handles.hpp"

namespace tongluo::sign {

struct RunningDigest::State {
  DigestContext context;
};

// Only a broken OpenSSL installation fails here and below.
RunningDigest::RunningDigest() : state_(new State{DigestContext(EVP_MD_CTX_new())}) {
  TL_ASSERT(state_->context && EVP_DigestInit_ex(state_->context.get(), EVP_sha256(), nullptr) == 1);
}

RunningDigest::~RunningDigest() = default;

void RunningDigest::begin() { TL_ASSERT(EVP_DigestInit_ex(state_->context.get(), nullptr, nullptr) == 1); }

void RunningDigest::add(ByteView bytes) {
  TL_ASSERT(EVP_DigestUpdate(state_->context.get(), bytes.data(), bytes.size()) == 1);
}

Digest RunningDigest::finish() {
  Digest digest;
  unsigned size = 0;
  const int done =
      EVP_DigestFinal_ex(state_->context.get(), reinterpret_cast<unsigned char*>(digest.octets.data()), &size);
  TL_ASSERT(done == 1 && size == Digest::kSize);
  return digest;
}

}  // namespace tongluo::sign
