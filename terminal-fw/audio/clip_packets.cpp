#include "terminal-fw/audio/clip_packets.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>
#include <opus.h>

#include "protocol/base/assert.hpp"
#include "protocol/base/limits.hpp"
#include "terminal-fw/audio/ogg_pages.hpp"
#include "terminal-fw/audio/opus_headers.hpp"
#include "terminal-fw/playout/opus_packet.hpp"
#include "terminal-fw/playout/sound.hpp"

namespace tongluo::audio {
namespace {

constexpr std::uint64_t kSamplesPerMs = playout::kSampleRate / 1'000;
constexpr auto kMaxClipDuration = std::chrono::duration_cast<milliseconds>(std::chrono::hours(1));
constexpr std::uint64_t kSpareSamples =
    500 * kSamplesPerMs;                               // pre-skip and the encoder's last packet, beyond the duration
constexpr std::uint64_t kShortestPacketSamples = 480;  // clips have packets of 10 ms or more
constexpr std::size_t kBytesPerPacketAtLeast = 2;      // one of lacing, one of the packet

struct PacketPlace {
  std::uint32_t begin = 0;
  std::uint32_t size = 0;
};

// Frames in the packet, or a negative number if its inner lengths are wrong.
int frames_in(ByteView packet) {
  unsigned char toc = 0;
  std::array<const unsigned char*, 48> frames{};
  std::array<opus_int16, 48> sizes{};
  int offset = 0;
  return opus_packet_parse(reinterpret_cast<const unsigned char*>(packet.data()),
                           static_cast<opus_int32>(packet.size()), &toc, frames.data(), sizes.data(), &offset);
}

}  // namespace

struct ClipPackets::Impl {
  enum class Stage : std::uint8_t {
    head,   // nothing but the identification header may come
    tags,   // the comment header
    audio,  // packets
    ended,  // nothing may come
  };

  Impl(std::size_t total_bytes, milliseconds duration)
      : max_bytes(total_bytes),
        max_samples(static_cast<std::uint64_t>(duration.count()) * kSamplesPerMs + kSpareSamples) {
    max_packets =
        std::min(static_cast<std::size_t>(max_samples / kShortestPacketSamples), max_bytes / kBytesPerPacketAtLeast);
    storage = std::make_unique<std::byte[]>(max_bytes);
    places = std::make_unique<PacketPlace[]>(max_packets);
  }

  Result<void> append(ByteView bytes);
  Result<void> take_pages();
  Result<void> take_page(const OggPage& page);
  Result<void> take_head(const OggPage& page);
  Result<void> take_tags(const OggPage& page);
  Result<void> take_audio(const OggPage& page);
  Result<void> store(ByteView packet);
  Result<void> check_granule(const OggPage& page);

  const std::size_t max_bytes;
  const std::uint64_t max_samples;
  std::size_t max_packets = 0;
  OggPages pages;
  Stage stage = Stage::head;
  std::size_t received = 0;
  std::unique_ptr<std::byte[]> storage;
  std::unique_ptr<PacketPlace[]> places;
  std::size_t stored_bytes = 0;
  std::size_t stored = 0;
  std::uint64_t decoded_samples = 0;  // of the packets so far, pre-skip included
  std::uint64_t last_granule = 0;
  std::optional<Error> error;

