#include <algorithm>

#include "controller/ingest/byte_fields.hpp"
#include "controller/ingest/whole_parts.hpp"

namespace tongluo::ingest {
namespace {

constexpr std::uint64_t kFirstOpenSize = 0x7FFFF000;  // writers to a pipe put 0x7FFFF000 … 0xFFFFFFFF: size unknown
constexpr std::uint64_t kOpenSize64 = ~std::uint64_t{0};
constexpr std::size_t kRiffHeader = 12;

// RF64 (EBU Tech 3306): the sizes that do not fit stand in the first chunk.
std::uint64_t wide_data_bytes(ByteView file) {
  return has_text(file, kRiffHeader, "ds64") ? little_endian(file, kRiffHeader + 16, 8).value_or(0) : 0;
}

std::uint64_t end_of_form(std::optional<std::uint64_t> size, std::uint64_t data_end) {
  const std::uint64_t end = size && *size > 0 && *size < kFirstOpenSize ? *size + 8 : 0;
  return std::max(end, data_end);
}

// The end of a Matroska element's head and the bytes of what follows; kOpenSize64 for "until the end".
struct Element {
  std::uint64_t body = 0;
  std::uint64_t bytes = 0;
};

std::optional<Element> element_at(ByteView file, std::uint64_t offset, std::size_t id_bytes) {
  const auto first = big_endian(file, offset + id_bytes, 1);
  if (!first || *first == 0) return std::nullopt;
  std::size_t length = 1;
  while ((*first & (0x80U >> (length - 1))) == 0) ++length;
  const auto number = big_endian(file, offset + id_bytes, length);
  if (!number) return std::nullopt;
  const std::uint64_t mask = (std::uint64_t{1} << (7 * length)) - 1;
  return Element{offset + id_bytes + length, (*number & mask) == mask ? kOpenSize64 : *number & mask};
}

}  // namespace

Wholeness wholeness_of_wav(ByteView file) {
  std::uint64_t offset = kRiffHeader;
  while (auto size = little_endian(file, offset + 4, 4)) {
    if (has_text(file, offset, "data")) {
      const std::uint64_t wide = has_text(file, 0, "RF64") ? wide_data_bytes(file) : 0;
      const std::uint64_t bytes = wide > 0 ? wide : *size;
      if (bytes == 0 || (wide == 0 && bytes >= kFirstOpenSize)) return {};
      if (bytes > file.size() - offset - 8)
        return missing("the data chunk has " + of_bytes(file.size() - offset - 8, bytes));
      const std::uint64_t data_end = offset + 8 + bytes + (bytes & 1U);
      return wide > 0 ? Wholeness{} : whole_until(end_of_form(little_endian(file, 4, 4), data_end), file);
    }
    offset += 8 + *size + (*size & 1U);
  }
  return missing("no data chunk");
}

Wholeness wholeness_of_aiff(ByteView file) {
  std::uint64_t offset = kRiffHeader;
  while (const auto size = big_endian(file, offset + 4, 4)) {
    if (has_text(file, offset, "SSND")) {
      if (*size > file.size() - offset - 8)
        return missing("the sound chunk has " + of_bytes(file.size() - offset - 8, *size));
      return whole_until(end_of_form(big_endian(file, 4, 4), offset + 8 + *size + (*size & 1U)), file);
    }
    offset += 8 + *size + (*size & 1U);
  }
  return missing("no sound chunk");
}

Wholeness wholeness_of_caf(ByteView file) {
  std::uint64_t offset = 8;
  bool has_data = false;
  while (offset < file.size()) {
    const auto size = big_endian(file, offset + 4, 8);
    if (!size) break;
    const bool data = has_text(file, offset, "data");
    if (data && *size == kOpenSize64) return {};
    if (*size > file.size() - offset - 12) {
      if (has_data) break;
      return missing("a chunk has " + of_bytes(file.size() - offset - 12, *size));
    }
    has_data = has_data || data;
    offset += 12 + *size;
  }
  return has_data ? whole_until(offset, file) : missing("no data chunk");
}

Wholeness wholeness_of_m4a(ByteView file) {
  std::uint64_t offset = 0;
  bool has_index = false;
  bool has_sound = false;
  while (offset < file.size()) {
    auto size = big_endian(file, offset, 4);
    if (size && *size == 1) size = big_endian(file, offset + 8, 8);
    if (size && *size == 0) return {};  // to the end of the file
    const bool sound = has_text(file, offset + 4, "mdat") || has_text(file, offset + 4, "moof");
    if (!size || *size < 8 || *size > file.size() - offset) {
      if (has_index && has_sound && !sound) return whole_until(offset, file);
      return missing("a box reaches past the end of the file");
    }
    has_index = has_index || has_text(file, offset + 4, "moov");
    has_sound = has_sound || sound;
    offset += *size;
  }
  return has_index ? Wholeness{} : missing("no moov box");
}

// RFC 8794 and 9559: an EBML head, then one Segment. Browsers write it without a size.
Wholeness wholeness_of_webm(ByteView file) {
  const auto head = element_at(file, 0, 4);
  if (!head || head->bytes > file.size() || !has_text(file, head->body + head->bytes, "\x18\x53\x80\x67"))
    return missing("no segment");
  const auto segment = element_at(file, head->body + head->bytes, 4);
  if (!segment) return missing("no segment");
  if (segment->bytes == kOpenSize64) return {};
  if (segment->bytes > file.size() - segment->body)
    return missing("the segment has " + of_bytes(file.size() - segment->body, segment->bytes));
  return whole_until(segment->body + segment->bytes, file);
}

// The file properties object says how long the file was when it was finished; a live stream says 0.
Wholeness wholeness_of_wma(ByteView file) {
  constexpr std::string_view properties = "\xA1\xDC\xAB\x8C\x47\xA9\xCF\x11\x8E\xE4";
  constexpr std::size_t within = 64 * 1024;
  const auto at = as_text(file.first(std::min(file.size(), within))).find(properties);
  const auto bytes = at == std::string_view::npos ? std::nullopt : little_endian(file, at + 40, 8);
  if (!bytes) return missing("no file properties");
  if (*bytes > file.size()) return missing("the file has " + of_bytes(file.size(), *bytes));
  return *bytes == 0 ? Wholeness{} : whole_until(*bytes, file);
}

}  // namespace tongluo::ingest
