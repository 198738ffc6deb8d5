#pragma once
// Which key on which token: a PKCS#11 URI (RFC 7512), of which we take the path attributes below. Everything else is
// refused, a PIN in the URI above all: command lines are public. Pure. Limits: kMaxTokenUriBytes.

#include <string>
#include <string_view>

#include "tools/ctl/failure.hpp"

namespace tongluo::ctl {

constexpr std::size_t kMaxTokenUriBytes = 512;

// Empty: any.
struct TokenUri {
  std::string token;         // label
  std::string serial;        // of the token
  std::string manufacturer;  // of the token
  std::string model;
  std::string object;  // label of the key
  std::string id;      // CKA_ID, octets
};

Try<TokenUri> parse_token_uri(std::string_view text);
// "pkcs11:token=…;object=…", escaped.
std::string to_string(const TokenUri& uri);

}  // namespace tongluo::ctl
