#include "protocol/sign/raw_signature.hpp"

#include <algorithm>

namespace tongluo::sign {
namespace {

bool in_range(ByteView scalar, ByteView order) {
  const bool zero = std::ranges::all_of(scalar, [](std::byte b) { return b == std::byte{0}; });
  return !zero && std::ranges::lexicographical_compare(scalar, order);
}

NumberHandle number_of(ByteView bytes) {
  return NumberHandle(BN_bin2bn(octets(bytes), static_cast<int>(bytes.size()), nullptr));
}

}  // namespace

Bytes der_from_raw(const AlgorithmTraits& traits, ByteView raw) {
  if (raw.size() != kSignatureBytes) return {};
  const ByteView r_octets = raw.first(kScalarBytes);
  const ByteView s_octets = raw.last(kScalarBytes);
  if (!in_range(r_octets, traits.order) || !in_range(s_octets, traits.order)) return {};
  NumberHandle r = number_of(r_octets);
  NumberHandle s = number_of(s_octets);
  const SignatureHandle signature(ECDSA_SIG_new());
  if (!r || !s || !signature || ECDSA_SIG_set0(signature.get(), r.get(), s.get()) != 1) return {};
  static_cast<void>(r.release());  // now the signature's
  static_cast<void>(s.release());
  return encode(signature.get(), i2d_ECDSA_SIG);
}

Bytes raw_from_der(ByteView der) {
  const auto signature = parse_whole<SignatureHandle>(der, d2i_ECDSA_SIG);
  if (!signature) return {};
  Bytes raw(kSignatureBytes);
  constexpr int kWidth = static_cast<int>(kScalarBytes);
  if (BN_bn2binpad(ECDSA_SIG_get0_r(signature.get()), octets(raw), kWidth) != kWidth) return {};
  if (BN_bn2binpad(ECDSA_SIG_get0_s(signature.get()), octets(raw) + kScalarBytes, kWidth) != kWidth) return {};
  return raw;
}

}  // namespace tongluo::sign
