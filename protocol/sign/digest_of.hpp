#pragma once
// SHA-256 of bytes: the name of an object. Pure.

#include "protocol/base/digest.hpp"

namespace tongluo::sign {

Digest digest_of(ByteView bytes);

}  // namespace tongluo::sign
