#include "controller/ingest/container.hpp"

#include "controller/ingest/byte_fields.hpp"
#include "controller/ingest/raw_frames.hpp"

namespace tongluo::ingest {
namespace {

constexpr std::string_view kMatroskaId = "\x1A\x45\xDF\xA3";
constexpr std::string_view kAsfId = "\x30\x26\xB2\x75\x8E\x66\xCF\x11\xA6\xD9";
constexpr std::size_t kDocTypeWithin = 64;  // a Matroska file names itself in its first element

bool is_matroska(ByteView file) {
  if (!has_text(file, 0, kMatroskaId)) return false;
  const auto head = as_text(file.first(std::min(file.size(), kDocTypeWithin)));
  return head.find("webm") != std::string_view::npos || head.find("matroska") != std::string_view::npos;
}

std::optional<Container> by_name_in_front(ByteView file) {
  if ((has_text(file, 0, "RIFF") || has_text(file, 0, "RF64")) && has_text(file, 8, "WAVE")) return Container::wav;
  if (has_text(file, 4, "ftyp")) return Container::m4a;
  if (has_text(file, 0, "OggS")) return Container::ogg;
  if (has_text(file, 0, "FORM") && (has_text(file, 8, "AIFF") || has_text(file, 8, "AIFC"))) return Container::aiff;
  if (has_text(file, 0, "caff")) return Container::caf;
  if (has_text(file, 0, kAmrNarrow) || has_text(file, 0, kAmrWide)) return Container::amr;
  if (has_text(file, 0, kAsfId)) return Container::wma;
  if (is_matroska(file)) return Container::webm;
  return std::nullopt;
}

}  // namespace

std::optional<Container> recognise(ByteView file) {
  if (const auto named = by_name_in_front(file)) return named;
  const auto audio = without_tags(file);
  if (!audio) return std::nullopt;
  if (has_text(*audio, 0, "fLaC")) return Container::flac;
  if (is_adts_frame(*audio)) return Container::aac;
  const auto layer = mpeg_layer(*audio);
  if (layer == 3) return Container::mp3;
  if (layer == 2) return Container::mp2;
  return std::nullopt;
}

std::string name_of(Container container) {
  switch (container) {
    case Container::wav:
      return "wav";
    case Container::mp3:
      return "mp3";
    case Container::mp2:
      return "mp2";
    case Container::aac:
      return "aac";
    case Container::m4a:
      return "m4a";
    case Container::flac:
      return "flac";
    case Container::ogg:
      return "ogg";
    case Container::webm:
      return "webm";
    case Container::amr:
      return "amr";
    case Container::wma:
      return "wma";
    case Container::aiff:
      return "aiff";
    case Container::caf:
      return "caf";
  }
  return "unknown";
}

}  // namespace tongluo::ingest
