#pragma once
// Bytes of a serial line to lines of text. Ends at CR or LF; blank lines vanish; bytes that are no printable ASCII make
// the line a damaged one, which is dropped and counted like one above kMaxAtLineBytes. Pure value.

#include <optional>
#include <string>

#include "protocol/base/bytes.hpp"

namespace tongluo::modem {

class AtLines {
 public:
  // The line that ends with this byte.
  std::optional<std::string> feed(std::byte value);
  void clear();
  std::size_t buffered_bytes() const { return line_.size(); }
  std::uint64_t dropped() const { return dropped_; }

 private:
  std::string line_;
  bool damaged_ = false;
  std::uint64_t dropped_ = 0;
};

}  // namespace tongluo::modem
