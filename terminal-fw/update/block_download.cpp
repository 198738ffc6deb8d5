#include "terminal-fw/update/block_download.hpp"

#include <algorithm>

#include "protocol/base/assert.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/sign/digest_of.hpp"

namespace tongluo::update {

void BlockDownload::resume(const std::vector<Digest>& on_disk) {
  held_count_ = 0;
  for (std::size_t i = 0; i < held_.size(); ++i) {
    held_[i] = i < on_disk.size() && on_disk[i] == manifest_.blocks[i];
    held_count_ += held_[i] ? 1 : 0;
  }
  choose();
}

void BlockDownload::choose() {
  buffer_.clear();
  block_ = static_cast<std::size_t>(std::find(held_.begin(), held_.end(), false) - held_.begin());
}

std::uint32_t BlockDownload::percent() const {
  return static_cast<std::uint32_t>(held_count_ * 100 / manifest_.blocks.size());
}

ByteRange BlockDownload::wanted() const {
  TL_ASSERT(!complete());
  return {static_cast<std::uint64_t>(block_) * limits::kImageBlockBytes + buffer_.size(),
          wire::block_size(manifest_, block_) - buffer_.size()};
}

ChunkFate BlockDownload::take(std::uint64_t offset, ByteView bytes) {
  const ByteRange range = wanted();
  if (bytes.empty() || offset != range.offset || bytes.size() > range.bytes) return ChunkFate::ignored;
  buffer_.insert(buffer_.end(), bytes.begin(), bytes.end());
  if (bytes.size() < range.bytes) return ChunkFate::taken;
  if (sign::digest_of(buffer_) == manifest_.blocks[block_]) return ChunkFate::complete;
  buffer_.clear();
  return ChunkFate::false_block;
}

void BlockDownload::stored() {
  TL_ASSERT(!complete() && !held_[block_]);
  held_[block_] = true;
  ++held_count_;
  choose();
}

}  // namespace tongluo::update
