#pragma once
// The controller's decisions: who is there, which orders exist, what became of them. Pure: no I/O, clock, thread or
// randomness. Owner: one thread (control). Time source: the Now of each call. Limits: controller/core/limits.hpp.
// PROTOCOL.md sections 4, 7. Use: call one function below, then perform next_action() until empty; then wait until
// next_deadline(). Nothing is acknowledged, answered or sent out before the Persist it depends on was answered by
// on_persisted. Errors: data from outside is refused with a reason and a counter; create() fails on a damaged snapshot
// (corrupt).

#include <memory>
#include <optional>

#include "controller/core/actions.hpp"
#include "controller/core/data_ledger.hpp"
#include "controller/core/enrolment_views.hpp"
#include "controller/core/guard.hpp"
#include "controller/core/history_ledger.hpp"
#include "controller/core/limits.hpp"
#include "controller/core/online_ledger.hpp"
#include "controller/core/stream_keys.hpp"
#include "controller/diagnosis/condition.hpp"
#include "protocol/base/limits.hpp"
#include "protocol/sign/certificate_issuer.hpp"
#include "protocol/trust/admission.hpp"

namespace tongluo::controller {

struct Settings {
  std::uint64_t gateway_epoch = 0;  // random per process start
  milliseconds heartbeat_interval = limits::kDefaultHeartbeatInterval;
  std::string media_endpoint;
  const sign::Signer* time_signer = nullptr;  // outlives the core; none: no time statements, no audit heads
  const StreamKeys* stream_keys = nullptr;    // outlives the core; none: live orders are refused (unsupported)
  const sign::CertificateIssuer* device_authority = nullptr;  // outlives the core; none: nobody is enrolled here
  WallTime::duration device_life = kDeviceLife;               // of the certificates that it issues
  GuardSettings guard;
  std::vector<Expiry> expiries;  // of the controller's own certificates; announced_days is ignored
};

struct Submission {
  Envelope envelope;
  std::string actor;                           // who came through the door
  std::string origin = "api";                  // as Proposal::origin
  std::optional<std::size_t> confirmed_count;  // of addressed terminals, as the person typed it
};

class ControllerCore {
 public:
  static Result<ControllerCore> create(Settings settings, trust::PinnedRoots roots, Snapshot snapshot, Now now);

  // ---- sessions (controller/link) ----
  void on_hello(Now now, SessionId session, const wire::Hello& hello, ByteView certificate_der);
  void on_message(Now now, SessionId session, wire::Message message);
  void on_gone(Now now, SessionId session);

  // Bytes that crossed a terminal's data plan since the last call: `up` from it, `down` to it. An unknown session is
  // ignored. controller/link tells the control channel's, the media sender its UDP payloads (DataKind::media).
  void add_data(Now now, SessionId session, DataKind kind, std::uint64_t up_bytes, std::uint64_t down_bytes);
  void flush_data(Now now);      // at an orderly stop: all that is counted is written
  void watch_presence(Now now);  // each kOnlineLook

  void on_receipt_checked(Now now, CheckReceipt check, bool genuine);

  // ---- store ----
  void on_persisted(Now now, PersistToken token);
  void on_persist_failed(Now now, PersistToken token, const Error& error);
  void on_clip_loaded(Now now, const Digest& digest, session::SharedClip clip);  // nullptr: it is not there
  void on_receipts_loaded(Now now, RequestId request, std::vector<Bytes> envelopes);
  void on_receipts_failed(Now now, RequestId request, const Error& error);
  void on_audit_loaded(Now now, RequestId request, std::vector<AuditEntry> entries);
  void on_audit_failed(Now now, RequestId request, const Error& error);

