#include <algorithm>

#include "controller/ingest/byte_fields.hpp"
#include "controller/ingest/raw_frames.hpp"
#include "controller/ingest/whole_parts.hpp"

namespace tongluo::ingest {
namespace {

constexpr std::size_t kOggHeaderBytes = 27;

// The Xing or Info header of an MP3 file's first frame, if there is one: how many bytes the frames have.
std::optional<std::uint64_t> promised_bytes(ByteView audio) {
  if (mpeg_layer(audio) != 3) return std::nullopt;
  const bool version_1 = (*big_endian(audio, 1, 1) >> 3 & 3U) == 3U;
  const bool one_channel = (*big_endian(audio, 3, 1) >> 6) == 3U;
  const std::size_t offset = 4 + (version_1 ? (one_channel ? 17U : 32U) : (one_channel ? 9U : 17U));
  if (!has_text(audio, offset, "Xing") && !has_text(audio, offset, "Info")) return std::nullopt;
  const auto flags = big_endian(audio, offset + 4, 4).value_or(0);
  return (flags & 3U) == 3U ? big_endian(audio, offset + 12, 4) : std::nullopt;
}

}  // namespace

Wholeness wholeness_of_ogg(ByteView file) {
  const auto start = as_text(file).rfind("OggS");
  if (start == std::string_view::npos) return missing("the last page is missing");
  const auto flags = big_endian(file, start + 5, 1);
  const auto segments = big_endian(file, start + 26, 1);
  if (!segments) return missing("the last page is cut");
  std::uint64_t end = start + kOggHeaderBytes + *segments;
  for (std::size_t i = 0; i < *segments; ++i) end += big_endian(file, start + kOggHeaderBytes + i, 1).value_or(0);
  if (end > file.size()) return missing("the last page is cut");
  return (*flags & 4U) != 0 ? whole_until(end, file) : missing("the end-of-stream page is missing");
}

Wholeness wholeness_of_aac(ByteView file) {
  auto rest = without_trailing_tags(without_tags(file).value_or(file));
  while (is_adts_frame(rest)) {
    const auto bytes = adts_frame_bytes(rest);
    if (bytes < 7) return damaged("a frame of no length");
    if (bytes > rest.size()) return missing("the last frame is cut");
    rest = rest.subspan(bytes);
  }
  return rest.empty() ? Wholeness{} : damaged("something else between two frames");
}

Wholeness wholeness_of_mp3(ByteView file) {
  const auto audio = without_trailing_tags(without_tags(file).value_or(file));
  const auto promised = promised_bytes(audio);
  if (!promised || *promised == 0) return {};
  if (*promised > audio.size()) return missing(of_bytes(audio.size(), *promised));
  return whole_until(*promised, audio);
}

Wholeness wholeness_of_amr(ByteView file) {
  const bool wide = has_text(file, 0, kAmrWide);
  std::uint64_t offset = (wide ? kAmrWide : kAmrNarrow).size();
  while (offset < file.size()) {
    if ((file[offset] & std::byte{0x83}) != std::byte{0}) return damaged("something else between two frames");
    offset += amr_frame_bytes(file[offset], wide);
  }
  return offset > file.size() ? missing("the last frame is cut") : Wholeness{};
}

}  // namespace tongluo::ingest
