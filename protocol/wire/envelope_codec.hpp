#pragma once
// Envelope bytes, PROTOCOL.md section 6. Limits: kMaxPayloadBytes, kMaxSignatures, kMaxSignatureBytes.
// Parsing checks form only; protocol/sign verifies.

#include "protocol/base/envelope.hpp"
#include "protocol/wire/wire_error.hpp"

namespace tongluo::wire {

// For files and stored rows. Canonical: parse_envelope(serialize(e)) == e, and the other way round.
WireResult<Envelope> parse_envelope(ByteView bytes);
Bytes serialize(const Envelope& envelope);

}  // namespace tongluo::wire
