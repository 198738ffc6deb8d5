#pragma once
// Private to controller/core: the shared state of ControllerCore and the functions of its parts, each part in a file of
// its own: restore.cpp (start), sessions.cpp (who is there, what they get), receipts.cpp (what they say), requests.cpp
// (what people ask), views.cpp (what people see).

#include <deque>
#include <map>
#include <unordered_map>
#include <unordered_set>

#include "controller/core/controller.hpp"
#include "controller/core/ledger.hpp"
#include "controller/core/order_desk.hpp"
#include "protocol/wire/frame.hpp"

namespace tongluo::controller {

struct SessionState {
  TerminalIndex terminal = 0;
  SteadyTime since{};
  std::unordered_set<Digest> has_clips;  // cached there, or pushed in this session
  bool reported_clone = false;
};

struct OrderRecord {
  Digest digest;
  Bytes envelope;
  wire::Order order;
  WallTime submitted_at{};
  WallTime start_at{};
  Ledger ledger;
  std::shared_ptr<const Bytes> frame;  // OrderDelivery, serialised once
};

// What to do when a Persist is answered.
struct StoredOrderOf {
  std::shared_ptr<OrderRecord> record;
  std::vector<RequestId> requests;
};
struct StoredReceiptOf {
  TerminalIndex terminal = 0;
  wire::Receipt receipt;
  SaveReceipt write;
  bool foreign = false;
};
struct StoredTrustListOf {
  RequestId request = 0;
  trust::VerifiedTrustList list;
  Bytes envelope;
};
struct StoredPlaceOf {
  RequestId request = 0;
  TerminalIndex terminal = 0;
  wire::PlaceRecord place;
  Bytes envelope;
};
struct StoredClipOf {
  RequestId request = 0;
  session::SharedClip clip;
  milliseconds duration{};
};
struct StoredNothing {};  // an entry that nobody waits for
using Continuation =
    std::variant<StoredNothing, StoredOrderOf, StoredReceiptOf, StoredTrustListOf, StoredPlaceOf, StoredClipOf>;

struct ControllerCore::Impl {
  Impl(Settings settings, trust::PinnedRoots roots, Now now);

  // restore.cpp
  Result<void> restore(Snapshot snapshot, Now now);
  Result<void> restore_order(const StoredOrder& stored, Now now);
  Result<void> restore_receipt(const StoredReceipt& stored, bool foreign);

  // sessions.cpp
  void on_hello(Now now, SessionId session, const wire::Hello& hello, ByteView certificate_der);
  void on_message(Now now, SessionId session, wire::Message message);
  void on_gone(SessionId session);
  bool learn_certificate(TerminalEntry& entry, ByteView der);
  void admit(Now now, SessionId session, TerminalIndex index, const wire::Hello& hello);
  void welcome(Now now, SessionId session, const wire::Hello& hello);
  void send_open_orders(Now now, SessionId session);
  void deliver(Now now, OrderRecord& order, SessionId session);
  void push_clips(SteadyTime now, const OrderRecord& order, SessionId session);
  void give_clip(SessionId session, const Digest& clip, const ClipWaiter& wish);
  void on_clip_request(SessionId session, const wire::ClipRequest& request);
  void on_clip_loaded(const Digest& digest, const session::SharedClip& clip);
  void watch_for_clone(Now now, SessionId session, SessionState& state);
  void send_away(SessionId session, wire::GoAwayReason reason, milliseconds min, milliseconds max);

  // receipts.cpp
  void on_receipt(Now now, SessionId session, const Envelope& envelope);
  void keep_receipt(Now now, SessionId session, StoredReceiptOf kept);
  void finish(const StoredReceiptOf& kept);
  void acknowledge(TerminalIndex terminal, const Digest& receipt);
  void note_refusal(const wire::Receipt& receipt, WallTime received_at);
  bool remember_foreign(const Digest& receipt);

  // requests.cpp
  void submit(Now now, RequestId request, Envelope envelope);
  void issue(Now now, const StoredOrderOf& stored);
  void accept_trust_list(Now now, RequestId request, Envelope envelope);
  void accept_place(Now now, RequestId request, Envelope envelope);
  void accept_clip(RequestId request, const session::SharedClip& clip);
  void fetch_clip(RequestId request, const Digest& digest);
  void export_order(RequestId request, const Digest& order);
  void on_receipts(RequestId request, Result<std::vector<Bytes>> envelopes);
  void finish(Now now, StoredTrustListOf& stored);
  void finish(StoredPlaceOf& stored);
  void finish(const StoredClipOf& stored);
  void reject(const Continuation& continuation, const std::string& detail);

  // controller.cpp
  PersistToken persist(std::vector<StoreWrite> writes, Continuation continuation);
  void on_persisted(Now now, PersistToken token);
  void on_persist_failed(Now now, PersistToken token, const Error& error);
  void on_deadline(Now now);
  void plan_sweep();
  trust::Authority authority() const { return {roots, list ? &*list : nullptr}; }
  OrderRecord* find(const Digest& digest);
  void remember(std::shared_ptr<OrderRecord> record);
  void push(Action action) { actions.push_back(std::move(action)); }
  void audit(std::vector<StoreWrite>& writes, WallTime at, std::string action, std::string subject, std::string detail);

  // views.cpp
  OrderSummary summary(Now now, const OrderRecord& record) const;
  OrderDetail detail(Now now, const OrderRecord& record) const;
  Health health(Now now) const;

  Settings settings;
  trust::PinnedRoots roots;
  std::optional<trust::VerifiedTrustList> list;
  Bytes list_envelope;
  FleetRegister fleet;
  ClipLibrary clips;
  std::unordered_map<SessionId, SessionState> sessions;
  std::deque<std::shared_ptr<OrderRecord>> orders;  // oldest first
  std::unordered_map<Digest, std::shared_ptr<OrderRecord>> by_digest;
  std::unordered_map<Digest, PersistToken> submitting;
  std::deque<RefusalView> refusals;  // newest first
  std::deque<Digest> foreign_order;  // oldest first
  std::unordered_set<Digest> foreign;
  std::unordered_map<PersistToken, Continuation> waiting;
  std::multimap<SteadyTime, StoredReceiptOf> retries;
  std::unordered_map<RequestId, Digest> exports;
  std::deque<Action> actions;
  Counters counters;
  std::string store_problem;  // empty: the last write succeeded
  PersistToken last_token = 0;
  WallTime next_sweep = WallTime::max();
  Now last{};
};

}  // namespace tongluo::controller
