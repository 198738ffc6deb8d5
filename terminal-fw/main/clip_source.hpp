#pragma once
// A clip that may start before anything of it has come: empty until the first bytes are attached. The control thread
// attaches and feeds, the audio thread reads.

#include <atomic>
#include <memory>

#include "terminal-fw/audio/clip_packets.hpp"

namespace tongluo::firmware {

class ClipSource final : public playout::PacketSource {
 public:
  explicit ClipSource(milliseconds duration) : duration_(duration) {}

  Result<void> append(ByteView bytes, std::size_t total_bytes);
  Result<void> finish();

  std::size_t available() const override { return packets() == nullptr ? 0 : packets()->available(); }
  bool complete() const override { return packets() != nullptr && packets()->complete(); }
  ByteView packet(std::size_t index) const override { return packets()->packet(index); }
  std::uint32_t pre_skip() const override { return packets() == nullptr ? 0 : packets()->pre_skip(); }
  std::optional<std::uint64_t> total_samples() const override {
    return packets() == nullptr ? std::nullopt : packets()->total_samples();
  }

 private:
  const audio::ClipPackets* packets() const { return published_.load(std::memory_order_acquire); }

  milliseconds duration_;
  std::shared_ptr<audio::ClipPackets> owned_;
  std::atomic<const audio::ClipPackets*> published_{nullptr};
};

}  // namespace tongluo::firmware
