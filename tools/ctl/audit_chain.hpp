#pragma once
// The controller's audit log as anybody can check it: each entry's digest covers its content and the digest of the
// entry before it; the time key signs the newest one. Pure. Digested bytes: previous (32) ‖ sequence (8) ‖ microseconds
// since 1970 (8) ‖ action, subject and detail, each as length (4) ‖ UTF-8; numbers big-endian. docs/audit.md.

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <vector>

#include "protocol/trust/admission.hpp"
#include "tools/ctl/failure.hpp"

namespace tongluo::ctl {

constexpr std::string_view kAuditFormat = "tongluo-audit-1";

struct AuditEntry {
  std::uint64_t sequence = 0;
  WallTime at{};
  std::string action, subject, detail;
  Digest previous;
  Digest digest;
};

struct AuditExport {
  std::vector<AuditEntry> entries;
  std::optional<Envelope> head;
  std::optional<Envelope> trust_list;  // that the exporter had; believed only under the checker's own roots
};

Digest audit_digest(const AuditEntry& entry);
Try<std::vector<AuditEntry>> parse_audit_entries(const boost::json::array& list);
Try<AuditExport> parse_audit_export(const boost::json::object& file);

// The first broken link: "audit entry 17: its digest does not cover its content". `from_start`: it must begin with
// entry 1; else any slice without a gap is good.
Try<void> verify_audit_links(const std::vector<AuditEntry>& entries, bool from_start);
// The head must be signed by the time key and name the last entry.
Try<wire::AuditHead> verify_audit_head(const trust::Authority& authority, const Envelope& head,
                                       const std::vector<AuditEntry>& entries);

struct VerifiedAudit {
  std::size_t entries = 0;
  std::uint64_t last = 0;
  std::optional<wire::AuditHead> head;  // none: not there, or no trust list to check it by
};
// `trust_list`: the checker's own, else the export's; without any the head stays unchecked.
Try<VerifiedAudit> verify_audit_export(const AuditExport& content, ByteView roots,
                                       const std::optional<Envelope>& trust_list);

}  // namespace tongluo::ctl
