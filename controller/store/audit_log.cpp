#include "controller/store/audit_log.hpp"

#include <string>

#include "controller/store/audit_chain.hpp"

namespace tongluo::store {
namespace {

using controller::AuditEntry;

constexpr std::string_view kPage =
    "SELECT sequence, at, action, subject, detail, previous, digest FROM audit WHERE sequence > ? AND sequence <= ? "
    "ORDER BY sequence LIMIT ?";

tl::unexpected<Error> damaged(std::uint64_t sequence) {
  return fail(ErrorKind::corrupt, "audit entry " + std::to_string(sequence) + " is damaged");
}

Result<std::vector<AuditEntry>> read_entries(sqlite::Database& database, std::uint64_t after, std::uint64_t last,
                                             std::uint64_t limit) {
  auto query = database.prepare(kPage);
  if (!query) return fail(query.error());
  if (auto bound = query->bind(after, last, limit); !bound) return fail(bound.error());
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
  const auto entries = read_entries(database, after, last, kAuditEntriesCheckedAtOpen);
  if (!entries) return fail(entries.error());
  Digest previous = after == 0 || entries->empty() ? Digest{} : entries->front().previous;
  std::uint64_t sequence = after;
  for (const AuditEntry& entry : *entries) {
    if (!belongs(entry, ++sequence, previous)) return damaged(sequence);
    previous = entry.digest;
  }
  return {};
}

Result<std::vector<AuditEntry>> read_audit_page(sqlite::Database& database, std::uint64_t after, std::size_t limit) {
  return read_entries(database, after, INT64_MAX, limit);
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
  return read_entries(database, first - 1, last, limit);
}

}  // namespace tongluo::store
