#pragma once
// The two header packets of Ogg/Opus (RFC 7845 section 5). Pure. Stricter than the standard where our own clips are:
// one or two channels in mapping family 0, no output gain, exactly the bytes the header needs. Errors: corrupt, the
// detail says what.

#include <cstdint>

#include "protocol/base/bytes.hpp"
#include "protocol/base/result.hpp"

namespace tongluo::audio {

struct OpusHead {
  std::uint8_t channels = 0;
  std::uint16_t pre_skip = 0;
};

Result<OpusHead> parse_opus_head(ByteView packet);
Result<void> check_opus_tags(ByteView packet);  // padding after the comments is allowed

}  // namespace tongluo::audio
