#include "protocol/wire/envelope_codec.hpp"

#include "protocol/base/limits.hpp"
#include "protocol/wire/codec.hpp"
#include "protocol/wire/envelope_proto.hpp"

namespace tongluo::wire {

Envelope read_envelope(const v1::Envelope& proto, FieldReader& fields) {
  Envelope envelope;
  envelope.type = fields.enumeration(proto.type(), static_cast<PayloadType>(kLastPayloadType), "envelope.type");
  fields.require(!proto.payload().empty(), WireFault::missing_field, "envelope.payload");
  envelope.payload = fields.bytes(proto.payload(), "envelope.payload", limits::kMaxPayloadBytes);
  fields.at_most(static_cast<std::size_t>(proto.signatures_size()), limits::kMaxSignatures, "envelope.signatures");
  if (fields.failed()) return envelope;
  for (const v1::Signature& signature : proto.signatures()) {
    Signature& out = envelope.signatures.emplace_back();
    out.key_id = fields.key_id(signature.key_id(), "envelope.signatures.key_id");
    out.algorithm = fields.enumeration(signature.algorithm(), Algorithm::sm2_sm3, "envelope.signatures.algorithm");
    out.octets = fields.bytes(signature.signature(), "envelope.signatures.signature", limits::kMaxSignatureBytes);
  }
  return envelope;
}

void write_envelope(const Envelope& envelope, v1::Envelope& proto) {
  proto.set_type(static_cast<std::uint32_t>(envelope.type));
  proto.set_payload(raw(envelope.payload));
  for (const Signature& signature : envelope.signatures) {
    v1::Signature& out = *proto.add_signatures();
    out.set_key_id(raw_octets(signature.key_id));
    out.set_algorithm(static_cast<std::uint32_t>(signature.algorithm));
    out.set_signature(raw(signature.octets));
  }
}

WireResult<Envelope> parse_envelope(ByteView bytes) {
  if (bytes.size() > limits::kMaxFrameBytes) return fail(WireError{WireFault::too_long, "envelope"});
  v1::Envelope proto;
  if (!decode(bytes, proto)) return fail(WireError{WireFault::not_protobuf, "envelope"});
  FieldReader fields("file");
  Envelope envelope = read_envelope(proto, fields);
  if (fields.failed()) return fail(fields.error());
  if (serialize(envelope) != Bytes(bytes.begin(), bytes.end()))
    return fail(WireError{WireFault::not_canonical, "envelope"});
  return envelope;
}

Bytes serialize(const Envelope& envelope) {
  v1::Envelope proto;
  write_envelope(envelope, proto);
  return encode(proto);
}

}  // namespace tongluo::wire
