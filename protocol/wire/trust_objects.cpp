#include "protocol/wire/trust_objects.hpp"

#include <algorithm>

#include "protocol/wire/codec.hpp"
#include "protocol/wire/tongluo.pb.h"

namespace tongluo::wire {
namespace {

constexpr std::size_t kMaxSaltBytes = 32;
constexpr std::size_t kMaxPersonBytes = 64;
constexpr std::size_t kResourceCodeDigits = 23;
constexpr std::uint32_t kMaxPersonsPerRule = 8;

RootSet read_root_set(const v1::RootSet& proto, FieldReader& fields) {
  RootSet set;
  fields.at_most(static_cast<std::size_t>(proto.roots_size()), limits::kMaxRoots, "roots");
  fields.require(proto.quorum() >= 1 && proto.quorum() <= static_cast<std::uint32_t>(proto.roots_size()),
                 WireFault::bad_value, "quorum");
  if (fields.failed()) return set;
  set.quorum = proto.quorum();
  for (const v1::Root& root : proto.roots()) {
    fields.require(!root.public_key().empty(), WireFault::missing_field, "roots.public_key");
    set.roots.push_back({fields.enumeration(root.algorithm(), Algorithm::sm2_sm3, "roots.algorithm"),
                         fields.bytes(root.public_key(), "roots.public_key", limits::kMaxPublicKeyBytes)});
  }
  set.salt = fields.bytes(proto.salt(), "salt", kMaxSaltBytes);
  set.deployment = fields.optional_digest(proto.deployment(), "deployment");
  set.version = proto.version();
  fields.require(set.deployment.has_value() == (set.version != 0), WireFault::bad_value, "version");
  return set;
}

void write_root_set(const RootSet& set, v1::RootSet& proto) {
  proto.set_quorum(set.quorum);
  for (const Root& root : set.roots) {
    v1::Root& out = *proto.add_roots();
    out.set_algorithm(static_cast<std::uint32_t>(root.algorithm));
    out.set_public_key(raw(root.public_key));
  }
  proto.set_salt(raw(set.salt));
  if (set.deployment) proto.set_deployment(raw_octets(*set.deployment));
  proto.set_version(set.version);
}

bool issues_orders(Role role) {
  return role == Role::dispatch || role == Role::announce || role == Role::exercise || role == Role::relay;
}

Issuer read_issuer(const v1::Issuer& proto, FieldReader& fields) {
  Issuer issuer;
  issuer.key_id = fields.key_id(proto.key_id(), "issuers.key_id");
  issuer.person = fields.text(proto.person(), "issuers.person", kMaxPersonBytes);
  fields.require(!issuer.person.empty(), WireFault::missing_field, "issuers.person");
  issuer.custody = fields.enumeration(proto.custody(), Custody::controller, "issuers.custody");
  issuer.algorithm = fields.enumeration(proto.algorithm(), Algorithm::sm2_sm3, "issuers.algorithm");
  issuer.public_key = fields.bytes(proto.public_key(), "issuers.public_key", limits::kMaxPublicKeyBytes);
  issuer.role = fields.enumeration(proto.role(), Role::time, "issuers.role");
  issuer.order_class = fields.optional_enumeration(proto.order_class(), OrderClass::routine, "issuers.order_class");
  issuer.highest_level = fields.optional_enumeration(proto.highest_level(), Level::routine, "issuers.highest_level");
  fields.require(!issues_orders(issuer.role) || issuer.order_class != OrderClass::unspecified, WireFault::missing_field,
                 "issuers.order_class");
  fields.require((issuer.order_class == OrderClass::unspecified) == (issuer.highest_level == Level::unspecified),
                 WireFault::bad_value, "issuers.highest_level");
  fields.at_most(static_cast<std::size_t>(proto.areas_size()), limits::kMaxIssuerAreas, "issuers.areas");
  fields.require(proto.areas_size() > 0, WireFault::missing_field, "issuers.areas");
  if (fields.failed()) return issuer;
  for (const std::uint64_t area : proto.areas()) issuer.areas.push_back(fields.area(area, "issuers.areas"));
  issuer.valid_from = fields.time(proto.valid_from_us(), "issuers.valid_from_us");
  issuer.valid_until = fields.time(proto.valid_until_us(), "issuers.valid_until_us");
  fields.require(issuer.valid_from < issuer.valid_until, WireFault::bad_value, "issuers.valid_until_us");
  issuer.rank = proto.rank();
  return issuer;
}

void write_issuer(const Issuer& issuer, v1::Issuer& proto) {
  proto.set_key_id(raw_octets(issuer.key_id));
  proto.set_person(issuer.person);
  proto.set_custody(static_cast<std::uint32_t>(issuer.custody));
  proto.set_algorithm(static_cast<std::uint32_t>(issuer.algorithm));
  proto.set_public_key(raw(issuer.public_key));
  proto.set_role(static_cast<std::uint32_t>(issuer.role));
  proto.set_order_class(static_cast<std::uint32_t>(issuer.order_class));
  for (const AreaCode area : issuer.areas) proto.add_areas(area.number());
  proto.set_highest_level(static_cast<std::uint32_t>(issuer.highest_level));
  proto.set_valid_from_us(to_us(issuer.valid_from));
  proto.set_valid_until_us(to_us(issuer.valid_until));
  proto.set_rank(issuer.rank);
}

QuorumRule read_rule(const v1::QuorumRule& proto, FieldReader& fields) {
  QuorumRule rule;
  rule.order_class = fields.enumeration(proto.order_class(), OrderClass::routine, "rules.order_class");
  rule.level = fields.enumeration(proto.level(), Level::routine, "rules.level");
  rule.persons = proto.persons();
  fields.require(rule.persons >= 1 && rule.persons <= kMaxPersonsPerRule, WireFault::bad_value, "rules.persons");
  fields.require(proto.roles_size() > 0, WireFault::missing_field, "rules.roles");
  fields.at_most(static_cast<std::size_t>(proto.roles_size()), static_cast<std::size_t>(Role::time), "rules.roles");
  if (fields.failed()) return rule;
  for (const std::uint32_t role : proto.roles())
    rule.roles.push_back(fields.enumeration(role, Role::time, "rules.roles"));
  return rule;
}

void write_rule(const QuorumRule& rule, v1::QuorumRule& proto) {
  proto.set_order_class(static_cast<std::uint32_t>(rule.order_class));
  proto.set_level(static_cast<std::uint32_t>(rule.level));
  proto.set_persons(rule.persons);
  for (const Role role : rule.roles) proto.add_roles(static_cast<std::uint32_t>(role));
}

TrustList read_trust_list(const v1::TrustList& proto, FieldReader& fields) {
  TrustList list;
  fields.reader_version(proto.reader_version());
  list.reader_version = proto.reader_version();
  list.version = proto.version();
  fields.require(list.version != 0, WireFault::missing_field, "version");
  list.issued_at = fields.time(proto.issued_at_us(), "issued_at_us");
  list.expires_at = fields.time(proto.expires_at_us(), "expires_at_us");
  fields.require(list.issued_at < list.expires_at, WireFault::bad_value, "expires_at_us");
  fields.at_most(static_cast<std::size_t>(proto.issuers_size()), limits::kMaxIssuers, "issuers");
  fields.at_most(static_cast<std::size_t>(proto.rules_size()), limits::kMaxQuorumRules, "rules");
  if (fields.failed()) return list;
  for (const v1::Issuer& issuer : proto.issuers()) list.issuers.push_back(read_issuer(issuer, fields));
  for (const v1::QuorumRule& rule : proto.rules()) list.rules.push_back(read_rule(rule, fields));
  if (proto.has_next_roots()) list.next_roots = read_root_set(proto.next_roots(), fields);
  return list;
}

Freshness read_freshness(const v1::Freshness& proto, FieldReader& fields) {
  Freshness freshness;
  fields.reader_version(proto.reader_version());
  freshness.reader_version = proto.reader_version();
  freshness.trust_list_version = proto.trust_list_version();
  fields.require(freshness.trust_list_version != 0, WireFault::missing_field, "trust_list_version");
  freshness.issued_at = fields.time(proto.issued_at_us(), "issued_at_us");
  freshness.expires_at = fields.time(proto.expires_at_us(), "expires_at_us");
  fields.require(freshness.issued_at < freshness.expires_at, WireFault::bad_value, "expires_at_us");
  return freshness;
}

bool is_resource_code(const std::string& text) {
  return text.size() == kResourceCodeDigits && text.find_first_not_of("0123456789") == std::string::npos;
}

PlaceRecord read_place_record(const v1::PlaceRecord& proto, FieldReader& fields) {
  fields.reader_version(proto.reader_version());
  PlaceRecord place{.terminal = fields.terminal(proto.terminal_id(), "terminal_id"),
                    .area = fields.area(proto.area_code(), "area_code")};
  place.reader_version = proto.reader_version();
  place.version = proto.version();
  fields.require(place.version != 0, WireFault::missing_field, "version");
  place.issued_at = fields.time(proto.issued_at_us(), "issued_at_us");
  place.position = {proto.latitude_e7(), proto.longitude_e7()};
  fields.require(is_valid(place.position), WireFault::bad_value, "latitude_e7");
  place.resource_code = fields.text(proto.resource_code(), "resource_code");
  fields.require(place.resource_code.empty() || is_resource_code(place.resource_code), WireFault::bad_value,
                 "resource_code");
  place.name = fields.text(proto.name(), "name");
  return place;
}

TimeStatement read_time_statement(const v1::TimeStatement& proto, FieldReader& fields) {
  fields.reader_version(proto.reader_version());
  TimeStatement statement{.terminal = fields.terminal(proto.terminal_id(), "terminal_id")};
  statement.reader_version = proto.reader_version();
  statement.nonce = fields.nonce(proto.nonce(), "nonce");
  statement.time = fields.time(proto.time_us(), "time_us");
  return statement;
}

TimeReset read_time_reset(const v1::TimeReset& proto, FieldReader& fields) {
  fields.reader_version(proto.reader_version());
  TimeReset reset{.terminal = fields.terminal(proto.terminal_id(), "terminal_id")};
  reset.reader_version = proto.reader_version();
  reset.sequence = proto.sequence();
  fields.require(reset.sequence != 0, WireFault::missing_field, "sequence");
  reset.floor = fields.time(proto.floor_us(), "floor_us");
  return reset;
}

AuditHead read_audit_head(const v1::AuditHead& proto, FieldReader& fields) {
  AuditHead head;
  fields.reader_version(proto.reader_version());
  head.reader_version = proto.reader_version();
  head.sequence = proto.sequence();
  fields.require(head.sequence != 0, WireFault::missing_field, "sequence");
  head.digest = fields.digest(proto.digest(), "digest");
  head.at = fields.time(proto.at_us(), "at_us");
  return head;
}

}  // namespace

WireResult<RootSet> parse_root_set(ByteView bytes) {
  return parse_canonical<RootSet, v1::RootSet>(bytes, "root_set", read_root_set);
}
WireResult<TrustList> parse_trust_list(ByteView bytes) {
  return parse_canonical<TrustList, v1::TrustList>(bytes, "trust_list", read_trust_list);
}
WireResult<Freshness> parse_freshness(ByteView bytes) {
  return parse_canonical<Freshness, v1::Freshness>(bytes, "freshness", read_freshness);
}
WireResult<PlaceRecord> parse_place_record(ByteView bytes) {
  return parse_canonical<PlaceRecord, v1::PlaceRecord>(bytes, "place_record", read_place_record);
}
WireResult<TimeStatement> parse_time_statement(ByteView bytes) {
  return parse_canonical<TimeStatement, v1::TimeStatement>(bytes, "time_statement", read_time_statement);
}
WireResult<TimeReset> parse_time_reset(ByteView bytes) {
  return parse_canonical<TimeReset, v1::TimeReset>(bytes, "time_reset", read_time_reset);
}
WireResult<AuditHead> parse_audit_head(ByteView bytes) {
  return parse_canonical<AuditHead, v1::AuditHead>(bytes, "audit_head", read_audit_head);
}

Bytes serialize(const RootSet& value) {
  v1::RootSet proto;
  write_root_set(value, proto);
  return encode(proto);
}

Bytes serialize(const TrustList& value) {
  v1::TrustList proto;
  proto.set_reader_version(value.reader_version);
  proto.set_version(value.version);
  proto.set_issued_at_us(to_us(value.issued_at));
  proto.set_expires_at_us(to_us(value.expires_at));
  for (const Issuer& issuer : value.issuers) write_issuer(issuer, *proto.add_issuers());
  for (const QuorumRule& rule : value.rules) write_rule(rule, *proto.add_rules());
  if (value.next_roots) write_root_set(*value.next_roots, *proto.mutable_next_roots());
  return encode(proto);
}

Bytes serialize(const Freshness& value) {
  v1::Freshness proto;
  proto.set_reader_version(value.reader_version);
  proto.set_trust_list_version(value.trust_list_version);
  proto.set_issued_at_us(to_us(value.issued_at));
  proto.set_expires_at_us(to_us(value.expires_at));
  return encode(proto);
}

Bytes serialize(const PlaceRecord& value) {
  v1::PlaceRecord proto;
  proto.set_reader_version(value.reader_version);
  proto.set_terminal_id(value.terminal.text());
  proto.set_version(value.version);
  proto.set_issued_at_us(to_us(value.issued_at));
  proto.set_area_code(value.area.number());
  proto.set_latitude_e7(value.position.latitude_e7);
  proto.set_longitude_e7(value.position.longitude_e7);
  proto.set_resource_code(value.resource_code);
  proto.set_name(value.name);
  return encode(proto);
}

Bytes serialize(const TimeStatement& value) {
  v1::TimeStatement proto;
  proto.set_reader_version(value.reader_version);
  proto.set_terminal_id(value.terminal.text());
  proto.set_nonce(raw_octets(value.nonce));
  proto.set_time_us(to_us(value.time));
  return encode(proto);
}

Bytes serialize(const TimeReset& value) {
  v1::TimeReset proto;
  proto.set_reader_version(value.reader_version);
  proto.set_terminal_id(value.terminal.text());
  proto.set_sequence(value.sequence);
  proto.set_floor_us(to_us(value.floor));
  return encode(proto);
}

Bytes serialize(const AuditHead& value) {
  v1::AuditHead proto;
  proto.set_reader_version(value.reader_version);
  proto.set_sequence(value.sequence);
  proto.set_digest(raw_octets(value.digest));
  proto.set_at_us(to_us(value.at));
  return encode(proto);
}

}  // namespace tongluo::wire
