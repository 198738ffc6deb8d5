#include "protocol/sign/sha1.hpp"

#include <openssl/evp.h>

#include "protocol/base/assert.hpp"

namespace tongluo::sign {

std::array<std::byte, 20> sha1(ByteView message) {
  std::array<std::byte, 20> digest{};
  unsigned size = 0;
  const int done = EVP_Digest(message.data(), message.size(), reinterpret_cast<unsigned char*>(digest.data()), &size,
                              EVP_sha1(), nullptr);
  TL_ASSERT(done == 1 && size == digest.size());  // only a broken OpenSSL installation gets here
  return digest;
}

}  // namespace tongluo::sign
