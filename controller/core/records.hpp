#pragma once
// Private to controller/core: what the core remembers of sessions, orders, proposals and stops, and what is to be done
// when a Persist is answered. Plain values.

#include <memory>
#include <unordered_map>
#include <unordered_set>
#include <variant>

#include "controller/core/command_book.hpp"
#include "controller/core/controller.hpp"
#include "controller/core/ledger.hpp"
#include "controller/core/release_book.hpp"
#include "protocol/trust/admission.hpp"

namespace tongluo::controller {

struct SessionState {
  TerminalIndex terminal = 0;
  SteadyTime since{};
  std::unordered_set<Digest> has_clips;  // cached there, or pushed in this session
  bool reported_clone = false;
  Nonce boot{};                                             // tells devices of one identity apart
  std::unordered_map<Digest, std::uint32_t> partial_clips;  // held there from the first chunk to before this one
};

struct OrderRecord {
  Digest digest;
  Bytes envelope;
  wire::Order order;
  WallTime submitted_at{};
  WallTime start_at{};  // zero: scheduled, each occurrence has its own
  Ledger ledger;
  std::shared_ptr<const Bytes> frame;  // OrderDelivery, serialised once
  std::vector<KeyId> signers;
  std::uint32_t issuer_rank = 0;
  bool released = false;  // it may be delivered
  bool paced = false;     // it waits in the pacer
  bool ended = false;     // stopped everywhere before it was over
  WallTime ended_at{};
  std::optional<Digest> ended_by;
  Refusal withdrawn = Refusal::none;  // why its signatures do not suffice any more
  std::optional<Digest> superseded_by;
};

struct ProposalRecord {
  Proposal proposal;
  wire::Order order;
  std::vector<TerminalIndex> addressed;  // when it was kept
  std::vector<KeyId> signers;
  std::uint32_t persons_missing = 0;
  bool leaving = false;  // makes room for another, once that is durable
};

// A cancel, a stop-all, or an order that supersedes (which ends the older one, and is delivered as an order).
struct StopRecord {
  Digest digest;
  Envelope envelope;
  WallTime received_at{};
  WallTime until{};
  std::vector<Digest> orders;
  std::optional<wire::StopAll> stop_all;  // parsed
  std::shared_ptr<const Bytes> frame;     // SignedObject; none for an order
};

// ---- what to do when a Persist is answered ----
struct StoredOrderOf {
  std::shared_ptr<OrderRecord> record;
  RequestId request = 0;
  bool counts = false;  // a first submission: against the quota and the duplicates
  bool by_relay = false;
  std::shared_ptr<StopRecord> supersession;  // none: it supersedes nothing that is known
};
struct StoredProposalOf {
  std::shared_ptr<ProposalRecord> record;
  RequestId request = 0;
  bool counts = false;  // a first submission: against the quota and the duplicates
  bool by_relay = false;
  bool as_order = false;  // answered by OrderTaken, else by ObjectStored
  std::optional<Digest> leaving;
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
  std::optional<trust::PinnedRoots> successor;
};
struct StoredFreshnessOf {
  RequestId request = 0;
  wire::Freshness freshness;
  Bytes envelope;
};
struct StoredPlaceOf {
  RequestId request = 0;
  TerminalIndex terminal = 0;
  wire::PlaceRecord place;
  Bytes envelope;
};
struct StoredCommandOf {
  RequestId request = 0;
  std::shared_ptr<CommandRecord> record;
};
struct StoredConfigurationOf {
  RequestId request = 0;
  wire::Configuration configuration;
  Envelope envelope;
};
struct StoredResetOf {
  RequestId request = 0;
  TerminalIndex terminal = 0;
  Envelope envelope;
};
struct StoredClipOf {
  RequestId request = 0;
  session::SharedClip clip;
  wire::ClipManifest manifest;
  std::vector<std::string> warnings;
  ClipNote note;
};
struct StoredClipNoteOf {
  RequestId request = 0;
  Digest clip;
  ClipNote note;
};
struct StoredStopOf {
  RequestId request = 0;
  std::shared_ptr<StopRecord> record;
};
struct StoredDocumentOf {
  RequestId request = 0;
  Document document;
  bool removed = false;
};
struct StoredExpiriesOf {
  std::vector<Document> said;
};
struct StoredEnrolmentOf {
  RequestId request = 0;
  wire::EnrolReply reply;
  std::optional<Claim> claim;
  std::optional<DeviceIdentity> device;
};
struct StoredClaimsOf {
  RequestId request = 0;
  std::vector<Claim> claims;
  std::vector<StoredPlaceOf> places;
  std::vector<ClaimVerdictOf> verdicts;
};
struct StoredIdentityOf {  // a person bound, dropped or revoked
  RequestId request = 0;
  std::optional<Claim> bound;
  std::optional<Digest> dropped;
  std::optional<DeviceIdentity> revoked;
};
struct StoredReleaseOf {
  RequestId request = 0;
  std::shared_ptr<ReleaseRecord> record;
};
struct StoredRolloutOf {
  RequestId request = 0;  // 0: nobody asked
  Digest release;
  std::vector<TerminalId> offers;  // that may go out now
};
struct StoredNothing {};  // an entry that nobody waits for
using Continuation =
    std::variant<StoredNothing, StoredOrderOf, StoredProposalOf, StoredReceiptOf, StoredTrustListOf, StoredFreshnessOf,
                 StoredPlaceOf, StoredResetOf, StoredCommandOf, StoredConfigurationOf, StoredClipOf, StoredStopOf,
                 StoredDocumentOf, StoredExpiriesOf, StoredEnrolmentOf, StoredClaimsOf, StoredIdentityOf,
                 StoredReleaseOf, StoredRolloutOf, StoredClipNoteOf>;
struct WaitingWrite {
  Continuation then;
  std::vector<CallPeople> calls;  // made once it is durable
};

// A read that is under way for an export or a page of the audit.
struct ExportUnderWay {
  Digest order;
  std::vector<Bytes> receipts;
};

inline constexpr std::string_view kFormerCertificateKind = "former-certificate";
std::string root_change_name(std::uint64_t version);  // of its document; sorts by version
std::vector<KeyId> signers_of(const Envelope& envelope);
std::string short_name(const Digest& digest);  // its first 8 digits, for people
std::string joined(const std::vector<std::string>& words);

}  // namespace tongluo::controller
