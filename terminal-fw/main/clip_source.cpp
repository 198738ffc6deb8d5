#include "terminal-fw/main/clip_source.hpp"

namespace tongluo::firmware {

Result<void> ClipSource::append(ByteView bytes, std::size_t total_bytes) {
  if (owned_ == nullptr) {
    owned_ = audio::ClipPackets::create(total_bytes, duration_);
    published_.store(owned_.get(), std::memory_order_release);
  }
  return owned_->append(bytes);
}

Result<void> ClipSource::finish() {
  if (owned_ == nullptr) return fail(ErrorKind::corrupt, "clip without bytes");
  return owned_->finish();
}

}  // namespace tongluo::firmware
