#include "protocol/sign/hmac.hpp"

#include <openssl/crypto.h>
#include <openssl/hmac.h>

#include "protocol/base/assert.hpp"

namespace tongluo::sign {

Digest hmac_sha256(ByteView key, ByteView message) {
  Digest digest;
  unsigned size = 0;
  const auto* done = HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
                          reinterpret_cast<const unsigned char*>(message.data()), message.size(),
                          reinterpret_cast<unsigned char*>(digest.octets.data()), &size);
  TL_ASSERT(done != nullptr && size == Digest::kSize);  // only a broken OpenSSL installation gets here
  return digest;
}

std::array<std::byte, 20> hmac_sha1(ByteView key, ByteView message) {
  std::array<std::byte, 20> code{};
  unsigned size = 0;
  const auto* done =
      HMAC(EVP_sha1(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(message.data()),
           message.size(), reinterpret_cast<unsigned char*>(code.data()), &size);
  TL_ASSERT(done != nullptr && size == code.size());
  return code;
}

bool equal_in_constant_time(ByteView one, ByteView other) {
  return one.size() == other.size() && CRYPTO_memcmp(one.data(), other.data(), one.size()) == 0;
}

}  // namespace tongluo::sign
