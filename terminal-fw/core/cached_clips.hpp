#pragma once
// What the clip cache must keep for the coming days, and what it lost. Owner: the core. Limits: kMaxClipsKept,
// kMaxDamagedNamed.

#include "terminal-fw/core/core_parts.hpp"

namespace tongluo::terminal {

class CachedClips {
 public:
  explicit CachedClips(CoreParts& parts) : parts_(parts) {}

  void update(Now now);  // after each event: asks for KeepClips if they are others by now
  // A stored clip was found damaged, and is gone: the controller is told, now or when the link opens, and who needs it
  // gets it again.
  void on_damaged(Now now, const Digest& clip);
  void on_link_open(Now now) { report(now); }

 private:
  void report(Now now);

  CoreParts& parts_;
  std::vector<Digest> kept_;
  std::uint64_t revision_ = 0;
  SteadyTime looked_at_ = SteadyTime::min();
  std::vector<Digest> damaged_;  // not told yet
  std::uint32_t unnamed_ = 0;
};

}  // namespace tongluo::terminal
