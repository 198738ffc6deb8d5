#pragma once
// Private to controller/core: the shared state of ControllerCore and the functions of its parts, each part in a file of
// its own, named above its functions.

#include <deque>
#include <map>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "controller/core/data_ledger.hpp"
#include "controller/core/enrolment_book.hpp"
#include "controller/core/expiry_watch.hpp"
#include "controller/core/history_ledger.hpp"
#include "controller/core/issue_pacer.hpp"
#include "controller/core/order_desk.hpp"
#include "controller/core/order_life.hpp"
#include "controller/core/playlist_book.hpp"
#include "controller/core/records.hpp"
#include "controller/core/timeline.hpp"
#include "protocol/sign/certificate_request.hpp"
#include "protocol/sign/claim_code.hpp"
#include "protocol/wire/frame.hpp"

namespace tongluo::controller {

using Writes = std::vector<StoreWrite>;
using Calls = std::vector<CallPeople>;

struct Objection {
  Refusal refusal = Refusal::none;
  std::string detail;
};

// A submitted order on its way through the checks of submit.cpp.
struct Candidate {
  Digest digest;
  Envelope envelope;  // with every signature so far
  trust::AdmittedOrder admitted;
  std::shared_ptr<ProposalRecord> earlier;  // none: the first submission
  bool news = true;                         // it brings a signature that was not there
  bool by_relay = false;                    // nobody else has signed
  std::vector<TerminalIndex> addressed;
  std::vector<std::string> holds;
  std::uint32_t missing = 0;  // persons
  std::shared_ptr<StopRecord> supersession;
};

struct ControllerCore::Impl {
  Impl(Settings settings, trust::PinnedRoots roots, Now now);

  // restore.cpp, restore_life.cpp
  Result<void> restore(Snapshot snapshot, Now now);
  Result<void> restore_roots(const Snapshot& snapshot);
  Result<void> restore_trust(const Snapshot& snapshot, Now now);
  bool restore_identity(const Document& document);
  Result<void> restore_fleet(const Snapshot& snapshot);
  Result<void> restore_order(const StoredOrder& stored);
  Result<void> restore_receipts(const Snapshot& snapshot);
  Result<void> restore_receipt(const StoredReceipt& stored, bool foreign);
  Result<void> restore_proposal(const Proposal& stored);
  Result<void> restore_stop(const StoredStop& stored);

  // sessions.cpp
  void on_hello(Now now, SessionId session, const wire::Hello& hello, ByteView certificate_der);
  void on_message(Now now, SessionId session, wire::Message message);
  void on_gone(SessionId session);
  std::optional<TerminalIndex> terminal_of(SessionId session) const;                // of one that has just gone too
  void learn_certificate(TerminalEntry& entry, ByteView der, sign::PublicKey key);  // the one in it
  void admit(Now now, SessionId session, TerminalIndex index, const wire::Hello& hello);
  void welcome(Now now, SessionId session, const wire::Hello& hello);
  void send_trust(SessionId session, const wire::Hello& hello);
  void send_open_orders(Now now, SessionId session);
  bool is_wanted(Now now, const OrderRecord& record, TerminalIndex terminal) const;
  bool ends_another(const OrderRecord& record, TerminalIndex terminal) const;
  void watch_for_clone(Now now, SessionId session, SessionState& state);
  void send_away(SessionId session, wire::GoAwayReason reason, milliseconds min, milliseconds max);
  void send_to_all(const Bytes& envelope);

  // clip_sending.cpp
  void push_clips(Now now, const OrderRecord& order, SessionId session);
  void push_clips_to_all(Now now, const OrderRecord& order);
  void push_held_clips(Now now);
  void give_clip(SessionId session, const Digest& clip, const ClipWaiter& wish);
  ClipWaiter wish_of(Now now, SessionId session, const wire::ClipRequest& request) const;
  void on_clip_request(Now now, SessionId session, const wire::ClipRequest& request);
  void on_clip_loaded(const Digest& digest, const session::SharedClip& clip);
  void fetch_clip(RequestId request, const Digest& digest);

