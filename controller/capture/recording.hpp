#pragma once
// Live packets as an Ogg/Opus file (RFC 7845) that is whole after each second: pages are flushed to the file as they
// fill, so an abrupt end loses a second at most. Limit: kMaxRecordingBytes, then nothing more is written (counted).
// Blocking writes of about 3 kB a second. One thread at a time.

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "protocol/base/bytes.hpp"
#include "protocol/base/result.hpp"
#include "protocol/base/time.hpp"

namespace tongluo::capture {

class Recording {
 public:
  // `comments`: "NAME=text" of RFC 7845 section 5.2. Error: io.
  static Result<Recording> create(const std::filesystem::path& file, const std::vector<std::string>& comments);
  Result<void> add(ByteView packet);  // 60 ms of Opus; errors: io, limit
  Result<void> finish();              // the last page, marked as the end

 private:
  struct Impl;
  explicit Recording(std::shared_ptr<Impl> impl) : impl_(std::move(impl)) {}
  std::shared_ptr<Impl> impl_;
};

struct Recorded {
  Bytes bytes;  // whole pages only
  milliseconds duration{};
};
// What a file holds, however it ended. Errors: io, not_found, corrupt (no whole page with sound).
Result<Recorded> read_recording(const std::filesystem::path& file);

}  // namespace tongluo::capture
