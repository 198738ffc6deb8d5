#include "controller/accounts/totp.hpp"

#include <array>
#include <cstdio>

#include "protocol/sign/hmac.hpp"

namespace tongluo::accounts {
namespace {

constexpr std::uint32_t kModulus = 1'000'000;
constexpr std::uint64_t kTolerance = 1;

std::string percent_encoded(const std::string& text) {
  std::string out;
  for (const char c : text) {
    const auto octet = static_cast<unsigned char>(c);
    const bool plain =
        (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.';
    std::array<char, 4> code{};
    std::snprintf(code.data(), code.size(), "%%%02X", octet);
    out += plain ? std::string(1, c) : std::string(code.data());
  }
  return out;
}

}  // namespace

std::uint64_t totp_step(WallTime now) {
  return static_cast<std::uint64_t>(now.time_since_epoch() / std::chrono::duration_cast<microseconds>(kTotpStep));
}

std::string totp_code(ByteView secret, std::uint64_t step) {
  Bytes counter;
  for (int shift = 56; shift >= 0; shift -= 8) counter.push_back(static_cast<std::byte>(step >> shift & 0xff));
  const auto mac = sign::hmac_sha1(secret, counter);
  const auto offset = std::to_integer<std::size_t>(mac.back() & std::byte{0x0f});
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < 4; ++i) number = number << 8 | std::to_integer<std::uint32_t>(mac.at(offset + i));
  std::array<char, 8> text{};
  std::snprintf(text.data(), text.size(), "%06u", (number & 0x7fffffffU) % kModulus);
  return text.data();
}

std::optional<std::uint64_t> totp_accept(ByteView secret, WallTime now, std::string_view code,
                                         std::uint64_t last_step) {
  const std::uint64_t current = totp_step(now);
  std::optional<std::uint64_t> accepted;
  for (std::uint64_t step = current - kTolerance; step <= current + kTolerance; ++step)
    if (sign::equal_in_constant_time(as_bytes(totp_code(secret, step)), as_bytes(code)) && step > last_step)
      accepted = step;
  return accepted;
}

std::string base32(ByteView bytes) {
  constexpr std::string_view kSymbols = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string out;
  std::uint32_t held = 0;
  unsigned bits = 0;
  for (const std::byte octet : bytes) {
    held = (held << 8 | std::to_integer<std::uint32_t>(octet)) & 0xffffU;
    for (bits += 8; bits >= 5; bits -= 5) out.push_back(kSymbols[held >> (bits - 5) & 31U]);
  }
  if (bits > 0) out.push_back(kSymbols[held << (5 - bits) & 31U]);
  return out;
}

std::string totp_uri(ByteView secret, const std::string& account, const std::string& issuer) {
  const std::string by = percent_encoded(issuer);
  return "otpauth://totp/" + by + ":" + percent_encoded(account) + "?secret=" + base32(secret) + "&issuer=" + by;
}

}  // namespace tongluo::accounts
