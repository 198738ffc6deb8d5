#include "tools/ctl/order_export.hpp"

#include <algorithm>
#include <set>

#include "protocol/sign/envelope_signing.hpp"
#include "protocol/trust/admission.hpp"
#include "tools/ctl/certificates.hpp"

namespace tongluo::ctl {
namespace {

// More than one where hardware was replaced.
using TerminalKeys = std::multimap<std::string, sign::PublicKey>;

Try<void> add_key(const std::string& terminal, const Bytes& der, std::string_view devices_authority,
                  TerminalKeys& keys) {
  const std::string name = "certificate of " + terminal;
  const std::string fault = devices_authority.empty() ? "" : certificate_fault(der, terminal, devices_authority);
  if (!fault.empty()) return refuse_proof(name + ": " + fault);
  if (common_name_of(der) != terminal) return refuse_proof(name + ": it names another terminal");
  const auto key = sign::PublicKey::from_certificate(der);
  if (!key) return refuse_proof(name + ": " + sign::to_string(key.error()));
  keys.emplace(terminal, *key);
  return {};
}

Try<TerminalKeys> terminal_keys(const OrderExport& content, std::string_view devices_authority) {
  TerminalKeys keys;
  for (const auto& [terminal, der] : content.certificates)
    if (Try<void> ok = add_key(terminal, der, devices_authority, keys); !ok) return tl::unexpected(ok.error());
  for (const auto& [terminal, der] : content.former_certificates)
    if (Try<void> ok = add_key(terminal, der, devices_authority, keys); !ok) return tl::unexpected(ok.error());
  return keys;
}

// The receipts of one order, looked at one by one; remembers what one terminal may say only once.
class ReceiptChecker {
 public:
  ReceiptChecker(const Digest& deployment, const Digest& order, const TerminalKeys& keys)
      : deployment_(deployment), order_(order), keys_(keys) {}

  Try<wire::Receipt> check(std::size_t index, const Envelope& envelope) {
    const std::string name = "receipt " + std::to_string(index + 1);
    if (envelope.type != PayloadType::receipt) return refuse_proof(name + ": not a receipt");
    wire::WireResult<wire::Receipt> receipt = wire::parse_receipt(envelope.payload);
    if (!receipt) return refuse_proof(name + ": " + to_string(receipt.error()));
    const std::string who = name + " of " + receipt->terminal.text();
    const auto [first, last] = keys_.equal_range(receipt->terminal.text());
    if (first == last) return refuse_proof(who + ": no certificate of this terminal");
    const bool genuine =
        envelope.signatures.size() == 1 && std::any_of(first, last, [&](const auto& key) {
          return sign::verify_signature(envelope, deployment_, envelope.signatures.front(), key.second);
        });
    if (!genuine) return refuse_proof(who + ": bad signature");
    if (receipt->order != order_) return refuse_proof(who + ": it is about another order");
    if (!seen_.insert(sign::identity(envelope)).second) return refuse_proof(who + ": it is there twice");
    const bool final = receipt->stage == Stage::final;
    if (final && !finals_.insert({receipt->terminal.text(), receipt->occurrence}).second)
      return refuse_proof(who + ": a second final outcome of occurrence " + std::to_string(receipt->occurrence));
    return std::move(*receipt);
  }

 private:
  Digest deployment_;
  Digest order_;
  const TerminalKeys& keys_;
  std::set<Digest> seen_;
  std::set<std::pair<std::string, std::uint32_t>> finals_;
};

// What the whole export is judged by.
struct Judge {
  const trust::PinnedRoots& roots;
  trust::VerifiedTrustList list;
  std::optional<wire::Freshness> freshness;

