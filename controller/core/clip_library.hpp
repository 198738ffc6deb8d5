#pragma once
// Which clips exist, which are in memory, and who waits for one to be loaded. Pure. Limits: kMaxClipsKnown,
// kMaxResidentClipBytes (least recently used leave), kMaxClipWaiters.

#include <list>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "controller/core/actions.hpp"
#include "controller/core/views.hpp"
#include "protocol/wire/clip_manifest.hpp"

namespace tongluo::controller {

// Somebody who waits for a clip: a session that is to get a range of it, or a request that asked for it.
struct ClipWaiter {
  SessionId session = 0;
  RequestId request = 0;
  bool manifest = false;
  std::uint32_t first_chunk = 0;
  std::uint32_t chunk_count = 0;
  bool urgent = false;
  WallTime needed_at{};
};

class ClipLibrary {
 public:
  // False: kMaxClipsKnown reached.
  bool know(const Digest& digest, const wire::ClipManifest& manifest, std::vector<std::string> warnings, ClipNote note);
  // Behind `after`, wherever that one is now. Without the orders; `used` is only looked at where the filter asks.
  std::vector<ClipEntry> page(const ClipFilter& filter, const std::unordered_set<Digest>& used, WallTime now,
                              std::size_t limit, const std::optional<ClipMark>& after) const;
  std::optional<ClipEntry> entry(const Digest& digest, WallTime now) const;
  const ClipNote* note(const Digest& digest) const;  // nullptr: unknown
  void set_note(const Digest& digest, ClipNote note);
  bool expired(const Digest& digest, WallTime now) const;  // an unknown one is not
  std::string describe(const Digest& digest) const;        // with its name, for people
  bool knows(const Digest& digest) const { return known_.contains(digest); }
  std::optional<milliseconds> duration(const Digest& digest) const;
  const std::vector<std::string>& warnings(const Digest& digest) const;  // none of an unknown one
  void keep(session::SharedClip clip);                                   // resident from now on
  session::SharedClip resident(const Digest& digest);

  enum class Wait : std::uint8_t { load, queued, full };  // load: the caller asks the store for it
  Wait wait(const Digest& digest, ClipWaiter waiter);
  std::vector<ClipWaiter> take_waiters(const Digest& digest);

 private:
  struct Known {
    milliseconds duration{};
    std::uint64_t bytes = 0;
    std::vector<std::string> warnings;
    ClipNote note;
  };
  static ClipEntry entry_of(const Digest& digest, const Known& known, WallTime now);
  struct Resident {
    session::SharedClip clip;
    std::size_t bytes = 0;
    std::list<Digest>::iterator used;
  };
  std::unordered_map<Digest, Known> known_;
  std::unordered_map<Digest, Resident> resident_;
  std::list<Digest> used_;  // most recent first
  std::size_t resident_bytes_ = 0;
  std::unordered_map<Digest, std::vector<ClipWaiter>> waiting_;
  std::size_t waiters_ = 0;
};

std::vector<Digest> clips_of(const wire::Order& order);  // its all-clear's too

}  // namespace tongluo::controller
