#include "controller/store/audit_log.hpp"

#include <string>

#include "controller/store/audit_chain.hpp"

namespace tongluo::store {
namespace {

using controller::AuditEntry;
using controller::AuditRange;

// ?3 is the subject, where one is asked for: its index has each one's entries in their order.
std::string page_of(const AuditRange& range) {
  std::string text =
      "SELECT sequence, at, action, subject, detail, previous, digest FROM audit WHERE sequence > ?1 AND sequence < ?2";
  if (!range.subject.empty()) text += " AND subject = ?3";
  return text + (range.falling ? " ORDER BY sequence DESC LIMIT ?4" : " ORDER BY sequence LIMIT ?4");
}

tl::unexpected<Error> damaged(std::uint64_t sequence) {
  return fail(ErrorKind::corrupt, "audit entry " + std::to_string(sequence) + " is damaged");
}

Result<std::vector<AuditEntry>> read_entries(sqlite::Database& database, const AuditRange& range) {
  auto query = database.prepare(page_of(range));
  if (!query) return fail(query.error());
  const auto limit = static_cast<std::uint64_t>(range.limit);
  if (auto bound = query->bind(range.after, range.before, range.subject, limit); !bound) return fail(bound.error());
  std::vector<AuditEntry> entries;
  for (;;) {
    const auto row = query->step();
    if (!row) return fail(row.error());
    if (!*row) return entries;
    const auto sequence = static_cast<std::uint64_t>(query->integer(0));
    const auto previous = query->digest(5), digest = query->digest(6);
    if (!previous || !digest) return damaged(sequence);
    entries.push_back({sequence, query->time(1), std::string(query->text(2)), std::string(query->text(3)),
                       std::string(query->text(4)), *previous, *digest});
  }
}

bool belongs(const AuditEntry& entry, std::uint64_t sequence, const Digest& previous) {
  return entry.sequence == sequence && entry.previous == previous &&
         audit_digest(previous, sequence, {entry.at, entry.action, entry.subject, entry.detail}) == entry.digest;
}

}  // namespace

Result<void> check_newest_audit(sqlite::Database& database) {
  const auto newest = database.query_integer("SELECT coalesce(max(sequence), 0) FROM audit");
  if (!newest) return fail(newest.error());
  const auto last = static_cast<std::uint64_t>(*newest);
  const std::uint64_t after = last > kAuditEntriesCheckedAtOpen ? last - kAuditEntriesCheckedAtOpen : 0;
  const auto entries =
      read_entries(database, {.after = after, .before = last + 1, .limit = kAuditEntriesCheckedAtOpen});
  if (!entries) return fail(entries.error());
  Digest previous = after == 0 || entries->empty() ? Digest{} : entries->front().previous;
  std::uint64_t sequence = after;
  for (const AuditEntry& entry : *entries) {
    if (!belongs(entry, ++sequence, previous)) return damaged(sequence);
    previous = entry.digest;
  }
  return {};
}

Result<std::vector<AuditEntry>> read_audit_page(sqlite::Database& database, const AuditRange& range) {
  return read_entries(database, range);
}

Result<std::vector<AuditEntry>> read_audit_of(sqlite::Database& database, const std::string& subject,
                                              std::size_t limit) {
  auto query = database.prepare("SELECT min(sequence), max(sequence) FROM audit WHERE subject = ?");
  if (!query) return fail(query.error());
  if (auto bound = query->bind(subject); !bound) return fail(bound.error());
  const auto row = query->step();
  if (!row) return fail(row.error());
  if (!*row || query->is_null(0)) return std::vector<AuditEntry>{};
  const auto first = static_cast<std::uint64_t>(query->integer(0)),
             last = static_cast<std::uint64_t>(query->integer(1));
  if (last - first >= limit)
    return fail(ErrorKind::limit, "the audit slice has more than " + std::to_string(limit) + " entries");
  return read_entries(database, {.after = first - 1, .before = last + 1, .limit = limit});
}

}  // namespace tongluo::store
