#include "protocol/wire/order.hpp"

#include <set>

#include "protocol/wire/codec.hpp"
#include "protocol/wire/target_proto.hpp"
#include "protocol/wire/tongluo.pb.h"

namespace tongluo::wire {
namespace {

constexpr auto kLongestItem = std::chrono::hours(2);
constexpr std::size_t kEventCodeLength = 5;
constexpr std::uint32_t kFullVolume = 100;

Occurrence read_occurrence(const v1::Occurrence& proto, FieldReader& fields) {
  Occurrence occurrence;
  occurrence.number = proto.number();
  fields.require(occurrence.number != 0, WireFault::missing_field, "occurrences.number");
  occurrence.earliest_start = fields.time(proto.earliest_start_us(), "occurrences.earliest_start_us");
  occurrence.latest_start = fields.time(proto.latest_start_us(), "occurrences.latest_start_us");
  occurrence.end = fields.time(proto.end_us(), "occurrences.end_us");
  fields.require(occurrence.earliest_start <= occurrence.latest_start && occurrence.latest_start < occurrence.end,
                 WireFault::bad_value, "occurrences.latest_start_us");
  return occurrence;
}

std::vector<Occurrence> read_occurrences(const v1::Order& proto, FieldReader& fields) {
  std::vector<Occurrence> occurrences;
  std::set<std::uint32_t> numbers;
  fields.require(proto.occurrences_size() > 0, WireFault::missing_field, "occurrences");
  fields.at_most(static_cast<std::size_t>(proto.occurrences_size()), limits::kMaxOccurrences, "occurrences");
  if (fields.failed()) return occurrences;
  for (const v1::Occurrence& occurrence : proto.occurrences()) {
    occurrences.push_back(read_occurrence(occurrence, fields));
    fields.require(numbers.insert(occurrence.number()).second, WireFault::bad_value, "occurrences.number");
  }
  return occurrences;
}

void read_tone(const v1::Order& proto, Order& order, FieldReader& fields) {
  order.tone = fields.enumeration(proto.tone(), Tone::chime, "tone");
  order.tone_duration = fields.duration(proto.tone_ms(), "tone_ms", limits::kMaxToneDuration);
  const bool silent = order.tone == Tone::none;
  fields.require(silent ? proto.tone_ms() == 0 : order.tone_duration >= limits::kMinToneDuration, WireFault::bad_value,
                 "tone_ms");
}

ClipProgramme read_clips(const v1::ClipProgramme& proto, FieldReader& fields) {
  ClipProgramme programme;
  fields.require(proto.items_size() > 0, WireFault::missing_field, "clips.items");
  fields.at_most(static_cast<std::size_t>(proto.items_size()), limits::kMaxPlaylistItems, "clips.items");
  fields.require(proto.repetitions() >= 1 && proto.repetitions() <= limits::kMaxRepetitions, WireFault::bad_value,
                 "clips.repetitions");
  programme.repetitions = proto.repetitions();
  programme.gap = fields.duration(proto.gap_ms(), "clips.gap_ms", limits::kMaxGap);
  if (fields.failed()) return programme;
  for (const v1::PlaylistItem& item : proto.items()) {
    fields.require(item.duration_ms() > 0, WireFault::missing_field, "clips.items.duration_ms");
    programme.items.push_back({fields.digest(item.clip(), "clips.items.clip"),
                               fields.duration(item.duration_ms(), "clips.items.duration_ms", kLongestItem)});
  }
  return programme;
}

LiveProgramme read_live(const v1::LiveProgramme& proto, FieldReader& fields) {
  LiveProgramme live;
  live.stream_id = proto.stream_id();
  fields.require(live.stream_id != 0, WireFault::missing_field, "live.stream_id");
  live.key_algorithm = fields.enumeration(proto.key_algorithm(), Algorithm::sm2_sm3, "live.key_algorithm");
  live.stream_key = fields.bytes(proto.stream_key(), "live.stream_key", limits::kMaxPublicKeyBytes);
  fields.require(!live.stream_key.empty(), WireFault::missing_field, "live.stream_key");
  live.holder = fields.text(proto.holder(), "live.holder");
  live.max_duration = fields.duration(proto.max_duration_ms(), "live.max_duration_ms", limits::kMaxLiveDuration);
  fields.require(proto.max_duration_ms() > 0, WireFault::missing_field, "live.max_duration_ms");
  live.playout_delay = fields.duration(proto.playout_delay_ms(), "live.playout_delay_ms", limits::kMaxPlayoutDelay);
  fields.require(live.playout_delay >= limits::kMinPlayoutDelay, WireFault::bad_value, "live.playout_delay_ms");
  return live;
}

Programme read_programme(const v1::Order& proto, FieldReader& fields) {
  switch (proto.programme_case()) {
    case v1::Order::kClips:
      return read_clips(proto.clips(), fields);
    case v1::Order::kLive:
      return read_live(proto.live(), fields);
    case v1::Order::PROGRAMME_NOT_SET:
      break;
  }
  fields.require(false, WireFault::missing_field, "programme");
  return ClipProgramme{};
}

void read_description(const v1::Order& proto, Order& order, FieldReader& fields) {
  order.event_code = fields.text(proto.event_code(), "event_code");
  fields.require(order.event_code.empty() || order.event_code.size() == kEventCodeLength, WireFault::bad_value,
                 "event_code");
  order.headline = fields.text(proto.headline(), "headline");
  order.language = fields.text(proto.language(), "language");
  order.cap_identifier = fields.text(proto.cap_identifier(), "cap_identifier");
}

Order read_order(const v1::Order& proto, FieldReader& fields) {
  Order order;
  fields.reader_version(proto.reader_version());
  order.reader_version = proto.reader_version();
  order.order_class = fields.enumeration(proto.order_class(), OrderClass::routine, "order_class");
  order.level = fields.enumeration(proto.level(), Level::routine, "level");
  order.issued_at = fields.time(proto.issued_at_us(), "issued_at_us");
  order.valid_from = fields.time(proto.valid_from_us(), "valid_from_us");
  order.valid_until = fields.time(proto.valid_until_us(), "valid_until_us");
  fields.require(order.valid_from < order.valid_until, WireFault::bad_value, "valid_until_us");
  order.targets = read_targets(proto.targets(), fields);
  order.occurrences = read_occurrences(proto, fields);
  read_tone(proto, order, fields);
  order.programme = read_programme(proto, fields);
  order.volume_percent = proto.volume_percent();
  fields.require(order.volume_percent >= 1 && order.volume_percent <= kFullVolume, WireFault::bad_value,
                 "volume_percent");
  order.interrupt_rule = fields.enumeration(proto.interrupt_rule(), InterruptRule::drop, "interrupt_rule");
  order.all_clear_clip = fields.optional_digest(proto.all_clear_clip(), "all_clear_clip");
  order.supersedes = fields.optional_digest(proto.supersedes(), "supersedes");
  read_description(proto, order, fields);
  order.nonce = fields.nonce(proto.nonce(), "nonce");
  return order;
}

void write_programme(const ClipProgramme& programme, v1::Order& proto) {
  v1::ClipProgramme& out = *proto.mutable_clips();
  for (const PlaylistItem& item : programme.items) {
    v1::PlaylistItem& item_out = *out.add_items();
    item_out.set_clip(raw_octets(item.clip));
    item_out.set_duration_ms(static_cast<std::uint32_t>(item.duration.count()));
  }
  out.set_repetitions(programme.repetitions);
  out.set_gap_ms(static_cast<std::uint32_t>(programme.gap.count()));
}

void write_programme(const LiveProgramme& live, v1::Order& proto) {
  v1::LiveProgramme& out = *proto.mutable_live();
  out.set_stream_id(live.stream_id);
  out.set_key_algorithm(static_cast<std::uint32_t>(live.key_algorithm));
  out.set_stream_key(raw(live.stream_key));
  out.set_holder(live.holder);
  out.set_max_duration_ms(static_cast<std::uint32_t>(live.max_duration.count()));
  out.set_playout_delay_ms(static_cast<std::uint32_t>(live.playout_delay.count()));
}

void write_times(const Order& value, v1::Order& proto) {
  proto.set_issued_at_us(to_us(value.issued_at));
  proto.set_valid_from_us(to_us(value.valid_from));
  proto.set_valid_until_us(to_us(value.valid_until));
  for (const Occurrence& occurrence : value.occurrences) {
    v1::Occurrence& out = *proto.add_occurrences();
    out.set_number(occurrence.number);
    out.set_earliest_start_us(to_us(occurrence.earliest_start));
    out.set_latest_start_us(to_us(occurrence.latest_start));
    out.set_end_us(to_us(occurrence.end));
  }
}

// Of one repetition: the items in turn, or the live limit.
milliseconds programme_of(const Order& order) {
  if (const auto* live = std::get_if<LiveProgramme>(&order.programme)) return live->max_duration;
  milliseconds total{};
  for (const PlaylistItem& item : std::get<ClipProgramme>(order.programme).items) total += item.duration;
  return total;
}

}  // namespace

WireResult<Order> parse_order(ByteView bytes) { return parse_canonical<Order, v1::Order>(bytes, "order", read_order); }

Bytes serialize(const Order& value) {
  v1::Order proto;
  proto.set_reader_version(value.reader_version);
  proto.set_order_class(static_cast<std::uint32_t>(value.order_class));
  proto.set_level(static_cast<std::uint32_t>(value.level));
  write_times(value, proto);
  write_targets(value.targets, *proto.mutable_targets());
  proto.set_tone(static_cast<std::uint32_t>(value.tone));
  proto.set_tone_ms(static_cast<std::uint32_t>(value.tone_duration.count()));
  std::visit([&proto](const auto& programme) { write_programme(programme, proto); }, value.programme);
  proto.set_volume_percent(value.volume_percent);
  proto.set_interrupt_rule(static_cast<std::uint32_t>(value.interrupt_rule));
  if (value.all_clear_clip) proto.set_all_clear_clip(raw_octets(*value.all_clear_clip));
  if (value.supersedes) proto.set_supersedes(raw_octets(*value.supersedes));
  proto.set_event_code(value.event_code);
  proto.set_headline(value.headline);
  proto.set_language(value.language);
  proto.set_cap_identifier(value.cap_identifier);
  proto.set_nonce(raw_octets(value.nonce));
  return encode(proto);
}

std::uint32_t drill_prefixes(const Order& order) {
  if (order.order_class != OrderClass::exercise) return 0;
  const milliseconds interval = limits::kDrillInterval;
  return static_cast<std::uint32_t>((programme_of(order) + interval - milliseconds(1)) / interval);
}

milliseconds longest_sound(const Order& order) {
  const milliseconds once = order.tone_duration + limits::kDrillPrefix * drill_prefixes(order) + programme_of(order);
  const auto* clips = std::get_if<ClipProgramme>(&order.programme);
  return clips == nullptr ? once : once * clips->repetitions + clips->gap * (clips->repetitions - 1);
}

}  // namespace tongluo::wire
