// The start: from what the store holds to the state before the stop. Damage is an error, never a guess.

#include <algorithm>

#include "controller/core/controller_impl.hpp"
#include "protocol/sign/digest_of.hpp"
#include "protocol/wire/envelope_codec.hpp"

namespace tongluo::controller {
namespace {

tl::unexpected<Error> damaged(const std::string& what) {
  return fail(ErrorKind::corrupt, "the database holds a damaged " + what);
}

}  // namespace

// Stops and withdrawals come before receipts: a receipt corrects what they assumed. What the list of the last moment
// before the stop withdrew is not stored yet, and counts from when the list was issued; it is looked for among what
// receipts have not completed. Nothing leaves memory before all that is known.
Result<void> ControllerCore::Impl::restore(Snapshot snapshot, Now now) {
  if (auto restored = restore_roots(snapshot); !restored) return restored;
  if (auto restored = restore_trust(snapshot, now); !restored) return restored;
  if (auto restored = restore_fleet(snapshot); !restored) return restored;
  for (const StoredOrder& stored : snapshot.orders)
    if (auto restored = restore_order(stored); !restored) return restored;
  for (const Proposal& stored : snapshot.proposals)
    if (auto restored = restore_proposal(stored); !restored) return restored;
  for (const StoredStop& stored : snapshot.stops)
    if (auto restored = restore_stop(stored); !restored) return restored;
  for (std::size_t i = 0; i < orders.size(); ++i)
    if (const StoredOrder& stored = snapshot.orders[i]; stored.withdrawn != Refusal::none)
      withdraw(*orders[i], stored.withdrawn_at, stored.withdrawn);
  if (auto restored = restore_receipts(snapshot); !restored) return restored;
  if (list) withdraw_unbacked(now.wall, std::min(now.wall, list->list().issued_at));
  make_room(0, 0);
  plan_sweep();
  for (const auto& record : proposals) judge_again(now, *record);
  if (auto restored = restore_releases(snapshot); !restored) return restored;
  plan_release();
  return {};
}

bool ControllerCore::Impl::restore_identity(const Document& document) {
  if (document.kind == kClaimKind) {
    auto claim = parse_claim(document);
    if (claim) enrolment.put(std::move(*claim));
    return claim.has_value();
  }
  auto device = parse_device(document);
  if (device) enrolment.put(std::move(*device));
  return device.has_value();
}

// The roots of the configuration, or those that succeeded them; the deployment is the same.
Result<void> ControllerCore::Impl::restore_roots(const Snapshot& snapshot) {
  for (const StoredDataMonth& stored : snapshot.data_months) data.restore(stored.terminal, stored.counted);
  for (const StoredHistory& stored : snapshot.history) {
    history.restore(stored);
    fleet.online().restore(stored);
  }
  fleet.online().begin(history.latest());
  for (const Document& document : snapshot.documents) {
    if (document.kind == kClaimKind || document.kind == kDeviceKind) {
      if (!restore_identity(document)) return damaged(document.kind);
      continue;
    }
    if (is_rollout_kind(document.kind)) continue;
    if (document.kind == kConfigurationKind) {
      if (!restore_configuration(document)) return damaged(document.kind);
      continue;
    }
    documents.emplace(std::pair(document.kind, document.name), document.body);
    note_age(document);
    if (document.kind != "roots") continue;
    const auto bytes = from_base64(document.body);
    const auto envelope = bytes ? wire::parse_envelope(*bytes) : tl::unexpected(wire::WireError{});
    const auto changing = envelope ? wire::parse_trust_list(envelope->payload) : tl::unexpected(wire::WireError{});
    if (!changing) return damaged("change of roots");
    root_changes.emplace(changing->version, *bytes);
  }
  if (snapshot.roots.empty()) return {};
  auto stored = trust::PinnedRoots::parse(snapshot.roots);
  if (!stored) return damaged("root set");
  if (stored->deployment() != roots.deployment())
    return fail(ErrorKind::corrupt, "the database belongs to other roots than the configuration's");
  if (stored->set().version > roots.set().version) roots = std::move(*stored);
  return {};
}

Result<void> ControllerCore::Impl::restore_trust(const Snapshot& snapshot, Now now) {
  if (!snapshot.trust_list.empty()) {
    const auto envelope = wire::parse_envelope(snapshot.trust_list);
    if (!envelope) return damaged("trust list");
    auto verified = trust::verify_trust_list(roots, *envelope, 0, now.wall);
    if (!verified)
      return damaged("trust list: " + std::string(to_string(verified.error())) + " (are these its roots?)");
    list = std::move(*verified);
    list_envelope = snapshot.trust_list;
  }
  if (snapshot.freshness.empty()) return {};
  const auto envelope = wire::parse_envelope(snapshot.freshness);
  const auto statement = envelope ? wire::parse_freshness(envelope->payload) : tl::unexpected(wire::WireError{});
  if (!statement) return damaged("freshness statement");
  freshness = *statement;
  freshness_envelope = snapshot.freshness;
  return {};
}

Result<void> ControllerCore::Impl::restore_fleet(const Snapshot& snapshot) {
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
  for (const StoredCertificate& stored : snapshot.certificates) {
    const auto index = fleet.find(stored.terminal);
    if (!index) continue;
    if (auto key = sign::PublicKey::from_certificate(stored.der))
      learn_certificate(fleet.at(*index), stored.der, std::move(*key));
  }
  for (const StoredClip& stored : snapshot.clips) {
    const auto manifest = wire::parse_clip_manifest(stored.manifest);
    if (!manifest) return damaged("clip manifest");
    clips.know(stored.digest, *manifest, stored.warnings, stored.note);
  }
  return {};
}

// Nobody is connected yet: what was on its way is delivered to each terminal that comes.
Result<void> ControllerCore::Impl::restore_order(const StoredOrder& stored) {
  const auto envelope = wire::parse_envelope(stored.envelope);
  if (!envelope) return damaged("order");
  auto order = wire::parse_order(envelope->payload);
  if (!order) return damaged("order");
  std::vector<TerminalIndex> addressed;
  for (const TerminalId& id : stored.addressed)
    if (const auto index = fleet.enrol(id)) addressed.push_back(*index);
  Ledger ledger(std::move(addressed), order->occurrences);
  auto record = std::make_shared<OrderRecord>(OrderRecord{sign::digest_of(envelope->payload), stored.envelope,
                                                          std::move(*order), stored.submitted_at, stored.start_at,
                                                          std::move(ledger), nullptr, signers_of(*envelope)});
  for (const KeyId& key : record->signers)
    if (const trust::TrustedIssuer* issuer = list ? list->find(key) : nullptr)
      record->issuer_rank = issuer->issuer.rank;
  record->released = is_near(record->order, last.wall);
  by_digest.emplace(record->digest, record);
  orders.push_back(std::move(record));
  return {};
}

Result<void> ControllerCore::Impl::restore_proposal(const Proposal& stored) {
  const auto envelope = wire::parse_envelope(stored.envelope);
  auto order = envelope ? wire::parse_order(envelope->payload) : tl::unexpected(wire::WireError{});
  if (!order) return damaged("proposal");
  std::vector<TerminalIndex> addressed = fleet.addressed(order->targets);
  std::sort(addressed.begin(), addressed.end());
  proposals.push_back(std::make_shared<ProposalRecord>(
      ProposalRecord{stored, std::move(*order), std::move(addressed), signers_of(*envelope), 0}));
  return {};
}

Result<void> ControllerCore::Impl::restore_stop(const StoredStop& stored) {
  auto envelope = wire::parse_envelope(stored.envelope);
  if (!envelope) return damaged("stop");
  auto stop = make_stop(stored.digest, std::move(*envelope), stored.received_at);
  if (stop->envelope.type == PayloadType::stop_all && !stop->stop_all) return damaged("stop");
  stop->until = stored.until;
  stop->orders = stored.orders;
  remember_stop(std::move(stop));
  return {};
}

Result<void> ControllerCore::Impl::restore_receipts(const Snapshot& snapshot) {
  for (const StoredReceipt& stored : snapshot.receipts)
    if (auto restored = restore_receipt(stored, false); !restored) return restored;
  for (const StoredReceipt& stored : snapshot.foreign)
    if (auto restored = restore_receipt(stored, true); !restored) return restored;
  std::stable_sort(refusals.begin(), refusals.end(), [](const RefusalView& one, const RefusalView& other) {
    return one.received_at > other.received_at;
  });
  trim_refusals();
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
  if (record->ledger.remember(*index, digest) != Ledger::Seen::fresh) return {};
  record->ledger.apply(*index, *receipt);
  fleet.at(*index).memory.note_final(*receipt);
  return {};
}

}  // namespace tongluo::controller
