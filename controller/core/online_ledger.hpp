#pragma once
// When each terminal was online and when it was not, for thirty days: the changes only, as one row of the store for
// each terminal. Nobody knows what was while the controller did not run: that is a state of its own. Pure; time is
// handed in. Owner: the control thread. A change is written in the same minute; a crash costs what came after the last
// row or chart of the county. Limits: kMaxTerminals, kMaxOnlineChanges of each (the oldest leave), kOnlineKept,
// kMaxHistoryBatch rows of one write.

#include <deque>
#include <map>
#include <vector>

#include "controller/core/limits.hpp"
#include "controller/core/stored.hpp"

namespace tongluo::controller {

constexpr std::uint8_t kOnlineStep = 3;  // of StoredHistory: behind the steps of the charts
constexpr std::size_t kMaxOnlineChanges = 512;
constexpr auto kOnlineKept = std::chrono::hours(24 * 30);
constexpr auto kOnlineLook = std::chrono::minutes(1);

enum class Reach : std::uint8_t { unknown, online, offline };
std::string_view to_string(Reach reach);
struct ReachChange {  // it was so from then on
  WallTime at{};
  Reach reach = Reach::unknown;
  bool operator==(const ReachChange&) const = default;
};

Bytes write_changes(const std::vector<ReachChange>& changes);
// Nothing: damaged.
std::optional<std::vector<ReachChange>> parse_changes(ByteView bytes);

class OnlineLedger {
 public:
  // What is damaged is not taken.
  void restore(const StoredHistory& stored);
  // All is restored. The controller was last seen alive then: from there on nothing is known.
  void begin(WallTime alive_until);
  // The same again is no change; a change before the one that is known last counts from that one's time.
  void note(const TerminalId& terminal, ReachChange change);
  std::vector<SaveHistory> due();                  // at most kMaxHistoryBatch; they count as written
  std::vector<SaveHistory> unsaved(WallTime now);  // an orderly stop: all of them, and from now on nothing is known
  bool waiting() const { return !changed_.empty(); }

  // Oldest first; the first one may lie before the thirty days, it tells how they began.
  std::vector<ReachChange> changes(const TerminalId& terminal, WallTime now) const;

 private:
  struct Terminal {
    std::vector<ReachChange> changes;  // oldest first
    bool waiting = false;              // in changed_
  };
  SaveHistory row_of(const TerminalId& terminal, Terminal& kept);

  std::map<TerminalId, Terminal> terminals_;
  std::deque<TerminalId> changed_;
};

}  // namespace tongluo::controller
