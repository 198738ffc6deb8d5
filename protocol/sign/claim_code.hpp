#pragma once
// The one-time claim code that a technician types into a new terminal (PROTOCOL.md section 12.1): 30 symbols in groups
// of five, in Crockford's base 32. Twelve symbols are the secret, sixteen anchor what the controller shows before the
// secret is sent (its roots and its authority), two find typing mistakes. Pure value; it exists only if its check
// symbols fit.

#include <optional>
#include <string>

#include "protocol/base/bytes.hpp"
#include "protocol/base/digest.hpp"

namespace tongluo::sign {

class ClaimCode {
 public:
  static constexpr std::size_t kSecretSymbols = 12;  // 60 bits, and guesses are rate limited
  static constexpr std::size_t kAnchorSymbols = 16;  // 80 bits
  static constexpr std::size_t kCheckSymbols = 2;

  // `random`: kSecretSymbols octets from a good source.
  static ClaimCode make(ByteView random, ByteView root_set, ByteView authority_der);
  // Small letters, spaces and hyphens are fine, O reads as 0, I and L as 1. Nothing else passes.
  static std::optional<ClaimCode> parse(std::string_view text);

  std::string text() const;  // "7K3QD-…"
  const std::string& secret() const { return secret_; }
  Digest name() const { return name_of(secret_); }  // what the controller keeps instead of the secret
  // True if these are the roots and the authority that the code was made for.
  bool anchors(ByteView root_set, ByteView authority_der) const;

  // The name of a secret as it came over the wire.
  static Digest name_of(std::string_view secret);

 private:
  ClaimCode(std::string secret, std::string anchor) : secret_(std::move(secret)), anchor_(std::move(anchor)) {}
  std::string secret_;
  std::string anchor_;
};

}  // namespace tongluo::sign
