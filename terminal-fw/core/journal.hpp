#pragma once
// What must survive a power cut, as values: the snapshot read at start and the operations of one transaction. The core
// decides them, terminal-fw/storage executes them (all of a write or nothing). Exact bytes of orders and receipts are
// kept.

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "protocol/base/digest.hpp"
#include "protocol/base/identifiers.hpp"
#include "protocol/base/time.hpp"
#include "protocol/base/vocabulary.hpp"
#include "protocol/wire/messages.hpp"

namespace tongluo::terminal {

struct StoredOccurrence {
  std::uint32_t number = 0;
  Stage stage = Stage::unspecified;
  std::uint32_t repetition = 0;  // the one that was playing
  WallTime first_sample{};
  std::uint64_t samples_played = 0;
  bool operator==(const StoredOccurrence&) const = default;
};

struct StoredOrder {
  Digest digest;
  Bytes envelope;
  WallTime start_at{};
  std::uint64_t gateway_epoch = 0;
  std::vector<StoredOccurrence> occurrences;  // those of the order, each at its stage
  bool operator==(const StoredOrder&) const = default;
};

struct StoredReceipt {
  Digest digest;  // of the payload
  std::uint64_t sequence = 0;
  Digest order;
  std::uint32_t occurrence = 0;
  Stage stage = Stage::unspecified;
  bool taken = false;
  Bytes envelope;
  bool operator==(const StoredReceipt&) const = default;
};

struct StoredReplay {
  Digest order;
  KeyId issuer;
  WallTime expires_at{};
  bool operator==(const StoredReplay&) const = default;
};

// Stands for all issuers who have no place in the replay memory.
inline constexpr KeyId kEveryOtherIssuer{};

// Every order of this issuer that was valid until here or less has been forgotten: refused unseen.
struct LowWater {
  KeyId issuer;
  WallTime until{};
  bool operator==(const LowWater&) const = default;
};

// Nobody knew the time when a damaged journal was made anew: all that was issued before somebody does.
inline constexpr WallTime kUntilTimeIsKnown = WallTime::max();

struct StoredStop {
  Digest digest;
  Bytes envelope;
  WallTime expires_at{};
  bool operator==(const StoredStop&) const = default;
};

// One line of the play log: an occurrence that ended, or a claim of a local source.
struct StoredPlay {
  WallTime at{};  // of its end
  Digest order;   // zero: a local source
  std::uint32_t occurrence = 0;
  OrderClass order_class{};  // unspecified: a local source
  Level level{};
  std::string headline;  // or the source; at most kMaxPlayText octets
  Outcome outcome = Outcome::none;
  Refusal refusal = Refusal::none;
  std::uint64_t samples = 0;  // that sounded
  std::string detail;         // why it ended so; at most kMaxPlayText octets
  bool operator==(const StoredPlay&) const = default;
};

// What the controller knows of an event. By these numbers in the journal.
enum class Told : std::uint8_t {
  waiting = 0,   // to be told, again in each session until it is proved to have arrived
  told = 1,      // it arrived
  given_up = 2,  // too many waited
};

// One line of the event log: what went wrong, or is over.
struct StoredEvent {
  std::uint64_t number = 0;  // rises by one
  WallTime at{};
  wire::EventKind kind{};  // unspecified: of newer firmware
  std::string detail;      // at most kMaxEventText octets
  std::optional<Digest> subject;
  std::uint32_t count = 1;
  bool ended = false;
  Told told = Told::waiting;
  bool operator==(const StoredEvent&) const = default;
};

struct JournalSnapshot {
  std::vector<StoredOrder> orders;
  std::vector<StoredReceipt> receipts;  // by sequence
  std::vector<StoredReplay> replays;
  std::vector<LowWater> low_waters;
  std::vector<StoredStop> stops;
  std::vector<StoredPlay> plays;    // oldest first
  std::vector<StoredEvent> events;  // by number
  std::optional<Bytes> trust_list;  // envelope bytes
  std::optional<Bytes> place;
  std::optional<Bytes> freshness;
  std::optional<Bytes> roots;          // root set bytes, after a root change
  std::optional<Bytes> configuration;  // envelope bytes
  std::optional<Bytes> update;         // the update machine's record
  // Orders issued until then may have been obeyed and forgotten: the journal was damaged, and made anew from what could
  // be read.
  WallTime forgotten_until{};
  WallTime time_floor{};
  std::uint64_t time_reset_sequence = 0;  // of the last one obeyed
  std::uint64_t sequence_reserved = 0;    // every sequence number below may have been used
  std::uint64_t refused_total = 0;
  bool operator==(const JournalSnapshot&) const = default;
};

struct PutOrder {
  StoredOrder order;
};
struct PutStage {
  Digest order;
  StoredOccurrence occurrence;
};
struct RemoveOrder {
  Digest order;
};
struct PutReceipt {
  StoredReceipt receipt;
};  // the same digest again: no change
struct MarkTaken {
  std::vector<Digest> receipts;
};
struct RemoveReceipts {
  std::vector<Digest> receipts;
};
struct PutReplay {
  StoredReplay replay;
};
struct ForgetReplays {
  WallTime until{};
  std::vector<LowWater> low_waters;
  std::vector<KeyId> issuers;  // whose own marks leave
};                             // all that expired by `until`
struct PutStop {
  StoredStop stop;
};
struct RemoveStop {
  Digest digest;
};
struct PutPlay {
  StoredPlay play;
  WallTime forget_before{};
};  // the same end of the same occurrence again: no change; older ones leave, and those beyond kMaxPlaysKept
struct PutEvent {
  StoredEvent event;
  WallTime forget_before{};
};  // the same number again: as it is now; older ones leave, and those beyond kMaxEventsKept
struct PutTrustList {
  Bytes envelope;
};
struct PutPlace {
  Bytes envelope;
};
struct PutFreshness {
  Bytes envelope;
};
struct PutRoots {
  Bytes root_set;
};
struct PutConfiguration {
  Bytes envelope;
};
struct PutUpdate {
  Bytes record;
};
struct PutForgotten {
  WallTime until{};
};
struct PutTimeFloor {
  WallTime floor{};
};
struct PutTimeReset {
  std::uint64_t sequence = 0;
};
struct PutCounters {
  std::uint64_t sequence_reserved = 0;
  std::uint64_t refused_total = 0;
};

using JournalOperation =
    std::variant<PutOrder, PutStage, RemoveOrder, PutReceipt, MarkTaken, RemoveReceipts, PutReplay, ForgetReplays,
                 PutStop, RemoveStop, PutPlay, PutEvent, PutTrustList, PutPlace, PutFreshness, PutRoots,
                 PutConfiguration, PutUpdate, PutForgotten, PutTimeFloor, PutTimeReset, PutCounters>;
using JournalWrite = std::vector<JournalOperation>;

}  // namespace tongluo::terminal
