// The middle of the core: writes and their answers, deadlines, the queue of actions, orders in memory.

#include <algorithm>

#include "controller/core/controller_impl.hpp"

namespace tongluo::controller {
namespace {

constexpr std::size_t kShortNameDigits = 8;

// Whose failure ends a request, and which action says so.
struct Rejection {
  RequestId request = 0;
  bool of_order = false;
};

bool may_leave(const OrderRecord& record, WallTime now) {
  return record.ledger.complete() || record.order.valid_until < now;
}

struct RejectionOf {
  std::optional<Rejection> operator()(const StoredNothing&) const { return std::nullopt; }
  std::optional<Rejection> operator()(const StoredReceiptOf&) const { return std::nullopt; }
  std::optional<Rejection> operator()(const StoredEnrolmentOf&) const { return std::nullopt; }  // busy instead
  std::optional<Rejection> operator()(const StoredExpiriesOf&) const { return std::nullopt; }
  std::optional<Rejection> operator()(const StoredRolloutOf& stored) const {
    return stored.request == 0 ? std::nullopt : std::optional(Rejection{stored.request, false});
  }
  std::optional<Rejection> operator()(const StoredOrderOf& stored) const { return Rejection{stored.request, true}; }
  std::optional<Rejection> operator()(const StoredProposalOf& stored) const {
    return Rejection{stored.request, stored.as_order};
  }
  template <class Stored>
  std::optional<Rejection> operator()(const Stored& stored) const {
    return Rejection{stored.request, false};
  }
};

}  // namespace

std::vector<KeyId> signers_of(const Envelope& envelope) {
  std::vector<KeyId> signers;
  for (const Signature& signature : envelope.signatures) signers.push_back(signature.key_id);
  return signers;
}

std::string short_name(const Digest& digest) { return to_string(digest).substr(0, kShortNameDigits); }

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

ControllerCore::Impl::Impl(Settings chosen, trust::PinnedRoots pinned, Now now)
    : settings(std::move(chosen)),
      roots(std::move(pinned)),
      fleet(now.steady, settings.heartbeat_interval),
      guard(settings.guard),
      last(now) {
  expiries_changed();
}

PersistToken ControllerCore::Impl::persist(Writes writes, Continuation continuation, Calls calls) {
  const PersistToken token = ++last_token;
  waiting.emplace(token, WaitingWrite{std::move(continuation), std::move(calls)});
  push(Persist{token, std::move(writes)});
  return token;
}

void ControllerCore::Impl::audit(Writes& writes, WallTime at, std::string action, std::string subject,
                                 std::string detail) {
  writes.emplace_back(SaveAudit{at, std::move(action), std::move(subject), std::move(detail)});
}

void ControllerCore::Impl::call(Writes& writes, WallTime at, Calls& calls, CallPeople people) {
  audit(writes, at, "people.called", people.subject, people.text);
  calls.push_back(std::move(people));
}

void ControllerCore::Impl::push_urgent(Action action) {
  (welcomes_waiting == 0 ? urgent : actions).push_back(std::move(action));
}

std::optional<Action> ControllerCore::Impl::next_action() {
  std::deque<Action>& queue = urgent.empty() ? actions : urgent;
  if (queue.empty()) return std::nullopt;
  Action action = std::move(queue.front());
  queue.pop_front();
  if (std::holds_alternative<Welcome>(action)) --welcomes_waiting;
  return action;
}

void ControllerCore::Impl::on_persisted(Now now, PersistToken token) {
  auto node = waiting.extract(token);
  if (node.empty()) return;
  store_problem.clear();
  finish_write(now, node.mapped().then);
  for (CallPeople& people : node.mapped().calls) {
    ++counters.people_called;
    push(std::move(people));
  }
}

void ControllerCore::Impl::finish_write(Now now, Continuation& done) {
  if (auto* order = std::get_if<StoredOrderOf>(&done)) finish(now, *order);
  if (auto* proposal = std::get_if<StoredProposalOf>(&done)) finish(now, *proposal);
  if (auto* receipt = std::get_if<StoredReceiptOf>(&done)) finish(*receipt);
  if (auto* trust_list = std::get_if<StoredTrustListOf>(&done)) finish(now, *trust_list);
  if (auto* statement = std::get_if<StoredFreshnessOf>(&done)) finish(now, *statement);
  if (auto* place = std::get_if<StoredPlaceOf>(&done)) finish(*place);
  if (auto* reset = std::get_if<StoredResetOf>(&done)) finish(*reset);
  if (auto* command = std::get_if<StoredCommandOf>(&done)) finish(*command);
  if (auto* configuration = std::get_if<StoredConfigurationOf>(&done)) finish(*configuration);
  if (auto* clip = std::get_if<StoredClipOf>(&done)) finish(*clip);
  if (auto* note = std::get_if<StoredClipNoteOf>(&done)) finish(*note);
  if (auto* stop = std::get_if<StoredStopOf>(&done)) finish(*stop);
  if (auto* document = std::get_if<StoredDocumentOf>(&done)) finish(*document);
  if (auto* expiries = std::get_if<StoredExpiriesOf>(&done)) finish(*expiries);
  if (auto* enrolled = std::get_if<StoredEnrolmentOf>(&done)) finish(now, *enrolled);
  if (auto* claims = std::get_if<StoredClaimsOf>(&done)) finish(*claims);
  if (auto* identity = std::get_if<StoredIdentityOf>(&done)) finish(*identity);
  if (auto* release = std::get_if<StoredReleaseOf>(&done)) finish(*release);
  if (auto* rollout = std::get_if<StoredRolloutOf>(&done)) finish(*rollout);
}

void ControllerCore::Impl::on_persist_failed(Now now, PersistToken token, const Error& error) {
  auto node = waiting.extract(token);
  if (node.empty()) return;
  ++counters.persist_failures;
  note_store_failure(now, error);
  Continuation& failed = node.mapped().then;
  if (auto* receipt = std::get_if<StoredReceiptOf>(&failed)) {
    retries.emplace(now.steady + kPersistRetryDelay, std::move(*receipt));
    return;
  }
  reject(now, failed, error.detail);
}

// One call for each episode of failures, however many writes fail in it.
void ControllerCore::Impl::note_store_failure(Now now, const Error& error) {
  store_problem = error.detail;
  const bool same_episode = last_store_failure && now.steady - *last_store_failure < kStoreEpisode;
  last_store_failure = now.steady;
  if (same_episode) return;
  ++counters.people_called;
  push(CallPeople{CallKind::alarm, Level::routine, "database", "the database refuses to write: " + error.detail});
}

void ControllerCore::Impl::reject(Now now, const Continuation& continuation, const std::string& detail) {
  constexpr Refusal kWhy = Refusal::storage_failed;
  if (std::holds_alternative<StoredTrustListOf>(continuation)) list_under_way = false;
  if (std::holds_alternative<StoredExpiriesOf>(continuation)) {  // nobody was told: say it again
    expiry_watch = ExpiryWatch{};
    expiries_changed();
  }
  if (const auto* release = std::get_if<StoredReleaseOf>(&continuation))
    releases_under_way.erase(release->record->admitted.digest);
  if (const auto* rollout =
          std::get_if<StoredRolloutOf>(&continuation))  // who was to be offered it is as he comes back
    if (ReleaseRecord* record = find_release(rollout->release)) record->unsaved = true;
  if (const auto* stop = std::get_if<StoredStopOf>(&continuation)) std::erase(stops_under_way, stop->record);
  if (const auto* proposal = std::get_if<StoredProposalOf>(&continuation)) {
    if (!find_proposal(proposal->record->proposal.digest)) --proposals_under_way;
    if (proposal->leaving)
      if (const auto staying = find_proposal(*proposal->leaving)) staying->leaving = false;
  }
  if (const auto* enrolled = std::get_if<StoredEnrolmentOf>(&continuation)) reject(*enrolled);
  if (const auto rejection = std::visit(RejectionOf{}, continuation)) {
    if (rejection->of_order)
      push(OrderRejected{rejection->request, kWhy, detail});
    else
      push(ObjectRejected{rejection->request, kWhy, detail});
  }
  if (const auto* order = std::get_if<StoredOrderOf>(&continuation)) resume_submissions(now, order->record->digest);
  if (const auto* proposal = std::get_if<StoredProposalOf>(&continuation))
    resume_submissions(now, proposal->record->proposal.digest);
}

void ControllerCore::Impl::on_deadline(Now now) {
  while (!retries.empty() && retries.begin()->first <= now.steady) {
    auto node = retries.extract(retries.begin());
    ++counters.persist_retries;
    StoredReceiptOf& kept = node.mapped();
    const StoreWrite write = kept.foreign ? StoreWrite(SaveForeignReceipt{kept.write}) : StoreWrite(kept.write);
    persist({write}, std::move(kept));
  }
  if (now.wall >= next_release) release_due(now);
  if (now.steady >= data.next_deadline()) save_data(data.due(now.steady));
  if (now.wall >= history.next_deadline()) save_history(history.due(now.wall));
  pump(now);
  push_held_clips(now);
  if (now.steady >= releases_due) work_releases(now);
  if (now.wall >= next_expiry) announce_expiries(now);
  if (now.wall < next_sweep) return;
  for (const auto& record : orders)
    if (record->ledger.next_sweep() <= now.wall)
      counters.unreachable_marked += record->ledger.mark_unreachable(now.wall);
  plan_sweep();
}

SteadyTime ControllerCore::Impl::next_deadline() const {
  SteadyTime due = retries.empty() ? SteadyTime::max() : retries.begin()->first;
  due = std::min({due, pacer.next_deadline(last.steady), data.next_deadline(), releases_due});
  if (!held_clips.empty()) due = std::min(due, held_clips.begin()->first);
  const WallTime wall = std::min({next_sweep, next_release, next_expiry, history.next_deadline()});
  if (wall == WallTime::max()) return due;
  return std::min(due, last.steady + std::max(wall - last.wall, WallTime::duration(0)));
}

// A failed write is made good by the next one: rows are totals.
void ControllerCore::Impl::save_data(std::vector<SaveDataMonth> rows) {
  if (rows.empty()) return;
  Writes writes;
  for (SaveDataMonth& row : rows) writes.emplace_back(std::move(row));
  persist(std::move(writes), StoredNothing{});
}

// The same: a row is the whole series.
void ControllerCore::Impl::save_history(std::vector<SaveHistory> rows) {
  if (rows.empty()) return;
  Writes writes;
  for (SaveHistory& row : rows) writes.emplace_back(std::move(row));
  persist(std::move(writes), StoredNothing{});
}

void ControllerCore::Impl::plan_sweep() {
  next_sweep = WallTime::max();
  for (const auto& record : orders) next_sweep = std::min(next_sweep, record->ledger.next_sweep());
}

OrderRecord* ControllerCore::Impl::find(const Digest& digest) const {
  const auto at = by_digest.find(digest);
  return at == by_digest.end() ? nullptr : at->second.get();
}

// A live order is never forgotten for the sake of a lower one.
bool ControllerCore::Impl::has_room_for(const wire::Order& order, std::size_t outcomes) const {
  if (order.order_class == OrderClass::actual && order.level <= Level::ii) return true;
  std::size_t live = submitting.size();
  for (const auto& [digest, token] : submitting)
    if (const auto* stored = std::get_if<StoredOrderOf>(&waiting.at(token).then))
      outcomes += stored->record->ledger.row_count();
  for (const auto& record : orders) {
    if (may_leave(*record, last.wall)) continue;
    ++live;
    outcomes += record->ledger.row_count();
  }
  return live < kMaxOrdersInMemory && outcomes <= kMaxOutcomesInMemory;
}

void ControllerCore::Impl::remember(std::shared_ptr<OrderRecord> record) {
  make_room(1, record->ledger.row_count());
  by_digest.emplace(record->digest, record);
  orders.push_back(std::move(record));
  plan_sweep();
}

// The oldest ended orders make room for so many more; if none has ended, the oldest one does.
void ControllerCore::Impl::make_room(std::size_t more, std::size_t outcomes) {
  Writes left;
  for (const auto& earlier : orders) outcomes += earlier->ledger.row_count();
  while (!orders.empty() && (orders.size() + more > kMaxOrdersInMemory || outcomes > kMaxOutcomesInMemory)) {
    auto leaving = std::find_if(orders.begin(), orders.end(),
                                [this](const auto& candidate) { return may_leave(*candidate, last.wall); });
    if (leaving == orders.end()) leaving = orders.begin();
    outcomes -= (*leaving)->ledger.row_count();
    pacer.remove((*leaving)->digest);
    by_digest.erase((*leaving)->digest);
    left.emplace_back(ForgetOrder{(*leaving)->digest});
    orders.erase(leaving);
    ++counters.orders_evicted;
  }
  if (!left.empty()) persist(std::move(left), StoredNothing{});
}

}  // namespace tongluo::controller