  // ---- requests (controller/http); each is answered by exactly one action with its request id, maybe at once ----
  // OrderTaken | OrderRejected. Signatures of the same payload add up: the second person submits the same bytes.
  void submit(Now now, RequestId request, Submission submission);
  // Keeps unsigned bytes for a person to look at, and calls one. ObjectStored | ObjectRejected
  void keep_draft(Now now, RequestId request, Bytes payload, std::string origin, std::string actor, std::string reason);
  // Sends a draft or a submitted order back. ObjectStored | ObjectRejected
  void return_order(Now now, RequestId request, const Digest& order, std::string actor, std::string reason);
  void cancel(Now now, RequestId request, Envelope envelope, std::string actor);    // StopTaken | ObjectRejected
  void stop_all(Now now, RequestId request, Envelope envelope, std::string actor);  // StopTaken | ObjectRejected
  void accept_trust_list(Now now, RequestId request, Envelope envelope);            // ObjectStored | ObjectRejected
  void accept_freshness(Now now, RequestId request, Envelope envelope);             // ObjectStored | ObjectRejected
  // To one terminal, if it is connected: a time reset. ObjectStored | ObjectRejected
  void relay_time_reset(Now now, RequestId request, const TerminalId& terminal, Envelope envelope);
  // A maintenance command. The same again: stored. ObjectStored | ObjectRejected
  void submit_command(Now now, RequestId request, const Envelope& envelope);
  // A signed configuration; its version is above all others. The same again: stored. ObjectStored | ObjectRejected
  void accept_configuration(Now now, RequestId request, const Envelope& envelope);
  void accept_place(Now now, RequestId request,
                    Envelope envelope);  // ObjectStored | ObjectRejected; the same again: stored
  // ObjectStored | ObjectRejected; `warnings` as SaveClip's.
  // Of `note` author, name and end; a clip that is there keeps its own, unless it has expired.
  void accept_clip(Now now, RequestId request, session::SharedClip clip, std::vector<std::string> warnings,
                   ClipNote note = {});
  // Another name, another end (zero: none). ObjectStored | ObjectRejected
  void note_clip(Now now, RequestId request, const Digest& clip, std::string name, WallTime expires_at,
                 std::string actor);
  // Kinds: "group" and "holidays" (bodies: group_book.hpp; a group names only areas and terminals that exist),
  // "playlist" (playlist_book.hpp; it names only clips that are there and have not expired) and
  // "cap" (the first line of the body is the decision: issued, held, refused or ignored; the rest is the caller's).
  void put_document(Now now, RequestId request, Document document, std::string actor);  // ObjectStored | ObjectRejected
  void remove_document(Now now, RequestId request, std::string kind, std::string name,
                       std::string actor);  // ObjectStored | ObjectRejected
  // Firmware releases (controller/rollout). ObjectStored | ObjectRejected; the same again: stored. Refuses besides
  // trust::verify_release: queue_full (another one is under way), limit_exceeded.
  void publish_release(Now now, RequestId request, Envelope envelope, rollout::Settings settings, std::string actor);
  // ObjectStored | ObjectRejected (superseded: not in this phase).
  void direct_release(Now now, RequestId request, const Digest& release, ReleaseCommand command, std::string actor);
  // The shell holds the whole image, verified: from now on it is offered and served.
  void on_image_complete(Now now, const Digest& release);
  void read_audit(Now now, RequestId request, AuditRange range);       // AuditReady
  void fetch_clip(Now now, RequestId request, const Digest& digest);   // ClipReady
  void export_order(Now now, RequestId request, const Digest& order);  // ExportReady

  // ---- enrolment (controller/enrol, controller/http) ----
  // A claim or a renewal. EnrolmentAnswered, at once or when durable.
  void enrol(Now now, RequestId request, const EnrolmentRequest& asked);
  // At most kMaxClaimsInRequest. ClaimsTaken (a verdict for each draft) | ObjectRejected
  void add_claims(Now now, RequestId request, const std::vector<ClaimDraft>& drafts, ClaimMode mode,
                  const std::string& actor);
  // Binds hardware that waits under this code to a placed terminal. ObjectStored | ObjectRejected
  void approve_claim(Now now, RequestId request, const Digest& name, const TerminalId& terminal, bool replaces,
                     const std::string& actor);
  void drop_claim(Now now, RequestId request, const Digest& name, const std::string& actor);  // the same
  // Its sessions end, its certificate is refused from now on. ObjectStored | ObjectRejected
  void revoke_device(Now now, RequestId request, const TerminalId& terminal, std::string reason,
                     const std::string& actor);
  const EnrolmentBook& enrolment() const;

  // ---- time ----
  void on_deadline(Now now);
  SteadyTime next_deadline() const;  // SteadyTime::max() when there is none

  std::optional<Action> next_action();

