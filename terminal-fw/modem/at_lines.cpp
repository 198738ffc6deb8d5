#include "terminal-fw/modem/at_lines.hpp"

#include <utility>

#include "terminal-fw/modem/limits.hpp"

namespace tongluo::modem {

std::optional<std::string> AtLines::feed(std::byte value) {
  const char letter = static_cast<char>(value);
  if (letter == '\r' || letter == '\n') {
    std::string line = std::exchange(line_, {});
    if (std::exchange(damaged_, false)) {
      ++dropped_;
      return std::nullopt;
    }
    const std::size_t first = line.find_first_not_of(' ');
    if (first == std::string::npos) return std::nullopt;
    return line.substr(first, line.find_last_not_of(' ') + 1 - first);
  }
  const bool printable = letter >= ' ' && letter <= '~';
  damaged_ = damaged_ || !printable || line_.size() == kMaxAtLineBytes;
  if (!damaged_) line_ += letter;
  return std::nullopt;
}

void AtLines::clear() {
  line_.clear();
  damaged_ = false;
}

}  // namespace tongluo::modem
