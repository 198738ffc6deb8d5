#pragma once
// The clips that open orders need: from the cache, or chunk by chunk from the controller, each chunk verified against
// the manifest and the manifest against its name. Owner: the core; asks through the ActionQueue. Limits: kMaxClipsHeld,
// kMaxClipBytesHeld. At most one request per clip is outstanding, repeated after kClipRetry without progress.

#include <map>
#include <optional>
#include <set>
#include <vector>

#include "protocol/wire/clip_manifest.hpp"
#include "terminal-fw/core/actions.hpp"

namespace tongluo::terminal {

struct ClipCounters {
  std::uint64_t corrupt_chunks = 0;
  std::uint64_t corrupt_manifests = 0;
  std::uint64_t unwanted = 0;  // pieces of a clip that nobody asked for, or known ones again
  std::uint64_t no_room = 0;
  std::uint64_t requests = 0;
  std::uint64_t store_failures = 0;
  std::uint64_t damaged = 0;  // in the cache
};

// Is this the manifest's audio, to the last byte of the last chunk?
bool holds(const wire::ClipManifest& manifest, ByteView audio);

class ClipAssembler {
 public:
  explicit ClipAssembler(ActionQueue& actions) : actions_(actions) {}

  // `priority`: smaller is higher. Wanting again is no change, but for a clip that had to leave.
  void want(SteadyTime now, const Digest& clip, std::uint32_t priority);
  void keep_only(const std::set<Digest>& needed);
  // Clips of what plays now never leave.
  void pin(std::set<Digest> playing) { pinned_ = std::move(playing); }

  void set_offered(std::set<Digest> cached) { offered_ = std::move(cached); }  // what the last Hello said we have
  // What is held of clips, for the Hello: the controller pushes the rest only. At most `limit`, the highest first.
  std::vector<wire::PartialClip> held_parts(std::size_t limit) const;
  void on_link_open(SteadyTime now);
  void on_manifest(SteadyTime now, const wire::ClipManifestPush& push);
  void on_chunk(SteadyTime now, const wire::ClipChunk& chunk);
  // A clip that came whole, from a bundle: held against its manifest like every piece, then stored, even if memory has
  // no room for it now.
  void on_whole(const Digest& clip, const wire::ClipManifest& manifest, ClipContent content);
  void count_unwanted() { ++counters_.unwanted; }
  void on_unavailable(SteadyTime now, const Digest& clip);
  void on_loaded(SteadyTime now, const Digest& clip, SharedClipContent content);
  void on_stored(const Digest& clip, bool stored);
  // It left the cache; if it is whole in memory, it is stored again.
  void on_damaged(const Digest& clip);
  void on_deadline(SteadyTime now);
  SteadyTime next_deadline() const;

  // Verified bytes from the start without a hole.
  ByteView contiguous(const Digest& clip) const;
  std::size_t total_bytes(const Digest& clip) const;  // 0 while unknown
  bool complete(const Digest& clip) const;
  bool from_cache(const Digest& clip) const;
  const ClipCounters& counters() const { return counters_; }

 private:
  struct Clip {
    std::uint32_t priority = 0;
    bool loading = false;
    bool stored = false;
    bool from_cache = false;
    Bytes manifest_bytes;
    std::optional<wire::ClipManifest> manifest;
    Bytes audio;
    std::vector<bool> have;
    std::size_t missing = 0;
    std::size_t contiguous_chunks = 0;
    bool outstanding = false;
    SteadyTime ask_at = SteadyTime::max();
    bool complete() const { return manifest && missing == 0; }
  };
  using Clips = std::map<Digest, Clip>;

  Clip* find(const Digest& clip);
  const Clip* find(const Digest& clip) const;
  bool make_room(std::size_t clips, std::size_t bytes, std::uint32_t priority, const Digest& for_clip);
  void request(SteadyTime now, const Digest& digest, Clip& clip);
  void accept_chunk(SteadyTime now, const Digest& digest, Clip& clip, const wire::ClipChunk& chunk);
  bool fill(const Digest& digest, Clip& clip, const ClipContent& content, wire::ClipManifest manifest);
  void finish(const Digest& digest, Clip& clip);
  void report_corrupt(SteadyTime now, const Digest& digest, Clip& clip);

  ActionQueue& actions_;
  Clips clips_;
  std::set<Digest> pinned_;
  std::set<Digest> offered_;
  std::size_t held_bytes_ = 0;
  ClipCounters counters_;
};

}  // namespace tongluo::terminal