  // clip_shelf.cpp
  void accept_clip(Now now, RequestId request, const session::SharedClip& clip, std::vector<std::string> warnings,
                   ClipNote note);
  void finish(const StoredClipOf& stored);
  void note_clip(Now now, RequestId request, const Digest& digest, std::string name, WallTime expires_at,
                 const std::string& actor);
  void finish(const StoredClipNoteOf& stored);
  void add_clip_users(Now now, std::vector<ClipEntry>& found) const;
  ClipPage clip_page(Now now, const ClipFilter& filter, std::size_t limit, const std::optional<ClipMark>& after) const;
  std::optional<ClipEntry> clip_entry(Now now, const Digest& digest) const;
  Objection check_expiry(Now now, const wire::Order& order) const;
  // playlists.cpp
  std::unordered_map<Digest, std::vector<ClipUse>> schedule_by_sequence(Now now) const;
  std::vector<PlaylistView> playlist_views(Now now) const;
  std::optional<PlaylistBody> playlist(const std::string& name) const;
  Objection check_playlist(Now now, const Document& document) const;
  void add_clip_playlists(std::unordered_map<Digest, ClipEntry*>& entries) const;

  // receipts.cpp
  void on_receipt(SessionId session, Envelope envelope);
  void keep_receipt(SessionId session, StoredReceiptOf kept);
  void finish(const StoredReceiptOf& kept);
  void acknowledge(TerminalIndex terminal, const Digest& receipt);
  void note_refusal(const wire::Receipt& receipt, WallTime received_at);
  void trim_refusals();
  bool remember_foreign(const Digest& receipt);

  // submit.cpp: may this order go, and does it need another person?
  void submit(Now now, RequestId request, Submission submission);
  Result<Candidate, Objection> examine(Now now, const Submission& submission, const Digest& digest) const;
  Objection merge(Now now, const Submission& submission, Candidate& candidate) const;
  Objection check_gateway(Now now, const Submission& submission, Candidate& candidate) const;
  Objection check_guard(Now now, Candidate& candidate) const;
  GuardInput guard_input(const wire::Order& order, std::optional<KeyId> issuer, bool by_relay,
                         std::size_t addressed) const;
  bool only_relays(const std::vector<KeyId>& signers) const;
  std::uint32_t persons_missing(const trust::AdmittedOrder& admitted, const std::vector<std::string>& holds,
                                bool by_relay) const;
  void audit_submission(Writes& writes, Now now, const Submission& submission, const Candidate& candidate, bool first);
  void keep_waiting(Now now, RequestId request, const Submission& submission, Candidate candidate);
  void go_ahead(Now now, RequestId request, const Submission& submission, Candidate candidate);
  void resume_submissions(Now now, const Digest& digest);

  // proposals.cpp: what waits for persons
  std::shared_ptr<ProposalRecord> find_proposal(const Digest& digest) const;
  bool make_room(Writes& writes, std::optional<Digest>& leaving);
  void keep_draft(Now now, RequestId request, Bytes payload, std::string origin, std::string actor, std::string reason);
  void return_order(Now now, RequestId request, const Digest& order, std::string actor, std::string reason);
  void finish(Now now, StoredProposalOf& stored);
  void judge_again(Now now, ProposalRecord& record) const;
  std::vector<std::string> persons_of(const std::vector<KeyId>& signers) const;
  OrderState state_of(const ProposalRecord& record, WallTime now) const;

  // issue.cpp: durable orders go out
  void finish(Now now, StoredOrderOf& stored);
  void schedule_release(Now now, OrderRecord& record);
  void release(Now now, OrderRecord& record);
  void release_due(Now now);
  void start_stream(const OrderRecord& record);
  void pump(Now now);
  void deliver(Now now, OrderRecord& order, SessionId session);
  std::optional<AdmitListener> admission(const OrderRecord& order, SessionId session) const;
  SendFramed delivery(Now now, OrderRecord& order, SessionId session);  // counted and noted in the ledger
  OrderState state_of(const OrderRecord& record, WallTime now) const;

  // stops.cpp: cancel, stop-all, superseded
  void cancel(Now now, RequestId request, Envelope envelope, const std::string& actor);
  void stop_all(Now now, RequestId request, Envelope envelope, const std::string& actor);
  void finish(const StoredStopOf& stored);
  WallTime valid_until_of(const Digest& digest) const;
  std::shared_ptr<StopRecord> make_stop(const Digest& digest, Envelope envelope, WallTime received_at) const;
  void apply_stop(const StopRecord& stop, OrderRecord& record);
  bool acts_on(const StopRecord& stop, const OrderRecord& record, TerminalIndex terminal) const;
  void remember_stop(std::shared_ptr<StopRecord> stop);
  bool concerns(const StopRecord& stop, TerminalIndex terminal) const;
  std::vector<Digest> orders_under(const wire::StopAll& stop, WallTime now) const;
  Objection stopped_already(const wire::Order& order, const std::vector<TerminalIndex>& addressed) const;
  Objection check_supersedes(Now now, Candidate& candidate) const;
  void withdraw_unbacked(WallTime now, WallTime since);
  void withdraw(OrderRecord& record, WallTime at, Refusal why);
  void end(OrderRecord& record, WallTime at);

