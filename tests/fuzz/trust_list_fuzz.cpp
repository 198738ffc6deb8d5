// Trust lists behind the gate. First byte even: the rest is the payload itself, signed by two true roots, so that
// parser and checks behind the signatures are reached. Odd: the rest steers edits of a good list, who signs it, and
// what version is held. An accepted list must keep every rule of PROTOCOL.md section 7.2, and an order that it lets
// through must have the persons that its rule names.

#include <set>

#include "protocol/base/limits.hpp"
#include "protocol/trust/admission.hpp"
#include "tests/fuzz/fuzz_assert.hpp"
#include "tests/support/trust_fixture.hpp"

namespace {

using namespace tongluo;

struct World {
  test::TrustFixture fixture;
  std::vector<sign::PrivateKey> next_roots;
  World() {
    for (int i = 0; i < 3; ++i) next_roots.push_back(sign::PrivateKey::generate(Algorithm::ed25519).value());
  }
};
const World& world() {
  static const World made;
  return made;
}

class Steering {
 public:
  explicit Steering(ByteView bytes) : bytes_(bytes) {}
  bool empty() const { return bytes_.empty(); }
  unsigned byte() {
    if (bytes_.empty()) return 0;
    const auto value = std::to_integer<unsigned>(bytes_.front());
    bytes_ = bytes_.subspan(1);
    return value;
  }
  unsigned below(unsigned limit) { return byte() % limit; }

