#include "controller/live/challenges.hpp"

#include "controller/live/limits.hpp"
#include "protocol/sign/hmac.hpp"

namespace tongluo::live {
namespace {

std::int64_t epoch_of(SteadyTime now) { return now.time_since_epoch() / SteadyTime::duration(kChallengeEpoch); }

}  // namespace

Nonce Challenges::of_epoch(std::int64_t epoch, const Nonce& token, const Address& address) const {
  Bytes input(token.octets.begin(), token.octets.end());
  for (unsigned shift = 0; shift < 64; shift += 8)
    input.push_back(static_cast<std::byte>(static_cast<std::uint64_t>(epoch) >> shift & 0xffU));
  const ByteView where = address.view();
  input.insert(input.end(), where.begin(), where.end());
  const Digest mac = sign::hmac_sha256(secret_, input);
  Nonce nonce;
  std::copy_n(mac.octets.begin(), nonce.octets.size(), nonce.octets.begin());
  return nonce;
}

Nonce Challenges::make(SteadyTime now, const Nonce& token, const Address& address) const {
  return of_epoch(epoch_of(now), token, address);
}

bool Challenges::accepts(SteadyTime now, const Nonce& token, const Address& address, const Nonce& echoed) const {
  const std::int64_t epoch = epoch_of(now);
  const auto equal = [&](std::int64_t each) {
    return sign::equal_in_constant_time(of_epoch(each, token, address).octets, echoed.octets);
  };
  return equal(epoch) || equal(epoch - 1);
}

}  // namespace tongluo::live
