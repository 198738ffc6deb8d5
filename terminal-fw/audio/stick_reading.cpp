#include "terminal-fw/audio/stick_reading.hpp"

#include <new>

#include "protocol/base/limits.hpp"
#include "protocol/os/folder_file.hpp"

namespace tongluo::audio {
namespace {

// A stranger's file must not be what ends the program at its ceiling.
Result<Bytes> read_within_memory(const std::filesystem::path& folder, const std::string& name) {
  try {
    return os::read_in_folder(folder, name, limits::kMaxClipBytes);
  } catch (const std::bad_alloc&) {
    return fail(ErrorKind::limit, "no memory for it: at the ceiling supervision.memory_mb, or the device has no more");
  }
}

}  // namespace

void StickReading::read() {
  auto content = read_within_memory(folder_, name_);
  {
    const std::lock_guard lock(mutex_);
    content_ = std::move(content);
  }
  changed_.notify_all();
}

bool StickReading::done() const {
  const std::lock_guard lock(mutex_);
  return content_.has_value();
}

std::optional<Result<ByteView>> StickReading::wait(const std::stop_token& stop) const {
  std::unique_lock lock(mutex_);
  if (!changed_.wait(lock, stop, [this] { return content_.has_value(); })) return std::nullopt;
  if (!*content_) return Result<ByteView>(fail(content_->error()));
  return Result<ByteView>(ByteView(**content_));
}

}  // namespace tongluo::audio
