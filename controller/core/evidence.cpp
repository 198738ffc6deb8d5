// What an outsider can check: an order with all that belongs to it, and the audit chain.

#include <algorithm>

#include "controller/core/controller_impl.hpp"
#include "protocol/sign/envelope_signing.hpp"
#include "protocol/wire/envelope_codec.hpp"

namespace tongluo::controller {

void ControllerCore::Impl::export_order(RequestId request, const Digest& order) {
  if (find(order) == nullptr)
    return push(ExportReady{request, tl::unexpected(Error{ErrorKind::not_found, "no such order"})});
  if (exports.size() + audit_reads.size() >= kMaxReadsWaiting)
    return push(ExportReady{request, tl::unexpected(Error{ErrorKind::limit, "too many exports are under way"})});
  exports.emplace(request, ExportUnderWay{order, {}});
  push(LoadReceipts{request, order});
}

void ControllerCore::Impl::on_receipts(RequestId request, Result<std::vector<Bytes>> envelopes) {
  const auto at = exports.find(request);
  if (at == exports.end()) return;
  if (!envelopes) {
    exports.erase(at);
    return push(ExportReady{request, tl::unexpected(std::move(envelopes.error()))});
  }
  at->second.receipts = std::move(*envelopes);
  push(LoadAudit{request, to_string(at->second.order), {.limit = kMaxAuditSlice}});
}

void ControllerCore::Impl::read_audit(RequestId request, AuditRange range) {
  if (exports.size() + audit_reads.size() >= kMaxReadsWaiting)
    return push(AuditReady{request, tl::unexpected(Error{ErrorKind::limit, "too many reads are under way"}), {}});
  range.limit = std::min(range.limit, kMaxPageRows);
  audit_reads.emplace(request, range.limit);
  ++range.limit;  // one more than is answered, to know whether there is more
  push(LoadAudit{request, "", std::move(range)});
}

void ControllerCore::Impl::on_audit(Now now, RequestId request, Result<std::vector<AuditEntry>> entries) {
  if (const auto page = audit_reads.extract(request); !page.empty()) {
    const bool more = entries && entries->size() > page.mapped();
    if (more) entries->resize(page.mapped());
    Bytes head = entries ? audit_head(now, *entries) : Bytes{};
    return push(AuditReady{request, std::move(entries), std::move(head), more});
  }
  const auto node = exports.extract(request);
  if (node.empty()) return;
  if (entries) return finish_export(now, request, node.mapped(), std::move(*entries));
  // A slice that is too long is left out; the order and its receipts prove themselves.
  if (entries.error().kind == ErrorKind::limit) return finish_export(now, request, node.mapped(), {});
  push(ExportReady{request, tl::unexpected(std::move(entries.error()))});
}

void ControllerCore::Impl::finish_export(Now now, RequestId request, const ExportUnderWay& reading,
                                         std::vector<AuditEntry> entries) {
  const OrderRecord* record = find(reading.order);
  if (record == nullptr)
    return push(ExportReady{request, tl::unexpected(Error{ErrorKind::not_found, "no such order"})});
  OrderExport content;
  content.roots = wire::serialize(roots.set());
  content.trust_list = list_envelope;
  content.freshness = freshness_envelope;
  content.order = record->envelope;
  content.recording = recording_of(record->digest);
  content.receipts = reading.receipts;
  content.audit_head = audit_head(now, entries);
  content.audit = std::move(entries);
  for (const auto& stop : stops) {
    const bool of_this = std::find(stop->orders.begin(), stop->orders.end(), record->digest) != stop->orders.end();
    if (of_this && stop->frame) content.stops.push_back(wire::serialize(stop->envelope));
  }
  for (const TerminalIndex index : record->ledger.addressed())
    if (!fleet.at(index).certificate.empty())
      content.certificates.emplace(fleet.at(index).id, fleet.at(index).certificate);
  for (const auto& [terminal, certificate] : content.certificates) add_former_certificates(terminal, content);
  push(ExportReady{request, std::move(content)});
}

// They are kept as documents: "TERMINAL KEY-ID" (enrolment.cpp).
void ControllerCore::Impl::add_former_certificates(const TerminalId& terminal, OrderExport& content) const {
  const std::string kind(kFormerCertificateKind);
  const std::string prefix = terminal.text() + " ";
  for (auto at = documents.lower_bound({kind, prefix}); at != documents.end(); ++at) {
    if (at->first.first != kind || !at->first.second.starts_with(prefix)) break;
    if (auto der = from_base64(at->second)) content.former_certificates.emplace_back(terminal, std::move(*der));
  }
}

Bytes ControllerCore::Impl::audit_head(Now now, const std::vector<AuditEntry>& entries) const {
  if (entries.empty() || settings.time_signer == nullptr) return {};
  const AuditEntry& newest = entries.back().sequence < entries.front().sequence ? entries.front() : entries.back();
  const wire::AuditHead head{limits::kReaderVersion, newest.sequence, newest.digest, now.wall};
  Envelope envelope{PayloadType::audit_head, wire::serialize(head), {}};
  if (!sign::add_signature(envelope, roots.deployment(), *settings.time_signer)) return {};
  return wire::serialize(envelope);
}

}  // namespace tongluo::controller
