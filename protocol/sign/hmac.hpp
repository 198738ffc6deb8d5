#pragma once
// HMAC (RFC 2104): with SHA-256 for the media socket's packets, with SHA-1 for one-time codes (RFC 6238 as every
// authenticator app computes them). Pure.

#include <array>

#include "protocol/base/digest.hpp"

namespace tongluo::sign {

Digest hmac_sha256(ByteView key, ByteView message);
std::array<std::byte, 20> hmac_sha1(ByteView key, ByteView message);
// In time that does not depend on where they differ.
bool equal_in_constant_time(ByteView one, ByteView other);

}  // namespace tongluo::sign
