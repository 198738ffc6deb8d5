#include "protocol/base/identifiers.hpp"

#include <algorithm>

#include "protocol/base/bytes.hpp"

namespace tongluo {
namespace {

constexpr std::uint64_t kVillage = 1'000;
constexpr std::uint64_t kTownship = 1'000'000;
constexpr std::uint64_t kCounty = 100'000'000;
constexpr std::uint64_t kCity = 10'000'000'000;
constexpr std::uint64_t kBound = 1'000'000'000'000;
constexpr std::size_t kAreaDigits = 12;

bool is_serial_character(char c) { return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

std::optional<TerminalId> TerminalId::parse(std::string_view text) {
  if (text.size() < kMinLength || text.size() > kMaxLength) return std::nullopt;
  if (!std::all_of(text.begin(), text.end(), is_serial_character)) return std::nullopt;
  return TerminalId(std::string(text));
}

std::optional<AreaCode> AreaCode::parse(std::string_view twelve_digits) {
  if (twelve_digits.size() != kAreaDigits) return std::nullopt;
  if (!std::all_of(twelve_digits.begin(), twelve_digits.end(), is_digit)) return std::nullopt;
  std::uint64_t number = 0;
  for (const char c : twelve_digits) number = number * 10 + static_cast<std::uint64_t>(c - '0');
  return from_number(number);
}

std::optional<AreaCode> AreaCode::from_number(std::uint64_t number) {
  if (number >= kBound) return std::nullopt;
  const bool province = number / kCity != 0;
  const bool city = number % kCity / kCounty != 0;
  const bool county = number % kCounty / kTownship != 0;
  const bool township = number % kTownship / kVillage != 0;
  const bool village = number % kVillage != 0;
  if (!province || !city || !county || (village && !township)) return std::nullopt;
  return AreaCode(number);
}

std::string AreaCode::text() const {
  std::string text = std::to_string(number_);
  return text.insert(0, kAreaDigits - text.size(), '0');
}

bool AreaCode::contains(AreaCode other) const {
  if (is_county()) return number_ / kTownship == other.number_ / kTownship;
  if (is_township()) return number_ / kVillage == other.number_ / kVillage;
  return number_ == other.number_;
}

std::string to_string(const KeyId& id) { return to_hex(id.octets); }
std::string to_string(const Nonce& nonce) { return to_hex(nonce.octets); }

}  // namespace tongluo
