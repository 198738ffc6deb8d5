#include "controller/ingest/container.hpp"

#include <algorithm>

#include "controller/ingest/byte_fields.hpp"

namespace tongluo::ingest {
namespace {

constexpr std::size_t kTagHeaderBytes = 10;
constexpr std::size_t kTrailingTagBytes = 128;  // ID3v1
constexpr std::size_t kOggHeaderBytes = 27;
constexpr std::size_t kMaxOggPageBytes = kOggHeaderBytes + 255 + 255 * 255;
constexpr std::size_t kFlacInfoOffset = 8;
constexpr std::uint64_t kFirstOpenSize = 0x7FFFF000;  // writers to a pipe put 0x7FFFF000 … 0xFFFFFFFF: size unknown
constexpr std::uint64_t kTargetRate = 48'000;

// Past ID3v2 tags, which any of the raw formats may carry in front. Nothing if one claims more than there is.
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

bool is_adts_frame(ByteView at) {
  const auto head = big_endian(at, 0, 2);
  return head && (*head & 0xFFF6U) == 0xFFF0U;
}

std::size_t adts_frame_bytes(ByteView at) {
  return static_cast<std::size_t>(big_endian(at, 3, 3).value_or(0) >> 5 & 0x1FFFU);
}

// Sync, layer III, a legal version, bit rate and sampling rate.
bool is_mp3_frame(ByteView at) {
  const auto head = big_endian(at, 0, 4);
  return head && (*head >> 21) == 0x7FFU && (*head >> 17 & 3U) == 1U && (*head >> 19 & 3U) != 1U &&
         (*head >> 12 & 15U) != 15U && (*head >> 12 & 15U) != 0U && (*head >> 10 & 3U) != 3U;
}

std::optional<std::string> cut_wav(ByteView file) {
  std::uint64_t offset = 12;
  while (const auto size = little_endian(file, offset + 4, 4)) {
    if (has_text(file, offset, "data")) {
      if (*size == 0 || *size >= kFirstOpenSize || offset + 8 + *size <= file.size()) return std::nullopt;
      return "the data chunk has " + std::to_string(file.size() - offset - 8) + " of " + std::to_string(*size) +
             " bytes";
    }
    offset += 8 + *size + (*size & 1U);
  }
  return "no data chunk";
}

std::optional<std::string> cut_m4a(ByteView file) {
  std::uint64_t offset = 0;
  bool has_index = false;
  while (offset < file.size()) {
    auto size = big_endian(file, offset, 4);
    if (size && *size == 1) size = big_endian(file, offset + 8, 8);
    if (size && *size == 0) return std::nullopt;  // to the end of the file
    if (!size || *size < 8 || *size > file.size() - offset) return "a box reaches past the end of the file";
    has_index = has_index || has_text(file, offset + 4, "moov");
    offset += *size;
  }
  return has_index ? std::nullopt : std::optional<std::string>("no moov box");
}

std::optional<std::string> cut_ogg(ByteView file) {
  const std::size_t first = file.size() - std::min(file.size(), kMaxOggPageBytes);
  const auto start = as_text(file).rfind("OggS");
  if (start == std::string_view::npos || start < first) return "the last page is missing";
  const auto flags = big_endian(file, start + 5, 1);
  const auto segments = big_endian(file, start + 26, 1);
  if (!segments) return "the last page is cut";
  std::uint64_t end = start + kOggHeaderBytes + *segments;
  for (std::size_t i = 0; i < *segments; ++i) end += big_endian(file, start + kOggHeaderBytes + i, 1).value_or(0);
  if (end > file.size()) return "the last page is cut";
  return (*flags & 4U) != 0 ? std::nullopt : std::optional<std::string>("the end-of-stream page is missing");
}

std::optional<std::string> cut_aac(ByteView file) {
  auto rest = without_tags(file).value_or(file);
  while (is_adts_frame(rest)) {
    const auto bytes = adts_frame_bytes(rest);
    if (bytes < 7) return "a frame of no length";
    if (bytes > rest.size()) return "the last frame is cut";
    rest = rest.subspan(bytes);
  }
  const bool trailing_tag = has_text(rest, 0, "TAG") && rest.size() == kTrailingTagBytes;
  return rest.empty() || trailing_tag ? std::nullopt : std::optional<std::string>("damaged between two frames");
}

// The Xing or Info header of an MP3 file's first frame, if there is one.
struct XingHeader {
  std::uint64_t frames = 0;
  std::uint64_t bytes = 0;
};

std::optional<XingHeader> xing_header(ByteView audio) {
  if (!is_mp3_frame(audio)) return std::nullopt;
  const bool version_1 = (*big_endian(audio, 1, 1) >> 3 & 3U) == 3U;
  const bool one_channel = (*big_endian(audio, 3, 1) >> 6) == 3U;
  const std::size_t offset = 4 + (version_1 ? (one_channel ? 17U : 32U) : (one_channel ? 9U : 17U));
  if (!has_text(audio, offset, "Xing") && !has_text(audio, offset, "Info")) return std::nullopt;
  const auto flags = big_endian(audio, offset + 4, 4).value_or(0);
  if ((flags & 3U) != 3U) return std::nullopt;
  return XingHeader{big_endian(audio, offset + 8, 4).value_or(0), big_endian(audio, offset + 12, 4).value_or(0)};
}

std::optional<std::string> cut_mp3(ByteView file) {
  const auto audio = without_tags(file).value_or(file);
  const auto header = xing_header(audio);
  if (!header || header->bytes <= audio.size()) return std::nullopt;
  return std::to_string(audio.size()) + " of " + std::to_string(header->bytes) + " bytes are there";
}

}  // namespace

std::optional<Container> recognise(ByteView file) {
  if ((has_text(file, 0, "RIFF") || has_text(file, 0, "RF64")) && has_text(file, 8, "WAVE")) return Container::wav;
  if (has_text(file, 4, "ftyp")) return Container::m4a;
  if (has_text(file, 0, "OggS")) return Container::ogg;
  const auto audio = without_tags(file);
  if (!audio) return std::nullopt;
  if (has_text(*audio, 0, "fLaC")) return Container::flac;
  if (is_adts_frame(*audio)) return Container::aac;
  if (is_mp3_frame(*audio)) return Container::mp3;
  return std::nullopt;
}

std::string name_of(Container container) {
  switch (container) {
    case Container::wav:
      return "wav";
    case Container::mp3:
      return "mp3";
    case Container::aac:
      return "aac";
    case Container::m4a:
      return "m4a";
    case Container::flac:
      return "flac";
    case Container::ogg:
      return "ogg";
  }
  return "unknown";
}

std::optional<std::string> what_is_missing(Container container, ByteView file) {
  switch (container) {
    case Container::wav:
      return has_text(file, 0, "RF64") ? std::nullopt : cut_wav(file);
    case Container::mp3:
      return cut_mp3(file);
    case Container::aac:
      return cut_aac(file);
    case Container::m4a:
      return cut_m4a(file);
    case Container::ogg:
      return cut_ogg(file);
    case Container::flac:
      return std::nullopt;  // promised_samples() tells
  }
  return std::nullopt;
}

std::optional<std::size_t> promised_samples(Container container, ByteView file) {
  if (container != Container::flac) return std::nullopt;
  const auto audio = without_tags(file).value_or(file);
  const auto fields = big_endian(audio, kFlacInfoOffset + 10, 8);  // rate 20 bits, channels 3, depth 5, samples 36
  if (!fields || *fields >> 44 == 0) return std::nullopt;
  const std::uint64_t samples = *fields & 0xFFFFFFFFFU;
  return samples == 0 ? std::nullopt : std::optional<std::size_t>(samples * kTargetRate / (*fields >> 44));
}

}  // namespace tongluo::ingest
