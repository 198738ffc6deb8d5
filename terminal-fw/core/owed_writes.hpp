#pragma once
// What the journal did not take and must hold all the same: written again until it does. Of each row only the newest
// word is kept, so that a late repetition never undoes what was written since. Pure value; owner: the Ledger. Limit:
// kMaxOwedOperations; when full, lines of the play log leave first, then the oldest, and are counted.

#include <map>

#include "terminal-fw/core/journal.hpp"

namespace tongluo::terminal {

class OwedWrites {
 public:
  // The write of this number failed. Answers how many operations had to leave.
  std::size_t add(std::uint64_t number, JournalWrite write);
  // That of this number was stored: what older ones owed to the same rows is out of date.
  void on_stored(std::uint64_t number, const JournalWrite& write);
  // All of it, to be written by a write of its own, which adds it again should it fail.
  JournalWrite take();
  std::size_t size() const { return owed_.size(); }

 private:
  // The row that an operation writes.
  struct Row {
    std::size_t kind = 0;
    Digest digest;
    std::uint32_t number = 0;
    auto operator<=>(const Row&) const = default;
  };
  struct Owed {
    std::uint64_t number = 0;
    JournalOperation operation;
  };
  static Row row_of(const JournalOperation& operation);
  void make_room();

  std::map<Row, Owed> owed_;
};

}  // namespace tongluo::terminal
