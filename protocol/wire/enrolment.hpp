#pragma once
// The three messages of the enrolment listener, PROTOCOL.md section 12. Unsigned: what is worth believing in them is
// proved by the claim code's anchor, by TLS, and by the certificate request's own signature. Each is one frame (section
// 3).

#include <optional>
#include <string>

#include "protocol/base/bytes.hpp"
#include "protocol/base/identifiers.hpp"
#include "protocol/base/time.hpp"
#include "protocol/wire/wire_error.hpp"

namespace tongluo::wire {

struct EnrolOffer {
  Bytes root_set;   // as the terminal will pin it
  Bytes authority;  // of the controllers: X.509, DER
  bool operator==(const EnrolOffer&) const = default;
};

struct EnrolRequest {
  std::string secret;         // of the claim code; empty: a renewal
  Bytes certificate_request;  // PKCS#10, DER
  bool operator==(const EnrolRequest&) const = default;
};

enum class EnrolState : std::uint8_t {
  unspecified = 0,
  refused = 1,  // one answer for every wrong, used, expired or unknown code and every renewal that is none
  pending = 2,  // a person has to bind it to a place: ask again
  issued = 3,
  busy = 4,  // not looked at: ask again
};

struct EnrolReply {
  EnrolState state = EnrolState::unspecified;
  seconds retry_after{};               // of pending, busy and refused
  std::optional<TerminalId> terminal;  // exactly with issued
  Bytes certificate;                   // X.509, DER; exactly with issued
  bool operator==(const EnrolReply&) const = default;
};

WireResult<EnrolOffer> parse_enrol_offer(ByteView bytes);
WireResult<EnrolRequest> parse_enrol_request(ByteView bytes);
WireResult<EnrolReply> parse_enrol_reply(ByteView bytes);
Bytes serialize(const EnrolOffer& value);
Bytes serialize(const EnrolRequest& value);
Bytes serialize(const EnrolReply& value);

}  // namespace tongluo::wire
