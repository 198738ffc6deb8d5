#include "protocol/rtp/train_manifest.hpp"

#include <algorithm>

#include "protocol/rtp/big_endian.hpp"
#include "protocol/rtp/rtp_packet.hpp"

namespace tongluo::rtp {
namespace {

constexpr std::size_t kFixedBytes = 48;
constexpr std::size_t kHashBytes = sizeof(ShortHash);
constexpr std::uint8_t kVersionAndSubtype = 0x81;
constexpr std::uint8_t kApplicationDefined = 204;
constexpr std::uint32_t kName = 0x544c4d46;  // "TLMF"
constexpr std::uint8_t kEndFlag = 1;
constexpr std::int64_t kLastTimeUs = 253'402'300'799'999'999;  // the end of year 9999

ShortHash read_hash(ByteView datagram, std::size_t at) {
  ShortHash hash;
  const ByteView octets = datagram.subspan(at, kHashBytes);
  std::copy(octets.begin(), octets.end(), hash.begin());
  return hash;
}

}  // namespace

bool is_manifest(ByteView datagram) {
  return datagram.size() >= 12 && read_be<std::uint8_t>(datagram, 0) == kVersionAndSubtype &&
         read_be<std::uint8_t>(datagram, 1) == kApplicationDefined && read_be<std::uint32_t>(datagram, 8) == kName;
}

MediaResult<ParsedManifest> parse_manifest(ByteView datagram) {
  if (!is_manifest(datagram)) return fail(MediaFault::not_ours);
  if (datagram.size() < kFixedBytes + kSignatureBytes) return fail(MediaFault::truncated);
  const std::size_t count = read_be<std::uint8_t>(datagram, 12);
  if (count > limits::kMaxTrainPackets) return fail(MediaFault::bad_count);
  if (datagram.size() < manifest_bytes(count)) return fail(MediaFault::truncated);
  if (datagram.size() > manifest_bytes(count)) return fail(MediaFault::too_long);
  if (4 * (read_be<std::uint16_t>(datagram, 2) + std::size_t{1}) != datagram.size()) return fail(MediaFault::bad_value);
  const auto flags = read_be<std::uint8_t>(datagram, 13);
  const auto capture_us = read_be<std::int64_t>(datagram, 24);
  if (flags > kEndFlag || read_be<std::uint16_t>(datagram, 14) != 0) return fail(MediaFault::bad_value);
  if (capture_us < 0 || capture_us > kLastTimeUs) return fail(MediaFault::bad_value);
  if (count == 0 && flags != kEndFlag) return fail(MediaFault::bad_count);
  ParsedManifest parsed;
  parsed.manifest.stream_id = read_be<std::uint32_t>(datagram, 4);
  parsed.manifest.end = flags == kEndFlag;
  parsed.manifest.first_sequence = read_be<std::uint32_t>(datagram, 16);
  parsed.manifest.first_timestamp = read_be<std::uint32_t>(datagram, 20);
  parsed.manifest.capture = wall_from_us(capture_us);
  parsed.manifest.previous = read_hash(datagram, 32);
  for (std::size_t i = 0; i < count; ++i)
    parsed.manifest.packets.push_back(read_hash(datagram, kFixedBytes + kHashBytes * i));
  parsed.signed_part = datagram.first(datagram.size() - kSignatureBytes);
  parsed.signature = datagram.last(kSignatureBytes);
  return parsed;
}

Bytes serialize_unsigned(const TrainManifest& manifest) {
  TL_ASSERT(manifest.packets.size() <= limits::kMaxTrainPackets && (manifest.end || !manifest.packets.empty()));
  const std::size_t whole = manifest_bytes(manifest.packets.size());
  Bytes out;
  out.reserve(whole);
  append_be(out, kVersionAndSubtype);
  append_be(out, kApplicationDefined);
  append_be(out, static_cast<std::uint16_t>(whole / 4 - 1));
  append_be(out, manifest.stream_id);
  append_be(out, kName);
  append_be(out, static_cast<std::uint8_t>(manifest.packets.size()));
  append_be(out, static_cast<std::uint8_t>(manifest.end ? kEndFlag : 0));
  append_be(out, std::uint16_t{0});
  append_be(out, manifest.first_sequence);
  append_be(out, manifest.first_timestamp);
  append_be(out, to_us(manifest.capture));
  append(out, manifest.previous);
  for (const ShortHash& hash : manifest.packets) append(out, hash);
  return out;
}

}  // namespace tongluo::rtp
