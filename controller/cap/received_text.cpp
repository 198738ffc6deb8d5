#include "controller/cap/received_text.hpp"

#include <algorithm>

#include "controller/cap/limits.hpp"

namespace tongluo::cap {
namespace {

constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF";
constexpr std::string_view kLittleEndianMark = "\xFF\xFE";
constexpr std::string_view kBigEndianMark = "\xFE\xFF";
constexpr char32_t kFirstHighSurrogate = 0xD800, kFirstLowSurrogate = 0xDC00, kPastSurrogates = 0xE000;

void append_utf8(std::string& out, char32_t point) {
  if (point < 0x80) {
    out.push_back(static_cast<char>(point));
    return;
  }
  const int tail = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
  constexpr unsigned kLead[] = {0, 0xC0, 0xE0, 0xF0};
  out.push_back(static_cast<char>(kLead[tail] | (point >> (6 * tail))));
  for (int i = tail - 1; i >= 0; --i) out.push_back(static_cast<char>(0x80 | ((point >> (6 * i)) & 0x3F)));
}

Result<std::string, Rejection> from_utf16(std::string_view bytes, bool big_endian) {
  if (bytes.size() % 2 != 0) return reject("encoding.invalid", "UTF-16 with an odd number of bytes");
  const auto unit = [&](std::size_t i) -> char32_t {
    const char32_t first = static_cast<unsigned char>(bytes[i]), second = static_cast<unsigned char>(bytes[i + 1]);
    return big_endian ? first << 8 | second : second << 8 | first;
  };
  std::string out;
  out.reserve(bytes.size());
  for (std::size_t i = 0; i < bytes.size(); i += 2) {
    char32_t point = unit(i);
    if (point >= kFirstHighSurrogate && point < kPastSurrogates) {
      const char32_t low = i + 2 < bytes.size() ? unit(i + 2) : 0;
      if (point >= kFirstLowSurrogate || low < kFirstLowSurrogate || low >= kPastSurrogates)
        return reject("encoding.invalid", "a lone UTF-16 surrogate");
      point = 0x10000 + ((point - kFirstHighSurrogate) << 10) + (low - kFirstLowSurrogate);
      i += 2;
    }
    append_utf8(out, point);
  }
  return out;
}

std::string from_latin(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size() + bytes.size() / 8);
  for (const char byte : bytes) append_utf8(out, static_cast<unsigned char>(byte));
  return out;
}

// The XML declaration, read strictly: version, then encoding, then standalone, nothing else.
struct Declaration {
  std::size_t length = 0;  // 0: there is none
  std::string encoding;    // as written; empty: not stated
};

class DeclarationReader {
 public:
  explicit DeclarationReader(std::string_view text) : text_(text) {}

  bool read(Declaration& out) {
    if (!text_.starts_with("<?xml") || text_.size() < 6 || !is_space(text_[5])) return true;  // none
    at_ = 5;
    std::string version, standalone;
    if (!attribute("version", version) || version != "1.0") return false;
    attribute("encoding", out.encoding);
    if (attribute("standalone", standalone) && standalone != "yes" && standalone != "no") return false;
    skip_space();
    if (!text_.substr(at_).starts_with("?>")) return false;
    out.length = at_ + 2;
    return true;
  }

 private:
  static bool is_space(char letter) { return letter == ' ' || letter == '\t' || letter == '\r' || letter == '\n'; }
  void skip_space() {
    while (at_ < text_.size() && is_space(text_[at_])) ++at_;
  }
  // Moves on only if the attribute is there.
  bool attribute(std::string_view name, std::string& value) {
    const std::size_t before = at_;
    skip_space();
    if (at_ > before && text_.substr(at_).starts_with(name)) {
      at_ += name.size();
      skip_space();
      if (at_ < text_.size() && text_[at_] == '=') {
        ++at_;
        skip_space();
        const char quote = at_ < text_.size() ? text_[at_] : '\0';
        const auto end = quote == '"' || quote == '\'' ? text_.find(quote, at_ + 1) : std::string_view::npos;
        if (end != std::string_view::npos) {
          value = text_.substr(at_ + 1, end - at_ - 1);
          at_ = end + 1;
          return true;
        }
      }
    }
    at_ = before;
    return false;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

std::string upper(std::string text) {
  for (char& letter : text)
    if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
  return text;
}

// A document type may stand only before the root element: behind white space, comments and instructions.
bool has_doctype(std::string_view text) {
  std::size_t at = 0;
  while ((at = text.find('<', at)) != std::string_view::npos) {
    const std::string_view rest = text.substr(at);
    if (rest.starts_with("<!--")) {
      at = text.find("-->", at + 4);
    } else if (rest.starts_with("<?")) {
      at = text.find("?>", at + 2);
    } else {
      return rest.starts_with("<!");
    }
    if (at == std::string_view::npos) return false;
  }
  return false;
}

Result<ReceivedText, Rejection> finish(ReceivedText text, bool is_utf16) {
  Declaration declaration;
  if (!DeclarationReader(text.utf8).read(declaration)) return reject("xml.declaration", "not a declaration of XML 1.0");
  const std::string stated = upper(declaration.encoding);
  const bool says_utf16 = stated.starts_with("UTF-16");
  if (!stated.empty() && stated != "UTF-8" && stated != "ISO-8859-1" && stated != "UTF-16" && stated != "UTF-16LE" &&
      stated != "UTF-16BE")
    return reject("encoding.unsupported", "encoding " + declaration.encoding);
  if (is_utf16 != says_utf16 && !(is_utf16 && stated.empty()))
    return reject("encoding.mismatch", "the declaration says " + declaration.encoding + ", the bytes say otherwise");
  if (stated == "ISO-8859-1" && text.byte_order_mark)
    return reject("encoding.mismatch", "ISO-8859-1 with a UTF-8 byte order mark");
  text.utf8.erase(0, declaration.length);
  if (stated == "ISO-8859-1") {
    text.encoding = Encoding::iso_8859_1;
    text.utf8 = from_latin(text.utf8);
  }
  // Whatever else could begin here might make the XML library guess at another encoding.
  const auto first = text.utf8.find_first_not_of(" \t\r\n");
  if (first == std::string::npos || text.utf8[first] != '<') return reject("xml.malformed", "no markup at the start");
  if (has_doctype(text.utf8)) return reject("xml.doctype", "a document type is never accepted");
  return text;
}

}  // namespace

Result<ReceivedText, Rejection> read_text(ByteView bytes) {
  if (bytes.empty()) return reject("size.empty", "nothing was received");
  if (bytes.size() > kMaxMessageBytes)
    return reject("size.too_large",
                  std::to_string(bytes.size()) + " bytes, at most " + std::to_string(kMaxMessageBytes) + " are read");
  const std::string_view raw = as_text(bytes);
  ReceivedText text;
  const bool little = raw.starts_with(kLittleEndianMark);
  if (little || raw.starts_with(kBigEndianMark)) {
    auto converted = from_utf16(raw.substr(2), !little);
    if (!converted) return tl::unexpected(converted.error());
    text.utf8 = std::move(*converted);
    text.encoding = Encoding::utf_16;
  } else {
    text.byte_order_mark = raw.starts_with(kUtf8Mark);
    text.utf8 = raw.substr(text.byte_order_mark ? kUtf8Mark.size() : 0);
  }
  if (text.utf8.find('\0') != std::string::npos) return reject("encoding.nul", "a NUL byte");
  const bool converted = text.encoding == Encoding::utf_16;
  return finish(std::move(text), converted);
}

}  // namespace tongluo::cap
