// The file form of order_export.hpp.

#include <boost/json.hpp>

#include "protocol/wire/envelope_codec.hpp"
#include "tools/ctl/json_fields.hpp"
#include "tools/ctl/order_export.hpp"

namespace tongluo::ctl {
namespace {

namespace json = boost::json;

constexpr std::string_view kFormat1 = "tongluo-order-export-1";
constexpr std::string_view kFormat2 = "tongluo-order-export-2";

Try<void> read_envelope_field(const std::string& name, std::string_view base64, Envelope& out) {
  const std::optional<Bytes> bytes = from_base64(base64);
  if (!bytes) return refuse_proof(name + ": not base64");
  wire::WireResult<Envelope> envelope = wire::parse_envelope(*bytes);
  if (!envelope) return refuse_proof(name + ": no envelope: " + to_string(envelope.error()));
  out = std::move(*envelope);
  return {};
}

Try<void> read_optional_envelope(const std::string& name, const std::string& base64, std::optional<Envelope>& out) {
  if (base64.empty()) return {};
  return read_envelope_field(name, base64, out.emplace());
}

std::string text_of(const json::value& value) {
  const json::string* text = value.if_string();
  return text ? std::string(*text) : std::string();
}

Try<void> read_envelopes(const std::string& name, const json::array& list, std::vector<Envelope>& out) {
  for (const json::value& value : list) {
    const std::string one = name + " " + std::to_string(out.size() + 1);
    if (Try<void> ok = read_envelope_field(one, text_of(value), out.emplace_back()); !ok) return ok;
  }
  return {};
}

Try<void> read_certificates(const json::object& certificates, OrderExport& content) {
  for (const auto& [terminal, certificate] : certificates) {
    const std::optional<Bytes> der = from_base64(text_of(certificate));
    if (!der) return refuse_proof("certificate of " + std::string(terminal) + ": not base64");
    content.certificates.emplace(std::string(terminal), *der);
  }
  return {};
}

// Exports made before terminals could be replaced have none.
Try<void> read_former_certificates(const json::array& certificates, OrderExport& content) {
  for (const json::value& value : certificates) {
    const std::string terminal = text_at(as_object(value), "terminal");
    const std::optional<Bytes> der = from_base64(text_at(as_object(value), "certificate"));
    if (!der) return refuse_proof("former certificate of " + terminal + ": not base64");
    content.former_certificates.emplace_back(terminal, *der);
  }
  return {};
}

Try<void> read_audit(const json::object& file, OrderExport& content) {
  Try<std::vector<AuditEntry>> entries = parse_audit_entries(array_at(file, "audit"));
  if (!entries) return tl::unexpected(entries.error());
  content.audit = std::move(*entries);
  return read_optional_envelope("audit head", text_at(file, "audit_head"), content.audit_head);
}

}  // namespace

bool is_order_export(const json::object& file) {
  const std::string format = text_at(file, "format");
  return format == kFormat1 || format == kFormat2;
}

Try<OrderExport> parse_order_export(std::string_view text) {
  const std::optional<json::value> value = parse_json(text);
  if (!value || !value->is_object()) return refuse_proof("export: no JSON object");
  return parse_order_export(value->as_object());
}

Try<OrderExport> parse_order_export(const json::object& file) {
  if (!is_order_export(file)) return refuse_proof("export: not of format " + std::string(kFormat2));
  OrderExport content;
  const std::optional<Bytes> roots = from_base64(text_at(file, "roots"));
  if (!roots) return refuse_proof("roots: not base64");
  content.roots = *roots;
  const auto read = [&]() -> Try<void> {
    return read_envelope_field("trust list", text_at(file, "trust_list"), content.trust_list)
        .and_then([&] { return read_optional_envelope("freshness", text_at(file, "freshness"), content.freshness); })
        .and_then([&] { return read_envelope_field("order", text_at(file, "order"), content.order); })
        .and_then([&] { return read_envelopes("stop", array_at(file, "stops"), content.stops); })
        .and_then([&] { return read_envelopes("receipt", array_at(file, "receipts"), content.receipts); })
        .and_then([&] { return read_certificates(object_at(file, "certificates"), content); })
        .and_then([&] { return read_former_certificates(array_at(file, "former_certificates"), content); })
        .and_then([&] { return read_audit(file, content); });
  };
  if (Try<void> ok = read(); !ok) return tl::unexpected(ok.error());
  return content;
}

}  // namespace tongluo::ctl
