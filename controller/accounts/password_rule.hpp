#pragma once
// Which passwords are good enough (NIST SP 800-63B): long, not a common one, not the account's own name; no other rule.
// Pure.

#include <optional>
#include <string>

namespace tongluo::accounts {

constexpr std::size_t kMinPasswordCharacters = 12;  // Unicode code points
constexpr std::size_t kMaxPasswordBytes = 512;

// Why it is refused, in one line for people; nothing: it is good.
std::optional<std::string> weakness_of(const std::string& password, const std::string& account);

}  // namespace tongluo::accounts
