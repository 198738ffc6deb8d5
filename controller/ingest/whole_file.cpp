#include "controller/ingest/whole_file.hpp"

#include "controller/ingest/byte_fields.hpp"
#include "controller/ingest/raw_frames.hpp"
#include "controller/ingest/whole_parts.hpp"

namespace tongluo::ingest {
namespace {

constexpr std::size_t kFlacInfoOffset = 8;
constexpr std::uint64_t kFlacInfoBytes = 34;  // its type is 0
constexpr std::uint64_t kTargetRate = 48'000;

}  // namespace

Wholeness wholeness_of(Container container, ByteView file) {
  switch (container) {
    case Container::wav:
      return wholeness_of_wav(file);
    case Container::aiff:
      return wholeness_of_aiff(file);
    case Container::caf:
      return wholeness_of_caf(file);
    case Container::m4a:
      return wholeness_of_m4a(file);
    case Container::webm:
      return wholeness_of_webm(file);
    case Container::wma:
      return wholeness_of_wma(file);
    case Container::ogg:
      return wholeness_of_ogg(file);
    case Container::aac:
      return wholeness_of_aac(file);
    case Container::mp3:
      return wholeness_of_mp3(file);
    case Container::amr:
      return wholeness_of_amr(file);
    case Container::mp2:   // says nothing
    case Container::flac:  // promised_samples() tells
      break;
  }
  return {};
}

std::optional<std::uint64_t> promised_samples(Container container, ByteView file) {
  if (container != Container::flac) return std::nullopt;
  const auto audio = without_tags(file).value_or(file);
  const bool info_first = (big_endian(audio, 4, 4).value_or(~std::uint64_t{0}) & 0x7FFFFFFFU) == kFlacInfoBytes;
  if (!info_first) return std::nullopt;
  const auto fields = big_endian(audio, kFlacInfoOffset + 10, 8);  // rate 20 bits, channels 3, depth 5, samples 36
  if (!fields || *fields >> 44 == 0) return std::nullopt;
  const std::uint64_t samples = *fields & 0xFFFFFFFFFU;
  return samples == 0 ? std::nullopt : std::optional<std::uint64_t>(samples * kTargetRate / (*fields >> 44));
}

}  // namespace tongluo::ingest
