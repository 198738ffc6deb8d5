#pragma once
// The audit log as rows: read by page or by what it is about, and checked when the database is opened. Owner thread:
// the one that owns the database. No clock. Limits: the caller's; kAuditEntriesCheckedAtOpen. Errors: as
// protocol/sqlite; corrupt names the first entry that does not belong where it stands; limit when a subject's slice is
// longer than asked for.

#include "controller/core/stored.hpp"
#include "protocol/sqlite/database.hpp"

namespace tongluo::store {

// The newest so many; a whole chain is checked by `tongluo verify`.
constexpr std::uint64_t kAuditEntriesCheckedAtOpen = 10'000;

Result<void> check_newest_audit(sqlite::Database& database);

// By key or by the index of subjects, whatever the log's length.
Result<std::vector<controller::AuditEntry>> read_audit_page(sqlite::Database& database,
                                                            const controller::AuditRange& range);
// The chain from the first entry about `subject` to the last, whole: what lies between belongs to others.
Result<std::vector<controller::AuditEntry>> read_audit_of(sqlite::Database& database, const std::string& subject,
                                                          std::size_t limit);

}  // namespace tongluo::store
