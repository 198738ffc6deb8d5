// The start: from what the store holds to the state before the stop. Damage is an error, never a guess.

#include "controller/core/controller_impl.hpp"
#include "protocol/sign/digest_of.hpp"
#include "protocol/wire/envelope_codec.hpp"

namespace tongluo::controller {
namespace {

tl::unexpected<Error> damaged(const std::string& what) {
  return fail(ErrorKind::corrupt, "the database holds a damaged " + what);
}

}  // namespace

Result<void> ControllerCore::Impl::restore(Snapshot snapshot, Now now) {
  if (!snapshot.trust_list.empty()) {
    const auto envelope = wire::parse_envelope(snapshot.trust_list);
    if (!envelope) return damaged("trust list");
    auto verified = trust::verify_trust_list(roots, *envelope, 0, now.wall);
    if (!verified)
      return damaged("trust list: " + std::string(to_string(verified.error())) + " (are these its roots?)");
    list = std::move(*verified);
    list_envelope = std::move(snapshot.trust_list);
  }
  for (const Bytes& bytes : snapshot.places) {
    const auto envelope = wire::parse_envelope(bytes);
    if (!envelope) return damaged("place record");
    const auto place = wire::parse_place_record(envelope->payload);
    if (!place) return damaged("place record");
    const auto index = fleet.enrol(place->terminal);
    if (!index)
      return fail(ErrorKind::limit, "the database holds more terminals than " + std::to_string(kMaxTerminals));
    fleet.at(*index).place = *place;
    fleet.at(*index).place_envelope = bytes;
  }
  for (const StoredCertificate& stored : snapshot.certificates)
    if (const auto index = fleet.find(stored.terminal)) learn_certificate(fleet.at(*index), stored.der);
  for (const StoredClip& stored : snapshot.clips) {
    const auto manifest = wire::parse_clip_manifest(stored.manifest);
    if (!manifest) return damaged("clip manifest");
    clips.know(stored.digest, manifest->duration);
  }
  for (const StoredOrder& stored : snapshot.orders)
    if (auto restored = restore_order(stored, now); !restored) return restored;
  for (const StoredReceipt& stored : snapshot.receipts)
    if (auto restored = restore_receipt(stored, false); !restored) return restored;
  for (const StoredReceipt& stored : snapshot.foreign)
    if (auto restored = restore_receipt(stored, true); !restored) return restored;
  return {};
}

Result<void> ControllerCore::Impl::restore_order(const StoredOrder& stored, Now) {
  const auto envelope = wire::parse_envelope(stored.envelope);
  if (!envelope) return damaged("order");
  auto order = wire::parse_order(envelope->payload);
  if (!order) return damaged("order");
  std::vector<TerminalIndex> addressed;
  for (const TerminalId& id : stored.addressed)
    if (const auto index = fleet.enrol(id)) addressed.push_back(*index);
  const wire::OrderDelivery delivery{*envelope, settings.gateway_epoch, stored.start_at};
  Ledger ledger(std::move(addressed), order->occurrences);
  auto frame = std::make_shared<const Bytes>(wire::frame(wire::serialize(wire::Message(delivery))));
  remember(std::make_shared<OrderRecord>(OrderRecord{sign::digest_of(envelope->payload), stored.envelope,
                                                     std::move(*order), stored.submitted_at, stored.start_at,
                                                     std::move(ledger), std::move(frame)}));
  return {};
}

Result<void> ControllerCore::Impl::restore_receipt(const StoredReceipt& stored, bool is_foreign) {
  const auto envelope = wire::parse_envelope(stored.envelope);
  if (!envelope) return damaged("receipt");
  const auto receipt = wire::parse_receipt(envelope->payload);
  if (!receipt) return damaged("receipt");
  const Digest digest = sign::digest_of(envelope->payload);
  if (receipt->outcome == Outcome::refused) note_refusal(*receipt, stored.received_at);
  if (is_foreign) {
    remember_foreign(digest);
    return {};
  }
  const auto index = fleet.find(receipt->terminal);
  OrderRecord* record = find(receipt->order);
  if (!index || record == nullptr) return {};
  if (record->ledger.remember(*index, digest) == Ledger::Seen::fresh) record->ledger.apply(*index, *receipt);
  return {};
}

}  // namespace tongluo::controller
