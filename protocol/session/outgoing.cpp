#include "protocol/session/outgoing.hpp"

#include <algorithm>

#include "protocol/base/limits.hpp"
#include "protocol/wire/frame.hpp"

namespace tongluo::session {
namespace {

// What a chunk's frame holds beside the chunk, at most: frame header, clip digest, index, and their tags and lengths.
constexpr std::size_t kChunkOverheadBytes = 64;
// Of live speech handed out and not written: little, so that what waits longer can still be dropped.
constexpr std::size_t kLiveWindowBytes = limits::kMaxQueuedLiveBytes / 4;

wire::Message chunk_message(const ClipData& clip, std::uint32_t index) {
  const Bytes& chunk = clip.chunks[index];
  if (!clip.image_offset) return wire::ClipChunk{clip.digest, index, chunk};
  return wire::ImageChunk{clip.digest, *clip.image_offset + std::uint64_t{index} * limits::kClipChunkBytes, chunk};
}

}  // namespace

bool Outgoing::push_control(const Bytes& frame) {
  if (unwritten_control_ + frame.size() > limits::kMaxQueuedControlBytes) return false;
  control_.insert(control_.end(), frame.begin(), frame.end());
  unwritten_control_ += frame.size();
  ++frames_;
  return true;
}

bool Outgoing::push_clip(SharedClip clip, std::uint32_t first, std::uint32_t count, bool urgent) {
  const auto chunks = static_cast<std::uint32_t>(clip->chunks.size());
  const std::uint32_t end = count > chunks - std::min(first, chunks) ? chunks : first + count;
  stop_clip(clip->digest);
  if (first >= end) return true;
  if (transfers_.size() >= kMaxClipTransfers) return false;
  transfers_.push_back({std::move(clip), first, end, urgent});
  return true;
}

void Outgoing::stop_clip(const Digest& clip) {
  std::erase_if(transfers_, [&clip](const Transfer& transfer) { return transfer.clip->digest == clip; });
}

void Outgoing::on_written(std::size_t bytes) {
  while (bytes > 0 && !in_flight_.empty()) {
    InFlight& front = in_flight_.front();
    const std::size_t part = std::min(bytes, front.bytes);
    unwritten(front.kind) -= part;
    front.bytes -= part;
    bytes -= part;
    if (front.bytes == 0) in_flight_.pop_front();
  }
}

std::optional<Bytes> Outgoing::next_write() {
  if (!control_.empty()) {
    note_in_flight(control_.size(), Kind::control);
    return std::exchange(control_, Bytes());
  }
  if (auto live = next_live()) return live;
  return next_chunk();
}

void Outgoing::push_live(std::shared_ptr<const Bytes> frame) {
  live_bytes_ += frame->size();
  live_.push_back(std::move(frame));
  while (live_bytes_ + unwritten_live_ > limits::kMaxQueuedLiveBytes && !live_.empty()) {
    live_bytes_ -= live_.front()->size();
    live_.pop_front();
    ++live_dropped_;
  }
}

std::optional<Bytes> Outgoing::next_live() {
  if (live_.empty()) return std::nullopt;
  const std::size_t bytes = live_.front()->size();
  if (unwritten_live_ > 0 && unwritten_live_ + bytes > kLiveWindowBytes) return std::nullopt;
  Bytes frame = *live_.front();
  live_.pop_front();
  live_bytes_ -= bytes;
  unwritten_live_ += bytes;
  note_in_flight(bytes, Kind::live);
  ++frames_;
  return frame;
}

std::optional<Bytes> Outgoing::next_chunk() {
  const auto transfer = next_transfer();
  if (transfer == transfers_.end()) return std::nullopt;
  const std::uint32_t index = transfer->next;
  const Bytes& chunk = transfer->clip->chunks[index];
  if (unwritten_clip_ + chunk.size() + kChunkOverheadBytes > limits::kMaxQueuedClipBytes) return std::nullopt;
  Bytes frame = wire::frame(wire::serialize(chunk_message(*transfer->clip, index)));
  note_in_flight(frame.size(), Kind::clip);
  unwritten_clip_ += frame.size();
  ++frames_;
  if (++transfer->next == transfer->end) transfers_.erase(transfer);
  return frame;
}

std::vector<Outgoing::Transfer>::iterator Outgoing::next_transfer() {
  const auto urgent =
      std::find_if(transfers_.begin(), transfers_.end(), [](const Transfer& transfer) { return transfer.urgent; });
  return urgent != transfers_.end() ? urgent : transfers_.begin();
}

std::size_t& Outgoing::unwritten(Kind kind) {
  switch (kind) {
    case Kind::live:
      return unwritten_live_;
    case Kind::clip:
      return unwritten_clip_;
    case Kind::control:
      break;
  }
  return unwritten_control_;
}

}  // namespace tongluo::session
