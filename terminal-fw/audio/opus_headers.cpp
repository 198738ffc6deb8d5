#include "terminal-fw/audio/opus_headers.hpp"

namespace tongluo::audio {
namespace {

constexpr std::size_t kHeadBytes = 19;
constexpr std::size_t kMagicBytes = 8;

std::uint32_t little_endian(ByteView bytes) {
  std::uint32_t value = 0;
  for (std::size_t i = bytes.size(); i > 0; --i) value = value << 8 | std::to_integer<std::uint32_t>(bytes[i - 1]);
  return value;
}

// Takes a 32-bit length and so many bytes off the front. False if they are not there.
bool take_counted(ByteView& rest) {
  if (rest.size() < 4) return false;
  const std::uint32_t length = little_endian(rest.first(4));
  rest = rest.subspan(4);
  if (length > rest.size()) return false;
  rest = rest.subspan(length);
  return true;
}

}  // namespace

Result<OpusHead> parse_opus_head(ByteView packet) {
  if (packet.size() < kMagicBytes || as_text(packet.first(kMagicBytes)) != "OpusHead")
    return fail(ErrorKind::corrupt, "the clip is not Opus");
  if (packet.size() != kHeadBytes) return fail(ErrorKind::corrupt, "the Opus header has a wrong size");
  if (std::to_integer<unsigned>(packet[8]) != 1)
    return fail(ErrorKind::corrupt, "the Opus header has an unknown version");
  const OpusHead head{std::to_integer<std::uint8_t>(packet[9]),
                      static_cast<std::uint16_t>(little_endian(packet.subspan(10, 2)))};
  if (head.channels < 1 || head.channels > 2) return fail(ErrorKind::corrupt, "the clip is neither mono nor stereo");
  if (little_endian(packet.subspan(16, 2)) != 0) return fail(ErrorKind::corrupt, "the clip asks for an output gain");
  if (packet[18] != std::byte{0}) return fail(ErrorKind::corrupt, "the clip has another channel mapping than family 0");
  return head;
}

Result<void> check_opus_tags(ByteView packet) {
  if (packet.size() < kMagicBytes || as_text(packet.first(kMagicBytes)) != "OpusTags")
    return fail(ErrorKind::corrupt, "the clip has no Opus comment header");
  ByteView rest = packet.subspan(kMagicBytes);
  const auto bad = [] { return fail(ErrorKind::corrupt, "the Opus comment header is cut off"); };
  if (!take_counted(rest) || rest.size() < 4) return bad();
  const std::uint32_t comments = little_endian(rest.first(4));
  rest = rest.subspan(4);
  for (std::uint32_t i = 0; i < comments; ++i)  // ends at the latest with the packet: each takes four bytes
    if (!take_counted(rest)) return bad();
  return {};
}

}  // namespace tongluo::audio
