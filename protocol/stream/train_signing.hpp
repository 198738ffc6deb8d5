#pragma once
// Trains of a live stream signed and verified: the signature covers a context string, the order's digest and the
// manifest, so nothing signed for one order is valid in another. PROTOCOL.md section 11.4. No I/O, no clock. Values;
// one thread at a time.

#include <optional>

#include "protocol/base/digest.hpp"
#include "protocol/rtp/train_manifest.hpp"
#include "protocol/sign/keys.hpp"

namespace tongluo::stream {

rtp::ShortHash short_hash(ByteView packet);

class TrainSigner {
 public:
  // The signer must outlive this.
  TrainSigner(const sign::Signer& signer, const Digest& order) : signer_(signer), order_(order) {}
  // Fills in `previous`, signs, chains. The whole datagram. Error: the engine's; nothing was chained then.
  Result<Bytes, sign::KeyFault> sign(rtp::TrainManifest manifest);

 private:
  const sign::Signer& signer_;
  Digest order_;
  rtp::ShortHash previous_{};
};

enum class TrainFault : std::uint8_t {
  malformed,      // no manifest of ours
  other_stream,   // a stream id that is not this order's
  bad_signature,  // not signed by this order's stream key for this order
};

// Stateless: a manifest that fails consumes nothing.
class TrainVerifier {
 public:
  TrainVerifier(sign::PublicKey key, const Digest& order, std::uint32_t stream_id)
      : key_(std::move(key)), order_(order), stream_id_(stream_id) {}
  Result<rtp::TrainManifest, TrainFault> verify(ByteView datagram) const;

 private:
  sign::PublicKey key_;
  Digest order_;
  std::uint32_t stream_id_;
};

}  // namespace tongluo::stream
