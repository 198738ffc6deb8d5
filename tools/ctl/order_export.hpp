#pragma once
// One order's export, checked offline with public keys only: roots → trust list → order (signatures, roles, quorum, at
// its issue time) → receipts (terminal certificates, one final per terminal and occurrence). Pure; the first thing that
// fails is named.

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "protocol/base/digest.hpp"
#include "protocol/base/envelope.hpp"
#include "protocol/wire/receipt.hpp"
#include "tools/ctl/failure.hpp"

namespace tongluo::ctl {

constexpr std::size_t kMaxExportBytes = 256UL * 1024 * 1024;

struct OrderExport {
  Bytes roots;
  Envelope trust_list;
  Envelope order;
  std::vector<Envelope> receipts;
  std::map<std::string, Bytes> certificates;  // terminal id → DER
};

struct VerifiedExport {
  Digest order;
  WallTime issued_at{};
  std::vector<std::string> persons;           // who signed the order
  std::vector<wire::Receipt> receipts;        // all verified
  std::map<std::string, std::size_t> finals;  // outcome → terminals
  bool certificates_checked = false;          // against a devices' authority
};

Try<OrderExport> parse_order_export(std::string_view text);

// `roots` are the caller's own pinned ones: what the export says about roots is only compared with them.
// `devices_authority` is a PEM certificate, or empty: then terminal certificates are believed as the export holds them.
Try<VerifiedExport> verify_order_export(const OrderExport& content, ByteView roots, std::string_view devices_authority);

}  // namespace tongluo::ctl
