#pragma once
// Verified clips on disk, one file each, named by its digest: 4 bytes manifest length (big-endian), manifest, audio.
// Owner: the storage thread. Blocking. Limit: `limit_bytes`; the least recently used leave. Every load verifies every
// byte; a damaged file is removed and counted.

#include <filesystem>
#include <list>
#include <map>

#include "protocol/base/result.hpp"
#include "terminal-fw/core/actions.hpp"

namespace tongluo::storage {

constexpr std::uint64_t kMaxCacheBytes = 256ULL * 1024 * 1024;

struct CacheCounters {
  std::uint64_t corrupt = 0;
  std::uint64_t evicted = 0;
};

class ClipCache {
 public:
  // Makes the folder if need be. Errors: io.
  static Result<ClipCache> open(const std::filesystem::path& folder, std::uint64_t limit_bytes = kMaxCacheBytes);

  // Errors: limit (larger than the whole cache), io.
  Result<void> store(const Digest& clip, const terminal::ClipContent& content);
  // Null: not there, or damaged.
  terminal::SharedClipContent load(const Digest& clip);
  // Most recently used first.
  std::vector<Digest> list(std::size_t limit) const;
  std::uint64_t bytes() const { return bytes_; }
  const CacheCounters& counters() const { return counters_; }

 private:
  struct Entry {
    Digest clip;
    std::uint64_t bytes = 0;
  };
  using Entries = std::list<Entry>;  // most recently used first

  ClipCache(std::filesystem::path folder, std::uint64_t limit_bytes)
      : folder_(std::move(folder)), limit_bytes_(limit_bytes) {}
  Result<void> scan();
  std::filesystem::path path_of(const Digest& clip) const;
  void remove(Entries::iterator entry);
  void insert_first(const Digest& clip, std::uint64_t bytes);

  std::filesystem::path folder_;
  std::uint64_t limit_bytes_;
  std::uint64_t bytes_ = 0;
  Entries entries_;
  std::map<Digest, Entries::iterator> by_digest_;
  CacheCounters counters_;
};

}  // namespace tongluo::storage
