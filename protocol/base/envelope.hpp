#pragma once
// The signed envelope (DSSE-like), PROTOCOL.md section 6. The payload stays opaque until its signatures are verified;
// an object's identity is the digest of its payload, never of its signatures.

#include <cstdint>
#include <string_view>
#include <vector>

#include "protocol/base/bytes.hpp"
#include "protocol/base/identifiers.hpp"
#include "protocol/base/vocabulary.hpp"

namespace tongluo {

enum class PayloadType : std::uint8_t {
  unspecified = 0,
  trust_list = 1,
  freshness = 2,
  place_record = 3,
  order = 4,
  cancel = 5,
  stop_all = 6,
  receipt = 7,
  time_statement = 8,
  configuration = 9,
  command = 10,
  release_manifest = 11,
  time_reset = 12,  // lowers a terminal's time floor; signed by the roots
  audit_head = 13,  // the newest entry of the controller's audit chain
};
constexpr std::uint8_t kLastPayloadType = 13;

struct Signature {
  KeyId key_id;
  Algorithm algorithm = Algorithm::unspecified;
  Bytes octets;
  bool operator==(const Signature&) const = default;
};

struct Envelope {
  PayloadType type = PayloadType::unspecified;
  Bytes payload;
  std::vector<Signature> signatures;
  bool operator==(const Envelope&) const = default;
};

}  // namespace tongluo
