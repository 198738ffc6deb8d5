#pragma once
// Plain structs for those who look: the HTTP layer, tests, the simulator's checkers. Pure values.

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "controller/core/clip_views.hpp"
#include "controller/core/stored.hpp"
#include "controller/rollout/rollout.hpp"
#include "protocol/base/digest.hpp"
#include "protocol/base/envelope.hpp"
#include "protocol/base/identifiers.hpp"
#include "protocol/base/result.hpp"
#include "protocol/base/time.hpp"
#include "protocol/base/vocabulary.hpp"
#include "protocol/wire/command.hpp"
#include "protocol/wire/configuration.hpp"
#include "protocol/wire/order.hpp"
#include "protocol/wire/status.hpp"

namespace tongluo::controller {

// ---- prepare ----
struct DraftItem {
  Digest clip;
};
struct OrderDraft {
  OrderClass order_class = OrderClass::unspecified;
  Level level = Level::unspecified;
  std::vector<std::string> areas;      // as the caller wrote them; parsed here
  std::vector<std::string> terminals;  // ids
  std::vector<std::string> groups;     // names; expanded here
  std::vector<wire::Polygon> polygons;
  std::vector<wire::Circle> circles;
  std::vector<DraftItem> items;
  std::string playlist;  // instead of items: its name; expanded here
  // Instead of items: live speech. Stream id and key come from the caller, who holds the private key.
  std::optional<wire::LiveProgramme> live;
  Tone tone = Tone::unspecified;      // unspecified: tone_of(level)
  milliseconds tone_duration{4'000};  // ignored with Tone::none
  std::uint32_t repetitions = 1;
  milliseconds gap{2'000};
  std::uint32_t volume_percent = 80;
  InterruptRule interrupt_rule = InterruptRule::resume;
  std::string event_code;
  std::string headline;
  std::string language = "zh-CN";
  seconds valid_for{3'600};
  seconds start_within{600};
  // Explicit starts of a schedule, ascending; empty: one occurrence from now on. Each may begin within start_within.
  std::vector<WallTime> starts;
  std::optional<Digest> all_clear_clip;
  std::string supersedes;  // a reference (see ReferenceFault); empty: nothing
  std::string renews;      // a reference to the live order that this one continues and supersedes; empty: none
  std::string cap_identifier;
  Nonce nonce;  // random, from the caller
};

// A reference names one order: its digest in hexadecimal, or at least 8 digits of its beginning.
enum class ReferenceFault : std::uint8_t { malformed, unknown, ambiguous };
std::string_view to_string(ReferenceFault fault);

enum class PrepareFault : std::uint8_t {
  missing,           // the field must be there and is not: no class, level, target or item
  unknown_area,      // not an area code, or no terminal lies in it
  unknown_terminal,  // no place record names it
  unknown_clip,      // the controller does not hold it
  expired_clip,      // its expiry has come
  unknown_group,     // no group has this name
  unknown_playlist,  // likewise
  unknown_order,     // `supersedes` names none
  ambiguous_order,   // `supersedes` names more than one
  bad_area,          // a shape with too few points, crossing itself, or too large
  nobody_addressed,
  out_of_limit,
};
std::string_view to_string(PrepareFault fault);  // the enumerator's name
struct PrepareProblem {
  PrepareFault fault{};
  std::string field;   // "areas[1]", "volume_percent"
  std::string reason;  // one line, for people
};

struct AddressedTerminal {
  TerminalId terminal;
  std::string name;
  AreaCode area;
};
// What a person should look at before signing. The code is stable; the text is one English line.
struct Warning {
  std::string code;  // "night", "whole_county", "very_long", "very_loud", "clip", "conflict"
  std::string text;
};
struct PreparedOrder {
  Bytes payload;  // exactly what is to be signed
  Digest digest;
  std::vector<AddressedTerminal> addressed;  // in the order of their ids
  milliseconds longest_sound{};
  std::vector<Warning> warnings;
  std::vector<std::string> holds;      // why one more person than the trust list asks for will have to sign
  std::uint32_t persons_required = 0;  // by the trust list and the holds; 0: the list has no rule, nobody may issue it
  bool confirm_count = false;          // the submit must repeat the number of addressed terminals: needs_count()
};

struct StopAllDraft {
  std::vector<std::string> areas;
  std::vector<std::string> groups;
  std::vector<OrderClass> order_classes;
  Level highest_level = Level::i;
  Nonce nonce;
};
// A cancel or stop-all to be signed.
struct PreparedStop {
  Bytes payload;
  Digest digest;
  std::vector<Digest> orders;  // that it would end
  std::size_t addressed = 0;   // terminals it reaches
};

// ---- orders ----
std::string_view to_string(OrderState state);
std::optional<OrderState> order_state_from(std::string_view text);

struct OrderFilter {
  std::optional<OrderState> state;
  std::optional<OrderClass> order_class{};
  std::vector<AreaCode> areas{};  // only those that address a terminal in one of them; empty: all
};

enum class Progress : std::uint8_t { none, delivered, accepted, started, final };
std::string_view to_string(Progress progress);  // "none", "delivered", "accepted", "started", "final"

constexpr std::size_t kOutcomeCount = static_cast<std::size_t>(Outcome::refused) + 1;

// Of outcomes: one per occurrence and terminal. waiting + delivered + accepted + started + Σ finals = all of them.
struct OutcomeCounts {
  std::uint32_t waiting = 0, delivered = 0, accepted = 0, started = 0;
  std::array<std::uint32_t, kOutcomeCount> finals{};  // by Outcome; [0] is unused
  std::uint32_t unreachable = 0;                      // provisional, among those not final
  std::uint32_t disputed = 0;                         // among the finals
  bool operator==(const OutcomeCounts&) const = default;
};

struct OrderSummary {
  Digest digest;
  OrderClass order_class{};
  Level level{};
  std::string headline;
  WallTime issued_at{};
  WallTime submitted_at{};
  WallTime start_at{};
  OrderState state{};
  std::size_t addressed = 0;
  OutcomeCounts counts;  // of issued orders
  // Of those not issued yet: who signed, how many are missing, why it waits or was returned, where it came from.
  std::vector<std::string> persons;
  std::uint32_t persons_missing = 0;
  std::vector<std::string> holds;
  std::string reason;
  std::string origin;
  std::optional<Digest> supersedes;
  std::optional<Digest> superseded_by;
};

struct TerminalOutcome {
  TerminalId terminal;
  std::string name;
  std::optional<AreaCode> area;  // none: its place record has gone
  bool online = false;
  std::uint32_t occurrence = 0;
  Progress progress{};
  Outcome outcome = Outcome::none;
  Refusal refusal = Refusal::none;
  std::string detail;
  WallTime delivered_at{}, accepted_at{}, started_at{}, first_sample{}, last_sample{}, final_at{};  // zero: not (yet)
  std::uint64_t samples_played = 0;
  std::uint32_t frames_lost = 0;
  bool unreachable = false;  // provisional
  bool disputed = false;
};
// A place in the changes of an order's outcomes.
struct ProgressMark {
  std::uint64_t run = 0;  // of the process
  std::uint64_t revision = 0;
};
struct OrderDetail {
  OrderSummary summary;
  Bytes envelope;                            // the exact bytes, with the signatures so far
  std::vector<AddressedTerminal> addressed;  // of one not issued yet
  std::vector<TerminalOutcome> terminals;    // by terminal id, then occurrence
  std::optional<Digest> recording;           // of live speech, once it is over: a clip
  std::optional<ProgressMark> progress;      // of an issued one: up to here it is told
  bool confirm_count = false;                // of one not issued yet: each signer repeats the number of its terminals
};
// What has changed since a mark: an issued order's outcomes, each as it is now.
struct OrderProgress {
  OrderSummary summary;
  std::vector<TerminalOutcome> terminals;
  std::optional<Digest> recording;
  ProgressMark next;
  bool whole = false;  // the mark is too old or of another run: ask for the detail
  bool more = false;   // than one answer has: ask on from `next`
};
struct OrderPage {
  std::vector<OrderSummary> orders;  // newest first; of one instant by digest
};

// One planned start, from the same occurrences that the terminals play from.
struct TimelineEntry {
  Digest order;
  std::uint32_t occurrence = 0;
  OrderClass order_class{};
  Level level{};
  std::string headline;
  OrderState state{};
  WallTime start{};
  WallTime end{};  // when its sound ends, if it starts at `start`
  std::size_t addressed = 0;
  std::vector<Digest> conflicts;  // orders that sound at the same time at one of its terminals
  WallTime ended{};               // when its order was cancelled or replaced: what starts later stays silent; zero: not
  std::optional<Digest> superseded_by{};  // the order that took its place, or the newest that took that one's
};

// Something that ends: a trust list, a key, a certificate, a freshness statement.
struct Expiry {
  std::string subject;  // "trust list 7", "key 3f… of Li Wei", "certificate of TL-…"
  WallTime at{};
  std::optional<std::uint32_t> announced_days;  // the last of 90, 30, 7 and 0 (it has ended) that was announced
  std::optional<TerminalId> terminal{};         // whose it is; none: the county's
};

struct OrderExport {
  Bytes freshness;                // envelope or empty
  Bytes audit_head;               // envelope, signed by the controller's time key, or empty
  std::vector<AuditEntry> audit;  // from the order's first entry to its last, whole
  std::vector<Bytes> stops;       // envelopes of cancels and stop-alls that ended it
  Bytes roots;
  Bytes trust_list;             // envelope
  Bytes order;                  // envelope
  std::vector<Bytes> receipts;  // envelopes
  std::map<TerminalId, Bytes> certificates;
  std::vector<std::pair<TerminalId, Bytes>> former_certificates;  // of hardware that was replaced since
  std::optional<Digest> recording;                                // of live speech: a clip
};

// ---- terminals ----
enum class Presence : std::uint8_t { never, unknown, online, late, offline };
std::string_view to_string(Presence presence);

struct TerminalView {
  TerminalId terminal;
  std::string name;
  AreaCode area;
  Position position;
  Presence presence{};
  WallTime last_seen{};  // zero: not since the controller started
  std::string firmware;
  std::optional<Digest> playing;
  std::uint32_t unacknowledged_receipts = 0;
  DataMonth data;                              // of this month
  std::optional<wire::TerminalStatus> status;  // none: no heartbeat since the controller started
  bool faulty = false;                         // away, or its status says that a trouble goes on
};
struct TerminalFilter {
  std::vector<AreaCode> areas{};   // in one of them; empty: all
  std::optional<AreaCode> area{};  // and in this one
  std::optional<Presence> presence{};
  std::string text{};  // in its name or its id; in lower case, whatever those are
  std::optional<bool> faulty{};
};
enum class TerminalSort : std::uint8_t { terminal, name, area, state, last_seen, firmware };
// Where a page ended: the member of its last row, a text or a number, and its id.
struct TerminalPlace {
  std::string text;
  std::int64_t number = 0;
  TerminalId id;
};
struct TerminalOrder {
  TerminalSort by = TerminalSort::terminal;
  bool falling = false;
  std::optional<TerminalPlace> after{};
};
struct TerminalPage {
  std::vector<TerminalView> terminals;
  std::optional<TerminalId> next;  // pass as `after` for the next page
};

// A maintenance command and what became of it.
struct CommandAnswerView {
  TerminalId terminal;
  std::string name;
  bool sent = false;
  bool complete = false;
  wire::CommandStatus status = wire::CommandStatus::unspecified;
  Refusal refusal = Refusal::none;
  std::string detail;
  Bytes data;
  WallTime at{};  // zero: no word yet
};
struct ConfigurationView {
  wire::Configuration configuration;
  Digest digest;
};
struct CommandView {
  Digest digest;
  wire::CommandKind kind{};
  std::string person;
  WallTime submitted_at{};
  WallTime expires_at{};
  std::vector<CommandAnswerView> answers;
};

struct RefusalView {
  TerminalId terminal;
  Digest order;
  Refusal reason{};
  std::string detail;
  WallTime at{};
  WallTime received_at{};
};

// ---- health ----
struct Health {
  std::size_t sessions = 0;
  std::uint64_t trust_list_version = 0;  // 0: none
  std::vector<std::string> problems;     // empty: well
  bool trust_list_stale = false;         // announce and relay are suspended
};

struct Counters {
  std::uint64_t enrolments = 0, enrolments_refused = 0, certificates_issued = 0, revoked_certificates = 0;
  std::uint64_t hellos = 0, not_enrolled = 0, bad_certificates = 0, sessions_replaced = 0, clone_alarms = 0;
  std::uint64_t orders_issued = 0, orders_rejected = 0, orders_delivered = 0, orders_evicted = 0;
  std::uint64_t image_requests = 0, images_unavailable = 0;
  std::uint64_t receipts_taken = 0, receipts_repeated = 0, receipts_foreign = 0, receipts_dropped = 0;
  std::uint64_t receipts_malformed = 0, receipts_bad_signature = 0, receipts_out_of_bounds = 0;
  std::uint64_t finals = 0, disputed = 0, unreachable_marked = 0, unreachable_corrected = 0;
  std::uint64_t persist_failures = 0, persist_retries = 0, sent_away_busy = 0, refusals_forgotten = 0;
  std::uint64_t clip_pushes = 0, clip_requests = 0, clips_resumed = 0, clips_unavailable = 0, clip_waiters_dropped = 0;
  std::uint64_t heartbeats = 0, statuses_dropped = 0, events = 0, unexpected_messages = 0;
  std::uint64_t orders_submitted = 0, orders_returned = 0, orders_cancelled = 0, stops_taken = 0, orders_held = 0;
  std::uint64_t quota_refusals = 0, orders_paced = 0, people_called = 0;
};

// A firmware release and how far it has spread.
struct ReleaseView {
  Digest release;
  wire::ReleaseManifest manifest;
  std::vector<std::string> persons;  // whose signatures count
  bool image_complete = false;       // else nothing is offered yet
  rollout::Settings settings;
  rollout::Head head;
  std::vector<rollout::RingCount> rings;  // as the manifest's
};

// What a person does to a rollout; `resume_accepting`: the failures so far count for nothing any more.
enum class ReleaseCommand : std::uint8_t { pause, resume, resume_accepting, withdraw };
std::string_view to_string(ReleaseCommand command);  // as done: "paused"

// Whether `small`, which has no capital letters, is a part of the text in lower case.
bool holds_small(std::string_view text, std::string_view small);

}  // namespace tongluo::controller
