#include "protocol/wire/enrolment.hpp"

#include "protocol/base/enrolment_limits.hpp"
#include "protocol/wire/codec.hpp"
#include "protocol/wire/tongluo.pb.h"

namespace tongluo::wire {
namespace {

// Unknown fields are ignored, as everywhere in the unsigned layer.
template <class Proto, class Value>
WireResult<Value> read_enrolment(ByteView bytes, std::string_view name, std::size_t limit,
                                 Value (*read)(const Proto&, FieldReader&)) {
  if (bytes.size() > limit) return fail(WireError{WireFault::too_long, std::string(name)});
  Proto proto;
  if (!decode(bytes, proto)) return fail(WireError{WireFault::not_protobuf, std::string(name)});
  FieldReader fields(name);
  Value value = read(proto, fields);
  if (fields.failed()) return fail(fields.error());
  return value;
}

EnrolOffer read_offer(const v1::EnrolOffer& proto, FieldReader& fields) {
  fields.require(!proto.root_set().empty(), WireFault::missing_field, "root_set");
  fields.require(!proto.authority().empty(), WireFault::missing_field, "authority");
  return {fields.bytes(proto.root_set(), "root_set", limits::kMaxPayloadBytes),
          fields.bytes(proto.authority(), "authority", limits::kMaxCertificateBytes)};
}

EnrolRequest read_request(const v1::EnrolRequest& proto, FieldReader& fields) {
  fields.require(!proto.certificate_request().empty(), WireFault::missing_field, "certificate_request");
  return {fields.text(proto.secret(), "secret", limits::kMaxClaimSecretBytes),
          fields.bytes(proto.certificate_request(), "certificate_request", limits::kMaxCertificateBytes)};
}

EnrolReply read_reply(const v1::EnrolReply& proto, FieldReader& fields) {
  EnrolReply reply;
  reply.state = fields.enumeration(proto.state(), EnrolState::busy, "state");
  reply.retry_after = seconds(proto.retry_after_s());
  fields.require(reply.retry_after <= limits::kMaxEnrolRetry, WireFault::bad_value, "retry_after_s");
  const bool issued = reply.state == EnrolState::issued;
  fields.require(issued == !proto.terminal_id().empty(), WireFault::bad_value, "terminal_id");
  fields.require(issued == !proto.certificate().empty(), WireFault::bad_value, "certificate");
  if (issued) reply.terminal = fields.terminal(proto.terminal_id(), "terminal_id");
  reply.certificate = fields.bytes(proto.certificate(), "certificate", limits::kMaxCertificateBytes);
  return reply;
}

}  // namespace

WireResult<EnrolOffer> parse_enrol_offer(ByteView bytes) {
  return read_enrolment<v1::EnrolOffer, EnrolOffer>(bytes, "enrol_offer", limits::kMaxFrameBytes, read_offer);
}

WireResult<EnrolRequest> parse_enrol_request(ByteView bytes) {
  return read_enrolment<v1::EnrolRequest, EnrolRequest>(bytes, "enrol_request", limits::kMaxEnrolRequestBytes,
                                                        read_request);
}

WireResult<EnrolReply> parse_enrol_reply(ByteView bytes) {
  return read_enrolment<v1::EnrolReply, EnrolReply>(bytes, "enrol_reply", limits::kMaxFrameBytes, read_reply);
}

Bytes serialize(const EnrolOffer& value) {
  v1::EnrolOffer proto;
  proto.set_root_set(raw(value.root_set));
  proto.set_authority(raw(value.authority));
  return encode(proto);
}

Bytes serialize(const EnrolRequest& value) {
  v1::EnrolRequest proto;
  proto.set_secret(value.secret);
  proto.set_certificate_request(raw(value.certificate_request));
  return encode(proto);
}

Bytes serialize(const EnrolReply& value) {
  v1::EnrolReply proto;
  proto.set_state(static_cast<std::uint32_t>(value.state));
  proto.set_retry_after_s(static_cast<std::uint32_t>(value.retry_after.count()));
  if (value.terminal) proto.set_terminal_id(value.terminal->text());
  proto.set_certificate(raw(value.certificate));
  return encode(proto);
}

}  // namespace tongluo::wire
