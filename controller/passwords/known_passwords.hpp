#pragma once
// Passwords that became known elsewhere: a file of lines "SHA1[:COUNT]" in rising order, 40 hexadecimal digits each, as
// Have I Been Pwned gives it away. Nothing of it is kept in memory: a look-up reads some forty lines of the largest
// list. Any thread, slow as the disk is, so never the control thread. Errors: io, corrupt (no such lines).

#include <filesystem>
#include <optional>
#include <string>

#include "protocol/base/result.hpp"

namespace tongluo::passwords {

class KnownPasswords {
 public:
  // Its first line is read.
  static Result<KnownPasswords> open(const std::filesystem::path& file);
  Result<bool> contains(const std::string& password) const;

 private:
  struct Line {
    std::string hash;  // in upper case
    std::uintmax_t end = 0;
  };
  explicit KnownPasswords(std::filesystem::path file) : file_(std::move(file)) {}
  // The first line that begins at `from` or behind it; none: there is none up to `size`.
  static Result<std::optional<Line>> line_from(std::istream& list, std::uintmax_t from, std::uintmax_t size);

  std::filesystem::path file_;
};

}  // namespace tongluo::passwords
