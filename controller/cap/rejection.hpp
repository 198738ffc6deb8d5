#pragma once
// Why a CAP message is refused: a stable code and one line for people. docs/cap.md lists every code. The codes of
// dialects that the configuration does not allow are "deviation." and the deviation's name. Pure values.

#include <string>
#include <string_view>

#include "protocol/base/result.hpp"

namespace tongluo::cap {

struct Rejection {
  std::string code;    // "references.missing"
  std::string detail;  // may quote the message; printable, at most kMaxDetailBytes
};

// Cuts the words to the limit at a character's boundary and blanks out control characters.
Rejection rejection(std::string_view code, std::string_view detail);

inline auto reject(std::string_view code, std::string_view detail) {
  return tl::unexpected<Rejection>(rejection(code, detail));
}

}  // namespace tongluo::cap
