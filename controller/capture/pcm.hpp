#pragma once
// Uncompressed sound as a browser sends it. Pure.

#include <vector>

#include "protocol/base/bytes.hpp"

namespace tongluo::capture {

// Signed 16 bit, little-endian, mono; an odd octet at the end is nothing.
std::vector<float> from_s16le(ByteView chunk);

}  // namespace tongluo::capture
