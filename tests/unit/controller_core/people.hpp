#pragma once
// More people than the small deployment has: a deputy (level I needs two), a second key of the dispatcher, a second
// clerk and two upstream platforms that may sign routine orders.

#include "tests/unit/controller_core/core_rig.hpp"

namespace tongluo::test {

struct People {
  sign::PrivateKey deputy = *sign::PrivateKey::generate(Algorithm::ed25519);
  sign::PrivateKey dispatcher_again = *sign::PrivateKey::generate(Algorithm::ed25519);
  sign::PrivateKey clerk = *sign::PrivateKey::generate(Algorithm::ed25519);
  sign::PrivateKey upstream = *sign::PrivateKey::generate(Algorithm::ed25519);
  sign::PrivateKey upstream_again = *sign::PrivateKey::generate(Algorithm::ed25519);

  void join(wire::TrustList& list) const {
    const auto routine = OrderClass::routine;
    list.issuers.push_back(issuer(deputy, "deputy", Role::dispatch, OrderClass::actual, county(), Level::i));
    list.issuers.push_back(
        issuer(dispatcher_again, "dispatcher", Role::dispatch, OrderClass::actual, county(), Level::i));
    list.issuers.push_back(issuer(clerk, "second clerk", Role::announce, routine, township(), Level::routine));
    list.issuers.push_back(issuer(upstream, "province", Role::relay, routine, county(), Level::routine));
    list.issuers.push_back(issuer(upstream_again, "city", Role::relay, routine, county(), Level::routine));
    for (wire::QuorumRule& rule : list.rules) {
      if (rule.order_class == OrderClass::actual && rule.level == Level::i) rule.persons = 2;
      if (rule.order_class == routine) rule.roles = {Role::announce, Role::relay};
    }
  }
};

inline const People& people() {
  static const People all;
  return all;
}

inline wire::Order routine_order(WallTime now, const Digest& clip, std::string headline = "集市通知") {
  wire::Order order = sample_order(now, clip);
  order.order_class = OrderClass::routine;
  order.level = Level::routine;
  order.tone = Tone::chime;
  order.headline = std::move(headline);
  return order;
}

template <class T>
std::vector<T> only(const std::vector<controller::Action>& actions) {
  std::vector<T> found;
  for (const controller::Action& action : actions)
    if (const auto* match = std::get_if<T>(&action)) found.push_back(*match);
  return found;
}

// Two terminals in the township, a clip, everybody above.
class PeopleTest : public ::testing::Test {
 protected:
  explicit PeopleTest(ControllerRig::Edit edit = {})
      : rig([](wire::TrustList& list) { people().join(list); }, std::move(edit)) {
    rig.enrol(2);
    rig.add_clip(clip);
    order.level = Level::i;
    order.tone = Tone::level_i;
  }

  Envelope seal(const wire::Order& what, const sign::Signer& by) const { return rig.trust.seal(what, by); }
  // Hands it in, durable; the actions after that.
  std::vector<controller::Action> durable(const Envelope& envelope) {
    rig.hand_in(envelope);
    rig.persist_all();
    return rig.take();
  }
  controller::OrderState state(const Digest& digest) { return rig.core.order(rig.now, digest)->state; }
  static Digest name(const wire::Order& what) { return sign::digest_of(wire::serialize(what)); }

  ControllerRig rig;
  session::SharedClip clip = sample_clip();
  wire::Order order = sample_order(kNow, clip->digest);
};

}  // namespace tongluo::test
