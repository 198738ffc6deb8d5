#include "protocol/sign/claim_code.hpp"

#include "protocol/base/assert.hpp"
#include "protocol/sign/digest_of.hpp"

namespace tongluo::sign {
namespace {

constexpr std::string_view kSymbols = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";  // no I, L, O, U
constexpr std::string_view kNameContext = "TONGLUO-CLAIM-NAME-V1";
constexpr std::string_view kAnchorContext = "TONGLUO-CLAIM-ANCHOR-V1";
constexpr std::string_view kCheckContext = "TONGLUO-CLAIM-CHECK-V1";
constexpr std::size_t kGroup = 5;
constexpr std::size_t kBitsPerSymbol = 5;
constexpr std::size_t kAllSymbols = ClaimCode::kSecretSymbols + ClaimCode::kAnchorSymbols + ClaimCode::kCheckSymbols;

Digest digest_in(std::string_view context, ByteView content) {
  Bytes all = to_bytes(context);
  all.push_back(std::byte{0});
  all.insert(all.end(), content.begin(), content.end());
  return digest_of(all);
}

// The first bits of a digest, five a symbol.
std::string symbols_of(const Digest& digest, std::size_t count) {
  std::string text;
  for (std::size_t bit = 0; text.size() < count; bit += kBitsPerSymbol) {
    unsigned value = 0;
    for (std::size_t i = bit; i < bit + kBitsPerSymbol; ++i) {
      const unsigned octet = std::to_integer<unsigned>(digest.octets.at(i / 8));
      value = value << 1U | (octet >> (7 - i % 8) & 1U);
    }
    text.push_back(kSymbols[value]);
  }
  return text;
}

std::string anchor_of(ByteView root_set, ByteView authority_der) {
  const Digest roots = digest_of(root_set);
  const Digest authority = digest_of(authority_der);
  Bytes both(roots.octets.begin(), roots.octets.end());
  both.insert(both.end(), authority.octets.begin(), authority.octets.end());
  return symbols_of(digest_in(kAnchorContext, both), ClaimCode::kAnchorSymbols);
}

std::string check_of(std::string_view symbols) {
  return symbols_of(digest_in(kCheckContext, as_bytes(symbols)), ClaimCode::kCheckSymbols);
}

// The symbol that a person meant, or 0.
char read_symbol(char typed) {
  if (typed >= 'a' && typed <= 'z') typed = static_cast<char>(typed - 'a' + 'A');
  if (typed == 'O') return '0';
  if (typed == 'I' || typed == 'L') return '1';
  return kSymbols.find(typed) == std::string_view::npos ? '\0' : typed;
}

}  // namespace

ClaimCode ClaimCode::make(ByteView random, ByteView root_set, ByteView authority_der) {
  TL_ASSERT(random.size() == kSecretSymbols);
  std::string secret;
  for (const std::byte octet : random) secret.push_back(kSymbols[std::to_integer<unsigned>(octet) % kSymbols.size()]);
  return {std::move(secret), anchor_of(root_set, authority_der)};
}

std::optional<ClaimCode> ClaimCode::parse(std::string_view text) {
  std::string symbols;
  for (const char typed : text) {
    if (typed == '-' || typed == ' ') continue;
    const char symbol = read_symbol(typed);
    if (symbol == '\0' || symbols.size() == kAllSymbols) return std::nullopt;
    symbols.push_back(symbol);
  }
  if (symbols.size() != kAllSymbols) return std::nullopt;
  const std::string body = symbols.substr(0, kAllSymbols - kCheckSymbols);
  if (symbols.substr(body.size()) != check_of(body)) return std::nullopt;
  return ClaimCode(body.substr(0, kSecretSymbols), body.substr(kSecretSymbols));
}

std::string ClaimCode::text() const {
  const std::string body = secret_ + anchor_;
  const std::string symbols = body + check_of(body);
  std::string grouped;
  for (std::size_t i = 0; i < symbols.size(); ++i) {
    if (i > 0 && i % kGroup == 0) grouped.push_back('-');
    grouped.push_back(symbols[i]);
  }
  return grouped;
}

bool ClaimCode::anchors(ByteView root_set, ByteView authority_der) const {
  return anchor_ == anchor_of(root_set, authority_der);
}

Digest ClaimCode::name_of(std::string_view secret) { return digest_in(kNameContext, as_bytes(secret)); }

}  // namespace tongluo::sign
