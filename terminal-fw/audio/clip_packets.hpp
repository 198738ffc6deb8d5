#pragma once
// Verified Ogg/Opus bytes in, Opus packets out, while the rest still arrives (RFC 7845, by libogg). Strict: one stream,
// every page intact and in turn, granule positions that agree with the packets. Owner: the control thread writes, the
// audio thread reads packets below available(): published page by page with release/acquire, storage reserved in
// advance. Limits: kMaxClipBytes, the declared bytes and duration. Errors: corrupt, and from then on always the same
// one.

#include <memory>

#include "protocol/base/result.hpp"
#include "protocol/base/time.hpp"
#include "terminal-fw/playout/packet_source.hpp"

namespace tongluo::audio {

class ClipPackets final : public playout::PacketSource {
 public:
  // Reserves for a clip of `total_bytes` (at most kMaxClipBytes) that lasts `duration`.
  static std::shared_ptr<ClipPackets> create(std::size_t total_bytes, milliseconds duration);
  ~ClipPackets() override;

  // Bytes in order, cut anywhere. Error: corrupt (not Ogg/Opus, a damaged page, more than one stream, too many packets,
  // longer than declared).
  Result<void> append(ByteView bytes);
  Result<void> finish();  // after the last byte; corrupt if the stream did not end

  std::size_t available() const override;
  bool complete() const override;  // from the stream's last page on
  ByteView packet(std::size_t index) const override;
  std::uint32_t pre_skip() const override;
  std::optional<std::uint64_t> total_samples() const override;

 private:
  struct Impl;
  explicit ClipPackets(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace tongluo::audio