  // trust_requests.cpp
  void accept_trust_list(Now now, RequestId request, Envelope envelope);
  void accept_freshness(Now now, RequestId request, Envelope envelope);
  void accept_place(Now now, RequestId request, Envelope envelope);
  void relay_time_reset(Now now, RequestId request, const TerminalId& terminal, Envelope envelope);
  void finish(Now now, StoredTrustListOf& stored);
  void finish(Now now, StoredFreshnessOf& stored);
  void finish(StoredPlaceOf& stored);
  void take_place(StoredPlaceOf& stored);
  void finish(const StoredResetOf& stored);

  // enrolment.cpp
  void enrol(Now now, RequestId request, const EnrolmentRequest& asked);
  void refuse_enrolment(RequestId request);
  void note_misused_claim(Now now, RequestId request, const Claim& claim, const KeyId& key, const std::string& address);
  Claim use_claim(Now now, const Claim& claim, const sign::CertificateRequest& csr);
  void keep_pending(Now now, RequestId request, const Claim& claim, const sign::CertificateRequest& csr,
                    const std::string& address);
  void issue_certificate(Now now, RequestId request, const Claim& claim, const sign::CertificateRequest& csr,
                         const std::string& address);
  std::optional<Bytes> make_certificate(Now now, const TerminalId& terminal, const sign::PublicKey& key) const;
  void keep_former_certificate(Writes& writes, const TerminalId& terminal, const KeyId& next);
  void renew(Now now, RequestId request, const EnrolmentRequest& asked);
  void end_sessions(const TerminalId& terminal, wire::GoAwayReason reason);
  std::optional<KeyId> known_key(const TerminalId& terminal) const;
  bool has_place(const TerminalId& terminal) const;
  void finish(Now now, StoredEnrolmentOf& stored);
  void reject(const StoredEnrolmentOf& stored);

  // enrolment_requests.cpp
  Objection check_binding(const TerminalId& terminal, bool replaces, bool place_comes) const;
  Result<StoredPlaceOf, Objection> examine_place(Now now, const Envelope& envelope);
  Objection examine_claim(Now now, const ClaimDraft& draft, std::vector<StoredPlaceOf>& places);
  void add_claims(Now now, RequestId request, const std::vector<ClaimDraft>& drafts, ClaimMode mode,
                  const std::string& actor);
  void approve_claim(Now now, RequestId request, const Digest& name, const TerminalId& terminal, bool replaces,
                     const std::string& actor);
  void drop_claim(Now now, RequestId request, const Digest& name, const std::string& actor);
  void revoke_device(Now now, RequestId request, const TerminalId& terminal, std::string reason,
                     const std::string& actor);
  void finish(StoredClaimsOf& stored);
  void finish(const StoredIdentityOf& stored);

  // releases.cpp
  Result<void> restore_releases(const Snapshot& snapshot);
  ReleaseRecord* find_release(const Digest& release);
  bool alert_near(WallTime now) const;
  void publish_release(Now now, RequestId request, Envelope envelope, rollout::Settings settings,
                       const std::string& actor);
  void make_room_for_release(Writes& writes);
  void direct_release(Now now, RequestId request, const Digest& release, ReleaseCommand command,
                      const std::string& actor);
  void on_image_complete(Now now, const Digest& release);
  void on_image_request(Now now, SessionId session, const wire::ImageRequest& request);
  void on_update_progress(Now now, SessionId session, const wire::UpdateProgress& progress);
  void on_release_refused(Now now, SessionId session, const wire::Event& event);
  void tell_releases(Now now, TerminalIndex terminal, bool online);
  void work_releases(Now now);
  void save_rollout(Now now, ReleaseRecord& record, RequestId request, Writes writes);
  void send_offers(const StoredRolloutOf& stored);
  void stop_images(ReleaseRecord& record);
  void finish(StoredReleaseOf& stored);
  void finish(const StoredRolloutOf& stored);

