// A stored clip played as if it were spoken now.

#include <algorithm>
#include <ogg/ogg.h>

#include "controller/capture/live_source.hpp"

namespace tongluo::capture {
namespace {

constexpr std::size_t kMaxPackets = 200'000;
constexpr std::size_t kHeaders = 2;  // OpusHead, OpusTags

// The Opus packets of the first stream, without its headers. Whole pages only; the first damaged one ends it.
std::vector<Bytes> packets_of(ByteView ogg) {
  std::vector<Bytes> packets;
  ogg_sync_state sync{};
  ogg_stream_state stream{};
  bool begun = false;
  ogg_sync_init(&sync);
  char* buffer = ogg_sync_buffer(&sync, static_cast<long>(ogg.size()));
  std::transform(ogg.begin(), ogg.end(), buffer, [](std::byte b) { return static_cast<char>(b); });
  ogg_sync_wrote(&sync, static_cast<long>(ogg.size()));
  ogg_page page{};
  while (ogg_sync_pageout(&sync, &page) == 1) {
    if (!begun) ogg_stream_init(&stream, ogg_page_serialno(&page));
    begun = true;
    if (ogg_stream_pagein(&stream, &page) != 0) continue;
    ogg_packet packet{};
    while (packets.size() < kMaxPackets && ogg_stream_packetout(&stream, &packet) == 1) {
      const auto octets = std::as_bytes(std::span(packet.packet, static_cast<std::size_t>(packet.bytes)));
      packets.emplace_back(octets.begin(), octets.end());
    }
  }
  if (begun) ogg_stream_clear(&stream);
  ogg_sync_clear(&sync);
  return packets;
}

bool begins_with(const Bytes& packet, std::string_view word) {
  return packet.size() >= word.size() && as_text(ByteView(packet).first(word.size())) == word;
}

// A packet's worth each tick, and a reserve ahead. It counts ticks, so it goes on where it was after a stall or a
// renewal.
class ClipSource final : public LiveSource {
 public:
  ClipSource(std::vector<Bytes> packets, SourceDecoder decoder)
      : packets_(std::move(packets)), decoder_(std::move(decoder)) {}

  Result<void> give(SteadyTime, VoiceChain& chain) override {
    if (next_ == packets_.size()) return end(chain);
    due_ += kPacketSamples;
    while (next_ < packets_.size() && given_ < due_) {
      auto sound = decoder_.decode(packets_[next_++]);
      if (!sound) sound = decoder_.conceal();
      given_ += sound->size();
      if (auto taken = chain.hear(*sound, static_cast<std::uint32_t>(kRate)); !taken) return taken;
    }
    return {};
  }

 private:
  // Silence pushes the last words out of the queue; when they are gone, it is over.
  Result<void> end(VoiceChain& chain) {
    if (tail_ > kPacketSamples + kMaxReserve) return fail(ErrorKind::not_found, "the clip is over");
    const std::vector<float> silence(kPacketSamples);
    tail_ += silence.size();
    return chain.hear(silence, static_cast<std::uint32_t>(kRate));
  }

  std::vector<Bytes> packets_;
  SourceDecoder decoder_;
  std::size_t next_ = 0;
  std::size_t due_ = kMinReserve;  // samples
  std::size_t given_ = 0;
  std::size_t tail_ = 0;
};

}  // namespace

Result<std::unique_ptr<LiveSource>> play_clip(ByteView ogg) {
  std::vector<Bytes> packets = packets_of(ogg);
  if (packets.size() <= kHeaders || !begins_with(packets.front(), "OpusHead"))
    return fail(ErrorKind::bad_input, "the clip holds no Opus sound");
  packets.erase(packets.begin(), packets.begin() + kHeaders);
  auto decoder = SourceDecoder::create();
  if (!decoder) return tl::unexpected(decoder.error());
  return std::make_unique<ClipSource>(std::move(packets), std::move(*decoder));
}

}  // namespace tongluo::capture
