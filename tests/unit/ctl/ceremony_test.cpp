// The ceremonies with their files, as people run them: propose, sign one root after the other, publish. No controller
// runs: everything here must work on a machine without a network.

#include "tools/ctl/ceremony.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "protocol/wire/envelope_codec.hpp"
#include "tests/unit/ctl/home_folder.hpp"
#include "tools/ctl/token_command.hpp"
#include "tools/ctl/trust_command.hpp"

namespace tongluo::ctl {
namespace {

using testing::HasSubstr;

class CeremonyTest : public testing::Test {
 protected:
  Context& context() { return home_.context; }
  std::string file(const std::string& name = "next.trust") const { return home_.path(name); }
  TrustHome trust() { return open_trust_home(home_.home(), os::wall_now()).value(); }

  Try<void> propose_end_of(const std::string& person) { return run_trust_revoke(context(), {"", person, file()}); }
  Try<void> sign(const std::string& key, const std::string& typed = "yes\n", const std::string& name = "next.trust") {
    std::istringstream in(typed);
    TrustSignOptions options;
    options.file = file(name);
    options.signer.key = key;
    return run_trust_sign(context(), options, in);
  }
  Try<void> sign_by_root(int number) { return sign(home_.key("root-" + std::to_string(number))); }
  Try<void> publish(const std::string& name = "next.trust") { return run_trust_publish(context(), {file(name), true}); }
  // A key file of somebody new.
  std::string new_key(const std::string& name, const std::string& algorithm = "ed25519") {
    NewKeyOptions options;
    options.name = name;
    options.person = name;
    options.algorithm = algorithm;
    options.out = file(name + ".key");
    options.memory_mib = 8;
    EXPECT_TRUE(run_key_new(context(), options));
    return options.out;
  }