  // ---- questions: no effect, answered at once ----
  Result<PreparedOrder, PrepareProblem> prepare(Now now, const OrderDraft& draft) const;
  // `before`: none, or the last page's `next`; an unknown one gives an empty page.
  // The same content as a known order or draft, from now on, as a new order.
  Result<PreparedOrder, PrepareProblem> refresh(Now now, const Digest& order, const Nonce& nonce) const;
  // The all-clear of an issued order: its prepared clip, its targets, one level lower at most, superseding nothing.
  Result<PreparedOrder, PrepareProblem> prepare_all_clear(Now now, const Digest& order, const Nonce& nonce) const;
  Result<Digest, ReferenceFault> resolve(std::string_view reference) const;
  Result<PreparedStop, PrepareProblem> prepare_cancel(Now now, std::string_view reference, const Nonce& nonce) const;
  Result<PreparedStop, PrepareProblem> prepare_stop_all(Now now, const StopAllDraft& draft) const;
  // Starts in [from, until), by time; at most kMaxTimelineEntries.
  // With `area`: one township's calendar, the orders that sound at one of its terminals at least.
  std::vector<TimelineEntry> timeline(Now now, WallTime from, WallTime until,
                                      std::optional<AreaCode> area = std::nullopt) const;
  std::vector<ReleaseView> releases() const;                                  // the newest first
  std::vector<rollout::Member> release_members(const Digest& release) const;  // by ring; none: no such release
  std::vector<Document> documents(std::string_view kind) const;               // by name
  std::vector<Expiry> expiries(Now now) const;                                // soonest first
  OrderPage orders(Now now, std::size_t limit, const OrderFilter& filter = {}) const;
  std::optional<OrderSummary> order(Now now, const Digest& digest) const;
  std::optional<OrderDetail> order_detail(Now now, const Digest& digest) const;
  // None: no issued order has this digest.
  std::optional<OrderProgress> order_progress(Now now, const Digest& digest, const ProgressMark& since,
                                              std::size_t limit) const;
  // By id. `next` of a page is the last of its rows, if there are more: `after` of the next one.
  TerminalPage terminals(Now now, std::size_t limit, std::optional<TerminalId> after,
                         const TerminalFilter& filter = {}) const;
  // By another member; `next` as above.
  TerminalPage sorted_terminals(Now now, std::size_t limit, const TerminalOrder& order,
                                const TerminalFilter& filter = {}) const;
  // Who stands in one of the targets now, by id.
  std::vector<AddressedTerminal> addressed_by(const std::vector<wire::Target>& targets) const;
  std::vector<AreaCode> areas_of(const Digest& order) const;              // of the terminals it addresses
  std::vector<std::pair<AreaCode, std::size_t>> terminal_counts() const;  // by area, villages mostly
  std::optional<CommandView> command(const Digest& digest) const;
  std::vector<CommandView> commands(std::size_t limit) const;  // newest first
  std::vector<ConfigurationView> configurations() const;       // newest first
  // All that is known of it, for the diagnosis; none: no such terminal.
  std::optional<diagnosis::Condition> condition(Now now, const TerminalId& terminal) const;
  // Newest first, at most kDataMonthsKept; none: no such terminal.
  std::optional<std::vector<DataMonth>> data_months(const TerminalId& terminal) const;
  std::optional<std::vector<HistoryPoint>> history(const TerminalId& terminal, std::size_t step) const;
  // As OnlineLedger::changes; none: no such terminal.
  std::optional<std::vector<ReachChange>> online_changes(Now now, const TerminalId& terminal) const;
  std::vector<RefusalView> refusals(std::size_t limit) const;  // newest first
  Health health(Now now) const;
  const Counters& counters() const;
  std::uint64_t place_version(const TerminalId& terminal) const;  // 0: none
  std::uint64_t trust_list_version() const;                       // 0: none
  ByteView trust_list_envelope() const;                           // empty: none
  bool knows_clip(const Digest& digest) const;
  ClipPage clips(Now now, const ClipFilter& filter, std::size_t limit, const std::optional<ClipMark>& after) const;
  std::optional<ClipEntry> clip(Now now, const Digest& digest) const;
  std::vector<PlaylistView> playlists(Now now) const;  // by name

  ControllerCore(ControllerCore&&) noexcept;
  ControllerCore& operator=(ControllerCore&&) noexcept;
  ~ControllerCore();

 private:
  struct Impl;
  explicit ControllerCore(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace tongluo::controller
