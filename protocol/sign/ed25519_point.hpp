#pragma once
// Private to protocol/sign: OpenSSL takes any 32 bytes for an Ed25519 public key; this checks that they are a usable
// point.

#include "protocol/base/bytes.hpp"

namespace tongluo::sign {

// RFC 8032 5.1.3: y below the field's prime and x recoverable; and not one of the eight points of small order, under
// which a signature says nothing.
bool is_usable_ed25519_point(ByteView encoded);

}  // namespace tongluo::sign
