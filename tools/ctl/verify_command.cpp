#include "tools/ctl/verify_command.hpp"

#include <boost/json.hpp>

#include "tools/ctl/json_fields.hpp"
#include "tools/ctl/order_export.hpp"
#include "tools/ctl/shown.hpp"
#include "tools/ctl/signing.hpp"

namespace tongluo::ctl {
namespace {

namespace json = boost::json;

Try<Bytes> own_roots(const Context& context, const VerifyOptions& options) {
  if (!options.roots.empty()) return read_bytes(options.roots);
  const Try<Home> home = context.home();
  if (!home) return give_up(ExitCode::usage, "whose roots? Give --roots or --home");
  return read_bytes(home->at(files::kRoots));
}

Try<std::string> devices_authority(const Context& context, const VerifyOptions& options) {
  if (!options.authority.empty()) return read_text(options.authority);
  if (context.options.home.empty()) return std::string();
  return read_text(Home{context.options.home}.at(files::kDevicesAuthority));
}

json::array texts(const std::vector<std::string>& values) {
  json::array array;
  for (const std::string& value : values) array.emplace_back(value);
  return array;
}

json::object to_json(const VerifiedExport& verified) {
  json::object finals;
  for (const auto& [outcome, count] : verified.finals) finals[outcome] = count;
  return {{"verified", true},
          {"order", to_string(verified.order)},
          {"persons", texts(verified.persons)},
          {"receipts", verified.receipts.size()},
          {"finals", std::move(finals)},
          {"certificates_checked", verified.certificates_checked},
          {"fresh_when_issued", verified.fresh_when_issued},
          {"cancels", verified.cancels},
          {"stop_alls", verified.stop_alls},
          {"audit_entries", verified.audit_entries},
          {"audit_head_signed", verified.audit_head.has_value()}};
}

std::string audit_words(std::size_t entries, const std::optional<wire::AuditHead>& head,
                        std::chrono::minutes utc_offset) {
  if (entries == 0) return "none in this file";
  std::string words = std::to_string(entries) + " entries, no link broken";
  if (!head) return words + "; no signed head was checked";
  return words + "; the last one is signed, " + exact_local_text(head->at, utc_offset);
}

void report(const Context& context, const VerifiedExport& verified) {
  if (context.options.json) {
    context.out << json::serialize(to_json(verified)) << "\n";
    return;
  }
  context.out << "order       " << to_string(verified.order) << "\nissued      "
              << exact_local_text(verified.issued_at, context.utc_offset()) << "\nsigned by   ";
  for (std::size_t i = 0; i < verified.persons.size(); ++i)
    context.out << (i ? ", " : "") << shown(verified.persons[i]);
  if (verified.cancels + verified.stop_alls > 0)
    context.out << "\nended by    " << verified.cancels << " cancels, " << verified.stop_alls << " stop-alls";
  context.out << "\nreceipts    " << verified.receipts.size() << ", every signature good\n";
  for (const auto& [outcome, count] : verified.finals) context.out << "  " << shown(outcome) << ": " << count << "\n";
  context.out << "audit       " << audit_words(verified.audit_entries, verified.audit_head, context.utc_offset())
              << "\n";
  if (!verified.fresh_when_issued)
    context.out << "note        nothing here shows that the trust list was still current when it was issued\n";
  context.out << (verified.certificates_checked
                      ? "verified: roots, trust list, order, stops, terminal certificates, receipts, audit\n"
                      : "verified: roots, trust list, order, stops, receipts, audit; terminal certificates believed as "
                        "exported (give --devices-authority to check them)\n");
}

Try<void> check_order(const Context& context, const VerifyOptions& options, const json::object& file,
                      const Bytes& roots) {
  const Try<std::string> authority = devices_authority(context, options);
  if (!authority) return tl::unexpected(authority.error());
  const Try<OrderExport> content = parse_order_export(file);
  if (!content) return tl::unexpected(content.error());
  const Try<VerifiedExport> verified = verify_order_export(*content, roots, *authority);
  if (!verified) return tl::unexpected(verified.error());
  report(context, *verified);
  return {};
}

Try<void> check_audit(const Context& context, const VerifyOptions& options, const json::object& file,
                      const Bytes& roots) {
  std::optional<Envelope> trust_list;
  if (!options.trust_list.empty()) {
    Try<Envelope> read = read_envelope(options.trust_list);
    if (!read) return tl::unexpected(read.error());
    trust_list = std::move(*read);
  }
  const Try<AuditExport> content = parse_audit_export(file);
  if (!content) return tl::unexpected(content.error());
  const Try<VerifiedAudit> verified = verify_audit_export(*content, roots, trust_list);
  if (!verified) return tl::unexpected(verified.error());
  if (context.options.json)
    context.out << json::serialize(json::object{{"verified", true},
                                                {"audit_entries", verified->entries},
                                                {"audit_head_signed", verified->head.has_value()}})
                << "\n";
  else
    context.out << "audit       " << audit_words(verified->entries, verified->head, context.utc_offset()) << "\n";
  return {};
}

}  // namespace

Try<void> run_verify(const Context& context, const VerifyOptions& options) {
  const Try<Bytes> roots = own_roots(context, options);
  if (!roots) return tl::unexpected(roots.error());
  const Try<Bytes> bytes = read_bytes(options.file, kMaxExportBytes);
  if (!bytes) return tl::unexpected(bytes.error());
  const std::optional<json::value> value = parse_json(as_text(*bytes));
  if (!value || !value->is_object()) return give_up(ExitCode::verification, options.file + ": no JSON object");
  const json::object& file = value->as_object();
  if (is_order_export(file)) return check_order(context, options, file, *roots);
  if (text_at(file, "format") == kAuditFormat) return check_audit(context, options, file, *roots);
  return give_up(ExitCode::verification, options.file + ": neither an order's export nor an audit chain");
}

}  // namespace tongluo::ctl
