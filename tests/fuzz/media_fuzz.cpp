// Every parser of the media socket: whatever parses is written again as the same octets (an RTP packet, whose parser
// steps over what we never send: as the same fields).

#include "protocol/rtp/control_packet.hpp"
#include "protocol/rtp/rtp_packet.hpp"
#include "protocol/rtp/stream_framing.hpp"
#include "protocol/rtp/train_manifest.hpp"
#include "tests/fuzz/fuzz_assert.hpp"

namespace {

using namespace tongluo;

bool same(ByteView a, ByteView b) { return std::equal(a.begin(), a.end(), b.begin(), b.end()); }

void check_fault(rtp::MediaFault fault) { TL_ASSERT(rtp::to_string(fault) != "unknown"); }

void check_rtp(ByteView input) {
  const auto parsed = rtp::parse_rtp(input);
  if (!parsed) return check_fault(parsed.error());
  const Bytes written = rtp::serialize(*parsed);
  const auto again = rtp::parse_rtp(written);
  TL_ASSERT(again && again->marker == parsed->marker && again->payload_type == parsed->payload_type);
  TL_ASSERT(again->sequence == parsed->sequence && again->timestamp == parsed->timestamp);
  TL_ASSERT(again->ssrc == parsed->ssrc && same(again->payload, parsed->payload));
}

void check_manifest(ByteView input) {
  const auto parsed = rtp::parse_manifest(input);
  if (!parsed) return check_fault(parsed.error());
  TL_ASSERT(rtp::is_manifest(input) && rtp::is_rtcp(input) && !rtp::parse_rtp(input));
  TL_ASSERT(same(rtp::serialize_unsigned(parsed->manifest), parsed->signed_part));
  TL_ASSERT(parsed->signed_part.size() + parsed->signature.size() == input.size());
}

void check_control(ByteView input) {
  const auto parsed = rtp::parse_control(input);
  if (!parsed) return check_fault(parsed.error());
  TL_ASSERT(rtp::is_control(input) && rtp::peek_token(input) == parsed->packet.token);
  TL_ASSERT(same(rtp::serialize_unsealed(parsed->packet), parsed->sealed_part));
  TL_ASSERT(parsed->sealed_part.size() + parsed->seal.size() == input.size());
}

void check_framing(ByteView input) {
  const auto packets = rtp::unframe_packets(input);
  if (packets) TL_ASSERT(same(rtp::frame_packets(*packets), input));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView input = fuzz::view(data, size);
  check_rtp(input);
  check_manifest(input);
  check_control(input);
  check_framing(input);
  return 0;
}
