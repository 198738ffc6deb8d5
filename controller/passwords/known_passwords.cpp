#include "controller/passwords/known_passwords.hpp"

#include <algorithm>
#include <fstream>

#include "protocol/sign/sha1.hpp"

namespace tongluo::passwords {
namespace {

constexpr std::size_t kHashDigits = 40;
constexpr std::size_t kMaxLineBytes = 64;  // with its count and its end

char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

std::string upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](char c) { return upper(c); });
  return text;
}

bool is_line(const std::string& line) {
  const auto is_digit = [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'F'); };
  if (line.size() < kHashDigits || !std::all_of(line.begin(), line.begin() + kHashDigits, is_digit)) return false;
  return line.size() == kHashDigits || line[kHashDigits] == ':' || line[kHashDigits] == '\r';
}

}  // namespace

Result<std::optional<KnownPasswords::Line>> KnownPasswords::line_from(std::istream& list, std::uintmax_t from,
                                                                      std::uintmax_t size) {
  // From the octet before: where that ends a line, one begins at `from` itself.
  const std::uintmax_t before = from == 0 ? 0 : from - 1;
  std::string part(std::min<std::uintmax_t>(2 * kMaxLineBytes, size - before), '\0');
  list.clear();
  list.seekg(static_cast<std::streamoff>(before));
  if (!list.read(part.data(), static_cast<std::streamsize>(part.size())))
    return fail(ErrorKind::io, "the list of known passwords cannot be read");
  const std::size_t end_before = from == 0 ? 0 : part.find('\n');
  const bool at_end = before + part.size() == size;
  if (end_before == part.npos && !at_end) return fail(ErrorKind::corrupt, "a line of the known passwords is too long");
  const std::size_t begin = from == 0 ? 0 : end_before == part.npos ? part.size() : end_before + 1;
  if (begin == part.size()) return std::optional<Line>();
  const std::size_t end = part.find('\n', begin);
  if (end == part.npos && !at_end) return fail(ErrorKind::corrupt, "a line of the known passwords is too long");
  const std::string line = upper(part.substr(begin, end - begin));
  if (!is_line(line))
    return fail(ErrorKind::corrupt, "a line of the known passwords is no SHA-1 in hexadecimal digits");
  return Line{line.substr(0, kHashDigits), end == part.npos ? size : before + end + 1};
}

Result<KnownPasswords> KnownPasswords::open(const std::filesystem::path& file) {
  std::error_code error;
  const std::uintmax_t size = std::filesystem::file_size(file, error);
  std::ifstream list(file, std::ios::binary);
  if (error || !list) return fail(ErrorKind::io, "the list of known passwords cannot be read: " + file.string());
  if (const auto line = line_from(list, 0, size); !line) return tl::unexpected(line.error());
  return KnownPasswords(file);
}

// Every line before `low` is smaller, every one that begins at `high` or behind it is not.
Result<bool> KnownPasswords::contains(const std::string& password) const {
  const std::string wanted = upper(to_hex(sign::sha1(as_bytes(password))));
  std::error_code error;
  const std::uintmax_t size = std::filesystem::file_size(file_, error);
  std::ifstream list(file_, std::ios::binary);
  if (error || !list) return fail(ErrorKind::io, "the list of known passwords cannot be read");
  for (std::uintmax_t low = 0, high = size;;) {
    const std::uintmax_t middle = low + (high - low) / 2;
    const auto line = line_from(list, middle, size);
    if (!line) return tl::unexpected(line.error());
    if (middle == high) return *line && (*line)->hash == wanted;
    if (*line && (*line)->hash < wanted)
      low = std::min((*line)->end, high);
    else
      high = middle;
  }
}

}  // namespace tongluo::passwords
