// An order's export as `tongluo verify` reads it. Either the octets as they are, or a true export of which the input
// leaves out, doubles, swaps and spoils parts, so that it comes past the JSON. Whatever it holds, only what was really
// signed, whole, verifies.

#include <boost/json.hpp>
#include <set>

#include "protocol/wire/envelope_codec.hpp"
#include "protocol/wire/receipt.hpp"
#include "tests/fuzz/fuzz_assert.hpp"
#include "tests/fuzz/people.hpp"
#include "tools/ctl/order_export.hpp"

namespace {

using namespace tongluo;
using namespace tongluo::ctl;
namespace json = boost::json;

constexpr std::size_t kMostOctets = 8'192, kTerminals = 2, kMostReceipts = 12;
constexpr std::uint64_t kFirstKey = 1'000;  // of terminals: behind those who sign

std::string terminal_name(std::size_t terminal) { return "TL-000" + std::to_string(terminal); }
sign::PrivateKey terminal_key(std::size_t terminal) { return sim::seeded_key(kFirstKey + terminal); }

class World {
 public:
  World() {
    for (std::size_t terminal = 0; terminal < kTerminals; ++terminal)
      certificates_.push_back(sim::seeded_certificate(kFirstKey + terminal, terminal_name(terminal)));
  }

  const Bytes& roots() const { return trust_.root_set(); }
  const Envelope& order() const { return order_; }

  json::object any_export(fuzz::Input& input) const {
    json::object file{{"format", input.flag() ? "tongluo-order-export-1" : "tongluo-order-export-2"},
                      {"roots", to_base64(trust_.root_set())},
                      {"trust_list", text_of(input, trust_.trust_list())},
                      {"order", text_of(input, order_)}};
    if (input.flag()) file["freshness"] = text_of(input, trust_.freshness(1, test::kNow));
    file["stops"] = stops(input);
    file["receipts"] = receipts(input);
    file["certificates"] = certificates(input);
    if (input.flag()) file["former_certificates"] = former_certificates(input);
    if (input.flag()) add_audit(input, file);
    return file;
  }

 private:
  static std::string text_of(fuzz::Input& input, const Envelope& envelope) {
    return to_base64(wire::serialize(input.octet() % 16 == 1 ? fuzz::spoiled(input, envelope) : envelope));
  }

  json::array stops(fuzz::Input& input) const {
    json::array list;
    for (unsigned left = input.octet() % 4; left > 0; --left) {
      if (input.flag()) {
        const wire::Cancel cancel{1, sign::identity(order_), test::kNow, Nonce{}};
        list.emplace_back(text_of(input, trust_.seal(cancel, fuzz::any_signer(input, trust_))));
      } else {
        const wire::StopAll stop = fuzz::any_stop_all(input, test::kNow);
        list.emplace_back(text_of(input, trust_.seal(stop, fuzz::any_signer(input, trust_))));
      }
    }
    return list;
  }

  json::array receipts(fuzz::Input& input) const {
    json::array list;
    for (unsigned left = input.octet() % kMostReceipts; left > 0; --left) {
      const std::size_t speaker = input.octet() % kTerminals, hand = input.octet() % 8 == 1 ? 1 - speaker : speaker;
      wire::Receipt receipt{.terminal = test::terminal_id(terminal_name(speaker))};
      receipt.order = sign::identity(order_);
      receipt.occurrence = 1 + input.octet() % 2;
      receipt.stage = static_cast<Stage>(1 + input.octet() % 3);
      receipt.outcome = receipt.stage == Stage::final ? static_cast<Outcome>(1 + input.octet() % 15) : Outcome::none;
      receipt.at = test::kNow;
      receipt.sequence = left;
      const sign::PrivateKey key = terminal_key(hand);
      list.emplace_back(text_of(input, trust_.seal(PayloadType::receipt, wire::serialize(receipt), {&key})));
    }
    return list;
  }

  json::object certificates(fuzz::Input& input) const {
    json::object list;
    for (std::size_t terminal = 0; terminal < kTerminals; ++terminal)
      if (const unsigned kind = input.octet() % 8; kind != 1)
        list[terminal_name(terminal)] = to_base64(kind == 2 ? input.octets(16) : certificates_[terminal]);
    return list;
  }

  json::array former_certificates(fuzz::Input& input) const {
    const std::size_t terminal = input.octet() % kTerminals;
    return {json::object{{"terminal", terminal_name(input.octet() % kTerminals)},
                         {"certificate", to_base64(certificates_[terminal])}}};
  }

  void add_audit(fuzz::Input& input, json::object& file) const {
    json::array list;
    AuditEntry entry{41, test::kNow, "order.issued", to_string(sign::identity(order_)), "", {}, {}};
    for (unsigned left = input.octet() % 4; left > 0; --left) {
      entry.digest = audit_digest(entry);
      list.emplace_back(json::object{{"sequence", entry.sequence + (input.octet() % 16 == 1 ? 1U : 0U)},
                                     {"at_us", to_us(entry.at)},
                                     {"action", entry.action},
                                     {"subject", entry.subject},
                                     {"detail", entry.detail},
                                     {"previous", to_string(entry.previous)},
                                     {"digest", to_string(entry.digest)}});
      entry.previous = entry.digest;
      ++entry.sequence;
      entry.detail = std::string(as_text(input.at_most(input.octet() % 8)));
    }
    file["audit"] = std::move(list);
    const wire::AuditHead head{1, entry.sequence - 1, entry.previous, test::kNow + seconds(60)};
    if (input.flag())
      file["audit_head"] = text_of(input, trust_.seal(PayloadType::audit_head, wire::serialize(head), {&trust_.time}));
  }

  const test::TrustFixture& trust_ = fuzz::same_deployment();
  const Envelope order_ = trust_.seal(test::sample_order(), trust_.dispatch);
  std::vector<Bytes> certificates_;
};

void read(std::string_view text, const World& world) {
  const auto content = parse_order_export(text);
  if (!content) {
    TL_ASSERT(content.error().code == ExitCode::verification && !content.error().message.empty());
    return;
  }
  const auto verified = verify_order_export(*content, world.roots(), "");
  if (!verified) {
    TL_ASSERT(verified.error().code == ExitCode::verification && !verified.error().message.empty());
    return;
  }
  TL_ASSERT(content->order.payload == world.order().payload && !verified->persons.empty());
  TL_ASSERT(verified->receipts.size() == content->receipts.size());
  TL_ASSERT(verified->cancels + verified->stop_alls == content->stops.size());
  std::set<std::pair<std::string, std::uint32_t>> finals;
  for (const wire::Receipt& receipt : verified->receipts)
    if (receipt.stage == Stage::final) TL_ASSERT(finals.emplace(receipt.terminal.text(), receipt.occurrence).second);
}

// The same octets as an export of the audit log alone.
void read_audit(std::string_view text, const World& world) {
  boost::system::error_code error;
  const json::value file = json::parse({text.data(), text.size()}, error);
  if (error || !file.is_object()) return;
  const auto content = parse_audit_export(file.get_object());
  if (!content) return;
  const auto verified = verify_audit_export(*content, world.roots(), std::nullopt);
  TL_ASSERT(!verified || (verified->entries == content->entries.size() &&
                          (!content->head || !content->trust_list || verified->head)));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0 || size > kMostOctets) return 0;
  static const World world;
  fuzz::Input input(fuzz::view(data, size));
  if (input.octet() == 0) {
    const std::string_view text = as_text(input.at_most(size));
    read(text, world);
    read_audit(text, world);
  } else {
    read(json::serialize(world.any_export(input)), world);
  }
  return 0;
}
