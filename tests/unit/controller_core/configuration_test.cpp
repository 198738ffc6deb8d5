// Signed configuration at the controller: kept, sent to whom it addresses and who holds an older one.

#include "tests/unit/controller_core/core_rig.hpp"

namespace tongluo::test {
namespace {

using namespace controller;

class Configurations : public testing::Test {
 protected:
  Configurations() { rig.enrol(2); }

  Envelope sealed(std::uint64_t version, wire::Target target, const sign::Signer& signer) {
    wire::Configuration configuration;
    configuration.version = version;
    configuration.targets = {std::move(target)};
    configuration.issued_at = kNow;
    configuration.controllers = {{"10.1.0.5", 7'100}};
    return rig.trust.seal(PayloadType::configuration, wire::serialize(configuration), {&signer});
  }
  Refusal accept(const Envelope& envelope) {
    rig.core.accept_configuration(rig.now, rig.next_request(), envelope);
    const auto rejected = rig.take_only<ObjectRejected>();
    return rejected.empty() ? Refusal::none : rejected.back().refusal;
  }
  Refusal accept(std::uint64_t version, std::size_t terminal) {
    return accept(sealed(version, ControllerRig::id_of(terminal), rig.trust.maintain));
  }
  std::size_t configured(SessionId session) {
    std::size_t count = 0;
    for (const auto& object : rig.sent<wire::SignedObject>(session))
      count += object.envelope.type == PayloadType::configuration ? 1U : 0U;
    return count;
  }

  ControllerRig rig;
};

TEST_F(Configurations, GoToWhomTheyAddressOnceDurableAndToWhoComesLater) {
  const SessionId session = rig.hello(1);
  rig.take();
  EXPECT_EQ(accept(5, 1), Refusal::none);
  EXPECT_EQ(configured(session), 0U) << "not durable yet";
  rig.persist_all();
  EXPECT_EQ(configured(session), 1U);
  EXPECT_EQ(configured(rig.hello(2)), 0U) << "not addressed";
  rig.restart();
  EXPECT_EQ(configured(rig.hello(1)), 1U);
  ASSERT_EQ(rig.core.configurations().size(), 1U);
  EXPECT_EQ(rig.core.configurations()[0].configuration.version, 5U);
}

TEST_F(Configurations, OfAnOlderVersionOrAnotherRoleAreRefused) {
  EXPECT_EQ(accept(5, 1), Refusal::none);
  rig.persist_all();
  EXPECT_EQ(accept(5, 1), Refusal::none) << "the same again is stored already";
  EXPECT_EQ(accept(4, 2), Refusal::older_version);
  EXPECT_EQ(accept(sealed(6, ControllerRig::id_of(1), rig.trust.dispatch)), Refusal::wrong_role);
}

TEST_F(Configurations, AreBoundedTheOldestLeaves) {
  for (std::size_t version = 1; version <= kMaxConfigurations + 3; ++version) {
    EXPECT_EQ(accept(version, 1), Refusal::none);
    rig.persist_all();
  }
  rig.persist_all();
  EXPECT_EQ(rig.core.configurations().size(), kMaxConfigurations);
  rig.restart();
  EXPECT_EQ(rig.core.configurations().size(), kMaxConfigurations);
  EXPECT_EQ(rig.core.configurations().back().configuration.version, 4U);
}

}  // namespace
}  // namespace tongluo::test
