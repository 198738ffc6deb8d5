#include "tools/ctl/order_export.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <set>

#include "protocol/sign/digest_of.hpp"
#include "protocol/trust/admission.hpp"
#include "protocol/wire/envelope_codec.hpp"
#include "tools/ctl/certificates.hpp"
#include "tools/ctl/json_fields.hpp"

namespace tongluo::ctl {
namespace {

namespace json = boost::json;

constexpr std::string_view kFormat = "tongluo-order-export-1";

auto broken(std::string what) { return give_up(ExitCode::verification, std::move(what)); }

Try<Envelope> parse_envelope_field(const std::string& name, std::string_view base64) {
  const std::optional<Bytes> bytes = from_base64(base64);
  if (!bytes) return broken(name + ": not base64");
  wire::WireResult<Envelope> envelope = wire::parse_envelope(*bytes);
  if (!envelope) return broken(name + ": no envelope: " + to_string(envelope.error()));
  return std::move(*envelope);
}

std::string text_of(const json::value& value) {
  const json::string* text = value.if_string();
  return text ? std::string(*text) : std::string();
}

using TerminalKeys = std::map<std::string, sign::PublicKey>;

Try<TerminalKeys> terminal_keys(const OrderExport& content, std::string_view devices_authority) {
  TerminalKeys keys;
  for (const auto& [terminal, der] : content.certificates) {
    const std::string name = "certificate of " + terminal;
    const std::string fault = devices_authority.empty() ? "" : certificate_fault(der, terminal, devices_authority);
    if (!fault.empty()) return broken(name + ": " + fault);
    if (common_name_of(der) != terminal) return broken(name + ": it names another terminal");
    const auto key = sign::PublicKey::from_certificate(der);
    if (!key) return broken(name + ": " + sign::to_string(key.error()));
    keys.emplace(terminal, *key);
  }
  return keys;
}

// The receipts of one order, looked at one by one; remembers what one terminal may say only once.
class ReceiptChecker {
 public:
  ReceiptChecker(const Digest& deployment, const Digest& order, const TerminalKeys& keys)
      : deployment_(deployment), order_(order), keys_(keys) {}

  Try<wire::Receipt> check(std::size_t index, const Envelope& envelope) {
    const std::string name = "receipt " + std::to_string(index + 1);
    if (envelope.type != PayloadType::receipt) return broken(name + ": not a receipt");
    wire::WireResult<wire::Receipt> receipt = wire::parse_receipt(envelope.payload);
    if (!receipt) return broken(name + ": " + to_string(receipt.error()));
    const std::string who = name + " of " + receipt->terminal.text();
    const auto key = keys_.find(receipt->terminal.text());
    if (key == keys_.end()) return broken(who + ": no certificate of this terminal");
    if (envelope.signatures.size() != 1 ||
        !sign::verify_signature(envelope, deployment_, envelope.signatures.front(), key->second))
      return broken(who + ": bad signature");
    if (receipt->order != order_) return broken(who + ": it is about another order");
    if (!seen_.insert(sign::identity(envelope)).second) return broken(who + ": it is there twice");
    const bool final = receipt->stage == Stage::final;
    if (final && !finals_.insert({receipt->terminal.text(), receipt->occurrence}).second)
      return broken(who + ": a second final outcome of occurrence " + std::to_string(receipt->occurrence));
    return std::move(*receipt);
  }

 private:
  Digest deployment_;
  Digest order_;
  const TerminalKeys& keys_;
  std::set<Digest> seen_;
  std::set<std::pair<std::string, std::uint32_t>> finals_;
};

Try<VerifiedExport> verify_order_part(const OrderExport& content, const trust::PinnedRoots& roots) {
  const wire::WireResult<wire::Order> order = wire::parse_order(content.order.payload);
  if (!order) return broken("order: " + to_string(order.error()));
  const WallTime issued_at = order->issued_at;
  const auto list = trust::verify_trust_list(roots, content.trust_list, 0, issued_at);
  if (!list) return broken("trust list: " + std::string(to_string(list.error())));
  const auto admitted = trust::verify_order({roots, &*list}, content.order, issued_at);
  if (!admitted) return broken("order: " + std::string(to_string(admitted.error())));
  VerifiedExport verified;
  verified.order = admitted->digest;
  verified.issued_at = issued_at;
  verified.persons = admitted->persons;
  return verified;
}

}  // namespace

Try<OrderExport> parse_order_export(std::string_view text) {
  const std::optional<json::value> value = parse_json(text);
  if (!value || !value->is_object()) return broken("export: no JSON object");
  const json::object& object = value->as_object();
  if (text_at(object, "format") != kFormat) return broken("export: not of format " + std::string(kFormat));
  OrderExport content;
  const std::optional<Bytes> roots = from_base64(text_at(object, "roots"));
  if (!roots) return broken("roots: not base64");
  content.roots = *roots;
  const Try<Envelope> trust_list = parse_envelope_field("trust list", text_at(object, "trust_list"));
  if (!trust_list) return tl::unexpected(trust_list.error());
  content.trust_list = *trust_list;
  const Try<Envelope> order = parse_envelope_field("order", text_at(object, "order"));
  if (!order) return tl::unexpected(order.error());
  content.order = *order;
  for (const json::value& receipt : array_at(object, "receipts")) {
    const std::string name = "receipt " + std::to_string(content.receipts.size() + 1);
    Try<Envelope> envelope = parse_envelope_field(name, text_of(receipt));
    if (!envelope) return tl::unexpected(envelope.error());
    content.receipts.push_back(std::move(*envelope));
  }
  for (const auto& [terminal, certificate] : object_at(object, "certificates")) {
    const std::optional<Bytes> der = from_base64(text_of(certificate));
    if (!der) return broken("certificate of " + std::string(terminal) + ": not base64");
    content.certificates.emplace(std::string(terminal), *der);
  }
  return content;
}

Try<VerifiedExport> verify_order_export(const OrderExport& content, ByteView roots,
                                        std::string_view devices_authority) {
  const auto pinned = trust::PinnedRoots::parse(roots);
  if (!pinned) return broken("roots: your file is " + std::string(to_string(pinned.error())));
  if (!std::equal(content.roots.begin(), content.roots.end(), roots.begin(), roots.end()))
    return broken("roots: the export is of another deployment than your roots");
  Try<VerifiedExport> verified = verify_order_part(content, *pinned);
  if (!verified) return verified;
  const Try<TerminalKeys> keys = terminal_keys(content, devices_authority);
  if (!keys) return tl::unexpected(keys.error());
  verified->certificates_checked = !devices_authority.empty();
  ReceiptChecker checker(pinned->deployment(), verified->order, *keys);
  for (std::size_t i = 0; i < content.receipts.size(); ++i) {
    Try<wire::Receipt> receipt = checker.check(i, content.receipts[i]);
    if (!receipt) return tl::unexpected(receipt.error());
    if (receipt->stage == Stage::final) ++verified->finals[std::string(to_string(receipt->outcome))];
    verified->receipts.push_back(std::move(*receipt));
  }
  return verified;
}

}  // namespace tongluo::ctl
