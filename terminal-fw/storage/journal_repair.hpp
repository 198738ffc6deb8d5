#pragma once
// A journal that SQLite calls damaged is put aside as journal.damaged.db, for who wants to know why, and made anew from
// each row that can be read. The new one says that anything may have been forgotten (PutForgotten). A power cut at any
// moment leaves the damaged one where it was, or the new one whole. Blocking; nobody may have the file open.

#include <filesystem>
#include <optional>
#include <string>

#include "protocol/base/result.hpp"
#include "terminal-fw/core/journal.hpp"

namespace tongluo::storage {

struct Repair {
  terminal::JournalSnapshot snapshot;
  std::string what;  // for the technician: what is lost
};

// What can be read of it. Changes nothing. Errors: what is no damage, and may be over next time.
Result<Repair> read_damaged(const std::filesystem::path& file, const std::string& why);
// Errors: those of SqliteJournal; the damaged one is then still there.
Result<void> make_anew(const std::filesystem::path& file, const terminal::JournalSnapshot& snapshot);
// What a power cut or a failing disk left undone. Before each opening of the file: while it fails, the file is not the
// journal.
Result<void> finish_repair(const std::filesystem::path& file);
// Where the journal is while that fails; nothing: it is the file itself.
std::optional<std::filesystem::path> made_anew(const std::filesystem::path& file);

}  // namespace tongluo::storage
