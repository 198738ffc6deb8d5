#include "protocol/wire/messages.hpp"

#include <array>

#include "protocol/wire/codec.hpp"
#include "protocol/wire/message_proto.hpp"

namespace tongluo::wire {
namespace {

using Body = v1::Message;

constexpr std::array<std::string_view, std::variant_size_v<Message>> kNames = {
    "hello",         "welcome",          "signed_object",    "order",         "clip_manifest", "clip_request",
    "clip_chunk",    "clip_unavailable", "receipt",          "receipt_taken", "heartbeat",     "heartbeat_seen",
    "event",         "command_result",   "update_progress",  "go_away",       "live_request",  "live_packets",
    "image_request", "image_chunk",      "image_unavailable"};

WireResult<Message> read_body(const Body& proto, FieldReader& fields) {
  switch (proto.body_case()) {
    case Body::kHello:
      return read(proto.hello(), fields);
    case Body::kWelcome:
      return read(proto.welcome(), fields);
    case Body::kSignedObject:
      return read(proto.signed_object(), fields);
    case Body::kOrder:
      return read(proto.order(), fields);
    case Body::kClipManifest:
      return read(proto.clip_manifest(), fields);
    case Body::kClipRequest:
      return read(proto.clip_request(), fields);
    case Body::kClipChunk:
      return read(proto.clip_chunk(), fields);
    case Body::kClipUnavailable:
      return read(proto.clip_unavailable(), fields);
    case Body::kReceipt:
      return read(proto.receipt(), fields);
    case Body::kReceiptTaken:
      return read(proto.receipt_taken(), fields);
    case Body::kHeartbeat:
      return read(proto.heartbeat(), fields);
    case Body::kHeartbeatSeen:
      return read(proto.heartbeat_seen(), fields);
    case Body::kEvent:
      return read(proto.event(), fields);
    case Body::kCommandResult:
      return read(proto.command_result(), fields);
    case Body::kUpdateProgress:
      return read(proto.update_progress(), fields);
    case Body::kGoAway:
      return read(proto.go_away(), fields);
    case Body::kLiveRequest:
      return read(proto.live_request(), fields);
    case Body::kLivePackets:
      return read(proto.live_packets(), fields);
    case Body::kImageRequest:
      return read(proto.image_request(), fields);
    case Body::kImageChunk:
      return read(proto.image_chunk(), fields);
    case Body::kImageUnavailable:
      return read(proto.image_unavailable(), fields);
    case Body::BODY_NOT_SET:
      break;
  }
  return fail(WireError{WireFault::unknown_type, "message"});
}

}  // namespace

WireResult<Message> parse_message(ByteView frame_body) {
  if (frame_body.size() > limits::kMaxFrameBytes) return fail(WireError{WireFault::too_long, "message"});
  Body proto;
  if (!decode(frame_body, proto)) return fail(WireError{WireFault::not_protobuf, "message"});
  FieldReader fields("message");
  WireResult<Message> message = read_body(proto, fields);
  if (fields.failed()) return fail(fields.error());
  return message;
}

Bytes serialize(const Message& message) {
  Body proto;
  std::visit([&proto](const auto& value) { write(value, proto); }, message);
  return encode(proto);
}

std::string_view name_of(const Message& message) { return kNames[message.index()]; }

}  // namespace tongluo::wire
