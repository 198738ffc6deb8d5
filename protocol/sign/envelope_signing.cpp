#include "protocol/sign/envelope_signing.hpp"

#include <algorithm>
#include <string_view>

#include "protocol/sign/digest_of.hpp"

namespace tongluo::sign {
namespace {

constexpr std::string_view kContext("TONGLUO-ENVELOPE-V1\0", 20);
constexpr int kLengthBytes = 8;

}  // namespace

Bytes signed_bytes(const Digest& deployment, PayloadType type, ByteView payload) {
  Bytes bytes;
  bytes.reserve(kContext.size() + Digest::kSize + 1 + kLengthBytes + payload.size());
  const auto append = [&bytes](ByteView part) { bytes.insert(bytes.end(), part.begin(), part.end()); };
  append(as_bytes(kContext));
  append(deployment.view());
  bytes.push_back(static_cast<std::byte>(type));
  for (int shift = 8 * (kLengthBytes - 1); shift >= 0; shift -= 8)
    bytes.push_back(static_cast<std::byte>(static_cast<std::uint64_t>(payload.size()) >> shift & 0xff));
  append(payload);
  return bytes;
}

Result<void, KeyFault> add_signature(Envelope& envelope, const Digest& deployment, const Signer& signer) {
  auto octets = signer.sign(signed_bytes(deployment, envelope.type, envelope.payload));
  if (!octets) return fail(octets.error());
  Signature signature{signer.key_id(), signer.algorithm(), std::move(*octets)};
  const auto same_key = [&](const Signature& other) { return other.key_id == signature.key_id; };
  const auto place = std::ranges::find_if(envelope.signatures, same_key);
  if (place == envelope.signatures.end())
    envelope.signatures.push_back(std::move(signature));
  else
    *place = std::move(signature);
  return {};
}

bool verify_signature(const Envelope& envelope, const Digest& deployment, const Signature& signature,
                      const PublicKey& key) {
  if (signature.algorithm != key.algorithm() || signature.key_id != key.id()) return false;
  return key.verify(signed_bytes(deployment, envelope.type, envelope.payload), signature.octets);
}

Digest identity(const Envelope& envelope) { return digest_of(envelope.payload); }

}  // namespace tongluo::sign
