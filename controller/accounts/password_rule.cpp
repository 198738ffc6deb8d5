#include "controller/accounts/password_rule.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <string_view>
#include <unordered_set>

#include "controller/accounts/common_passwords.hpp"

namespace tongluo::accounts {
namespace {

// What people choose when twelve characters are asked for; compared without digits, signs and case.
constexpr std::array<std::string_view, 20> kCommon = {
    "password",   "passwordpassword", "qwertyuiop",       "qwertyuiopasdf", "administrator",
    "adminadmin", "letmeinletmein",   "iloveyou",         "woaini",         "woaininiaiwo",
    "mima",       "guanliyuan",       "tongluo",          "tongluotongluo", "yingji",
    "welcome",    "changeme",         "changemechangeme", "qweasdzxc",      "abcdefghijkl"};

std::string letters_of(std::string_view text) {
  std::string letters;
  for (const char c : text) {
    if (c >= 'A' && c <= 'Z') letters.push_back(static_cast<char>(c - 'A' + 'a'));
    if ((c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80) letters.push_back(c);
  }
  return letters;
}

bool is_common(std::string_view text) {
  static const std::unordered_set<std::string_view> kList = [] {
    std::unordered_set<std::string_view> lines;
    for (std::string_view rest = common_passwords(); !rest.empty();) {
      const std::size_t end = std::min(rest.find('\n'), rest.size());
      lines.insert(rest.substr(0, end));
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return lines;
  }();
  std::string small(text);
  for (char& c : small)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return kList.contains(small);
}

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U; }));
}

bool is_run(std::string_view text) {  // "123456789012", "aaaaaaaaaaaa"
  if (std::set<char>(text.begin(), text.end()).size() < 5) return true;
  const auto follows = [](char a, char b) { return b - a == 1 || a - b == 1 || (a == '9' && b == '0'); };
  std::size_t steps = 0;
  for (std::size_t i = 1; i < text.size(); ++i) steps += follows(text[i - 1], text[i]) ? 1 : 0;
  return steps + 2 >= text.size();
}

}  // namespace

std::optional<std::string> weakness_of(const std::string& password, const std::string& account) {
  if (characters(password) < kMinPasswordCharacters) return "it must have 12 characters at least";
  if (password.size() > kMaxPasswordBytes) return "it is longer than 512 bytes";
  const std::string letters = letters_of(password);
  if (std::find(kCommon.begin(), kCommon.end(), letters) != kCommon.end() || is_common(password))
    return "it is one of the common ones";
  if (is_run(password)) return "it only repeats or counts";
  if (!account.empty() && letters == letters_of(account)) return "it is the account's name";
  return std::nullopt;
}

}  // namespace tongluo::accounts
