#include "tools/ctl/district.hpp"

#include "protocol/base/limits.hpp"
#include "protocol/os/random.hpp"
#include "protocol/sign/digest_of.hpp"
#include "protocol/sign/envelope_signing.hpp"
#include "protocol/trust/roots.hpp"
#include "tools/ctl/shown.hpp"
#include "tools/ctl/trust_draft.hpp"

namespace tongluo::ctl {
namespace {

constexpr std::size_t kDistrictSaltBytes = 16;
constexpr std::uint32_t kMaxDispatchers = 4;

struct IssuerPlan {
  std::string name;
  std::string person;
  Role role;
  Algorithm algorithm;
  Custody custody;
  OrderClass order_class;
  Level highest_level;
};

std::string numbered(const std::string& name, std::uint32_t index) {
  return index == 0 ? name : name + "-" + std::to_string(index + 1);
}

std::string dispatcher(const DistrictPlan& plan, std::uint32_t index) {
  if (index == 0) return plan.person;
  return index == 1 ? plan.second_person : plan.person + " " + std::to_string(index + 1);
}

std::vector<IssuerPlan> issuer_plans(const DistrictPlan& plan) {
  std::vector<IssuerPlan> plans;
  for (std::uint32_t i = 0; i < std::max(plan.level_i_persons, plan.level_ii_persons); ++i)
    plans.push_back({numbered("dispatch", i), dispatcher(plan, i), Role::dispatch, Algorithm::ed25519,
                     Custody::operator_, OrderClass::actual, Level::i});
  plans.push_back({"announce", "announcer", Role::announce, Algorithm::ecdsa_p256_sha256, Custody::operator_,
                   OrderClass::routine, Level::routine});
  plans.push_back({"exercise", "drill leader", Role::exercise, Algorithm::sm2_sm3, Custody::operator_,
                   OrderClass::exercise, Level::i});
  // Whoever repairs a terminal may also make it sound a test, of the lowest level.
  plans.push_back(
      {"maintain", "technician", Role::maintain, Algorithm::ed25519, Custody::operator_, OrderClass::test, Level::iv});
  plans.push_back({"time", "controller", Role::time, Algorithm::ed25519, Custody::controller, OrderClass::unspecified,
                   Level::unspecified});
  if (plan.relay)
    plans.push_back({"relay", "upstream relay", Role::relay, Algorithm::ed25519, Custody::controller,
                     OrderClass::actual, Level::iii});
  return plans;
}

wire::Issuer issuer_entry(const IssuerPlan& plan, const sign::PrivateKey& key, AreaCode county, WallTime from,
                          WallTime until) {
  wire::Issuer issuer;
  issuer.key_id = key.key_id();
  issuer.person = plan.person;
  issuer.custody = plan.custody;
  issuer.algorithm = key.algorithm();
  issuer.public_key = key.spki();
  issuer.role = plan.role;
  issuer.order_class = plan.order_class;
  issuer.areas = {county};
  issuer.highest_level = plan.highest_level;
  issuer.valid_from = from;
  issuer.valid_until = until;
  return issuer;
}

auto key_failure(sign::KeyFault fault) { return give_up(ExitCode::key, "cannot make a key: " + to_string(fault)); }

Try<void> make_roots(const DistrictPlan& plan, District& district) {
  wire::RootSet set;
  set.quorum = plan.root_quorum;
  set.salt = plan.training ? to_bytes(kTrainingSalt) : Bytes();
  const Bytes random = os::random_bytes(kDistrictSaltBytes);
  set.salt.insert(set.salt.end(), random.begin(), random.end());
  for (std::uint32_t i = 0; i < plan.roots; ++i) {
    Result<sign::PrivateKey, sign::KeyFault> key = sign::PrivateKey::generate(Algorithm::ed25519);
    if (!key) return key_failure(key.error());
    set.roots.push_back({key->algorithm(), key->spki()});
    const std::string name = "root-" + std::to_string(i + 1);
    district.roots.push_back({name, name, Role::unspecified, std::move(*key)});
  }
  district.root_set = wire::serialize(set);
  district.deployment = sign::digest_of(district.root_set);
  return {};
}

Try<wire::TrustList> make_list(const DistrictPlan& plan, WallTime now, District& district) {
  wire::TrustList list;
  list.version = 1;
  list.issued_at = now;
  list.expires_at = now + std::chrono::hours(24) * plan.valid_days;
  list.rules = first_rules(plan);
  for (const IssuerPlan& issuer : issuer_plans(plan)) {
    Result<sign::PrivateKey, sign::KeyFault> key = sign::PrivateKey::generate(issuer.algorithm);
    if (!key) return key_failure(key.error());
    list.issuers.push_back(issuer_entry(issuer, *key, plan.county, now - kKeyBackdate, list.expires_at));
    district.issuers.push_back({issuer.name, issuer.person, issuer.role, std::move(*key)});
  }
  return list;
}

Try<void> check_plan(const DistrictPlan& plan) {
  for (const std::string& person : {plan.person, plan.second_person})
    if (Try<void> ok = check_plain("--person, --second-person", person); !ok) return ok;
  if (!plan.county.is_county()) return give_up(ExitCode::usage, plan.county.text() + " is no county (…000000)");
  if (plan.roots < 1 || plan.roots > limits::kMaxRoots)
    return give_up(ExitCode::usage, "--roots: 1 to " + std::to_string(limits::kMaxRoots));
  if (plan.root_quorum < 1 || plan.root_quorum > plan.roots)
    return give_up(ExitCode::usage, "--quorum: 1 to the number of roots");
  for (const std::uint32_t persons : {plan.level_i_persons, plan.level_ii_persons})
    if (persons < 1 || persons > kMaxDispatchers)
      return give_up(ExitCode::usage, "--quorum-level-i, --quorum-level-ii: 1 to " + std::to_string(kMaxDispatchers));
  if (plan.person == plan.second_person && std::max(plan.level_i_persons, plan.level_ii_persons) > 1)
    return give_up(ExitCode::usage, "--second-person: another person than --person; a quorum counts persons");
  return {};
}

std::uint32_t persons_for(const DistrictPlan& plan, Level level) {
  if (level == Level::i) return plan.level_i_persons;
  return level == Level::ii ? plan.level_ii_persons : 1;
}

}  // namespace

std::vector<wire::QuorumRule> first_rules(const DistrictPlan& plan) {
  std::vector<wire::QuorumRule> rules;
  for (const Level level : {Level::i, Level::ii, Level::iii, Level::iv}) {
    std::vector<Role> roles = {Role::dispatch};
    if (level >= Level::iii) roles.push_back(Role::relay);
    rules.push_back({OrderClass::actual, level, persons_for(plan, level), roles});
    rules.push_back({OrderClass::exercise, level, 1, {Role::exercise}});
  }
  rules.push_back({OrderClass::test, Level::iv, 1, {Role::dispatch, Role::maintain}});
  rules.push_back({OrderClass::routine, Level::routine, 1, {Role::announce}});
  return rules;
}

Try<District> make_district(const DistrictPlan& plan, WallTime now) {
  if (Try<void> ok = check_plan(plan); !ok) return tl::unexpected(ok.error());
  District district;
  if (Try<void> ok = make_roots(plan, district); !ok) return tl::unexpected(ok.error());
  const Try<wire::TrustList> list = make_list(plan, now, district);
  if (!list) return tl::unexpected(list.error());
  district.trust_list = Envelope{PayloadType::trust_list, wire::serialize(*list), {}};
  for (std::uint32_t i = 0; i < plan.root_quorum; ++i) {
    const auto added = sign::add_signature(district.trust_list, district.deployment, district.roots[i].key);
    if (!added) return key_failure(added.error());
  }
  const auto roots = trust::PinnedRoots::parse(district.root_set);
  if (!roots) return give_up(ExitCode::failed, "the new root set is " + std::string(to_string(roots.error())));
  const auto verified = trust::verify_trust_list(*roots, district.trust_list, 0, now);
  if (!verified) return give_up(ExitCode::failed, "the new trust list is " + std::string(to_string(verified.error())));
  return district;
}

}  // namespace tongluo::ctl
