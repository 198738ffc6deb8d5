#pragma once
// The order: everything that sounds, where, when and how loud, in one signed payload. PROTOCOL.md section 7.6 has the
// complete field table. Parsing refuses a missing, empty or unknown target, so that a target can never be widened by an
// error.

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "protocol/base/digest.hpp"
#include "protocol/base/identifiers.hpp"
#include "protocol/base/time.hpp"
#include "protocol/base/vocabulary.hpp"
#include "protocol/wire/wire_error.hpp"

namespace tongluo::wire {

struct Polygon {
  std::vector<Position> points;  // at least 3, not closed
  bool operator==(const Polygon&) const = default;
};
struct Circle {
  Position centre;
  std::uint32_t radius_m = 0;
  bool operator==(const Circle&) const = default;
};
using Target = std::variant<AreaCode, TerminalId, Polygon, Circle>;

// One explicit start. Numbers are unique within the order and survive an edit.
struct Occurrence {
  std::uint32_t number = 0;  // from 1
  WallTime earliest_start{};
  WallTime latest_start{};  // past it the item is dropped, not played late
  WallTime end{};           // sound stops here without being told
  bool operator==(const Occurrence&) const = default;
};

struct PlaylistItem {
  Digest clip;  // of the clip manifest
  milliseconds duration{};
  bool operator==(const PlaylistItem&) const = default;
};

struct ClipProgramme {
  std::vector<PlaylistItem> items;  // 1 to kMaxPlaylistItems, played in turn
  std::uint32_t repetitions = 1;
  milliseconds gap{};  // between repetitions, at most kMaxGap
  bool operator==(const ClipProgramme&) const = default;
};

struct LiveProgramme {
  std::uint32_t stream_id = 0;
  Algorithm key_algorithm = Algorithm::unspecified;
  Bytes stream_key;
  std::string holder;
  milliseconds max_duration{};
  milliseconds playout_delay{};
  bool operator==(const LiveProgramme&) const = default;
};
using Programme = std::variant<ClipProgramme, LiveProgramme>;

struct Order {
  std::uint32_t reader_version = 1;
  OrderClass order_class = OrderClass::unspecified;
  Level level = Level::unspecified;
  WallTime issued_at{};
  WallTime valid_from{};
  WallTime valid_until{};
  std::vector<Target> targets;
  std::vector<Occurrence> occurrences;
  Tone tone = Tone::unspecified;
  milliseconds tone_duration{};  // kMinToneDuration to kMaxToneDuration, or 0 with Tone::none
  Programme programme;
  std::uint32_t volume_percent = 0;  // 1 to 100
  InterruptRule interrupt_rule = InterruptRule::unspecified;
  std::optional<Digest> all_clear_clip;
  std::optional<Digest> supersedes;
  std::string event_code;  // five characters of the national table, or empty
  std::string headline;
  std::string language;  // BCP 47
  std::string cap_identifier;
  Nonce nonce;  // makes two equal orders two orders
  bool operator==(const Order&) const = default;
};

struct Cancel {
  std::uint32_t reader_version = 1;
  Digest order;
  WallTime issued_at{};
  Nonce nonce;
  bool operator==(const Cancel&) const = default;
};

struct StopAll {
  std::uint32_t reader_version = 1;
  std::vector<Target> targets;
  std::vector<OrderClass> order_classes;
  Level highest_level = Level::unspecified;
  WallTime issued_at{};  // acts on orders issued before it
  Nonce nonce;
  bool operator==(const StopAll&) const = default;
};

WireResult<Order> parse_order(ByteView bytes);
WireResult<Cancel> parse_cancel(ByteView bytes);
WireResult<StopAll> parse_stop_all(ByteView bytes);

Bytes serialize(const Order& value);
Bytes serialize(const Cancel& value);
Bytes serialize(const StopAll& value);

// How often the terminal speaks the drill prefix in one repetition: before each kDrillInterval of programme, begun or
// whole. None for any class but exercise.
std::uint32_t drill_prefixes(const Order& order);

// One occurrence's sound at most: tone, drill prefixes, items, repetitions and gaps (or the live limit).
milliseconds longest_sound(const Order& order);

}  // namespace tongluo::wire
