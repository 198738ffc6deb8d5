#include "protocol/sign/digest_of.hpp"

#include "protocol/base/assert.hpp"
#include "protocol/sign/openssl_handles.hpp"

namespace tongluo::sign {

Digest digest_of(ByteView bytes) {
  Digest digest;
  unsigned size = 0;
  const int done = EVP_Digest(bytes.data(), bytes.size(), reinterpret_cast<unsigned char*>(digest.octets.data()), &size,
                              EVP_sha256(), nullptr);
  TL_ASSERT(done == 1 && size == Digest::kSize);  // only a broken OpenSSL installation gets here
  return digest;
}

}  // namespace tongluo::sign
