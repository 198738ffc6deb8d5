#include "protocol/sqlite/copy.hpp"

#include <sqlite3.h>
#include <string>

#include "protocol/sqlite/error.hpp"

namespace tongluo::sqlite {
namespace {

struct HandleCloser {
  void operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }
};
using RawHandle = std::unique_ptr<sqlite3, HandleCloser>;

constexpr int kBusyTimeoutMs = 10'000;

Result<RawHandle> open_raw(const std::filesystem::path& file, int flags) {
  sqlite3* opened = nullptr;
  const int code = sqlite3_open_v2(file.c_str(), &opened, flags | SQLITE_OPEN_NOMUTEX, nullptr);
  RawHandle handle(opened);
  if (code != SQLITE_OK) {
    Error error = error_of(handle.get(), code);
    error.detail = file.string() + ": " + error.detail;
    return tl::unexpected(std::move(error));
  }
  sqlite3_busy_timeout(handle.get(), kBusyTimeoutMs);
  return handle;
}

// All pages in one step: one read transaction of the source, so that a writer beside us cannot make it begin again.
Result<void> copy_pages(sqlite3* from, sqlite3* to) {
  sqlite3_backup* backup = sqlite3_backup_init(to, "main", from, "main");
  if (backup == nullptr) return tl::unexpected(error_of(to, sqlite3_extended_errcode(to)));
  const int step = sqlite3_backup_step(backup, -1);
  const int end = sqlite3_backup_finish(backup);
  if (step == SQLITE_DONE && end == SQLITE_OK) return {};
  return tl::unexpected(error_of(to, step == SQLITE_DONE ? end : step));
}

}  // namespace

Result<void> copy_database(const std::filesystem::path& from, const std::filesystem::path& to) {
  std::error_code ignored;
  if (!std::filesystem::exists(from, ignored)) return fail(ErrorKind::not_found, from.string() + ": no such database");
  if (std::filesystem::exists(to, ignored)) return fail(ErrorKind::conflict, to.string() + ": exists already");
  auto source = open_raw(from, SQLITE_OPEN_READWRITE);  // a WAL file's index is written even by readers
  if (!source) return tl::unexpected(source.error());
  auto target = open_raw(to, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  if (!target) return tl::unexpected(target.error());
  if (auto copied = copy_pages(source->get(), target->get()); !copied) return copied;
  // One file: the copy needs no WAL beside it.
  const int code = sqlite3_exec(target->get(), "PRAGMA journal_mode = DELETE", nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return tl::unexpected(error_of(target->get(), code));
  return {};
}

Result<void> check_integrity(Database& database) {
  auto check = database.prepare("PRAGMA integrity_check(1)");
  if (!check) return tl::unexpected(check.error());
  const auto row = check->step();
  if (!row) return tl::unexpected(row.error());
  if (*row && check->text(0) == "ok") return {};
  return fail(ErrorKind::corrupt, "damaged: " + (*row ? std::string(check->text(0)) : std::string("no answer")));
}

}  // namespace tongluo::sqlite
