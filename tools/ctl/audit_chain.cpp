#include "tools/ctl/audit_chain.hpp"

#include <boost/json.hpp>

#include "protocol/sign/digest_of.hpp"
#include "protocol/wire/envelope_codec.hpp"
#include "tools/ctl/json_fields.hpp"

namespace tongluo::ctl {
namespace {

namespace json = boost::json;

constexpr std::size_t kNumberBytes = 8;
constexpr std::size_t kLengthBytes = 4;

std::string name_of(std::uint64_t sequence) { return "audit entry " + std::to_string(sequence); }

void append_number(Bytes& out, std::uint64_t value, std::size_t bytes) {
  for (std::size_t left = bytes; left > 0; --left) out.push_back(static_cast<std::byte>(value >> (8 * (left - 1))));
}

void append_text(Bytes& out, const std::string& text) {
  append_number(out, text.size(), kLengthBytes);
  const ByteView bytes = as_bytes(text);
  out.insert(out.end(), bytes.begin(), bytes.end());
}

Try<AuditEntry> parse_entry(const json::object& object, std::size_t index) {
  const auto sequence = integer_at(object, "sequence");
  const auto at = integer_at(object, "at_us");
  const auto previous = digest_from_hex(text_at(object, "previous"));
  const auto digest = digest_from_hex(text_at(object, "digest"));
  if (!sequence || *sequence < 1 || !at || !previous || !digest)
    return refuse_proof("audit: item " + std::to_string(index + 1) + " is no entry");
  return AuditEntry{static_cast<std::uint64_t>(*sequence),
                    wall_from_us(*at),
                    text_at(object, "action"),
                    text_at(object, "subject"),
                    text_at(object, "detail"),
                    *previous,
                    *digest};
}

Try<std::optional<Envelope>> parse_optional_envelope(const json::object& file, const char* field,
                                                     const std::string& name) {
  const std::string text = text_at(file, field);
  if (text.empty()) return std::optional<Envelope>();
  const std::optional<Bytes> bytes = from_base64(text);
  if (!bytes) return refuse_proof(name + ": not base64");
  wire::WireResult<Envelope> envelope = wire::parse_envelope(*bytes);
  if (!envelope) return refuse_proof(name + ": no envelope: " + to_string(envelope.error()));
  return std::optional<Envelope>(std::move(*envelope));
}

}  // namespace

Digest audit_digest(const AuditEntry& entry) {
  Bytes bytes(entry.previous.octets.begin(), entry.previous.octets.end());
  append_number(bytes, entry.sequence, kNumberBytes);
  append_number(bytes, static_cast<std::uint64_t>(to_us(entry.at)), kNumberBytes);
  append_text(bytes, entry.action);
  append_text(bytes, entry.subject);
  append_text(bytes, entry.detail);
  return sign::digest_of(bytes);
}

Try<std::vector<AuditEntry>> parse_audit_entries(const json::array& list) {
  std::vector<AuditEntry> entries;
  for (const json::value& value : list) {
    Try<AuditEntry> entry = parse_entry(as_object(value), entries.size());
    if (!entry) return tl::unexpected(entry.error());
    entries.push_back(std::move(*entry));
  }
  return entries;
}

Try<AuditExport> parse_audit_export(const json::object& file) {
  if (text_at(file, "format") != kAuditFormat) return refuse_proof("audit: not of format " + std::string(kAuditFormat));
  AuditExport content;
  Try<std::vector<AuditEntry>> entries = parse_audit_entries(array_at(file, "entries"));
  if (!entries) return tl::unexpected(entries.error());
  content.entries = std::move(*entries);
  Try<std::optional<Envelope>> head = parse_optional_envelope(file, "head", "audit head");
  if (!head) return tl::unexpected(head.error());
  content.head = std::move(*head);
  Try<std::optional<Envelope>> list = parse_optional_envelope(file, "trust_list", "trust list");
  if (!list) return tl::unexpected(list.error());
  content.trust_list = std::move(*list);
  return content;
}

Try<void> verify_audit_links(const std::vector<AuditEntry>& entries, bool from_start) {
  const AuditEntry* before = nullptr;
  for (const AuditEntry& entry : entries) {
    const std::string name = name_of(entry.sequence);
    if (before == nullptr && from_start && (entry.sequence != 1 || !entry.previous.is_zero()))
      return refuse_proof(name + ": it is not the chain's beginning");
    if (before != nullptr && entry.sequence != before->sequence + 1)
      return refuse_proof(name + ": it does not follow entry " + std::to_string(before->sequence));
    if (before != nullptr && entry.previous != before->digest)
      return refuse_proof(name + ": it was chained to another entry " + std::to_string(before->sequence));
    if (audit_digest(entry) != entry.digest) return refuse_proof(name + ": its digest does not cover its content");
    before = &entry;
  }
  return {};
}

Try<wire::AuditHead> verify_audit_head(const trust::Authority& authority, const Envelope& head,
                                       const std::vector<AuditEntry>& entries) {
  const auto verified = trust::verify_audit_head(authority, head);
  if (!verified) return refuse_proof("audit head: " + std::string(to_string(verified.error())));
  if (entries.empty()) return refuse_proof("audit head: there are no entries");
  if (verified->sequence != entries.back().sequence)
    return refuse_proof("audit head: it is about entry " + std::to_string(verified->sequence) +
                        ", the last one here is " + std::to_string(entries.back().sequence));
  if (verified->digest != entries.back().digest)
    return refuse_proof("audit head: it is about another entry " + std::to_string(verified->sequence));
  return *verified;
}

Try<VerifiedAudit> verify_audit_export(const AuditExport& content, ByteView roots,
                                       const std::optional<Envelope>& trust_list) {
  const auto pinned = trust::PinnedRoots::parse(roots);
  if (!pinned) return refuse_proof("roots: your file is " + std::string(to_string(pinned.error())));
  if (Try<void> ok = verify_audit_links(content.entries, true); !ok) return tl::unexpected(ok.error());
  VerifiedAudit verified{content.entries.size(), content.entries.empty() ? 0 : content.entries.back().sequence, {}};
  const std::optional<Envelope>& list_envelope = trust_list ? trust_list : content.trust_list;
  if (!content.head || !list_envelope) return verified;
  const auto head = wire::parse_audit_head(content.head->payload);
  if (!head) return refuse_proof("audit head: " + to_string(head.error()));
  const auto list = trust::verify_trust_list(*pinned, *list_envelope, 0, head->at);
  if (!list) return refuse_proof("trust list: " + std::string(to_string(list.error())));
  const auto checked = verify_audit_head({*pinned, &*list}, *content.head, content.entries);
  if (!checked) return tl::unexpected(checked.error());
  verified.head = *checked;
  return verified;
}

}  // namespace tongluo::ctl
