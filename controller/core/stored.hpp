#pragma once
// What crosses between the core and the store: the writes of one Persist, all or nothing, and the snapshot read at the
// start. Pure values; envelopes are the exact bytes of wire::serialize(Envelope).

#include <string>
#include <variant>
#include <vector>

#include "protocol/base/digest.hpp"
#include "protocol/base/identifiers.hpp"
#include "protocol/base/time.hpp"
#include "protocol/session/session.hpp"

namespace tongluo::controller {

enum class OrderState : std::uint8_t {
  draft,      // exact bytes, no signature
  submitted,  // signed by its submitter; persons are missing, or the guard holds it
  returned,   // sent back with a reason
  approved,   // everybody has signed; not yet durable as an order
  issued,     // on its way; nothing sounds yet
  running,    // its first start has come
  completed,  // one final for every occurrence and terminal
  cancelled,  // by a cancel, a stop-all or an order that supersedes it
  expired,    // its validity ended first
};

struct Proposal {
  Digest digest;
  Bytes envelope;  // signatures so far; none for a draft
  OrderState state{};
  std::string origin;              // "api", "cap:SENDER,IDENTIFIER,SENT", "bundle"
  std::string actor;               // who kept or submitted it, as the door knew them
  std::string reason;              // why it was returned, or why it waits for a person
  std::vector<std::string> holds;  // the guard's reasons: "curfew", "upstream"; one more person lifts them
  WallTime changed_at{};
};

inline constexpr std::string_view kPlaylistKind = "playlist";            // playlist_book.hpp
inline constexpr std::string_view kConfigurationKind = "configuration";  // by version; the envelope in base64

struct Document {
  std::string kind;  // "group", "holidays", "cap"; the core's own: "roots", "expiry", kConfigurationKind
  std::string name;
  std::string body;  // "group" and "holidays": lines, see group_book.hpp; "cap": see ControllerCore::put_document
};

// One entry of the audit chain as it is stored.
struct AuditEntry {
  std::uint64_t sequence = 0;
  WallTime at{};
  std::string action;
  std::string subject;
  std::string detail;
  Digest previous;
  Digest digest;
};

// Entries of the audit chain: numbers above `after` and below `before`; falling: the newest of them first.
struct AuditRange {
  std::uint64_t after = 0;
  std::uint64_t before = INT64_MAX;
  std::size_t limit = 0;  // at most kMaxPageRows
  bool falling = false;
  std::string subject{};  // only its entries; empty: all
};

struct SaveTrustList {
  std::uint64_t version = 0;
  Bytes envelope;
};
struct SavePlace {
  TerminalId terminal;
  std::uint64_t version = 0;
  Bytes envelope;
};
struct SaveCertificate {  // the last one a terminal showed; its key verifies the terminal's receipts
  TerminalId terminal;
  Bytes der;
};
struct SaveOrder {
  Digest digest;
  Bytes envelope;
  WallTime submitted_at{};
  WallTime start_at{};
  std::vector<TerminalId> addressed;  // expanded at the submit, never again
};
// Its signatures do not suffice any more: what a later trust list says changes nothing in that.
struct WithdrawOrder {
  Digest digest;
  WallTime at{};
  Refusal why = Refusal::none;
};
// It made room for others in memory; the store keeps it for exports only.
struct ForgetOrder {
  Digest digest;
};
struct SaveReceipt {
  Digest digest;  // of the payload: the receipt's identity
  Digest order;
  TerminalId terminal;
  Bytes envelope;
  WallTime received_at{};
};
// A receipt for an order that is unknown here or does not address its terminal. At most kMaxRefusals rows; the oldest
// leaves.
struct SaveForeignReceipt {
  SaveReceipt receipt;
};
// What people know of a clip, beside its sound, which never changes.
struct ClipNote {
  std::string author;     // who added it, as the door knew them; empty: not known, it is from before this was kept
  std::string name;       // may be empty
  WallTime added_at{};    // zero: not known
  WallTime expires_at{};  // from then on nothing new may play it; zero: never
  // As the maker measured it (EBU R 128), in hundredths of LUFS and dBTP; zero: nobody did.
  std::int32_t loudness_clufs = 0;
  std::int32_t true_peak_cdbtp = 0;
  std::string words{};  // that it was spoken from, one text to a line; empty: a recording, or from before this was kept
  bool operator==(const ClipNote&) const = default;
};
struct SaveClip {
  session::SharedClip clip;
  std::vector<std::string> warnings{};  // what the maker noticed, for people
  ClipNote note{};
};
struct SaveClipNote {  // of a clip that is there
  Digest digest;
  ClipNote note;
};
struct SaveFreshness {
  Bytes envelope;
};
struct SaveRoots {  // a root change was accepted: these are pinned from now on
  Bytes root_set;
};
// An order that waits for persons, or did: draft, submitted, returned. It leaves when the order is issued.
struct SaveProposal {
  Proposal proposal;
};
struct RemoveProposal {
  Digest digest;
};
// A cancel or stop-all; deliverable until `until`.
struct SaveStop {
  Digest digest;
  Bytes envelope;
  WallTime received_at{};
  WallTime until{};
  std::vector<Digest> orders;  // that it ended here
};
// Small named things that people edit and nothing signed depends on: groups, holidays, received CAP messages.
struct SaveDocument {
  Document document;
};
struct RemoveDocument {
  std::string kind;
  std::string name;
};
// Accounts, sessions, tokens, the map: the shell's own (controller/accounts, controller/main); the core never sees
// them.
struct ShellRecord {
  std::string kind;
  std::string name;
  std::string body;
};
struct SaveRecord {
  ShellRecord record;
};
struct RemoveRecord {
  std::string kind;
  std::string name;
};
// What a terminal's data plan carried in one calendar month (UTC).
struct DataMonth {
  std::uint32_t month = 0;                                                       // 202611
  std::uint64_t control_up = 0, control_down = 0, media_up = 0, media_down = 0;  // bytes
  bool operator==(const DataMonth&) const = default;
};
// Totals, not additions: writing them again changes nothing. Months of this terminal before `oldest_kept` leave.
struct SaveDataMonth {
  TerminalId terminal;
  DataMonth counted;
  std::uint32_t oldest_kept = 0;
};
// A series of points for charts, whole (controller/core/history_ledger.hpp).
struct SaveHistory {
  TerminalId terminal;
  std::uint8_t step = 0;
  Bytes points;
};
// One entry of the hash chain; the store adds the previous entry's digest.
struct SaveAudit {
  WallTime at{};
  std::string action;   // "order.submitted"; the list is in docs/audit.md
  std::string subject;  // a digest or id
  std::string detail;
};
using StoreWrite = std::variant<SaveTrustList, SavePlace, SaveCertificate, SaveOrder, SaveReceipt, SaveForeignReceipt,
                                SaveClip, SaveAudit, SaveFreshness, SaveRoots, SaveProposal, RemoveProposal, SaveStop,
                                SaveDocument, RemoveDocument, SaveDataMonth, SaveHistory, SaveRecord, RemoveRecord,
                                SaveClipNote, WithdrawOrder, ForgetOrder>;

struct StoredOrder {
  Bytes envelope;
  WallTime submitted_at{};
  WallTime start_at{};
  std::vector<TerminalId> addressed;
  Refusal withdrawn = Refusal::none;
  WallTime withdrawn_at{};
};
struct StoredReceipt {
  Bytes envelope;
  WallTime received_at{};
};
struct StoredCertificate {
  TerminalId terminal;
  Bytes der;
};
struct StoredClip {
  Digest digest;
  Bytes manifest;
  std::vector<std::string> warnings;
  ClipNote note;
};
struct StoredDataMonth {
  TerminalId terminal;
  DataMonth counted;
};
using StoredHistory = SaveHistory;
struct StoredStop {
  Digest digest;
  Bytes envelope;
  WallTime received_at{};
  WallTime until{};
  std::vector<Digest> orders;
};

// Everything the core needs to go on after a restart; receipts only of the orders in it.
struct Snapshot {
  Bytes trust_list;  // empty: none yet
  std::vector<Bytes> places;
  std::vector<StoredCertificate> certificates;
  std::vector<StoredOrder> orders;      // those that were in memory, oldest first
  std::vector<StoredReceipt> receipts;  // in the order of their arrival
  std::vector<StoredReceipt> foreign;   // likewise
  std::vector<StoredClip> clips;
  Bytes freshness;                           // envelope; empty: none
  Bytes roots;                               // root set; empty: those of the configuration
  std::vector<Proposal> proposals;           // oldest change first
  std::vector<StoredStop> stops;             // oldest first, those still deliverable
  std::vector<Document> documents;           // by kind, oldest change first
  std::vector<StoredDataMonth> data_months;  // by terminal, month
  std::vector<StoredHistory> history;        // by terminal, step
  std::vector<ShellRecord> records;          // by kind, name; not for the core
};

}  // namespace tongluo::controller
