#include "controller/core/controller.hpp"

#include <algorithm>

#include "controller/core/controller_impl.hpp"

namespace tongluo::controller {

ControllerCore::Impl::Impl(Settings chosen, trust::PinnedRoots pinned, Now now)
    : settings(std::move(chosen)),
      roots(std::move(pinned)),
      fleet(now.steady, settings.heartbeat_interval),
      last(now) {}

PersistToken ControllerCore::Impl::persist(std::vector<StoreWrite> writes, Continuation continuation) {
  const PersistToken token = ++last_token;
  waiting.emplace(token, std::move(continuation));
  push(Persist{token, std::move(writes)});
  return token;
}

void ControllerCore::Impl::audit(std::vector<StoreWrite>& writes, WallTime at, std::string action, std::string subject,
                                 std::string detail) {
  writes.emplace_back(SaveAudit{at, std::move(action), std::move(subject), std::move(detail)});
}

void ControllerCore::Impl::on_persisted(Now now, PersistToken token) {
  auto node = waiting.extract(token);
  if (node.empty()) return;
  store_problem.clear();
  Continuation& done = node.mapped();
  if (auto* order = std::get_if<StoredOrderOf>(&done)) issue(now, *order);
  if (auto* receipt = std::get_if<StoredReceiptOf>(&done)) finish(*receipt);
  if (auto* trust_list = std::get_if<StoredTrustListOf>(&done)) finish(now, *trust_list);
  if (auto* place = std::get_if<StoredPlaceOf>(&done)) finish(*place);
  if (auto* clip = std::get_if<StoredClipOf>(&done)) finish(*clip);
}

void ControllerCore::Impl::on_persist_failed(Now now, PersistToken token, const Error& error) {
  auto node = waiting.extract(token);
  if (node.empty()) return;
  ++counters.persist_failures;
  store_problem = error.detail;
  if (auto* receipt = std::get_if<StoredReceiptOf>(&node.mapped())) {
    retries.emplace(now.steady + kPersistRetryDelay, std::move(*receipt));
    return;
  }
  reject(node.mapped(), error.detail);
}

void ControllerCore::Impl::on_deadline(Now now) {
  while (!retries.empty() && retries.begin()->first <= now.steady) {
    auto node = retries.extract(retries.begin());
    ++counters.persist_retries;
    StoredReceiptOf& kept = node.mapped();
    const StoreWrite write = kept.foreign ? StoreWrite(SaveForeignReceipt{kept.write}) : StoreWrite(kept.write);
    persist({write}, std::move(kept));
  }
  if (now.wall < next_sweep) return;
  for (const auto& record : orders)
    if (record->ledger.next_sweep() <= now.wall)
      counters.unreachable_marked += record->ledger.mark_unreachable(now.wall);
  plan_sweep();
}

void ControllerCore::Impl::plan_sweep() {
  next_sweep = WallTime::max();
  for (const auto& record : orders) next_sweep = std::min(next_sweep, record->ledger.next_sweep());
}

OrderRecord* ControllerCore::Impl::find(const Digest& digest) {
  const auto at = by_digest.find(digest);
  return at == by_digest.end() ? nullptr : at->second.get();
}

// The oldest ended order makes room; if none has ended, the oldest one does.
void ControllerCore::Impl::remember(std::shared_ptr<OrderRecord> record) {
  while (orders.size() >= kMaxOrdersInMemory) {
    auto leaving = std::find_if(orders.begin(), orders.end(), [this](const auto& candidate) {
      return candidate->ledger.complete() || candidate->order.valid_until < last.wall;
    });
    if (leaving == orders.end()) leaving = orders.begin();
    by_digest.erase((*leaving)->digest);
    orders.erase(leaving);
    ++counters.orders_evicted;
  }
  by_digest.emplace(record->digest, record);
  orders.push_back(std::move(record));
  plan_sweep();
}

// ---- the public face
// ---------------------------------------------------------------------------------------------------

Result<ControllerCore> ControllerCore::create(Settings settings, trust::PinnedRoots roots, Snapshot snapshot, Now now) {
  ControllerCore core(std::make_unique<Impl>(std::move(settings), std::move(roots), now));
  if (auto restored = core.impl_->restore(std::move(snapshot), now); !restored) return tl::unexpected(restored.error());
  return core;
}

ControllerCore::ControllerCore(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
ControllerCore::ControllerCore(ControllerCore&&) noexcept = default;
ControllerCore& ControllerCore::operator=(ControllerCore&&) noexcept = default;
ControllerCore::~ControllerCore() = default;

void ControllerCore::on_hello(Now now, SessionId session, const wire::Hello& hello, ByteView certificate_der) {
  impl_->last = now;
  impl_->on_hello(now, session, hello, certificate_der);
}
void ControllerCore::on_message(Now now, SessionId session, wire::Message message) {
  impl_->last = now;
  impl_->on_message(now, session, std::move(message));
}
void ControllerCore::on_gone(Now now, SessionId session) {
  impl_->last = now;
  impl_->on_gone(session);
}
void ControllerCore::on_persisted(Now now, PersistToken token) {
  impl_->last = now;
  impl_->on_persisted(now, token);
}
void ControllerCore::on_persist_failed(Now now, PersistToken token, const Error& error) {
  impl_->last = now;
  impl_->on_persist_failed(now, token, error);
}
void ControllerCore::on_clip_loaded(Now now, const Digest& digest, session::SharedClip clip) {
  impl_->last = now;
  impl_->on_clip_loaded(digest, clip);
}
void ControllerCore::on_receipts_loaded(Now now, RequestId request, std::vector<Bytes> envelopes) {
  impl_->last = now;
  impl_->on_receipts(request, std::move(envelopes));
}
void ControllerCore::on_receipts_failed(Now now, RequestId request, const Error& error) {
  impl_->last = now;
  impl_->on_receipts(request, tl::unexpected(error));
}
void ControllerCore::submit(Now now, RequestId request, Envelope envelope) {
  impl_->last = now;
  impl_->submit(now, request, std::move(envelope));
}
void ControllerCore::accept_trust_list(Now now, RequestId request, Envelope envelope) {
  impl_->last = now;
  impl_->accept_trust_list(now, request, std::move(envelope));
}
void ControllerCore::accept_place(Now now, RequestId request, Envelope envelope) {
  impl_->last = now;
  impl_->accept_place(now, request, std::move(envelope));
}
void ControllerCore::accept_clip(Now now, RequestId request, session::SharedClip clip) {
  impl_->last = now;
  impl_->accept_clip(request, clip);
}
void ControllerCore::fetch_clip(Now now, RequestId request, const Digest& digest) {
  impl_->last = now;
  impl_->fetch_clip(request, digest);
}
void ControllerCore::export_order(Now now, RequestId request, const Digest& order) {
  impl_->last = now;
  impl_->export_order(request, order);
}
void ControllerCore::on_deadline(Now now) {
  impl_->last = now;
  impl_->on_deadline(now);
}

SteadyTime ControllerCore::next_deadline() const {
  SteadyTime due = impl_->retries.empty() ? SteadyTime::max() : impl_->retries.begin()->first;
  if (impl_->next_sweep == WallTime::max()) return due;
  const auto ahead = std::max(impl_->next_sweep - impl_->last.wall, WallTime::duration(0));
  return std::min(due, impl_->last.steady + ahead);
}

std::optional<Action> ControllerCore::next_action() {
  if (impl_->actions.empty()) return std::nullopt;
  Action action = std::move(impl_->actions.front());
  impl_->actions.pop_front();
  return action;
}

}  // namespace tongluo::controller
