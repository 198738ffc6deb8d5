#pragma once
// The journal as a start finds it. On a disk that cannot be written the database does not open; what it holds is then
// read in place, however large it is, and each write tries the file again. A damaged one is made anew from what can be
// read of it (journal_repair.hpp). Blocking. Errors: refused (written by newer firmware), io, unavailable.

#include "terminal-fw/storage/sqlite_journal.hpp"

namespace tongluo::storage {

struct StartedJournal {
  SqliteJournal journal;
  terminal::JournalSnapshot snapshot;
  std::string trouble;  // why nothing can be written; empty: it can
  std::string repair;   // what was lost with a damaged one; empty: it was whole
};

Result<StartedJournal> start_journal(const std::filesystem::path& file);

}  // namespace tongluo::storage
