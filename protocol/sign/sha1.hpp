#pragma once
// SHA-1, only to look a password up in a list that is kept under it. It secures nothing. Pure.

#include <array>

#include "protocol/base/bytes.hpp"

namespace tongluo::sign {

std::array<std::byte, 20> sha1(ByteView message);

}  // namespace tongluo::sign
