#pragma once
// One order's export, checked offline with public keys only: roots → trust list → freshness → order (signatures, roles,
// quorum, at its issue time) → cancels and stop-alls → receipts (terminal certificates, one final per terminal and
// occurrence) → audit slice (links) → audit head. Pure; the first thing that fails is named. Formats 1 and 2 (which
// added freshness, stops and audit).

#include <boost/json/object.hpp>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "protocol/base/digest.hpp"
#include "protocol/base/envelope.hpp"
#include "protocol/wire/receipt.hpp"
#include "tools/ctl/audit_chain.hpp"
#include "tools/ctl/failure.hpp"

namespace tongluo::ctl {

constexpr std::size_t kMaxExportBytes = 256UL * 1024 * 1024;

struct OrderExport {
  Bytes roots;
  Envelope trust_list;
  std::optional<Envelope> freshness;
  Envelope order;
  std::vector<Envelope> stops;
  std::vector<Envelope> receipts;
  std::map<std::string, Bytes> certificates;                       // terminal id → DER
  std::vector<std::pair<std::string, Bytes>> former_certificates;  // likewise, of hardware that was replaced
  std::vector<AuditEntry> audit;
  std::optional<Envelope> audit_head;
};

struct VerifiedExport {
  Digest order;
  WallTime issued_at{};
  std::vector<std::string> persons;  // who signed the order
  bool fresh_when_issued = false;    // the export shows that the trust list was current then
  std::size_t cancels = 0, stop_alls = 0;
  std::vector<wire::Receipt> receipts;        // all verified
  std::map<std::string, std::size_t> finals;  // outcome → terminals
  bool certificates_checked = false;          // against a devices' authority
  std::size_t audit_entries = 0;
  std::optional<wire::AuditHead> audit_head;
};

bool is_order_export(const boost::json::object& file);
Try<OrderExport> parse_order_export(std::string_view text);
Try<OrderExport> parse_order_export(const boost::json::object& file);

// `roots` are the caller's own pinned ones: what the export says about roots is only compared with them.
// `devices_authority` is a PEM certificate, or empty: then terminal certificates are believed as the export holds them.
Try<VerifiedExport> verify_order_export(const OrderExport& content, ByteView roots, std::string_view devices_authority);

}  // namespace tongluo::ctl
