#include "protocol/stream/train_signing.hpp"

#include <algorithm>
#include <string_view>

#include "protocol/sign/digest_of.hpp"

namespace tongluo::stream {
namespace {

constexpr std::string_view kContext("TONGLUO-STREAM-V1\0", 18);

Bytes signing_input(const Digest& order, ByteView unsigned_manifest) {
  Bytes input = to_bytes(kContext);
  input.insert(input.end(), order.octets.begin(), order.octets.end());
  input.insert(input.end(), unsigned_manifest.begin(), unsigned_manifest.end());
  return input;
}

}  // namespace

rtp::ShortHash short_hash(ByteView packet) {
  const Digest digest = sign::digest_of(packet);
  rtp::ShortHash hash;
  std::copy_n(digest.octets.begin(), hash.size(), hash.begin());
  return hash;
}

Result<Bytes, sign::KeyFault> TrainSigner::sign(rtp::TrainManifest manifest) {
  manifest.previous = previous_;
  Bytes datagram = rtp::serialize_unsigned(manifest);
  const auto signature = signer_.sign(signing_input(order_, datagram));
  if (!signature) return fail(signature.error());
  previous_ = short_hash(datagram);
  datagram.insert(datagram.end(), signature->begin(), signature->end());
  return datagram;
}

Result<rtp::TrainManifest, TrainFault> TrainVerifier::verify(ByteView datagram) const {
  auto parsed = rtp::parse_manifest(datagram);
  if (!parsed) return fail(TrainFault::malformed);
  if (parsed->manifest.stream_id != stream_id_) return fail(TrainFault::other_stream);
  if (!key_.verify(signing_input(order_, parsed->signed_part), parsed->signature))
    return fail(TrainFault::bad_signature);
  return std::move(parsed->manifest);
}

}  // namespace tongluo::stream
