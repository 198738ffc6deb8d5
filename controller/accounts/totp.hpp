#pragma once
// One-time codes by time (RFC 6238): six digits, 30 s, HMAC-SHA-1, one step of tolerance to both sides. A code is taken
// once: the step of the last taken one is remembered by the caller. Pure.

#include <cstdint>
#include <optional>
#include <string>

#include "protocol/base/bytes.hpp"
#include "protocol/base/time.hpp"

namespace tongluo::accounts {

constexpr seconds kTotpStep{30};
constexpr std::size_t kTotpSecretBytes = 20;

std::uint64_t totp_step(WallTime now);
std::string totp_code(ByteView secret, std::uint64_t step);  // "004217"
// The step of the code, if it is one of now and later than `last_step`.
std::optional<std::uint64_t> totp_accept(ByteView secret, WallTime now, std::string_view code, std::uint64_t last_step);

std::string base32(ByteView bytes);  // RFC 4648 section 6, without padding
// What an authenticator app scans.
std::string totp_uri(ByteView secret, const std::string& account, const std::string& issuer);

}  // namespace tongluo::accounts