 private:
  ByteView bytes_;
};

void edit_issuer(wire::TrustList& list, Steering& steer) {
  if (list.issuers.empty()) return;
  wire::Issuer& issuer = list.issuers[steer.below(static_cast<unsigned>(list.issuers.size()))];
  switch (steer.below(9)) {
    case 0:
      issuer.person = std::string(1, static_cast<char>('a' + steer.below(4)));
      return;
    case 1:
      issuer.custody = static_cast<Custody>(steer.below(5));
      return;
    case 2:
      issuer.role = static_cast<Role>(steer.below(9));
      return;
    case 3:
      issuer.order_class = static_cast<OrderClass>(steer.below(6));
      return;
    case 4:
      issuer.highest_level = static_cast<Level>(steer.below(7));
      return;
    case 5:
      issuer.key_id.octets[0] ^= static_cast<std::byte>(steer.byte());
      return;
    case 6:
      issuer.public_key[steer.below(static_cast<unsigned>(issuer.public_key.size()))] ^=
          static_cast<std::byte>(steer.byte());
      return;
    case 7:
      issuer.valid_until = issuer.valid_from + microseconds(steer.byte());
      return;
    default:
      issuer.areas.resize(steer.below(40), test::township());
  }
}

void edit_next_roots(wire::TrustList& list, Steering& steer) {
  const World& known = world();
  const unsigned count = 1 + steer.below(3);
  std::vector<const sign::Signer*> keys;
  for (unsigned i = 0; i < count; ++i) keys.push_back(&known.next_roots[steer.below(3)]);
  list.next_roots = known.fixture.successor(keys, steer.below(5));
  if (steer.below(4) == 0) list.next_roots->version += steer.byte();
  if (steer.below(4) == 0) list.next_roots->deployment->octets[0] ^= static_cast<std::byte>(steer.byte());
  if (steer.below(8) == 0) list.next_roots = known.fixture.roots().set();
}

void edit(wire::TrustList& list, Steering& steer) {
  switch (steer.below(7)) {
    case 0:
      list.version = steer.byte() * 64u;
      return;
    case 1:
      list.expires_at = list.issued_at + microseconds(steer.byte());
      return;
    case 2:
      list.issuers.push_back(list.issuers[steer.below(static_cast<unsigned>(list.issuers.size()))]);
      return;
    case 3:
      list.rules.push_back({static_cast<OrderClass>(steer.below(6)), static_cast<Level>(steer.below(7)),
                            steer.below(10), std::vector<Role>(steer.below(9), static_cast<Role>(steer.below(9)))});
      return;
    case 4:
      if (!list.rules.empty())
        list.rules[steer.below(static_cast<unsigned>(list.rules.size()))].persons = steer.below(4);
      return;
    case 5:
      return edit_next_roots(list, steer);
    default:
      return edit_issuer(list, steer);
  }
}

std::vector<const sign::Signer*> signers(unsigned mask) {
  const World& known = world();
  std::vector<const sign::Signer*> chosen;
  for (unsigned i = 0; i < 3; ++i) {
    if ((mask >> i & 1u) != 0) chosen.push_back(&known.fixture.root_keys[i]);
    if ((mask >> (i + 3) & 1u) != 0) chosen.push_back(&known.next_roots[i]);
  }
  return chosen;
}

std::size_t signed_by(const Envelope& envelope, const wire::RootSet& set) {
  std::set<KeyId> ids;
  for (const wire::Root& root : set.roots)
    for (const Signature& signature : envelope.signatures)
      if (sign::PublicKey::parse(root.algorithm, root.public_key).value().id() == signature.key_id)
        ids.insert(signature.key_id);
  return ids.size();
}

void check_accepted(const trust::VerifiedTrustList& verified, const Envelope& envelope, std::uint64_t held) {
  const wire::TrustList& list = verified.list();
  const trust::PinnedRoots& roots = world().fixture.roots();
  TL_ASSERT(wire::serialize(list) == envelope.payload);
  TL_ASSERT(list.version >= held && (held == 0 || list.version - held <= limits::kMaxTrustListStep));
  TL_ASSERT(list.issued_at < list.expires_at && signed_by(envelope, roots.set()) >= roots.set().quorum);
  std::set<KeyId> keys;
  for (const wire::Issuer& issuer : list.issuers)
    TL_ASSERT(!issuer.areas.empty() && keys.insert(issuer.key_id).second && verified.find(issuer.key_id) != nullptr);
  std::set<std::pair<OrderClass, Level>> rules;
  for (const wire::QuorumRule& rule : list.rules)
    TL_ASSERT(rule.persons >= 1 && rules.emplace(rule.order_class, rule.level).second);
  if (!list.next_roots || *list.next_roots == roots.set()) return;
  TL_ASSERT(signed_by(envelope, *list.next_roots) >= list.next_roots->quorum);
  const auto next = roots.successor(verified);
  TL_ASSERT(next && next->deployment() == roots.deployment() && next->set().version == roots.set().version + 1);
}

void check_order(const trust::VerifiedTrustList& verified) {
  const test::TrustFixture& fixture = world().fixture;
  const Envelope envelope =
      fixture.seal(PayloadType::order, wire::serialize(test::sample_order()), {&fixture.dispatch, &fixture.maintain});
  for (const Envelope& offered : {envelope, fixture.seal(test::sample_order(), fixture.dispatch)}) {
    const auto admitted = trust::verify_order({fixture.roots(), &verified}, offered, test::kNow);
    if (!admitted) continue;
    const wire::QuorumRule* rule = verified.rule(OrderClass::actual, Level::ii);
    TL_ASSERT(rule != nullptr && admitted->persons.size() >= rule->persons);
    TL_ASSERT(verified.find(fixture.dispatch.key_id())->issuer.order_class == OrderClass::actual);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const test::TrustFixture& fixture = world().fixture;
  const ByteView rest = fuzz::view(data + 1, size - 1);
  Envelope envelope;
  std::uint64_t held = 0;
  if (data[0] % 2 == 0) {
    envelope = fixture.seal(PayloadType::trust_list, Bytes(rest.begin(), rest.end()), signers(0b011));
  } else {
    constexpr int kMaxEdits = 32;
    Steering steer(rest);
    const unsigned mask = steer.byte();
    held = steer.byte() * 16u;
    wire::TrustList list = fixture.list().list();
    for (int i = 0; i < kMaxEdits && !steer.empty(); ++i) edit(list, steer);
    envelope = fixture.seal(PayloadType::trust_list, wire::serialize(list), signers(mask));
  }
  const auto verified = trust::verify_trust_list(fixture.roots(), envelope, held, test::kNow);
  if (!verified) return 0;
  check_accepted(*verified, envelope, held);
  check_order(*verified);
  return 0;
}