  HomeFolder home_;
};

TEST_F(CeremonyTest, AListNeedsTwoRootsOneAfterTheOtherBeforeItIsInForce) {
  ASSERT_TRUE(propose_end_of("announcer"));
  EXPECT_THAT(home_.out.str(), HasSubstr("- key of announcer"));
  ASSERT_TRUE(sign_by_root(1));
  EXPECT_THAT(home_.out.str(), HasSubstr("1 of 2 root signatures"));
  EXPECT_THAT(publish().error().message, HasSubstr("not enough signatures"));
  EXPECT_EQ(trust().list.list().version, 1U);
  ASSERT_TRUE(sign_by_root(3));
  ASSERT_TRUE(publish());
  EXPECT_EQ(trust().list.list().version, 2U);
}

TEST_F(CeremonyTest, TheSameRootTwiceIsOneSignature) {
  ASSERT_TRUE(propose_end_of("announcer"));
  ASSERT_TRUE(sign_by_root(1));
  ASSERT_TRUE(sign_by_root(1));
  EXPECT_FALSE(publish());
}

TEST_F(CeremonyTest, NothingIsSignedUntilYesIsTyped) {
  ASSERT_TRUE(propose_end_of("announcer"));
  EXPECT_FALSE(sign(home_.key("root-1"), "y\n"));
  EXPECT_TRUE(read_ceremony(file())->envelope.signatures.empty());
}

TEST_F(CeremonyTest, OnlyRootsOfThisDeploymentSign) {
  ASSERT_TRUE(propose_end_of("announcer"));
  EXPECT_EQ(sign(home_.key("dispatch")).error().code, ExitCode::key);
  const HomeFolder other;
  EXPECT_THAT(sign(other.key("root-1")).error().message, HasSubstr("no root of this deployment"));
}

TEST_F(CeremonyTest, WhatTheFileSaysOfItselfIsNotBelieved) {
  ASSERT_TRUE(propose_end_of("duty officer"));
  Ceremony ceremony = *read_ceremony(file());
  ceremony.changes = {"(nothing but version and date)"};
  ASSERT_TRUE(write_ceremony(file(), ceremony));
  home_.err.str("");
  ASSERT_TRUE(sign_by_root(1));
  EXPECT_THAT(home_.err.str(), HasSubstr("- key of duty officer"));
  EXPECT_THAT(home_.err.str(), HasSubstr("WARNING: nobody can issue this: actual I needs 2 persons"));
  EXPECT_THAT(read_ceremony(file())->changes, testing::Contains(HasSubstr("- key of duty officer")));
}

TEST_F(CeremonyTest, APayloadChangedBetweenTwoSignaturesIsNotSignedAgain) {
  ASSERT_TRUE(propose_end_of("announcer"));
  ASSERT_TRUE(sign_by_root(1));
  Ceremony ceremony = *read_ceremony(file());
  wire::TrustList list = *wire::parse_trust_list(ceremony.envelope.payload);
  list.issuers.front().areas = {*AreaCode::parse("500117000000")};
  ceremony.envelope.payload = wire::serialize(list);
  ASSERT_TRUE(write_ceremony(file(), ceremony));
  EXPECT_THAT(sign_by_root(2).error().message, HasSubstr("bad_signature"));
}

TEST_F(CeremonyTest, AnOldCompleteListCannotComeBack) {
  ASSERT_TRUE(propose_end_of("announcer"));
  ASSERT_TRUE(sign_by_root(1));
  ASSERT_TRUE(sign_by_root(2));
  std::filesystem::copy(file(), file("old.trust"));
  ASSERT_TRUE(publish());
  ASSERT_TRUE(run_trust_renew(context(), {400, false, file()}));
  ASSERT_TRUE(sign_by_root(1));
  ASSERT_TRUE(sign_by_root(2));
  ASSERT_TRUE(publish());
  EXPECT_THAT(publish("old.trust").error().message, HasSubstr("older_version"));
  EXPECT_EQ(trust().list.list().version, 3U);
}

TEST_F(CeremonyTest, ANewPersonComesWithTheirOwnKey) {
  AddPersonOptions options;
  options.key.file = new_key("liwei", "sm2_sm3");
  options.person = "李伟";
  options.role = "announce";
  options.order_class = "routine";
  options.level = "routine";
  options.areas = {"500116108000"};
  options.rank = 1;
  options.out = file();
  ASSERT_TRUE(run_trust_add_person(context(), options));
  ASSERT_TRUE(sign_by_root(1));
  ASSERT_TRUE(sign_by_root(2));
  ASSERT_TRUE(publish());
  const Try<OpenedKey> key = read_key(options.key.file, "a long passphrase");
  const TrustHome now = trust();
  const trust::TrustedIssuer* issuer = now.list.find(key->key.key_id());
  ASSERT_NE(issuer, nullptr);
  EXPECT_EQ(issuer->issuer.person, "李伟");
  EXPECT_EQ(issuer->issuer.valid_until, now.list.list().expires_at);
}

TEST_F(CeremonyTest, APersonWithoutAreaOrWithAWrongOneIsRefused) {
  AddPersonOptions options;
  options.key.file = new_key("liwei");
  options.person = "李伟";
  options.role = "dispatch";
  options.order_class = "actual";
  options.level = "I";
  options.out = file();
  EXPECT_FALSE(run_trust_add_person(context(), options)) << "no area is not the whole county";
  options.areas = {"500000000000"};
  EXPECT_EQ(run_trust_add_person(context(), options).error().code, ExitCode::usage) << "above a county";
  EXPECT_FALSE(std::filesystem::exists(file()));
}

TEST_F(CeremonyTest, ARootChangeIsSignedByOldAndNewAndKeepsTheDeployment) {
  const Digest deployment = trust().roots.deployment();
  const std::string first = new_key("new-root-1");
  const std::string second = new_key("new-root-2", "ecdsa_p256_sha256");
  ASSERT_TRUE(run_trust_change_roots(context(), {{home_.key("root-1"), first, second}, 2, file()}));
  ASSERT_TRUE(sign_by_root(1));
  ASSERT_TRUE(sign_by_root(2));
  EXPECT_THAT(publish().error().message, HasSubstr("1 of 2 of the new roots")) << "root-1 is in both sets";
  ASSERT_TRUE(sign(second));
  ASSERT_TRUE(publish());
  const TrustHome now = trust();
  EXPECT_EQ(now.roots.deployment(), deployment);
  EXPECT_EQ(now.roots.set().version, 1U);
  EXPECT_TRUE(std::filesystem::exists(home_.home().at("roots-0.bin")));

  ASSERT_TRUE(run_trust_renew(context(), {400, false, file()}));
  EXPECT_THAT(sign_by_root(2).error().message, HasSubstr("no root of this deployment"));
  ASSERT_TRUE(sign(first));
  ASSERT_TRUE(sign(second));
  ASSERT_TRUE(publish());
  EXPECT_EQ(trust().list.list().version, 3U);
}

TEST_F(CeremonyTest, ProvisionedPlacesAreStillBelievedAfterARootChange) {
  const std::string fresh = new_key("new-root");
  ASSERT_TRUE(run_trust_change_roots(context(), {{fresh}, 1, file()}));
  ASSERT_TRUE(sign_by_root(1));
  ASSERT_TRUE(sign_by_root(2));
  ASSERT_TRUE(sign(fresh));
  ASSERT_TRUE(publish());
  const TrustHome now = trust();
  const TerminalId id = *TerminalId::parse("TL-0001");
  EXPECT_TRUE(trust::verify_place({now.roots, &now.list}, *read_envelope(now.home.place(id)), id, 0, os::wall_now()));
}

TEST_F(CeremonyTest, FreshnessIsAMaintainKeysWordForThirtyDays) {
  FreshnessOptions options;
  options.out = file("fresh.trust");
  ASSERT_TRUE(run_trust_freshness(context(), options));
  ASSERT_TRUE(publish("fresh.trust"));
  const TrustHome now = trust();
  const Envelope statement = *read_envelope(now.home.at(files::kFreshness));
  const auto verified = trust::verify_freshness({now.roots, &now.list}, statement, os::wall_now());
  ASSERT_TRUE(verified);
  EXPECT_EQ(verified->trust_list_version, 1U);
  EXPECT_EQ(verified->expires_at - verified->issued_at, trust::kFreshFor);
}

TEST_F(CeremonyTest, FreshnessByAnotherRoleIsNotWritten) {
  FreshnessOptions options;
  options.signer = home_.signer("announce");
  options.out = file("fresh.trust");
  EXPECT_THAT(run_trust_freshness(context(), options).error().message, HasSubstr("wrong_role"));
  EXPECT_FALSE(std::filesystem::exists(options.out));
}

TEST_F(CeremonyTest, ATimeResetNamesOneTerminalAndNeedsTheRootsQuorum) {
  ASSERT_TRUE(run_trust_time_reset(context(), {"TL-0002", "2026-11-24T07:00", 5, file("reset.trust")}));
  ASSERT_TRUE(sign(home_.key("root-1"), "yes\n", "reset.trust"));
  const TrustHome now = trust();
  const TerminalId id = *TerminalId::parse("TL-0002");
  const auto judge = [&](const TerminalId& terminal, std::uint64_t held) {
    const auto reset =
        trust::verify_time_reset(now.roots, read_ceremony(file("reset.trust"))->envelope, terminal, held);
    return reset ? Refusal::none : reset.error();
  };
  EXPECT_EQ(judge(id, 0), Refusal::quorum_not_met);
  EXPECT_FALSE(check_publishable(now, read_ceremony(file("reset.trust"))->envelope, os::wall_now()));
  ASSERT_TRUE(sign(home_.key("root-2"), "yes\n", "reset.trust"));
  EXPECT_EQ(judge(id, 4), Refusal::none);
  EXPECT_NE(judge(id, 5), Refusal::none) << "a reset is obeyed once";
  EXPECT_NE(judge(*TerminalId::parse("TL-0001"), 0), Refusal::none);
  EXPECT_TRUE(check_publishable(now, read_ceremony(file("reset.trust"))->envelope, os::wall_now()));
}

TEST_F(CeremonyTest, ADamagedFileIsNamedAndNothingElseHappens) {
  for (const char* text : {"", "{}", "[]", "{\"format\":\"tongluo-ceremony-1\",\"envelope\":\"AAAA\"}", "not json"}) {
    home_.write("next.trust", text);
    EXPECT_FALSE(sign_by_root(1)) << text;
  }
}

TEST_F(CeremonyTest, ShowNamesDeploymentRootsKeysAndRules) {
  ASSERT_TRUE(run_trust_show(context(), {}));
  EXPECT_THAT(home_.out.str(), HasSubstr("(production)"));
  EXPECT_THAT(home_.out.str(), HasSubstr("2 of 3 roots"));
  EXPECT_THAT(home_.out.str(), HasSubstr("approver: dispatch actual up to I in 500116000000"));
  EXPECT_THAT(home_.out.str(), HasSubstr("actual II needs 2 persons of dispatch"));
  EXPECT_THAT(home_.out.str(), HasSubstr("actual III needs 1 person of dispatch relay"));
}

TEST(TrainingEnvironment, HasItsOwnRootsAndNothingSignedThereCountsElsewhere) {
  const HomeFolder real;
  const HomeFolder training(true);
  const TrustHome here = *open_trust_home(real.home(), os::wall_now());
  const TrustHome there = *open_trust_home(training.home(), os::wall_now());
  EXPECT_NE(here.roots.deployment(), there.roots.deployment());
  EXPECT_TRUE(as_text(there.roots.set().salt).starts_with("training"));
  EXPECT_THAT(*read_text(training.home().at(files::kConfiguration)), HasSubstr("environment = \"training\""));
  const auto crossed = trust::verify_trust_list(here.roots, there.list_envelope, 0, os::wall_now());
  ASSERT_FALSE(crossed);
  EXPECT_EQ(crossed.error(), Refusal::quorum_not_met);
}

}  // namespace
}  // namespace tongluo::ctl
