#pragma once
// Who and where: terminal ids, area codes, resource codes. Pure values; a value exists only if it was valid (parse,
// don't validate).

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace tongluo {

// The factory serial, never reused: 4 to 32 of A–Z, 0–9 and '-'.
class TerminalId {
 public:
  static constexpr std::size_t kMinLength = 4;
  static constexpr std::size_t kMaxLength = 32;
  static std::optional<TerminalId> parse(std::string_view text);
  const std::string& text() const { return text_; }
  auto operator<=>(const TerminalId&) const = default;

 private:
  explicit TerminalId(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

// 12 digits: province 2, city 2, county 2, township 3, village 3. A zero segment means "all below" and is legal only if
// every later segment is zero too. Nothing above a county is an area: a code with a zero county is refused.
class AreaCode {
 public:
  static std::optional<AreaCode> parse(std::string_view twelve_digits);
  static std::optional<AreaCode> from_number(std::uint64_t number);

  std::uint64_t number() const { return number_; }
  std::string text() const;
  bool is_county() const { return number_ % 1'000'000 == 0; }
  bool is_township() const { return !is_county() && number_ % 1'000 == 0; }
  bool is_village() const { return number_ % 1'000 != 0; }
  AreaCode township() const { return AreaCode(number_ - number_ % 1'000); }  // of a village; else itself
  // True if `other` is this area or lies inside it. Areas match by whole segments.
  bool contains(AreaCode other) const;
  auto operator<=>(const AreaCode&) const = default;

 private:
  explicit AreaCode(std::uint64_t number) : number_(number) {}
  std::uint64_t number_;
};

// Surveyed position, WGS 84, in units of 1e-7 degree.
struct Position {
  std::int32_t latitude_e7 = 0;
  std::int32_t longitude_e7 = 0;
  auto operator<=>(const Position&) const = default;
};
constexpr std::int32_t kMaxLatitudeE7 = 900'000'000;
constexpr std::int32_t kMaxLongitudeE7 = 1'800'000'000;
constexpr bool is_valid(Position p) {
  return p.latitude_e7 >= -kMaxLatitudeE7 && p.latitude_e7 <= kMaxLatitudeE7 && p.longitude_e7 >= -kMaxLongitudeE7 &&
         p.longitude_e7 <= kMaxLongitudeE7;
}

// Names one key: the SHA-256 of its SubjectPublicKeyInfo (DER), computed by protocol/sign, shortened to 16 bytes.
struct KeyId {
  static constexpr std::size_t kSize = 16;
  std::array<std::byte, kSize> octets{};
  auto operator<=>(const KeyId&) const = default;
};

// 16 random bytes: nonces, boot ids.
struct Nonce {
  static constexpr std::size_t kSize = 16;
  std::array<std::byte, kSize> octets{};
  auto operator<=>(const Nonce&) const = default;
};

std::string to_string(const KeyId& id);
std::string to_string(const Nonce& nonce);

}  // namespace tongluo

template <>
struct std::hash<tongluo::TerminalId> {
  std::size_t operator()(const tongluo::TerminalId& id) const noexcept { return std::hash<std::string>{}(id.text()); }
};
