#pragma once
// What this terminal played, or should have and did not, in the last kPlaysKeptFor: for the technician, and kept over
// restarts. Pure value; owner: the core. Limit: kMaxPlaysKept; the oldest leaves.

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "terminal-fw/core/journal.hpp"

namespace tongluo::terminal {

class PlayLog {
 public:
  void load(const std::vector<StoredPlay>& stored);
  // Notes it, and answers what the journal has to write. `believed` is the time if the clock is synchronised: a clock
  // that is wrong by years must not forget everything.
  PutPlay note(StoredPlay play, std::optional<WallTime> believed);
  bool has(const Digest& order, std::uint32_t occurrence) const;
  const std::deque<StoredPlay>& plays() const { return plays_; }  // newest first
  std::uint64_t evicted() const { return evicted_; }              // by newer ones

 private:
  std::deque<StoredPlay> plays_;
  std::uint64_t evicted_ = 0;
};

}  // namespace tongluo::terminal
