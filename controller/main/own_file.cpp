#include "controller/main/own_file.hpp"

#include "controller/speech/own_words.hpp"
#include "protocol/os/files.hpp"

namespace tongluo::daemon {

std::optional<Result<std::string>> OwnFile::poll() {
  if (name_.path.empty()) return std::nullopt;
  std::error_code missing;
  Seen now;
  now.changed = std::filesystem::last_write_time(name_.path, missing);
  now.there = !missing;
  if (now.there) now.bytes = std::filesystem::file_size(name_.path, missing);
  if (seen_ == now) return std::nullopt;
  const bool first = !seen_.has_value();
  seen_ = now;
  if (!now.there && !name_.required) return first ? std::nullopt : std::optional<Result<std::string>>(std::string());
  auto content = os::read_file(name_.path, speech::kMaxOwnFileBytes);
  if (!content) return Result<std::string>(tl::unexpected(content.error()));
  return Result<std::string>(std::string(as_text(*content)));
}

}  // namespace tongluo::daemon
