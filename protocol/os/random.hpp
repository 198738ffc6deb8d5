#pragma once
// The operating system's random source.

#include "protocol/base/bytes.hpp"
#include "protocol/base/identifiers.hpp"

namespace tongluo::os {

Bytes random_bytes(std::size_t count);
Nonce random_nonce();
double random_unit();  // uniform in [0, 1)

}  // namespace tongluo::os
