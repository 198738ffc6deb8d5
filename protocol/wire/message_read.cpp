#include <bit>

#include "protocol/wire/codec.hpp"
#include "protocol/wire/envelope_proto.hpp"
#include "protocol/wire/message_proto.hpp"

namespace tongluo::wire {
namespace {

constexpr auto kLongestInterval = std::chrono::hours(1);
constexpr std::size_t kMaxTokenBytes = 64;

std::vector<Digest> read_digests(const google::protobuf::RepeatedPtrField<std::string>& protos, std::size_t limit,
                                 std::string_view field, FieldReader& fields) {
  std::vector<Digest> digests;
  fields.at_most(static_cast<std::size_t>(protos.size()), limit, field);
  if (fields.failed()) return digests;
  for (const std::string& proto : protos) digests.push_back(fields.digest(proto, field));
  return digests;
}

// Every bit of `set` has its value, and no field is both set and gone.
StatusDelta read_status(const v1::StatusDelta& proto, FieldReader& fields) {
  StatusDelta delta{.base = proto.base(), .set = proto.set(), .gone = proto.gone(), .values = {}};
  const bool counted = std::popcount(delta.set) == proto.values_size();
  fields.require(counted && (delta.set & delta.gone) == 0, WireFault::bad_value, "heartbeat.status");
  if (counted)
    delta.values.assign(proto.values().begin(), proto.values().end());
  else
    delta.set = 0;
  return delta;
}

ModemIdentity read_modem(const v1::ModemIdentity& proto, FieldReader& fields) {
  return {fields.text(proto.iccid(), "heartbeat.modem.iccid", kMaxModemText),
          fields.text(proto.imsi(), "heartbeat.modem.imsi", kMaxModemText),
          fields.text(proto.operator_name(), "heartbeat.modem.operator_name", kMaxModemText)};
}

}  // namespace

Hello read(const v1::Hello& proto, FieldReader& fields) {
  Hello hello{.terminal = fields.terminal(proto.terminal_id(), "hello.terminal_id")};
  hello.protocol_major = proto.protocol_major();
  hello.protocol_minor = proto.protocol_minor();
  hello.firmware = fields.text(proto.firmware(), "hello.firmware");
  fields.at_most(static_cast<std::size_t>(proto.capabilities_size()), limits::kMaxCapabilities, "hello.capabilities");
  if (fields.failed()) return hello;
  for (const std::string& capability : proto.capabilities())
    hello.capabilities.push_back(fields.text(capability, "hello.capabilities"));
  hello.boot_id = fields.nonce(proto.boot_id(), "hello.boot_id");
  hello.clock = fields.optional_time(proto.clock_us(), "hello.clock_us");
  hello.clock_synchronised = proto.clock_synchronised();
  hello.cached_clips = read_digests(proto.cached_clips(), limits::kMaxCachedClipsInHello, "hello.cached_clips", fields);
  hello.unacknowledged_receipts = proto.unacknowledged_receipts();
  hello.trust_list_version = proto.trust_list_version();
  hello.place_version = proto.place_version();
  hello.time_nonce = fields.nonce(proto.time_nonce(), "hello.time_nonce");
  hello.configuration_version = proto.configuration_version();
  fields.at_most(static_cast<std::size_t>(proto.partial_clips_size()), limits::kMaxPartialClipsInHello,
                 "hello.partial_clips");
  if (fields.failed()) return hello;
  for (const v1::PartialClip& partial : proto.partial_clips())
    hello.partial_clips.push_back({fields.digest(partial.clip(), "hello.partial_clips"), partial.first_missing()});
  return hello;
}

Welcome read(const v1::Welcome& proto, FieldReader& fields) {
  Welcome welcome;
  welcome.gateway_epoch = proto.gateway_epoch();
  welcome.server_time = fields.optional_time(proto.server_time_us(), "welcome.server_time_us");
  welcome.heartbeat_interval =
      fields.duration(proto.heartbeat_interval_ms(), "welcome.heartbeat_interval_ms", kLongestInterval);
  welcome.media_endpoint = fields.text(proto.media_endpoint(), "welcome.media_endpoint");
  welcome.media_token = fields.bytes(proto.media_token(), "welcome.media_token", kMaxTokenBytes);
  if (proto.has_time_statement()) welcome.time_statement = read_envelope(proto.time_statement(), fields);
  return welcome;
}

SignedObject read(const v1::SignedObject& proto, FieldReader& fields) {
  return {read_envelope(proto.envelope(), fields)};
}

OrderDelivery read(const v1::OrderDelivery& proto, FieldReader& fields) {
  OrderDelivery delivery;
  delivery.envelope = read_envelope(proto.envelope(), fields);
  delivery.gateway_epoch = proto.gateway_epoch();
  delivery.start_at = fields.optional_time(proto.start_at_us(), "order.start_at_us");
  return delivery;
}

ClipManifestPush read(const v1::ClipManifestPush& proto, FieldReader& fields) {
  return {fields.digest(proto.clip(), "clip_manifest.clip"),
          fields.bytes(proto.manifest(), "clip_manifest.manifest", limits::kMaxPayloadBytes)};
}

ClipRequest read(const v1::ClipRequest& proto, FieldReader& fields) {
  ClipRequest request;
  request.clip = fields.digest(proto.clip(), "clip_request.clip");
  request.want_manifest = proto.want_manifest();
  request.first_chunk = proto.first_chunk();
  request.chunk_count = proto.chunk_count();
  fields.at_most(request.first_chunk, limits::kMaxClipChunks, "clip_request.first_chunk");
  fields.at_most(request.chunk_count, limits::kMaxChunkRangePerRequest, "clip_request.chunk_count");
  return request;
}

ClipChunk read(const v1::ClipChunk& proto, FieldReader& fields) {
  ClipChunk chunk;
  chunk.clip = fields.digest(proto.clip(), "clip_chunk.clip");
  chunk.index = proto.index();
  fields.at_most(chunk.index, limits::kMaxClipChunks - 1, "clip_chunk.index");
  chunk.data = fields.bytes(proto.data(), "clip_chunk.data", limits::kClipChunkBytes);
  fields.require(!proto.data().empty(), WireFault::missing_field, "clip_chunk.data");
  return chunk;
}

ClipUnavailable read(const v1::ClipUnavailable& proto, FieldReader& fields) {
  return {fields.digest(proto.clip(), "clip_unavailable.clip")};
}

ReceiptReport read(const v1::ReceiptReport& proto, FieldReader& fields) {
  return {read_envelope(proto.envelope(), fields)};
}

ReceiptTaken read(const v1::ReceiptTaken& proto, FieldReader& fields) {
  return {read_digests(proto.receipts(), limits::kMaxDigestsInTaken, "receipt_taken.receipts", fields)};
}

Heartbeat read(const v1::Heartbeat& proto, FieldReader& fields) {
  Heartbeat heartbeat;
  heartbeat.sequence = proto.sequence();
  heartbeat.sent_at = fields.optional_time(proto.sent_at_us(), "heartbeat.sent_at_us");
  heartbeat.state = fields.enumeration(proto.state(), TerminalState::degraded, "heartbeat.state");
  heartbeat.unacknowledged_receipts = proto.unacknowledged_receipts();
  heartbeat.refused_total = proto.refused_total();
  heartbeat.playing_order = fields.optional_digest(proto.playing_order(), "heartbeat.playing_order");
  heartbeat.status = read_status(proto.status(), fields);
  if (proto.has_modem()) heartbeat.modem = read_modem(proto.modem(), fields);
  return heartbeat;
}

HeartbeatSeen read(const v1::HeartbeatSeen& proto, FieldReader& fields) {
  HeartbeatSeen seen;
  seen.sequence = proto.sequence();
  seen.sent_at = fields.optional_time(proto.sent_at_us(), "heartbeat_seen.sent_at_us");
  seen.received_at = fields.optional_time(proto.received_at_us(), "heartbeat_seen.received_at_us");
  seen.replied_at = fields.optional_time(proto.replied_at_us(), "heartbeat_seen.replied_at_us");
  seen.heartbeat_interval =
      fields.duration(proto.heartbeat_interval_ms(), "heartbeat_seen.heartbeat_interval_ms", kLongestInterval);
  return seen;
}

Event read(const v1::Event& proto, FieldReader& fields) {
  Event event;
  // A newer terminal may tell what this reader has no word for: the whole message is ignored and counted.
  fields.require(proto.kind() <= static_cast<std::uint32_t>(kLastEventKind), WireFault::unknown_type, "event.kind");
  if (fields.failed()) return event;
  event.kind = fields.enumeration(proto.kind(), kLastEventKind, "event.kind");
  event.at = fields.optional_time(proto.at_us(), "event.at_us");
  event.detail = fields.text(proto.detail(), "event.detail");
  event.subject = fields.optional_digest(proto.subject(), "event.subject");
  event.refusal = fields.optional_enumeration(proto.refusal(), kLastRefusal, "event.refusal");
  event.count = proto.count();
  event.ended = proto.ended();
  return event;
}

CommandResult read(const v1::CommandResult& proto, FieldReader& fields) {
  CommandResult result;
  result.command = fields.digest(proto.command(), "command_result.command");
  result.status = fields.enumeration(proto.status(), kLastCommandStatus, "command_result.status");
  result.detail = fields.text(proto.detail(), "command_result.detail");
  result.refusal = fields.optional_enumeration(proto.refusal(), kLastRefusal, "command_result.refusal");
  result.part = proto.part();
  result.parts = proto.parts();
  const bool counted = result.part >= 1 && result.part <= result.parts && result.parts <= limits::kMaxResultParts;
  fields.require(counted, WireFault::bad_value, "command_result.part");
  result.data = fields.bytes(proto.data(), "command_result.data", limits::kMaxResultPart);
  return result;
}

UpdateProgress read(const v1::UpdateProgress& proto, FieldReader& fields) {
  return {fields.digest(proto.release(), "update_progress.release"), proto.state(), proto.percent(),
          fields.text(proto.detail(), "update_progress.detail")};
}

GoAway read(const v1::GoAway& proto, FieldReader& fields) {
  GoAway away;
  away.reason = fields.optional_enumeration(proto.reason(), GoAwayReason::not_enrolled, "go_away.reason");
  away.reconnect_min = fields.duration(proto.reconnect_min_ms(), "go_away.reconnect_min_ms", kLongestInterval);
  away.reconnect_max = fields.duration(proto.reconnect_max_ms(), "go_away.reconnect_max_ms", kLongestInterval);
  fields.require(away.reconnect_min <= away.reconnect_max, WireFault::bad_value, "go_away.reconnect_max_ms");
  away.lowest_major = proto.lowest_major();
  away.highest_major = proto.highest_major();
  return away;
}

LiveRequest read(const v1::LiveRequest& proto, FieldReader& fields) {
  fields.require(proto.stream_id() != 0, WireFault::missing_field, "live_request.stream_id");
  return {proto.stream_id(), proto.wanted()};
}

LivePackets read(const v1::LivePackets& proto, FieldReader& fields) {
  fields.require(proto.stream_id() != 0, WireFault::missing_field, "live_packets.stream_id");
  return {proto.stream_id(), fields.bytes(proto.packets(), "live_packets.packets", limits::kMaxLivePacketsBytes)};
}

ImageRequest read(const v1::ImageRequest& proto, FieldReader& fields) {
  const ImageRequest request{fields.digest(proto.release(), "image_request.release"), proto.offset(), proto.bytes()};
  fields.require(request.bytes != 0, WireFault::missing_field, "image_request.bytes");
  fields.require(request.bytes <= limits::kImageBlockBytes, WireFault::bad_value, "image_request.bytes");
  fields.require(request.offset < limits::kMaxImageBytes, WireFault::bad_value, "image_request.offset");
  return request;
}

ImageChunk read(const v1::ImageChunk& proto, FieldReader& fields) {
  fields.require(!proto.data().empty(), WireFault::missing_field, "image_chunk.data");
  fields.require(proto.offset() < limits::kMaxImageBytes, WireFault::bad_value, "image_chunk.offset");
  return {fields.digest(proto.release(), "image_chunk.release"), proto.offset(),
          fields.bytes(proto.data(), "image_chunk.data", limits::kMaxImageChunkBytes)};
}

ImageUnavailable read(const v1::ImageUnavailable& proto, FieldReader& fields) {
  return {fields.digest(proto.release(), "image_unavailable.release")};
}

}  // namespace tongluo::wire
