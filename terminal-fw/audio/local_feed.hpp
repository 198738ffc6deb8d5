#pragma once
// Whatever feeds a local source's frames to the player, from a thread of its own; the destructor ends it. Owner: the
// control thread.

#include <cstdint>
#include <string>

namespace tongluo::audio {

class LocalFeed {
 public:
  virtual ~LocalFeed() = default;
  // Why it gives no more frames; empty: it still does, or has come to its end.
  virtual std::string trouble() const = 0;
  virtual std::uint64_t frames_lost() const { return 0; }
  virtual std::size_t position() const { return 0; }  // where to go on after an interruption
};

}  // namespace tongluo::audio
