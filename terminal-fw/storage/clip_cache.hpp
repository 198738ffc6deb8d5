#pragma once
// Verified clips on disk, one file each, named by its digest: 4 bytes manifest length (big-endian), manifest, audio.
// Owner: the storage thread. Blocking. Limit: `limit_bytes`; the least recently used of those that nobody needs leave
// first, then of those that keep() named the one needed last, never for one that is needed later or not at all. Every
// load verifies every byte, and so does check_next() once for each file after the start; a damaged one is removed,
// counted, and named by take_damaged(). A folder that cannot be listed holds nothing and takes nothing until it can.

#include <filesystem>
#include <list>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "protocol/base/result.hpp"
#include "terminal-fw/core/actions.hpp"

namespace tongluo::storage {

constexpr std::uint64_t kMaxCacheBytes = 256ULL * 1024 * 1024;

struct CacheCounters {
  std::uint64_t corrupt = 0;
  std::uint64_t evicted = 0;
  std::uint64_t refused = 0;  // no room: the rest is needed sooner
};

class ClipCache {
 public:
  // Makes the folder if need be.
  static ClipCache open(const std::filesystem::path& folder, std::uint64_t limit_bytes = kMaxCacheBytes);
  // Why the folder cannot be listed; empty: it can. Each call tries again.
  std::string trouble();

  // Errors: limit (larger than the whole cache, or than what may leave for it: then nothing does), io.
  Result<void> store(const Digest& clip, const terminal::ClipContent& content);
  // Null: not there, or damaged.
  terminal::SharedClipContent load(const Digest& clip);
  // Needed by what is to play, the soonest first; in place of those named before.
  void keep(const std::vector<Digest>& clips);
  // Verifies the next of the files that were there at the start; false: all have been. The order of use stays.
  bool check_next();
  // Those found damaged since the last call; each is gone from here.
  std::vector<Digest> take_damaged() { return std::exchange(damaged_, {}); }
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
  static constexpr std::size_t kNotKept = SIZE_MAX;

  void list_folder();
  Result<void> scan();
  terminal::SharedClipContent read(Entries::iterator entry);  // null: it was damaged, and is gone
  std::size_t rank_of(const Digest& clip) const;              // by need, 0 the soonest; kNotKept
  bool make_room(std::uint64_t bytes, std::size_t rank);
  std::filesystem::path path_of(const Digest& clip) const;
  void remove(Entries::iterator entry);
  void insert_first(const Digest& clip, std::uint64_t bytes);

  std::filesystem::path folder_;
  std::uint64_t limit_bytes_;
  std::string trouble_;
  std::uint64_t bytes_ = 0;
  Entries entries_;
  std::map<Digest, Entries::iterator> by_digest_;
  std::map<Digest, std::size_t> kept_;
  std::vector<Digest> unchecked_;
  std::vector<Digest> damaged_;  // each was an entry, so they are no more than those
  CacheCounters counters_;
};

}  // namespace tongluo::storage
