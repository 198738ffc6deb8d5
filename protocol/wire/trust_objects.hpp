#pragma once
// Root set, trust list, freshness, place record, time statement and reset, audit head: whom and what to believe.
// PROTOCOL.md sections 7.1 to 7.5, 7.10, 7.11. Each has a parse (a value or an error) and a serialize; parsing is
// canonical.

#include <optional>
#include <string>
#include <vector>

#include "protocol/base/bytes.hpp"
#include "protocol/base/digest.hpp"
#include "protocol/base/identifiers.hpp"
#include "protocol/base/time.hpp"
#include "protocol/base/vocabulary.hpp"
#include "protocol/wire/wire_error.hpp"

namespace tongluo::wire {

// Public keys are SubjectPublicKeyInfo in DER.
struct Root {
  Algorithm algorithm = Algorithm::unspecified;
  Bytes public_key;
  bool operator==(const Root&) const = default;
};

// k-of-n. The deployment id is the digest of its serialisation; the salt tells a training environment from the real
// one.
struct RootSet {
  std::uint32_t quorum = 0;
  std::vector<Root> roots;
  Bytes salt;  // 0 to 32 bytes
  // A successor keeps its deployment: the id of the first set, so that all that was signed stays valid. Both are absent
  // in the first set.
  std::optional<Digest> deployment;
  std::uint32_t version = 0;  // a successor's is one more
  bool operator==(const RootSet&) const = default;
};

struct Issuer {
  KeyId key_id;
  std::string person;  // a quorum counts persons, not keys
  Custody custody = Custody::unspecified;
  Algorithm algorithm = Algorithm::unspecified;
  Bytes public_key;
  Role role = Role::unspecified;
  OrderClass order_class =
      OrderClass::unspecified;               // exactly one for roles that issue orders, unspecified for the others
  std::vector<AreaCode> areas;               // scope; at least one
  Level highest_level = Level::unspecified;  // unspecified for roles that issue no orders
  WallTime valid_from{};
  WallTime valid_until{};
  std::uint32_t rank = 0;  // 0 is the centre; larger is nearer the village
  bool operator==(const Issuer&) const = default;
};

struct QuorumRule {
  OrderClass order_class = OrderClass::unspecified;
  Level level = Level::unspecified;
  std::uint32_t persons = 0;  // at least 1
  std::vector<Role> roles;    // whose signatures count
  bool operator==(const QuorumRule&) const = default;
};

struct TrustList {
  std::uint32_t reader_version = 1;
  std::uint64_t version = 0;  // from 1; a step of at most kMaxTrustListStep
  WallTime issued_at{};
  WallTime expires_at{};
  std::vector<Issuer> issuers;
  std::vector<QuorumRule> rules;  // a missing rule is a refusal
  std::optional<RootSet> next_roots;
  bool operator==(const TrustList&) const = default;
};

struct Freshness {
  std::uint32_t reader_version = 1;
  std::uint64_t trust_list_version = 0;
  WallTime issued_at{};
  WallTime expires_at{};
  bool operator==(const Freshness&) const = default;
};

struct PlaceRecord {
  std::uint32_t reader_version = 1;
  TerminalId terminal;
  std::uint64_t version = 0;
  WallTime issued_at{};
  AreaCode area;
  Position position;
  std::string resource_code;  // 23 digits or empty
  std::string name;
  bool operator==(const PlaceRecord&) const = default;
};

struct TimeStatement {
  std::uint32_t reader_version = 1;
  TerminalId terminal;
  Nonce nonce;
  WallTime time{};
  bool operator==(const TimeStatement&) const = default;
};

struct TimeReset {
  std::uint32_t reader_version = 1;
  TerminalId terminal;
  std::uint64_t sequence = 0;  // from 1, only rises
  WallTime floor{};
  bool operator==(const TimeReset&) const = default;
};

struct AuditHead {
  std::uint32_t reader_version = 1;
  std::uint64_t sequence = 0;
  Digest digest;
  WallTime at{};
  bool operator==(const AuditHead&) const = default;
};

WireResult<RootSet> parse_root_set(ByteView bytes);
WireResult<TrustList> parse_trust_list(ByteView bytes);
WireResult<Freshness> parse_freshness(ByteView bytes);
WireResult<PlaceRecord> parse_place_record(ByteView bytes);
WireResult<TimeStatement> parse_time_statement(ByteView bytes);
WireResult<TimeReset> parse_time_reset(ByteView bytes);
WireResult<AuditHead> parse_audit_head(ByteView bytes);

Bytes serialize(const RootSet& value);
Bytes serialize(const TrustList& value);
Bytes serialize(const Freshness& value);
Bytes serialize(const PlaceRecord& value);
Bytes serialize(const TimeStatement& value);
Bytes serialize(const TimeReset& value);
Bytes serialize(const AuditHead& value);

}  // namespace tongluo::wire