  // documents.cpp
  void put_document(Now now, RequestId request, Document document, const std::string& actor);
  void remove_document(Now now, RequestId request, const std::string& kind, const std::string& name,
                       const std::string& actor);
  void finish(const StoredDocumentOf& stored);
  Objection check_recording(const Document& document) const;
  std::optional<Digest> recording_of(const Digest& order) const;
  void note_age(const Document& document);
  void let_oldest_leave(const std::string& kind);
  Objection check_document(Now now, const Document& document) const;

  // evidence.cpp: exports and the audit
  void export_order(RequestId request, const Digest& order);
  void on_receipts(RequestId request, Result<std::vector<Bytes>> envelopes);
  void read_audit(RequestId request, AuditRange range);
  void on_audit(Now now, RequestId request, Result<std::vector<AuditEntry>> entries);
  void finish_export(Now now, RequestId request, const ExportUnderWay& reading, std::vector<AuditEntry> audit);
  void add_former_certificates(const TerminalId& terminal, OrderExport& content) const;
  Bytes audit_head(Now now, const std::vector<AuditEntry>& entries) const;

  // expiries.cpp
  void expiries_changed();
  std::vector<Expiry> gather_expiries(WallTime until) const;
  void forget_expiries(const std::vector<Expiry>& expiries, Writes& writes);
  void finish(const StoredExpiriesOf& stored);
  void announce_expiries(Now now);
  void add_expiry_problems(WallTime now, Health& health) const;

  // prepare.cpp
  Result<PreparedOrder, PrepareProblem> prepare(Now now, const OrderDraft& draft) const;
  Result<std::optional<Digest>, PrepareProblem> superseded_by(Now now, const OrderDraft& draft) const;
  Result<PreparedOrder, PrepareProblem> finish_order(Now now, const wire::Order& order) const;
  void add_warnings(Now now, const wire::Order& order, std::vector<TerminalIndex> addressed,
                    PreparedOrder& prepared) const;
  std::optional<GroupBody> group(const std::string& name) const;
  Result<PreparedOrder, PrepareProblem> refresh(Now now, const Digest& digest, const Nonce& nonce) const;
  Result<PreparedOrder, PrepareProblem> prepare_all_clear(Now now, const Digest& digest, const Nonce& nonce) const;
  Result<PreparedStop, PrepareProblem> prepare_cancel(Now now, std::string_view reference, const Nonce& nonce) const;
  Result<PreparedStop, PrepareProblem> prepare_stop_all(Now now, const StopAllDraft& draft) const;
  Result<Digest, ReferenceFault> resolve(std::string_view reference) const;
  std::vector<TimelineOrder> timeline_orders(WallTime now) const;

  // controller.cpp
  PersistToken persist(Writes writes, Continuation continuation, Calls calls = {});
  void on_persisted(Now now, PersistToken token);
  void on_persist_failed(Now now, PersistToken token, const Error& error);
  void finish_write(Now now, Continuation& done);
  void reject(Now now, const Continuation& continuation, const std::string& detail);
  void note_store_failure(Now now, const Error& error);
  void on_deadline(Now now);
  SteadyTime next_deadline() const;
  void plan_sweep();
  void save_data(std::vector<SaveDataMonth> rows);
  void save_history(std::vector<SaveHistory> rows);
  void plan_release();
  trust::Authority authority() const { return {roots, list ? &*list : nullptr, freshness ? &*freshness : nullptr}; }
  OrderRecord* find(const Digest& digest) const;
  bool has_room_for(const wire::Order& order, std::size_t outcomes) const;
  void remember(std::shared_ptr<OrderRecord> record);
  void make_room(std::size_t more, std::size_t outcomes);
  void push(Action action) { actions.push_back(std::move(action)); }
  // Ahead of everything that waits to be performed, unless a session's Welcome is among it.
  void push_urgent(Action action);
  std::optional<Action> next_action();
  void audit(Writes& writes, WallTime at, std::string action, std::string subject, std::string detail);
  void call(Writes& writes, WallTime at, Calls& calls, CallPeople people);

  // commands.cpp: maintenance
  void submit_command(Now now, RequestId request, const Envelope& envelope);
  void finish(const StoredCommandOf& stored);
  void send_open_commands(Now now, SessionId session, TerminalIndex terminal);
  void on_command_result(Now now, TerminalIndex terminal, const wire::CommandResult& result);
  CommandView view(const CommandRecord& record) const;

  // configurations.cpp
  void accept_configuration(Now now, RequestId request, const Envelope& envelope);
  void finish(StoredConfigurationOf& stored);
  void send_configuration(SessionId session, TerminalIndex terminal, std::uint64_t held);
  bool restore_configuration(const Document& document);

