#include "protocol/wire/codec.hpp"
#include "protocol/wire/envelope_proto.hpp"
#include "protocol/wire/message_proto.hpp"

namespace tongluo::wire {
namespace {

std::uint32_t count_of(milliseconds value) { return static_cast<std::uint32_t>(value.count()); }

template <class Enum>
std::uint32_t number_of(Enum value) {
  return static_cast<std::uint32_t>(value);
}

}  // namespace

void write(const Hello& value, v1::Message& proto) {
  v1::Hello& out = *proto.mutable_hello();
  out.set_protocol_major(value.protocol_major);
  out.set_protocol_minor(value.protocol_minor);
  out.set_terminal_id(value.terminal.text());
  out.set_firmware(value.firmware);
  for (const std::string& capability : value.capabilities) out.add_capabilities(capability);
  out.set_boot_id(raw_octets(value.boot_id));
  out.set_clock_us(to_us(value.clock));
  out.set_clock_synchronised(value.clock_synchronised);
  for (const Digest& clip : value.cached_clips) out.add_cached_clips(raw_octets(clip));
  out.set_unacknowledged_receipts(value.unacknowledged_receipts);
  out.set_trust_list_version(value.trust_list_version);
  out.set_place_version(value.place_version);
  out.set_time_nonce(raw_octets(value.time_nonce));
  out.set_configuration_version(value.configuration_version);
  for (const PartialClip& partial : value.partial_clips) {
    v1::PartialClip& added = *out.add_partial_clips();
    added.set_clip(raw_octets(partial.clip));
    added.set_first_missing(partial.first_missing);
  }
}

void write(const Welcome& value, v1::Message& proto) {
  v1::Welcome& out = *proto.mutable_welcome();
  out.set_gateway_epoch(value.gateway_epoch);
  out.set_server_time_us(to_us(value.server_time));
  out.set_heartbeat_interval_ms(count_of(value.heartbeat_interval));
  out.set_media_endpoint(value.media_endpoint);
  out.set_media_token(raw(value.media_token));
  if (value.time_statement) write_envelope(*value.time_statement, *out.mutable_time_statement());
}

void write(const SignedObject& value, v1::Message& proto) {
  write_envelope(value.envelope, *proto.mutable_signed_object()->mutable_envelope());
}

void write(const OrderDelivery& value, v1::Message& proto) {
  v1::OrderDelivery& out = *proto.mutable_order();
  write_envelope(value.envelope, *out.mutable_envelope());
  out.set_gateway_epoch(value.gateway_epoch);
  out.set_start_at_us(to_us(value.start_at));
}

void write(const ClipManifestPush& value, v1::Message& proto) {
  proto.mutable_clip_manifest()->set_clip(raw_octets(value.clip));
  proto.mutable_clip_manifest()->set_manifest(raw(value.manifest));
}

void write(const ClipRequest& value, v1::Message& proto) {
  v1::ClipRequest& out = *proto.mutable_clip_request();
  out.set_clip(raw_octets(value.clip));
  out.set_want_manifest(value.want_manifest);
  out.set_first_chunk(value.first_chunk);
  out.set_chunk_count(value.chunk_count);
}

void write(const ClipChunk& value, v1::Message& proto) {
  v1::ClipChunk& out = *proto.mutable_clip_chunk();
  out.set_clip(raw_octets(value.clip));
  out.set_index(value.index);
  out.set_data(raw(value.data));
}

void write(const ClipUnavailable& value, v1::Message& proto) {
  proto.mutable_clip_unavailable()->set_clip(raw_octets(value.clip));
}

void write(const ReceiptReport& value, v1::Message& proto) {
  write_envelope(value.envelope, *proto.mutable_receipt()->mutable_envelope());
}

void write(const ReceiptTaken& value, v1::Message& proto) {
  v1::ReceiptTaken& out = *proto.mutable_receipt_taken();
  for (const Digest& receipt : value.receipts) out.add_receipts(raw_octets(receipt));
}

void write(const Heartbeat& value, v1::Message& proto) {
  v1::Heartbeat& out = *proto.mutable_heartbeat();
  out.set_sequence(value.sequence);
  out.set_sent_at_us(to_us(value.sent_at));
  out.set_state(number_of(value.state));
  out.set_unacknowledged_receipts(value.unacknowledged_receipts);
  out.set_refused_total(value.refused_total);
  if (value.playing_order) out.set_playing_order(raw_octets(*value.playing_order));
  if (value.modem) {
    out.mutable_modem()->set_iccid(value.modem->iccid);
    out.mutable_modem()->set_imsi(value.modem->imsi);
    out.mutable_modem()->set_operator_name(value.modem->operator_name);
  }
  if (value.status == StatusDelta{}) return;
  v1::StatusDelta& status = *out.mutable_status();
  status.set_base(value.status.base);
  status.set_set(value.status.set);
  status.set_gone(value.status.gone);
  status.mutable_values()->Add(value.status.values.begin(), value.status.values.end());
}

void write(const HeartbeatSeen& value, v1::Message& proto) {
  v1::HeartbeatSeen& out = *proto.mutable_heartbeat_seen();
  out.set_sequence(value.sequence);
  out.set_sent_at_us(to_us(value.sent_at));
  out.set_received_at_us(to_us(value.received_at));
  out.set_replied_at_us(to_us(value.replied_at));
  out.set_heartbeat_interval_ms(count_of(value.heartbeat_interval));
}

void write(const Event& value, v1::Message& proto) {
  v1::Event& out = *proto.mutable_event();
  out.set_kind(number_of(value.kind));
  out.set_at_us(to_us(value.at));
  out.set_detail(value.detail);
  if (value.subject) out.set_subject(raw_octets(*value.subject));
  out.set_refusal(number_of(value.refusal));
  out.set_count(value.count);
  out.set_ended(value.ended);
}

void write(const CommandResult& value, v1::Message& proto) {
  v1::CommandResult& out = *proto.mutable_command_result();
  out.set_command(raw_octets(value.command));
  out.set_status(number_of(value.status));
  out.set_detail(value.detail);
  out.set_refusal(number_of(value.refusal));
  out.set_part(value.part);
  out.set_parts(value.parts);
  out.set_data(raw(value.data));
}

void write(const UpdateProgress& value, v1::Message& proto) {
  v1::UpdateProgress& out = *proto.mutable_update_progress();
  out.set_release(raw_octets(value.release));
  out.set_state(value.state);
  out.set_percent(value.percent);
  out.set_detail(value.detail);
}

void write(const GoAway& value, v1::Message& proto) {
  v1::GoAway& out = *proto.mutable_go_away();
  out.set_reason(number_of(value.reason));
  out.set_reconnect_min_ms(count_of(value.reconnect_min));
  out.set_reconnect_max_ms(count_of(value.reconnect_max));
  out.set_lowest_major(value.lowest_major);
  out.set_highest_major(value.highest_major);
}

void write(const LiveRequest& value, v1::Message& proto) {
  v1::LiveRequest& out = *proto.mutable_live_request();
  out.set_stream_id(value.stream_id);
  out.set_wanted(value.wanted);
}

void write(const LivePackets& value, v1::Message& proto) {
  v1::LivePackets& out = *proto.mutable_live_packets();
  out.set_stream_id(value.stream_id);
  out.set_packets(raw(value.packets));
}

void write(const ImageRequest& value, v1::Message& proto) {
  v1::ImageRequest& out = *proto.mutable_image_request();
  out.set_release(raw_octets(value.release));
  out.set_offset(value.offset);
  out.set_bytes(value.bytes);
}

void write(const ImageChunk& value, v1::Message& proto) {
  v1::ImageChunk& out = *proto.mutable_image_chunk();
  out.set_release(raw_octets(value.release));
  out.set_offset(value.offset);
  out.set_data(raw(value.data));
}

void write(const ImageUnavailable& value, v1::Message& proto) {
  proto.mutable_image_unavailable()->set_release(raw_octets(value.release));
}

}  // namespace tongluo::wire
