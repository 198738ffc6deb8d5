// A signed configuration at the terminal: taken once, kept over restarts, never an older one or a stranger's.

#include "tests/unit/terminal_core/core_rig.hpp"

namespace tongluo::test {
namespace {

class SignedConfiguration : public testing::Test {
 protected:
  SignedConfiguration() { rig.open_link(); }

  Envelope sealed(std::uint64_t version, const sign::Signer& signer, wire::Target target) {
    wire::Configuration configuration;
    configuration.version = version;
    configuration.targets = {std::move(target)};
    configuration.issued_at = rig.now.wall;
    configuration.controllers = {{"10.1.0.5", static_cast<std::uint16_t>(version)}};
    return rig.trust.seal(PayloadType::configuration, wire::serialize(configuration), {&signer});
  }
  void send(std::uint64_t version) { rig.receive(wire::SignedObject{sealed(version, rig.trust.maintain, rig.id)}); }
  std::vector<Refusal> refusals() const {
    std::vector<Refusal> found;
    for (const wire::Message& message : rig.sent)
      if (const auto* event = std::get_if<wire::Event>(&message); event && event->refusal != Refusal::none)
        found.push_back(event->refusal);
    return found;
  }

  CoreRig rig;
};

TEST_F(SignedConfiguration, IsUsedAtOnceAndAgainAfterARestart) {
  send(7);
  ASSERT_EQ(rig.controllers.size(), 1U);
  EXPECT_TRUE(rig.controllers[0].moved);
  EXPECT_EQ(rig.controllers[0].controllers, (std::vector<wire::ControllerAddress>{{"10.1.0.5", 7}}));
  send(7);
  EXPECT_EQ(rig.controllers.size(), 1U) << "the same again changes nothing";
  rig.restart();
  ASSERT_EQ(rig.controllers.size(), 2U);
  EXPECT_FALSE(rig.controllers[1].moved);
  EXPECT_EQ(rig.core->make_hello(rig.now, Nonce{}, {}).configuration_version, 7U);
}

TEST_F(SignedConfiguration, OfAnOlderVersionIsRefused) {
  send(7);
  send(6);
  EXPECT_EQ(rig.controllers.size(), 1U);
  EXPECT_EQ(refusals(), std::vector{Refusal::older_version});
}

TEST_F(SignedConfiguration, OfAStrangerOrForOthersIsRefused) {
  rig.receive(wire::SignedObject{sealed(7, rig.trust.dispatch, rig.id)});
  rig.receive(wire::SignedObject{sealed(8, rig.trust.maintain, *TerminalId::parse("TL-OTHER"))});
  EXPECT_TRUE(rig.controllers.empty());
  EXPECT_EQ(refusals(), (std::vector{Refusal::wrong_role, Refusal::not_addressed}));
}

}  // namespace
}  // namespace tongluo::test
