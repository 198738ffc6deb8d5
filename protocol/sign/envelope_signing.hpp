#pragma once
// What a signature covers, PROTOCOL.md section 6:
//
//   "TONGLUO-ENVELOPE-V1" 0x00 | deployment id (32) | type (1) | payload length (8, big-endian) | payload
//
// Pure, but for OpenSSL underneath.

#include "protocol/base/digest.hpp"
#include "protocol/base/envelope.hpp"
#include "protocol/sign/keys.hpp"

namespace tongluo::sign {

Bytes signed_bytes(const Digest& deployment, PayloadType type, ByteView payload);

// Adds one signature. A second signature by the same key replaces the first.
Result<void, KeyFault> add_signature(Envelope& envelope, const Digest& deployment, const Signer& signer);

// True if `signature` (found in the envelope) verifies under `key`; algorithm and key id must agree with the key.
bool verify_signature(const Envelope& envelope, const Digest& deployment, const Signature& signature,
                      const PublicKey& key);

// The payload's digest: the object's identity.
Digest identity(const Envelope& envelope);

}  // namespace tongluo::sign