  // Read by the audio thread.
  std::atomic<std::uint32_t> pre_skip{0};
  std::atomic<std::uint64_t> total_samples{0};  // 0: not known yet; a clip has at least one
  std::atomic<std::size_t> available{0};
  std::atomic<bool> complete{false};
};

Result<void> ClipPackets::Impl::append(ByteView bytes) {
  if (bytes.empty()) return {};
  if (stage == Stage::ended) return fail(ErrorKind::corrupt, "the clip has bytes after its end");
  received += bytes.size();
  if (received > max_bytes) return fail(ErrorKind::corrupt, "the clip has more bytes than declared");
  pages.feed(bytes);
  return take_pages();
}

Result<void> ClipPackets::Impl::take_pages() {
  for (;;) {  // ends: each page consumes bytes that were fed
    const auto page = pages.next_page();
    if (!page) return fail(page.error());
    if (!*page) return {};
    if (auto taken = take_page(**page); !taken) return taken;
    if (stage == Stage::ended && pages.has_rest()) return fail(ErrorKind::corrupt, "the clip has bytes after its end");
  }
}

Result<void> ClipPackets::Impl::take_page(const OggPage& page) {
  if (page.first != (stage == Stage::head)) return fail(ErrorKind::corrupt, "the clip begins twice or not at all");
  if (page.last && (stage != Stage::audio || page.packets == 0 || page.ends_inside_packet))
    return fail(ErrorKind::corrupt, "the clip ends inside a packet or a header");
  switch (stage) {
    case Stage::head:
      return take_head(page);
    case Stage::tags:
      return take_tags(page);
    case Stage::audio:
      return take_audio(page);
    case Stage::ended:
      break;
  }
  return fail(ErrorKind::corrupt, "the clip has bytes after its end");
}

Result<void> ClipPackets::Impl::take_head(const OggPage& page) {
  const auto packet = pages.next_packet();
  if (!packet || page.packets != 1 || page.ends_inside_packet || page.granule != 0)
    return fail(ErrorKind::corrupt, "the first Ogg page is not an Opus header alone");
  const auto head = parse_opus_head(*packet);
  if (!head) return fail(head.error());
  pre_skip.store(head->pre_skip, std::memory_order_relaxed);  // published with the first packets
  stage = Stage::tags;
  return {};
}

Result<void> ClipPackets::Impl::take_tags(const OggPage& page) {
  if (page.packets == 0) return {};  // a long comment header covers several pages
  const auto packet = pages.next_packet();
  if (!packet || page.packets != 1 || page.ends_inside_packet || page.granule != 0)
    return fail(ErrorKind::corrupt, "the comment header does not end its Ogg page");
  if (auto checked = check_opus_tags(*packet); !checked) return checked;
  stage = Stage::audio;
  return {};
}

Result<void> ClipPackets::Impl::take_audio(const OggPage& page) {
  while (const auto packet = pages.next_packet())
    if (auto result = store(*packet); !result) return result;
  if (auto checked = check_granule(page); !checked) return checked;
  if (page.last) {
    // The end before the packets, so that the last one is never played untrimmed; complete after them, so that none is
    // missed.
    total_samples.store(last_granule - pre_skip.load(std::memory_order_relaxed), std::memory_order_release);
    stage = Stage::ended;
  }
  available.store(stored, std::memory_order_release);
  if (page.last) complete.store(true, std::memory_order_release);
  return {};
}

Result<void> ClipPackets::Impl::store(ByteView packet) {
  const std::size_t samples = playout::packet_samples(packet);
  if (samples == 0 || frames_in(packet) <= 0) return fail(ErrorKind::corrupt, "the clip has a malformed Opus packet");
  decoded_samples += samples;
  if (stored == max_packets) return fail(ErrorKind::corrupt, "the clip has too many packets");
  if (decoded_samples > max_samples) return fail(ErrorKind::corrupt, "the clip is longer than declared");
  TL_ASSERT(stored_bytes + packet.size() <= max_bytes);  // packets are parts of the bytes received
  std::memcpy(storage.get() + stored_bytes, packet.data(), packet.size());
  places[stored] = {static_cast<std::uint32_t>(stored_bytes), static_cast<std::uint32_t>(packet.size())};
  stored_bytes += packet.size();
  ++stored;
  return {};
}

// RFC 7845 section 4: a page's position is that of the last packet it completes; only the last page may say less (end
// trimming).
Result<void> ClipPackets::Impl::check_granule(const OggPage& page) {
  const auto wrong = [] { return fail(ErrorKind::corrupt, "an Ogg page has a wrong granule position"); };
  if (page.packets == 0) return page.granule == -1 ? Result<void>{} : wrong();
  if (page.granule < 0) return wrong();
  const auto granule = static_cast<std::uint64_t>(page.granule);
  const bool exact = granule == decoded_samples;
  const bool trimmed = page.last && granule >= last_granule && granule < decoded_samples;
  if (!exact && !trimmed) return wrong();
  if (page.last && granule <= pre_skip.load(std::memory_order_relaxed)) return wrong();
  last_granule = granule;
  return {};
}

std::shared_ptr<ClipPackets> ClipPackets::create(std::size_t total_bytes, milliseconds duration) {
  TL_ASSERT(total_bytes <= limits::kMaxClipBytes);
  const milliseconds declared = std::clamp(duration, milliseconds(0), kMaxClipDuration);
  return std::shared_ptr<ClipPackets>(new ClipPackets(std::make_unique<Impl>(total_bytes, declared)));
}

ClipPackets::ClipPackets(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
ClipPackets::~ClipPackets() = default;

Result<void> ClipPackets::append(ByteView bytes) {
  if (!impl_->error) {
    if (auto result = impl_->append(bytes); !result) impl_->error = std::move(result.error());
  }
  if (impl_->error) return fail(*impl_->error);
  return {};
}

Result<void> ClipPackets::finish() {
  if (!impl_->error && impl_->stage != Impl::Stage::ended)
    impl_->error = Error{ErrorKind::corrupt, "the clip ends before its last Ogg page"};
  if (impl_->error) return fail(*impl_->error);
  return {};
}

std::size_t ClipPackets::available() const { return impl_->available.load(std::memory_order_acquire); }
bool ClipPackets::complete() const { return impl_->complete.load(std::memory_order_acquire); }
std::uint32_t ClipPackets::pre_skip() const { return impl_->pre_skip.load(std::memory_order_relaxed); }

ByteView ClipPackets::packet(std::size_t index) const {
  TL_ASSERT(index < available());
  const PacketPlace place = impl_->places[index];
  return ByteView(impl_->storage.get() + place.begin, place.size);
}

std::optional<std::uint64_t> ClipPackets::total_samples() const {
  const std::uint64_t total = impl_->total_samples.load(std::memory_order_acquire);
  return total > 0 ? std::optional(total) : std::nullopt;
}

}  // namespace tongluo::audio