  // conditions.cpp
  std::optional<diagnosis::Condition> condition(Now now, const TerminalId& terminal) const;
  void describe_neighbours(Now now, TerminalIndex index, diagnosis::Condition& condition) const;

  // looking.cpp
  bool shown(const std::vector<TerminalIndex>& terminals, const std::vector<AreaCode>& areas) const;
  bool belongs(const OrderRecord& record, const OrderFilter& filter) const;
  bool belongs(const ProposalRecord& record, const OrderFilter& filter) const;
  bool shown(const TerminalEntry& entry, Presence presence, const TerminalFilter& filter) const;
  TerminalView view(Now now, TerminalIndex index) const;

  // views.cpp
  OrderSummary summary(Now now, const OrderRecord& record) const;
  OrderSummary summary(Now now, const ProposalRecord& record) const;
  OrderDetail detail(Now now, const OrderRecord& record) const;
  OrderDetail detail(Now now, const ProposalRecord& record) const;
  OrderPage page(Now now, std::size_t limit, const OrderFilter& filter) const;
  Health health(Now now) const;

  Settings settings;
  trust::PinnedRoots roots;
  std::optional<trust::VerifiedTrustList> list;
  Bytes list_envelope;
  std::optional<wire::Freshness> freshness;
  struct HeldConfiguration {
    wire::Configuration configuration;
    Envelope envelope;
  };
  std::map<std::uint64_t, HeldConfiguration> configurations;  // by version
  Bytes freshness_envelope;
  bool list_under_way = false;
  std::map<std::uint64_t, Bytes> root_changes;  // lists that changed the roots, by version
  FleetRegister fleet;
  EnrolmentBook enrolment;
  std::set<TerminalId> enrolling;   // a certificate for it is being stored
  std::set<Digest> misused_claims;  // people were told; at most one for each claim
  DataLedger data;
  HistoryLedger history;
  CommandBook commands;
  ClipLibrary clips;
  Guard guard;
  std::multimap<SteadyTime, Digest> held_clips;  // of orders that were just released: each once
  IssuePacer pacer;
  ExpiryWatch expiry_watch;
  bool expiries_dirty = false;
  WallTime next_expiry = WallTime::max();  // when to look at what ends again
  std::unordered_map<SessionId, SessionState> sessions;
  std::deque<std::pair<SessionId, TerminalIndex>> gone;  // and whose they were; newest last
  std::deque<std::shared_ptr<OrderRecord>> orders;       // oldest first
  std::unordered_map<Digest, std::shared_ptr<OrderRecord>> by_digest;
  std::deque<std::shared_ptr<ProposalRecord>> proposals;    // oldest change first
  std::size_t proposals_under_way = 0;                      // new ones that are not durable yet
  std::deque<std::shared_ptr<StopRecord>> stops;            // oldest first
  std::deque<std::shared_ptr<StopRecord>> stops_under_way;  // not durable yet: what they cover is refused already
  std::map<std::pair<std::string, std::string>, std::string> documents;  // by kind and name
  std::map<std::string, std::deque<std::string>> names_by_age;           // by kind, oldest first
  std::map<Digest, ReleaseRecord> releases;
  std::unordered_set<Digest> releases_under_way;  // not durable yet
  bool alert_before_releases = false;             // as they were told last
  SteadyTime releases_due = SteadyTime::max();
  std::unordered_map<Digest, PersistToken> submitting;
  std::unordered_map<Digest, std::deque<std::pair<RequestId, Submission>>> deferred;  // behind one that is being stored
  std::deque<RefusalView> refusals;                                                   // newest first
  std::deque<Digest> foreign_order;                                                   // oldest first
  std::unordered_set<Digest> foreign;
  std::unordered_map<PersistToken, WaitingWrite> waiting;
  std::multimap<SteadyTime, StoredReceiptOf> retries;
  std::unordered_map<RequestId, ExportUnderWay> exports;
  std::unordered_map<RequestId, std::size_t> audit_reads;  // and how many entries they may have
  std::deque<Action> urgent;
  std::deque<Action> actions;
  std::size_t welcomes_waiting = 0;
  Counters counters;
  std::string store_problem;  // empty: the last write succeeded
  std::optional<SteadyTime> last_store_failure;
  PersistToken last_token = 0;
  std::uint64_t last_sequence = 0;  // of orders, for the pacer
  WallTime next_sweep = WallTime::max();
  WallTime next_release = WallTime::max();
  Now last{};
};

}  // namespace tongluo::controller