  trust::Authority authority() const { return {roots, &list, freshness ? &*freshness : nullptr}; }
  // As if the list had been known to be current at that time: the newest statement need not be the one of that day.
  wire::Freshness supposed_at(WallTime time) const { return {1, list.list().version, time, time + seconds(1)}; }
};

Try<Judge> make_judge(const OrderExport& content, const trust::PinnedRoots& roots, WallTime issued_at) {
  auto list = trust::verify_trust_list(roots, content.trust_list, 0, issued_at);
  if (!list) return refuse_proof("trust list: " + std::string(to_string(list.error())));
  Judge judge{roots, std::move(*list), {}};
  if (!content.freshness) return judge;
  const auto stated = wire::parse_freshness(content.freshness->payload);
  if (!stated) return refuse_proof("freshness: " + to_string(stated.error()));
  const auto freshness = trust::verify_freshness(judge.authority(), *content.freshness, stated->issued_at);
  // A statement about an older list than the exported one is no fault: it says nothing about this one.
  if (!freshness && freshness.error() != Refusal::older_version)
    return refuse_proof("freshness: " + std::string(to_string(freshness.error())));
  if (freshness) judge.freshness = *freshness;
  return judge;
}

// What only freshness speaks against is accepted; the answer says that it is not shown.
Result<trust::AdmittedOrder, Refusal> admit(const Judge& judge, const Envelope& order, WallTime issued_at) {
  auto admitted = trust::verify_order(judge.authority(), order, issued_at);
  if (admitted || admitted.error() != Refusal::trust_list_stale) return admitted;
  const wire::Freshness supposed = judge.supposed_at(issued_at);
  return trust::verify_order({judge.roots, &judge.list, &supposed}, order, issued_at);
}

Try<VerifiedExport> verify_order_part(const Judge& judge, const Envelope& order, WallTime issued_at) {
  const auto admitted = admit(judge, order, issued_at);
  if (!admitted) return refuse_proof("order: " + std::string(to_string(admitted.error())));
  VerifiedExport verified;
  verified.order = admitted->digest;
  verified.issued_at = issued_at;
  verified.persons = admitted->persons;
  verified.fresh_when_issued = trust::is_fresh(judge.authority(), issued_at);
  return verified;
}

Try<void> verify_cancel(const Judge& judge, const Envelope& envelope, const std::string& name,
                        const Envelope& order_envelope, const wire::Order& order) {
  const auto parsed = wire::parse_cancel(envelope.payload);
  if (!parsed) return refuse_proof(name + ": " + to_string(parsed.error()));
  const wire::Freshness supposed = judge.supposed_at(parsed->issued_at);
  const auto admitted = trust::verify_cancel({judge.roots, &judge.list, &supposed}, envelope, parsed->issued_at);
  if (!admitted) return refuse_proof(name + ": " + std::string(to_string(admitted.error())));
  if (admitted->cancel.order != sign::identity(order_envelope))
    return refuse_proof(name + ": it cancels another order");
  if (!trust::may_cancel(*admitted, judge.list, order_envelope, order))
    return refuse_proof(name + ": whoever signed it may not cancel this order");
  return {};
}

Try<void> verify_stop_all(const Judge& judge, const Envelope& envelope, const std::string& name,
                          const wire::Order& order) {
  const auto parsed = wire::parse_stop_all(envelope.payload);
  if (!parsed) return refuse_proof(name + ": " + to_string(parsed.error()));
  const wire::Freshness supposed = judge.supposed_at(parsed->issued_at);
  const auto admitted = trust::verify_stop_all({judge.roots, &judge.list, &supposed}, envelope, parsed->issued_at);
  if (!admitted) return refuse_proof(name + ": " + std::string(to_string(admitted.error())));
  const wire::StopAll& stop = admitted->stop;
  const bool of_class =
      std::find(stop.order_classes.begin(), stop.order_classes.end(), order.order_class) != stop.order_classes.end();
  if (!of_class || order.level < stop.highest_level || order.issued_at > stop.issued_at)
    return refuse_proof(name + ": it does not act on this order");
  return {};
}

Try<void> verify_stops(const Judge& judge, const OrderExport& content, const wire::Order& order,
                       VerifiedExport& verified) {
  for (std::size_t i = 0; i < content.stops.size(); ++i) {
    const Envelope& stop = content.stops[i];
    const std::string name = "stop " + std::to_string(i + 1);
    const bool is_cancel = stop.type == PayloadType::cancel;
    Try<void> ok =
        is_cancel ? verify_cancel(judge, stop, name, content.order, order) : verify_stop_all(judge, stop, name, order);
    if (!ok) return ok;
    ++(is_cancel ? verified.cancels : verified.stop_alls);
  }
  return {};
}

Try<void> verify_receipts(const OrderExport& content, const Digest& deployment, std::string_view devices_authority,
                          VerifiedExport& verified) {
  const Try<TerminalKeys> keys = terminal_keys(content, devices_authority);
  if (!keys) return tl::unexpected(keys.error());
  verified.certificates_checked = !devices_authority.empty();
  ReceiptChecker checker(deployment, verified.order, *keys);
  for (std::size_t i = 0; i < content.receipts.size(); ++i) {
    Try<wire::Receipt> receipt = checker.check(i, content.receipts[i]);
    if (!receipt) return tl::unexpected(receipt.error());
    if (receipt->stage == Stage::final) ++verified.finals[std::string(to_string(receipt->outcome))];
    verified.receipts.push_back(std::move(*receipt));
  }
  return {};
}

// The slice must be whole, and must say that this order was issued.
Try<void> verify_audit(const Judge& judge, const OrderExport& content, VerifiedExport& verified) {
  if (Try<void> ok = verify_audit_links(content.audit, false); !ok) return ok;
  const bool says_issued = std::any_of(content.audit.begin(), content.audit.end(), [&](const AuditEntry& entry) {
    return entry.action == "order.issued" && entry.subject == to_string(verified.order);
  });
  if (!content.audit.empty() && !says_issued) return refuse_proof("audit: no entry says that this order was issued");
  verified.audit_entries = content.audit.size();
  if (!content.audit_head) return {};
  const auto head = verify_audit_head(judge.authority(), *content.audit_head, content.audit);
  if (!head) return tl::unexpected(head.error());
  verified.audit_head = *head;
  return {};
}

}  // namespace

Try<VerifiedExport> verify_order_export(const OrderExport& content, ByteView roots,
                                        std::string_view devices_authority) {
  const auto pinned = trust::PinnedRoots::parse(roots);
  if (!pinned) return refuse_proof("roots: your file is " + std::string(to_string(pinned.error())));
  if (!std::equal(content.roots.begin(), content.roots.end(), roots.begin(), roots.end()))
    return refuse_proof("roots: the export is of another deployment than your roots");
  const wire::WireResult<wire::Order> order = wire::parse_order(content.order.payload);
  // Whatever the bytes are, the trust list is looked at first.
  const Try<Judge> judge = make_judge(content, *pinned, order ? order->issued_at : WallTime{});
  if (!judge) return tl::unexpected(judge.error());
  if (!order) return refuse_proof("order: " + to_string(order.error()));
  Try<VerifiedExport> verified = verify_order_part(*judge, content.order, order->issued_at);
  if (!verified) return verified;
  const Try<void> rest =
      verify_stops(*judge, content, *order, *verified)
          .and_then([&] { return verify_receipts(content, pinned->deployment(), devices_authority, *verified); })
          .and_then([&] { return verify_audit(*judge, content, *verified); });
  if (!rest) return tl::unexpected(rest.error());
  return verified;
}

}  // namespace tongluo::ctl
