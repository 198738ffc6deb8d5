#include "protocol/sign/ed25519_point.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "protocol/sign/openssl_handles.hpp"

namespace tongluo::sign {
namespace {

constexpr std::size_t kPointBytes = 32;
constexpr const char* kPrime = "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffed";
constexpr const char* kCurveD = "52036cee2b6ffe738cc740797779e89800700a4d4141d8ab75eb4dca135978a3";
// The y of the points whose order divides eight, in hexadecimal, most significant digit first.
constexpr std::array<std::string_view, 5> kSmallOrderY = {
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000001",
    "7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffec",
    "7a03ac9277fdc74ec6cc392cfa53202a0f67100d760b3cba4fd84d3d706a17c7",
    "05fc536d880238b13933c6d305acdfd5f098eff289f4c345b027b2c28f95e826",
};

NumberHandle number(const char* hex) {
  BIGNUM* value = nullptr;
  BN_hex2bn(&value, hex);
  return NumberHandle(value);
}

// x² = (y²-1) / (d·y²+1) has a root exactly if the product of both is a square.
bool has_x(const BIGNUM* y, const BIGNUM* prime) {
  const NumberContext context(BN_CTX_new());
  const NumberHandle d = number(kCurveD);
  const NumberHandle u(BN_new());
  const NumberHandle v(BN_new());
  if (!context || !d || !u || !v) return false;
  const bool computed = BN_mod_sqr(u.get(), y, prime, context.get()) == 1 &&
                        BN_mod_mul(v.get(), d.get(), u.get(), prime, context.get()) == 1 &&
                        BN_sub_word(u.get(), 1) == 1 && BN_add_word(v.get(), 1) == 1 &&
                        BN_mod_mul(u.get(), u.get(), v.get(), prime, context.get()) == 1;
  return computed && BN_kronecker(u.get(), prime, context.get()) == 1;
}

}  // namespace

bool is_usable_ed25519_point(ByteView encoded) {
  if (encoded.size() != kPointBytes) return false;
  Bytes y_octets(encoded.rbegin(), encoded.rend());  // little-endian on the wire
  y_octets.front() &= std::byte{0x7f};               // the sign of x
  if (std::ranges::find(kSmallOrderY, to_hex(y_octets)) != kSmallOrderY.end()) return false;
  const NumberHandle prime = number(kPrime);
  const NumberHandle y(BN_bin2bn(octets(ByteView(y_octets)), static_cast<int>(y_octets.size()), nullptr));
  if (!prime || !y || BN_cmp(y.get(), prime.get()) >= 0) return false;
  return has_x(y.get(), prime.get());
}

}  // namespace tongluo::sign
