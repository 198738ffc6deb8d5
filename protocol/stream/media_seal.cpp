#include "protocol/stream/media_seal.hpp"

#include <algorithm>

#include "protocol/base/assert.hpp"
#include "protocol/sign/hmac.hpp"

namespace tongluo::stream {
namespace {

constexpr std::uint64_t kWindow = 64;

}  // namespace

MediaSeal::MediaSeal(End own, const Nonce& token, ByteView exported) : token_(token) {
  TL_ASSERT(exported.size() == kExporterBytes);
  const ByteView from_terminal = exported.first(sizeof(Key));
  const ByteView from_controller = exported.last(sizeof(Key));
  const bool terminal = own == End::terminal;
  std::copy_n((terminal ? from_terminal : from_controller).begin(), sizeof(Key), sending_.begin());
  std::copy_n((terminal ? from_controller : from_terminal).begin(), sizeof(Key), receiving_.begin());
}

Bytes MediaSeal::seal(rtp::ControlBody body) {
  Bytes datagram = rtp::serialize_unsealed({token_, ++sent_, std::move(body)});
  const Digest mac = sign::hmac_sha256(sending_, datagram);
  datagram.insert(datagram.end(), mac.octets.begin(), mac.octets.begin() + rtp::kSealBytes);
  return datagram;
}

Result<rtp::ControlBody, SealFault> MediaSeal::open(ByteView datagram) {
  auto parsed = rtp::parse_control(datagram);
  if (!parsed) return fail(SealFault::malformed);
  if (parsed->packet.token != token_) return fail(SealFault::foreign_token);
  const Digest mac = sign::hmac_sha256(receiving_, parsed->sealed_part);
  if (!sign::equal_in_constant_time(mac.view().first(rtp::kSealBytes), parsed->seal)) return fail(SealFault::bad_seal);
  if (!fresh(parsed->packet.counter)) return fail(SealFault::replayed);
  note(parsed->packet.counter);
  return std::move(parsed->packet.body);
}

bool MediaSeal::fresh(std::uint64_t counter) const {
  if (counter == 0) return false;
  if (counter > highest_) return true;
  const std::uint64_t age = highest_ - counter;
  return age < kWindow && (window_ >> age & 1U) == 0;
}

void MediaSeal::note(std::uint64_t counter) {
  if (counter <= highest_) {
    window_ |= std::uint64_t{1} << (highest_ - counter);
    return;
  }
  const std::uint64_t step = counter - highest_;
  window_ = step < kWindow ? window_ << step | 1U : 1U;
  highest_ = counter;
}

}  // namespace tongluo::stream
