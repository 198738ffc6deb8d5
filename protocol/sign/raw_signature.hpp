#pragma once
// Private to protocol/sign: the 64-byte r‖s of P-256 and SM2 against OpenSSL's DER form.

#include "protocol/sign/algorithm_traits.hpp"

namespace tongluo::sign {

// DER of `raw`, or empty: wrong length, or r or s outside 1 … n-1.
Bytes der_from_raw(const AlgorithmTraits& traits, ByteView raw);
// 64 bytes, or empty.
Bytes raw_from_der(ByteView der);

}  // namespace tongluo::sign
