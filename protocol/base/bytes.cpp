#include "protocol/base/bytes.hpp"

#include <array>
#include <cstdint>

namespace tongluo {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";
constexpr std::string_view kBase64Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

int base64_value(char c) {
  const auto at = kBase64Digits.find(c);
  return at == std::string_view::npos ? -1 : static_cast<int>(at);
}

std::uint32_t octet(ByteView bytes, std::size_t at) {
  return at < bytes.size() ? std::to_integer<std::uint32_t>(bytes[at]) : 0U;
}

// Decodes four digits of which the last `padding` are '='; false when a digit or the unused bits are wrong.
bool decode_group(std::string_view group, std::size_t padding, Bytes& out) {
  std::uint32_t bits = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    const int value = i < 4 - padding ? base64_value(group[i]) : 0;
    if (value < 0) return false;
    bits = bits << 6 | static_cast<std::uint32_t>(value);
  }
  if ((padding == 1 && (bits & 0xffU) != 0) || (padding == 2 && (bits & 0xffffU) != 0)) return false;
  for (std::size_t i = 0; i < 3 - padding; ++i) out.push_back(static_cast<std::byte>(bits >> (16 - 8 * i) & 0xffU));
  return true;
}

}  // namespace

ByteView as_bytes(std::string_view text) { return std::as_bytes(std::span(text.data(), text.size())); }

std::string_view as_text(ByteView bytes) { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }

Bytes to_bytes(std::string_view text) {
  const ByteView view = as_bytes(text);
  return {view.begin(), view.end()};
}

std::string to_hex(ByteView bytes) {
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const std::byte b : bytes) {
    text.push_back(kHexDigits[std::to_integer<std::size_t>(b >> 4)]);
    text.push_back(kHexDigits[std::to_integer<std::size_t>(b & std::byte{0x0f})]);
  }
  return text;
}

std::optional<Bytes> from_hex(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  Bytes bytes;
  bytes.reserve(text.size() / 2);
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const int high = hex_value(text[i]);
    const int low = hex_value(text[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    bytes.push_back(static_cast<std::byte>(high * 16 + low));
  }
  return bytes;
}

std::string to_base64(ByteView bytes) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::uint32_t bits = octet(bytes, i) << 16 | octet(bytes, i + 1) << 8 | octet(bytes, i + 2);
    const std::size_t used = bytes.size() - i < 3 ? bytes.size() - i + 1 : 4;
    for (std::size_t digit = 0; digit < 4; ++digit)
      text.push_back(digit < used ? kBase64Digits[bits >> (18 - 6 * digit) & 0x3fU] : '=');
  }
  return text;
}

std::optional<Bytes> from_base64(std::string_view text) {
  if (text.size() % 4 != 0) return std::nullopt;
  Bytes bytes;
  bytes.reserve(text.size() / 4 * 3);
  for (std::size_t i = 0; i < text.size(); i += 4) {
    const std::string_view group = text.substr(i, 4);
    const bool last = i + 4 == text.size();
    const std::size_t padding = !last || group[3] != '=' ? 0 : group[2] == '=' ? 2 : 1;
    if (!decode_group(group, padding, bytes)) return std::nullopt;
  }
  return bytes;
}

}  // namespace tongluo
