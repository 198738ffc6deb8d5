// What people ask: submit an order, store a trust list, a place record or a clip, fetch a clip, export an order.
// Nothing is answered before it is durable.

#include "controller/core/controller_impl.hpp"
#include "protocol/sign/digest_of.hpp"
#include "protocol/wire/envelope_codec.hpp"

namespace tongluo::controller {

void ControllerCore::Impl::submit(Now now, RequestId request, Envelope envelope) {
  const Digest digest = sign::digest_of(envelope.payload);
  if (const OrderRecord* known = find(digest))
    return push(OrderIssued{request, digest, known->ledger.addressed().size(), true});
  if (const auto under_way = submitting.find(digest); under_way != submitting.end()) {
    auto& pending = std::get<StoredOrderOf>(waiting.at(under_way->second));
    if (pending.requests.size() < kMaxRequestsPerOrder) return pending.requests.push_back(request);
    return push(OrderRejected{request, Refusal::queue_full, "too many callers submit this order"});
  }
  auto admitted = trust::verify_order(authority(), envelope, now.wall);
  std::string detail;
  Refusal refusal = admitted ? check_issuable(fleet, clips, admitted->order, detail) : admitted.error();
  std::vector<TerminalIndex> addressed;
  if (refusal == Refusal::none) addressed = fleet.addressed(admitted->order.targets);
  if (refusal == Refusal::none && addressed.size() * admitted->order.occurrences.size() > kMaxOutcomesInMemory)
    refusal = Refusal::limit_exceeded;
  if (refusal != Refusal::none) {
    ++counters.orders_rejected;
    return push(OrderRejected{request, refusal, std::move(detail)});
  }
  SaveOrder write{digest, wire::serialize(envelope), now.wall, now.wall + kStartLead, {}};
  for (const TerminalIndex index : addressed) write.addressed.push_back(fleet.at(index).id);
  const wire::OrderDelivery delivery{std::move(envelope), settings.gateway_epoch, write.start_at};
  auto frame = std::make_shared<const Bytes>(wire::frame(wire::serialize(wire::Message(delivery))));
  Ledger ledger(std::move(addressed), admitted->order.occurrences);
  auto record = std::make_shared<OrderRecord>(OrderRecord{digest, write.envelope, std::move(admitted->order), now.wall,
                                                          write.start_at, std::move(ledger), std::move(frame)});
  std::vector<StoreWrite> writes{std::move(write)};
  std::string persons;
  for (const std::string& person : admitted->persons) persons += (persons.empty() ? "" : ", ") + person;
  audit(writes, now.wall, "order.submitted", to_string(digest), persons);
  submitting.emplace(digest, persist(std::move(writes), StoredOrderOf{std::move(record), {request}}));
}

// Every order goes out before any clip: the tone needs only the order.
void ControllerCore::Impl::issue(Now now, const StoredOrderOf& stored) {
  OrderRecord& record = *stored.record;
  submitting.erase(record.digest);
  remember(stored.record);
  ++counters.orders_issued;
  for (const TerminalIndex index : record.ledger.addressed())
    for (const SessionId session : fleet.at(index).sessions) deliver(now, record, session);
  for (const TerminalIndex index : record.ledger.addressed())
    for (const SessionId session : fleet.at(index).sessions) push_clips(now.steady, record, session);
  for (const RequestId request : stored.requests)
    push(OrderIssued{request, record.digest, record.ledger.addressed().size(), false});
}

void ControllerCore::Impl::accept_trust_list(Now now, RequestId request, Envelope envelope) {
  const std::uint64_t held = list ? list->list().version : 0;
  auto verified = trust::verify_trust_list(roots, envelope, held, now.wall);
  if (!verified) return push(ObjectRejected{request, verified.error(), ""});
  Bytes bytes = wire::serialize(envelope);
  const std::uint64_t version = verified->list().version;
  if (version == held) {
    if (bytes == list_envelope) return push(ObjectStored{request});
    return push(ObjectRejected{request, Refusal::older_version, "this version is held already, with another content"});
  }
  std::vector<StoreWrite> writes{SaveTrustList{version, bytes}};
  audit(writes, now.wall, "trust_list.accepted", std::to_string(version), "");
  persist(std::move(writes), StoredTrustListOf{request, std::move(*verified), std::move(bytes)});
}

void ControllerCore::Impl::finish(Now, StoredTrustListOf& stored) {
  push(ObjectStored{stored.request});
  if (list && list->list().version >= stored.list.list().version) return;  // a newer one overtook it
  list = std::move(stored.list);
  list_envelope = std::move(stored.envelope);
  for (const auto& [session, state] : sessions)
    push(Send{session, wire::SignedObject{*wire::parse_envelope(list_envelope)}});
}

void ControllerCore::Impl::accept_place(Now now, RequestId request, Envelope envelope) {
  const auto claimed = wire::parse_place_record(envelope.payload);
  if (!claimed) return push(ObjectRejected{request, Refusal::malformed, wire::to_string(claimed.error())});
  const auto known = fleet.find(claimed->terminal);
  const std::uint64_t held = known && fleet.at(*known).place ? fleet.at(*known).place->version : 0;
  auto place = trust::verify_place(authority(), envelope, claimed->terminal, held, now.wall);
  if (!place) return push(ObjectRejected{request, place.error(), ""});
  Bytes bytes = wire::serialize(envelope);
  if (place->version == held) {
    if (*place == *fleet.at(*known).place) return push(ObjectStored{request});
    return push(ObjectRejected{request, Refusal::older_version, "this version is held already, with another content"});
  }
  const auto index = fleet.enrol(place->terminal);
  if (!index) return push(ObjectRejected{request, Refusal::limit_exceeded, "too many terminals"});
  std::vector<StoreWrite> writes{SavePlace{place->terminal, place->version, bytes}};
  audit(writes, now.wall, "place.accepted", place->terminal.text(), place->area.text());
  persist(std::move(writes), StoredPlaceOf{request, *index, std::move(*place), std::move(bytes)});
}

void ControllerCore::Impl::finish(StoredPlaceOf& stored) {
  push(ObjectStored{stored.request});
  TerminalEntry& entry = fleet.at(stored.terminal);
  if (entry.place && entry.place->version >= stored.place.version) return;
  entry.place = std::move(stored.place);
  entry.place_envelope = std::move(stored.envelope);
  for (const SessionId session : entry.sessions)
    push(Send{session, wire::SignedObject{*wire::parse_envelope(entry.place_envelope)}});
}

void ControllerCore::Impl::accept_clip(RequestId request, const session::SharedClip& clip) {
  const auto manifest = wire::parse_clip_manifest(clip->manifest);
  if (!manifest || sign::digest_of(clip->manifest) != clip->digest)
    return push(ObjectRejected{request, Refusal::malformed, "not a clip of this name"});
  if (clips.knows(clip->digest)) return push(ObjectStored{request});
  persist({SaveClip{clip}}, StoredClipOf{request, clip, manifest->duration});
}

void ControllerCore::Impl::finish(const StoredClipOf& stored) {
  if (!clips.know(stored.clip->digest, stored.duration))
    return push(ObjectRejected{stored.request, Refusal::limit_exceeded, "too many clips"});
  clips.keep(stored.clip);
  push(ObjectStored{stored.request});
}

void ControllerCore::Impl::fetch_clip(RequestId request, const Digest& digest) {
  if (!clips.knows(digest)) return push(ClipReady{request, nullptr});
  if (const session::SharedClip clip = clips.resident(digest)) return push(ClipReady{request, clip});
  ClipWaiter waiter;
  waiter.request = request;
  switch (clips.wait(digest, waiter)) {
    case ClipLibrary::Wait::load:
      return push(LoadClip{digest});
    case ClipLibrary::Wait::queued:
      return;
    case ClipLibrary::Wait::full:
      return push(ClipReady{request, nullptr});
  }
}

void ControllerCore::Impl::export_order(RequestId request, const Digest& order) {
  if (find(order) == nullptr)
    return push(ExportReady{request, tl::unexpected(Error{ErrorKind::not_found, "no such order"})});
  exports.emplace(request, order);
  push(LoadReceipts{request, order});
}

void ControllerCore::Impl::on_receipts(RequestId request, Result<std::vector<Bytes>> envelopes) {
  const auto node = exports.extract(request);
  if (node.empty()) return;
  const OrderRecord* record = find(node.mapped());
  if (!envelopes || record == nullptr) {
    Error error = envelopes ? Error{ErrorKind::not_found, "no such order"} : envelopes.error();
    return push(ExportReady{request, tl::unexpected(std::move(error))});
  }
  OrderExport content{wire::serialize(roots.set()), list_envelope, record->envelope, std::move(*envelopes), {}};
  for (const TerminalIndex index : record->ledger.addressed())
    if (!fleet.at(index).certificate.empty())
      content.certificates.emplace(fleet.at(index).id, fleet.at(index).certificate);
  push(ExportReady{request, std::move(content)});
}

void ControllerCore::Impl::reject(const Continuation& continuation, const std::string& detail) {
  constexpr Refusal kWhy = Refusal::storage_failed;
  if (const auto* order = std::get_if<StoredOrderOf>(&continuation)) {
    submitting.erase(order->record->digest);
    for (const RequestId request : order->requests) push(OrderRejected{request, kWhy, detail});
  }
  if (const auto* trust_list = std::get_if<StoredTrustListOf>(&continuation))
    push(ObjectRejected{trust_list->request, kWhy, detail});
  if (const auto* place = std::get_if<StoredPlaceOf>(&continuation)) push(ObjectRejected{place->request, kWhy, detail});
  if (const auto* clip = std::get_if<StoredClipOf>(&continuation)) push(ObjectRejected{clip->request, kWhy, detail});
}

}  // namespace tongluo::controller
