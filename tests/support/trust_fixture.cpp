#include "tests/support/trust_fixture.hpp"

#include "protocol/base/assert.hpp"

namespace tongluo::test {
namespace {

constexpr auto kDay = std::chrono::hours(24);
constexpr std::size_t kRoots = 3;
constexpr std::uint32_t kRootQuorum = 2;

sign::PrivateKey key(const TrustFixture::MakeKey& make, Algorithm algorithm) {
  if (make) return make(algorithm);
  auto made = sign::PrivateKey::generate(algorithm);
  TL_ASSERT(made.has_value());
  return *std::move(made);
}

void add_rules(wire::TrustList& list, OrderClass order_class, std::vector<Role> roles) {
  for (const Level level : {Level::i, Level::ii, Level::iii, Level::iv})
    list.rules.push_back({order_class, level, 1, roles});
}

}  // namespace

AreaCode area(std::string_view twelve_digits) {
  const auto code = AreaCode::parse(twelve_digits);
  TL_ASSERT(code.has_value());
  return *code;
}

TerminalId terminal_id(std::string_view text) {
  const auto id = TerminalId::parse(text);
  TL_ASSERT(id.has_value());
  return *id;
}

wire::Issuer issuer(const sign::Signer& key, std::string person, Role role, OrderClass order_class, AreaCode scope,
                    Level highest_level) {
  wire::Issuer entry;
  entry.key_id = key.key_id();
  entry.person = std::move(person);
  entry.custody = Custody::operator_;
  entry.algorithm = key.algorithm();
  entry.public_key = key.spki();
  entry.role = role;
  entry.order_class = order_class;
  entry.areas = {scope};
  entry.highest_level = highest_level;
  entry.valid_from = kNow - kDay;
  entry.valid_until = kNow + 2 * kListLifetime;
  return entry;
}

wire::Order sample_order(WallTime now, const Digest& clip) {
  wire::Order order;
  order.order_class = OrderClass::actual;
  order.level = Level::ii;
  order.issued_at = now;
  order.valid_from = now;
  order.valid_until = now + seconds(3600);
  order.targets = {township()};
  order.tone = Tone::level_ii;
  order.tone_duration = seconds(4);
  order.programme = wire::ClipProgramme{{{clip, seconds(10)}}, 1, {}};
  order.volume_percent = 80;
  order.interrupt_rule = InterruptRule::resume;
  order.headline = "暴雨橙色预警";
  order.language = "zh-CN";
  order.nonce.octets.fill(std::byte{0x5a});
  const WallTime latest = now + seconds(600);
  order.occurrences = {{1, now, latest, latest + seconds(14) + seconds(60)}};
  return order;
}

TrustFixture::TrustFixture(const Edit& edit, const MakeKey& make_key)
    : dispatch(key(make_key, Algorithm::ed25519)),
      announce(key(make_key, Algorithm::ecdsa_p256_sha256)),
      exercise(key(make_key, Algorithm::sm2_sm3)),
      maintain(key(make_key, Algorithm::ed25519)),
      time(key(make_key, Algorithm::ed25519)) {
  wire::RootSet set;
  set.quorum = kRootQuorum;
  for (std::size_t i = 0; i < kRoots; ++i) {
    root_keys.push_back(key(make_key, i == 0 ? Algorithm::ecdsa_p256_sha256 : Algorithm::ed25519));
    set.roots.push_back({root_keys.back().algorithm(), root_keys.back().spki()});
  }
  root_set_ = wire::serialize(set);
  auto parsed = trust::PinnedRoots::parse(root_set_);
  TL_ASSERT(parsed.has_value());
  roots_ = *std::move(parsed);

  wire::TrustList list = draft();
  if (edit) edit(list);
  trust_list_ = seal_trust_list(list);
  auto verified = trust::verify_trust_list(*roots_, trust_list_, 0, kNow);
  TL_ASSERT(verified.has_value());
  list_ = *std::move(verified);
}

wire::TrustList TrustFixture::draft() const {
  wire::TrustList list;
  list.version = 1;
  list.issued_at = kNow - kDay;
  list.expires_at = kNow + kListLifetime;
  const OrderClass none = OrderClass::unspecified;
  list.issuers = {
      issuer(dispatch, "dispatcher", Role::dispatch, OrderClass::actual, county(), Level::i),
      issuer(announce, "township clerk", Role::announce, OrderClass::routine, township(), Level::routine),
      issuer(exercise, "drill leader", Role::exercise, OrderClass::exercise, county(), Level::i),
      issuer(maintain, "technician", Role::maintain, none, county(), Level::unspecified),
      issuer(time, "controller", Role::time, none, county(), Level::unspecified),
  };
  list.issuers.back().custody = Custody::controller;
  add_rules(list, OrderClass::actual, {Role::dispatch});
  add_rules(list, OrderClass::exercise, {Role::exercise});
  add_rules(list, OrderClass::test, {Role::dispatch, Role::maintain});
  list.rules.push_back({OrderClass::routine, Level::routine, 1, {Role::announce}});
  return list;
}

Envelope TrustFixture::seal(PayloadType type, Bytes payload, const std::vector<const sign::Signer*>& signers) const {
  Envelope envelope{type, std::move(payload), {}};
  for (const sign::Signer* signer : signers)
    TL_ASSERT(sign::add_signature(envelope, deployment(), *signer).has_value());
  return envelope;
}

Envelope TrustFixture::seal(const wire::Order& order, const sign::Signer& signer) const {
  return seal(PayloadType::order, wire::serialize(order), {&signer});
}

Envelope TrustFixture::seal(const wire::Cancel& cancel, const sign::Signer& signer) const {
  return seal(PayloadType::cancel, wire::serialize(cancel), {&signer});
}

Envelope TrustFixture::seal(const wire::StopAll& stop, const sign::Signer& signer) const {
  return seal(PayloadType::stop_all, wire::serialize(stop), {&signer});
}

Envelope TrustFixture::seal_trust_list(const wire::TrustList& list) const {
  return seal(PayloadType::trust_list, wire::serialize(list), {&root_keys[0], &root_keys[1]});
}

Envelope TrustFixture::place(const TerminalId& terminal, AreaCode area, std::uint64_t version,
                             Position position) const {
  const wire::PlaceRecord record{1, terminal, version, kNow, area, position, "", "sample place"};
  return seal(PayloadType::place_record, wire::serialize(record), {&maintain});
}

Envelope TrustFixture::time_statement(const TerminalId& terminal, const Nonce& nonce, WallTime time_stated) const {
  const wire::TimeStatement statement{1, terminal, nonce, time_stated};
  return seal(PayloadType::time_statement, wire::serialize(statement), {&time});
}

Envelope TrustFixture::freshness(std::uint64_t trust_list_version, WallTime issued_at,
                                 WallTime::duration valid_for) const {
  const wire::Freshness statement{1, trust_list_version, issued_at, issued_at + valid_for};
  return seal(PayloadType::freshness, wire::serialize(statement), {&maintain});
}

Envelope TrustFixture::time_reset(const TerminalId& terminal, std::uint64_t sequence, WallTime floor) const {
  const wire::TimeReset reset{1, terminal, sequence, floor};
  return seal(PayloadType::time_reset, wire::serialize(reset), {&root_keys[0], &root_keys[1]});
}

wire::RootSet TrustFixture::successor(const std::vector<const sign::Signer*>& keys, std::uint32_t quorum) const {
  wire::RootSet next{.quorum = quorum, .deployment = deployment(), .version = roots().set().version + 1};
  for (const sign::Signer* key : keys) next.roots.push_back({key->algorithm(), key->spki()});
  return next;
}

}  // namespace tongluo::test
