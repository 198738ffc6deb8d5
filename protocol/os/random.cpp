#include "protocol/os/random.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <sys/random.h>

#include "protocol/base/assert.hpp"

namespace tongluo::os {

Bytes random_bytes(std::size_t count) {
  Bytes bytes(count);
  std::size_t filled = 0;
  while (filled < count) {
    const ssize_t got = getrandom(bytes.data() + filled, count - filled, 0);
    if (got < 0 && errno == EINTR) continue;
    TL_ASSERT(got > 0);  // getrandom(2) with flags 0 fails only on a caller's mistake
    filled += static_cast<std::size_t>(got);
  }
  return bytes;
}

Nonce random_nonce() {
  const Bytes bytes = random_bytes(Nonce::kSize);
  Nonce nonce;
  std::copy(bytes.begin(), bytes.end(), nonce.octets.begin());
  return nonce;
}

double random_unit() {
  const Bytes bytes = random_bytes(sizeof(std::uint64_t));
  std::uint64_t bits = 0;
  std::memcpy(&bits, bytes.data(), sizeof bits);
  constexpr double kScale = 1.0 / 9007199254740992.0;  // 2^-53
  return static_cast<double>(bits >> 11) * kScale;
}

}  // namespace tongluo::os
