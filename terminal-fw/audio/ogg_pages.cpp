#include "terminal-fw/audio/ogg_pages.hpp"

#include <cstring>
#include <new>

namespace tongluo::audio {

OggPages::OggPages() { ogg_sync_init(&sync_); }

OggPages::~OggPages() {
  if (stream_open_) ogg_stream_clear(&stream_);
  ogg_sync_clear(&sync_);
}

void OggPages::feed(ByteView bytes) {
  if (bytes.empty()) return;
  const auto size = static_cast<long>(bytes.size());
  char* const room = ogg_sync_buffer(&sync_, size);
  if (room == nullptr) throw std::bad_alloc();
  std::memcpy(room, bytes.data(), bytes.size());
  ogg_sync_wrote(&sync_, size);
}

bool OggPages::has_rest() const { return sync_.fill > sync_.returned; }

Result<std::optional<OggPage>> OggPages::next_page() {
  ogg_page page{};
  const long found = ogg_sync_pageseek(&sync_, &page);
  if (found == 0) return std::optional<OggPage>{};
  // A damaged page looks to libogg like bytes to skip.
  if (found < 0) return fail(ErrorKind::corrupt, "the clip has bytes that are no intact Ogg page");
  const auto taken = take(page);
  if (!taken) return fail(taken.error());
  return std::optional<OggPage>{*taken};
}

Result<OggPage> OggPages::take(ogg_page& page) {
  if (ogg_page_version(&page) != 0) return fail(ErrorKind::corrupt, "an Ogg page has an unknown version");
  if (!stream_open_) {
    serial_ = ogg_page_serialno(&page);
    if (ogg_stream_init(&stream_, serial_) != 0) throw std::bad_alloc();
    stream_open_ = true;
  }
  if (ogg_page_serialno(&page) != serial_) return fail(ErrorKind::corrupt, "the clip has more than one stream");
  if (ogg_page_pageno(&page) != next_number_) return fail(ErrorKind::corrupt, "an Ogg page is missing or doubled");
  ++next_number_;
  if ((ogg_page_continued(&page) != 0) != inside_packet_)
    return fail(ErrorKind::corrupt, "a packet is cut at an Ogg page");
  const int segments = page.header[26];
  if (segments > 0) inside_packet_ = page.header[26 + segments] == 255;
  if (ogg_stream_pagein(&stream_, &page) != 0) return fail(ErrorKind::corrupt, "an Ogg page does not fit its stream");
  packets_left_ = ogg_page_packets(&page);
  return OggPage{ogg_page_bos(&page) != 0, ogg_page_eos(&page) != 0, inside_packet_, packets_left_,
                 ogg_page_granulepos(&page)};
}

std::optional<ByteView> OggPages::next_packet() {
  ogg_packet packet{};
  if (packets_left_ == 0 || ogg_stream_packetout(&stream_, &packet) != 1) return std::nullopt;
  --packets_left_;
  return ByteView(reinterpret_cast<const std::byte*>(packet.packet), static_cast<std::size_t>(packet.bytes));
}

}  // namespace tongluo::audio
