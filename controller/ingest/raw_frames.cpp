#include "controller/ingest/raw_frames.hpp"

#include <array>

#include "controller/ingest/byte_fields.hpp"

namespace tongluo::ingest {
namespace {

constexpr std::size_t kTagHeaderBytes = 10;
constexpr std::size_t kId3v1Bytes = 128;
constexpr std::size_t kApeFooterBytes = 32;

// RFC 4867 section 5.3: speech bits of each frame type, rounded up to bytes.
constexpr std::array<std::size_t, 16> kNarrow{12, 13, 15, 17, 19, 20, 26, 31, 5, 0, 0, 0, 0, 0, 0, 0};
constexpr std::array<std::size_t, 16> kWide{17, 23, 32, 36, 40, 46, 50, 58, 60, 5, 0, 0, 0, 0, 0, 0};

}  // namespace

std::optional<ByteView> without_tags(ByteView file) {
  while (has_text(file, 0, "ID3")) {
    const auto size = big_endian(file, 6, 4);
    if (!size || (*size & 0x80808080U) != 0) return std::nullopt;
    const std::uint64_t bytes =
        (*size & 0x7FU) | (*size & 0x7F00U) >> 1 | (*size & 0x7F0000U) >> 2 | (*size & 0x7F000000U) >> 3;
    if (bytes > file.size() - kTagHeaderBytes) return std::nullopt;
    file = file.subspan(kTagHeaderBytes + bytes);
  }
  return file;
}

ByteView without_trailing_tags(ByteView file) {
  if (file.size() >= kId3v1Bytes && has_text(file, file.size() - kId3v1Bytes, "TAG"))
    file = file.first(file.size() - kId3v1Bytes);
  if (file.size() < kApeFooterBytes || !has_text(file, file.size() - kApeFooterBytes, "APETAGEX")) return file;
  const auto bytes = little_endian(file, file.size() - kApeFooterBytes + 12, 4).value_or(0);  // without its header
  file = file.first(file.size() - std::min<std::uint64_t>(file.size(), bytes));
  const bool headed = file.size() >= kApeFooterBytes && has_text(file, file.size() - kApeFooterBytes, "APETAGEX");
  return headed ? file.first(file.size() - kApeFooterBytes) : file;
}

bool is_adts_frame(ByteView at) {
  const auto head = big_endian(at, 0, 2);
  return head && (*head & 0xFFF6U) == 0xFFF0U;
}

std::size_t adts_frame_bytes(ByteView at) {
  return static_cast<std::size_t>(big_endian(at, 3, 3).value_or(0) >> 5 & 0x1FFFU);
}

unsigned mpeg_layer(ByteView at) {
  const auto head = big_endian(at, 0, 4);
  const bool legal = head && (*head >> 21) == 0x7FFU && (*head >> 19 & 3U) != 1U && (*head >> 17 & 3U) != 0U &&
                     (*head >> 12 & 15U) != 15U && (*head >> 12 & 15U) != 0U && (*head >> 10 & 3U) != 3U;
  return legal ? 4U - static_cast<unsigned>(*head >> 17 & 3U) : 0U;
}

std::size_t amr_frame_bytes(std::byte first, bool wide) {
  const auto type = std::to_integer<std::size_t>(first) >> 3 & 15U;
  return 1 + (wide ? kWide : kNarrow)[type];
}

}  // namespace tongluo::ingest
