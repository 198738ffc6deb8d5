#pragma once
// From bytes as received to UTF-8 without XML declaration: the only text that the XML library ever sees, so that it
// never chooses an encoding itself. UTF-8, UTF-16 (with its mark) and ISO-8859-1 by declaration; anything else, a
// declaration that disagrees with the bytes, NUL bytes and any DOCTYPE are refused before parsing. Neither mark nor
// declaration is part of what an XML signature covers. Pure. Limits: kMaxMessageBytes.

#include "controller/cap/rejection.hpp"
#include "protocol/base/bytes.hpp"

namespace tongluo::cap {

enum class Encoding : std::uint8_t { utf_8, utf_16, iso_8859_1 };

struct ReceivedText {
  std::string utf8;
  Encoding encoding = Encoding::utf_8;
  bool byte_order_mark = false;  // of UTF-8, where it says nothing
};

// Codes: size.empty, size.too_large, encoding.unsupported, encoding.mismatch, encoding.invalid, encoding.nul,
// xml.declaration, xml.doctype, xml.malformed (no markup at the start).
Result<ReceivedText, Rejection> read_text(ByteView bytes);

}  // namespace tongluo::cap
