#pragma once
// Plain structs for those who look: the HTTP layer, tests, the simulator's checkers. Pure values.

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "protocol/base/digest.hpp"
#include "protocol/base/envelope.hpp"
#include "protocol/base/identifiers.hpp"
#include "protocol/base/result.hpp"
#include "protocol/base/time.hpp"
#include "protocol/base/vocabulary.hpp"

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
  std::vector<DraftItem> items;
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
  Nonce nonce;  // random, from the caller
};

enum class PrepareFault : std::uint8_t {
  missing,           // the field must be there and is not: no class, level, target or item
  unknown_area,      // not an area code, or no terminal lies in it
  unknown_terminal,  // no place record names it
  unknown_clip,      // the controller does not hold it
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
struct PreparedOrder {
  Bytes payload;  // exactly what is to be signed
  Digest digest;
  std::vector<AddressedTerminal> addressed;  // in the order of their ids
  milliseconds longest_sound{};
};

// ---- orders ----
enum class OrderState : std::uint8_t { running, completed, expired };
std::string_view to_string(OrderState state);

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
  OutcomeCounts counts;
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
struct OrderDetail {
  OrderSummary summary;
  std::vector<TerminalOutcome> terminals;  // by terminal id, then occurrence
};
struct OrderPage {
  std::vector<OrderSummary> orders;  // newest first
  std::optional<Digest> next;        // pass as `before` for the next page
};

struct OrderExport {
  Bytes roots;
  Bytes trust_list;             // envelope
  Bytes order;                  // envelope
  std::vector<Bytes> receipts;  // envelopes
  std::map<TerminalId, Bytes> certificates;
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
};
struct TerminalPage {
  std::vector<TerminalView> terminals;  // by id
  std::optional<TerminalId> next;       // pass as `after` for the next page
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
};

struct Counters {
  std::uint64_t hellos = 0, not_enrolled = 0, bad_certificates = 0, sessions_replaced = 0, clone_alarms = 0;
  std::uint64_t orders_issued = 0, orders_rejected = 0, orders_delivered = 0, orders_evicted = 0;
  std::uint64_t receipts_taken = 0, receipts_repeated = 0, receipts_foreign = 0, receipts_dropped = 0;
  std::uint64_t receipts_malformed = 0, receipts_bad_signature = 0, receipts_out_of_bounds = 0;
  std::uint64_t finals = 0, disputed = 0, unreachable_marked = 0, unreachable_corrected = 0;
  std::uint64_t persist_failures = 0, persist_retries = 0, sent_away_busy = 0, refusals_forgotten = 0;
  std::uint64_t clip_pushes = 0, clip_requests = 0, clips_unavailable = 0, clip_waiters_dropped = 0;
  std::uint64_t heartbeats = 0, events = 0, unexpected_messages = 0;
};

}  // namespace tongluo::controller
