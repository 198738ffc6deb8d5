#pragma once
// HMAC-SHA-256 (RFC 2104) for the media socket's packets. Pure.

#include "protocol/base/digest.hpp"

namespace tongluo::sign {

Digest hmac_sha256(ByteView key, ByteView message);
// In time that does not depend on where they differ.
bool equal_in_constant_time(ByteView one, ByteView other);

}  // namespace tongluo::sign
