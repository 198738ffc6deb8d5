#include "controller/cap/rejection.hpp"

#include "controller/cap/limits.hpp"

namespace tongluo::cap {

Rejection rejection(std::string_view code, std::string_view detail) {
  std::size_t length = std::min(detail.size(), kMaxDetailBytes);
  if (length < detail.size())
    while (length > 0 && (static_cast<unsigned char>(detail[length]) & 0xC0U) == 0x80U) --length;
  std::string words(detail.substr(0, length));
  for (char& letter : words)
    if (static_cast<unsigned char>(letter) < 0x20 || letter == 0x7F) letter = ' ';
  while (!words.empty() && words.back() == ' ') words.pop_back();
  return {std::string(code), std::move(words)};
}

}  // namespace tongluo::cap
