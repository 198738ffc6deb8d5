// Frames and messages: the result does not depend on fragmentation, and a message that parses serialises to one that
// parses back to itself.

#include "protocol/base/limits.hpp"
#include "protocol/wire/frame.hpp"
#include "protocol/wire/messages.hpp"
#include "tests/fuzz/fuzz_assert.hpp"

namespace {

using namespace tongluo;

struct Decoded {
  std::vector<Bytes> bodies;
  bool failed = false;
  bool operator==(const Decoded&) const = default;
};

Decoded decode(ByteView stream, std::size_t piece) {
  Decoded decoded;
  wire::FrameDecoder decoder;
  for (std::size_t at = 0; at < stream.size() && !decoded.failed; at += piece) {
    const ByteView part = stream.subspan(at, std::min(piece, stream.size() - at));
    decoded.failed = !decoder.feed(part, decoded.bodies);
    TL_ASSERT(decoder.buffered_bytes() <= limits::kFrameHeaderBytes + limits::kMaxFrameBytes);
  }
  return decoded;
}

void check_message(ByteView body) {
  const auto message = wire::parse_message(body);
  if (!message) return;
  const Bytes again = wire::serialize(*message);
  const auto reparsed = wire::parse_message(again);
  TL_ASSERT(reparsed && *reparsed == *message);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const ByteView stream = fuzz::view(data, size);
  const Decoded whole = decode(stream, stream.size() + 1);
  TL_ASSERT(decode(stream, 1) == whole);
  TL_ASSERT(decode(stream, 7) == whole);
  for (const Bytes& body : whole.bodies) check_message(body);
  check_message(stream);
  return 0;
}
