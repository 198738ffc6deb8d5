#pragma once
// What the core wants done, in this order. The shell (controller/main, a simulator, a test) performs each and feeds
// results back. Pure values.

#include <memory>
#include <variant>

#include "controller/core/enrolment_views.hpp"
#include "controller/core/stored.hpp"
#include "controller/core/views.hpp"
#include "protocol/sign/keys.hpp"
#include "protocol/wire/enrolment.hpp"
#include "protocol/wire/messages.hpp"
#include "protocol/wire/receipt.hpp"

namespace tongluo::controller {

using SessionId = std::uint64_t;  // as controller/link numbers them; never reused within a process
using RequestId = std::uint64_t;  // chosen by the caller (controller/http), unique while open
using PersistToken = std::uint64_t;

// ---- to a session: as LinkServer's functions ----
struct Welcome {
  SessionId session = 0;
  wire::Welcome message;
};
struct Send {
  SessionId session = 0;
  wire::Message message;
};
struct SendFramed {
  SessionId session = 0;
  std::shared_ptr<const Bytes> frame;  // serialised once, shared by all
};
struct SendClip {
  SessionId session = 0;
  session::SharedClip clip;
  std::uint32_t first_chunk = 0;
  std::uint32_t chunk_count = 0;
  bool urgent = false;      // of an order of class actual
  milliseconds duration{};  // of the whole clip
  WallTime needed_at{};     // the start that it is for
};
// Octets of a release's image, behind all clips: as ImageChunks, or ImageUnavailable where they cannot be read.
struct ServeImage {
  SessionId session = 0;
  Digest release;
  std::uint64_t offset = 0;
  std::uint32_t bytes = 0;  // at most kImageBlockBytes
};
struct StopImage {  // what of it waits is not sent
  SessionId session = 0;
  Digest release;
};
struct ForgetImage {  // the release has left: so may its file
  Digest release;
};
struct GoAway {
  SessionId session = 0;
  wire::GoAway message;
};

// ---- to the store ----
struct Persist {  // answer: on_persisted(token) or on_persist_failed(token, error)
  PersistToken token = 0;
  std::vector<StoreWrite> writes;
};
struct LoadClip {  // answer: on_clip_loaded(digest, clip or nullptr)
  Digest digest;
};
// answer: on_audit_loaded(request, entries) or on_audit_failed(request, error). With `slice_of`: the chain from that
// subject's first entry to its last (at most `range.limit` entries); else the range.
struct LoadAudit {
  RequestId request = 0;
  std::string slice_of;
  AuditRange range;
};
struct LoadReceipts {  // answer: on_receipts_loaded(request, envelopes) or on_receipts_failed(request, error)
  RequestId request = 0;
  Digest order;
};

// Whether a receipt is signed by its terminal takes longer than all the rest that is done with it: the shell may find
// it out beside the control thread. Answer: on_receipt_checked(check, is_genuine(check)).
struct CheckReceipt {
  SessionId session = 0;
  std::uint32_t terminal = 0;  // its index in the fleet
  wire::Receipt receipt;       // the envelope's payload
  Envelope envelope;
  sign::PublicKey key;  // of the terminal's certificate
  Digest deployment;
};
bool is_genuine(const CheckReceipt& check);  // pure; any thread

// ---- answers to requests ----
struct OrderTaken {  // durable: issued and on its way, or waiting for persons
  RequestId request = 0;
  Digest digest;
  std::size_t addressed_count = 0;
  bool known_before = false;  // the same digest with no new signature: nothing was done
  OrderState state{};         // submitted or issued (or what a known one has become)
  std::uint32_t persons_missing = 0;
  std::vector<std::string> holds;
};
struct OrderRejected {
  RequestId request = 0;
  Refusal refusal = Refusal::none;
  std::string detail;
};
struct ObjectStored {  // a trust list, freshness, place record, clip, draft, return or document is durable (and pushed)
  RequestId request = 0;
};
struct StopTaken {  // a cancel or stop-all is durable and on its way
  RequestId request = 0;
  Digest digest;
  std::vector<Digest> orders;  // that it ended
  std::size_t sent_to = 0;     // terminals connected now
  bool known_before = false;
};
struct ObjectRejected {
  RequestId request = 0;
  Refusal refusal = Refusal::none;
  std::string detail;
};
struct ClipReady {
  RequestId request = 0;
  session::SharedClip clip;  // nullptr: no such clip
};
struct ExportReady {
  RequestId request = 0;
  Result<OrderExport> content;  // not_found, or the store's error
};
struct AuditReady {
  RequestId request = 0;
  Result<std::vector<AuditEntry>> entries;
  Bytes head;         // envelope of an AuditHead over the newest of `entries`, or empty: no time key
  bool more = false;  // the range goes on
};

struct EnrolmentAnswered {
  RequestId request = 0;
  wire::EnrolReply reply;
};
struct ClaimsTaken {  // in the order of the drafts
  RequestId request = 0;
  bool stored = false;  // something was taken
  std::vector<ClaimVerdictOf> verdicts;
};

// ---- live speech ----
struct StartStream {  // its order is on its way to the terminals
  Digest order;
  wire::LiveProgramme programme;
  OrderClass order_class{};
  Level level{};
  WallTime first_sound{};  // T of PROTOCOL.md section 11.5: the common start and the tone
  WallTime until{};        // nothing is heard after it: T + max_duration, or the occurrence's end
  std::optional<Digest> renews;
};
// Before the order itself goes to this session: it may open the stream (PROTOCOL.md section 11.2).
struct AdmitListener {
  SessionId session = 0;
  Digest order;
  std::uint32_t stream_id = 0;
};
struct EndStream {  // cancelled, stopped everywhere, superseded, returned or withdrawn; unknown ones are ignored
  Digest order;
  std::optional<Digest> superseded_by;
};

// A person is called: controller/notify says how. Never lost in silence: notify retries and escalates.
enum class CallKind : std::uint8_t { approval_wanted, order_held, order_issued, alarm, expiry, fault };
struct CallPeople {
  CallKind kind{};
  Level level = Level::routine;  // of the order it is about
  std::string subject;           // a digest or id
  std::string text;              // one line
};

using Action = std::variant<Welcome, Send, SendFramed, SendClip, ServeImage, StopImage, ForgetImage, GoAway, Persist,
                            LoadClip, LoadReceipts, LoadAudit, CheckReceipt, OrderTaken, OrderRejected, ObjectStored,
                            ObjectRejected, StopTaken, ClipReady, ExportReady, AuditReady, EnrolmentAnswered,
                            ClaimsTaken, StartStream, AdmitListener, EndStream, CallPeople>;

}  // namespace tongluo::controller
