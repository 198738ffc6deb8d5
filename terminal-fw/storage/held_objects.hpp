#pragma once
// What the journal holds once, as it was last written: the signed objects and the counters. After a repair while
// running it is known again, whatever could be read.

#include "terminal-fw/core/journal.hpp"

namespace tongluo::storage {

class HeldObjects {
 public:
  void load(const terminal::JournalSnapshot& journal) { held_ = once(journal); }
  void note(const terminal::JournalWrite& written);
  void put_into(terminal::JournalSnapshot& journal) const;

 private:
  static terminal::JournalSnapshot once(const terminal::JournalSnapshot& journal);
  terminal::JournalSnapshot held_;  // its lists are empty
};

}  // namespace tongluo::storage
