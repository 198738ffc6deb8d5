#pragma once
// Which blocks of an image are held, and the one that is coming. A block counts only after its digest matched; what is
// on the disk counts by its digest too, so a torn write is simply not there. Pure; holds one block of memory.

#include <optional>
#include <vector>

#include "protocol/base/bytes.hpp"
#include "protocol/wire/release.hpp"

namespace tongluo::update {

enum class ChunkFate : std::uint8_t {
  ignored,      // not what was asked for: late, twice, elsewhere
  taken,        // more of the block is to come
  complete,     // the block is whole and matches: take_block()
  false_block,  // whole, and not what the manifest says: dropped
};

struct ByteRange {
  std::uint64_t offset = 0;
  std::size_t bytes = 0;
  bool operator==(const ByteRange&) const = default;
};

class BlockDownload {
 public:
  // `manifest` must outlive this.
  explicit BlockDownload(const wire::ReleaseManifest& manifest) : manifest_(manifest) {}

  // What is on the disk: the digest of each block from the first on, as far as the file reaches.
  void resume(const std::vector<Digest>& on_disk);
  bool complete() const { return held_count_ == manifest_.blocks.size(); }
  std::uint32_t percent() const;

  // The rest of the first block that is missing. Not when complete.
  ByteRange wanted() const;
  ChunkFate take(std::uint64_t offset, ByteView bytes);
  std::size_t block() const { return block_; }
  Bytes take_block() { return std::move(buffer_); }
  void stored();  // the block just taken is on the disk

 private:
  void choose();
  const wire::ReleaseManifest& manifest_;
  std::vector<bool> held_ = std::vector<bool>(manifest_.blocks.size());
  std::size_t held_count_ = 0;
  std::size_t block_ = 0;  // the one that is coming
  Bytes buffer_;           // what came of it
};

}  // namespace tongluo::update
