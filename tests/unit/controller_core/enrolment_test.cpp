// The core's part of enrolment: what is durable before a certificate leaves, who is let in afterwards, and what a
// restart remembers. The test is listener, person and store.

#include <gtest/gtest.h>

#include "protocol/sign/certificate_request.hpp"
#include "protocol/sign/claim_code.hpp"
#include "tests/support/certificates.hpp"
#include "tests/unit/controller_core/core_rig.hpp"

namespace tongluo::test {
namespace {

using namespace controller;

const sign::CertificateIssuer& authority() {
  static const sign::CertificateIssuer made = [] {
    const Certified pem = make_authority("enrolment");
    return *sign::CertificateIssuer::create(pem.certificate_pem, *sign::PrivateKey::parse_pem(pem.key_pem));
  }();
  return made;
}

void with_authority(Settings& settings) { settings.device_authority = &authority(); }

struct Box {
  sign::PrivateKey key = *sign::PrivateKey::generate(Algorithm::ecdsa_p256_sha256);
  Bytes request(const std::string& serial = "SN-1") const { return *sign::make_certificate_request(key, serial); }
};

class Enrolling : public testing::Test {
 protected:
  Enrolling() : rig({}, with_authority) { rig.enrol(2); }

  Digest add_claim(const std::string& secret, std::optional<std::size_t> terminal, bool replaces = false) {
    ClaimDraft draft;
    draft.name = sign::ClaimCode::name_of(secret);
    if (terminal) draft.terminal = ControllerRig::id_of(*terminal);
    draft.replaces = replaces;
    draft.expires_at = rig.now.wall + std::chrono::hours(24);
    rig.core.add_claims(rig.now, rig.next_request(), {draft}, ClaimMode::each, "clerk");
    rig.persist_all();
    const auto taken = rig.take_only<ClaimsTaken>();
    EXPECT_EQ(taken.size(), 1U);
    if (!taken.empty()) last_refusal = taken[0].verdicts[0].refusal;
    return draft.name;
  }
  void ask(const std::string& secret, const Box& box) {
    rig.core.enrol(rig.now, rig.next_request(), {secret, box.request(), {}, "192.0.2.1"});
  }
  std::optional<wire::EnrolReply> answer() {
    const auto answers = rig.take_only<EnrolmentAnswered>();
    return answers.empty() ? std::nullopt : std::optional(answers.back().reply);
  }
  std::optional<wire::EnrolReply> enrol(const std::string& secret, const Box& box) {
    ask(secret, box);
    rig.persist_all();
    return answer();
  }
  // The reason of the GoAway that this certificate meets; unspecified: it is let in.
  wire::GoAwayReason hello(std::size_t terminal, const Bytes& certificate) {
    wire::Hello hello{.terminal = ControllerRig::id_of(terminal)};
    hello.firmware = "test";
    rig.core.on_hello(rig.now, ++session, hello, certificate);
    auto reason = wire::GoAwayReason::unspecified;
    for (const GoAway& away : rig.take_only<GoAway>())
      if (away.session == session) reason = away.message.reason;
    rig.persist_all();
    return reason;
  }
  ControllerRig rig;
  SessionId session = 1'000;
  Refusal last_refusal = Refusal::none;
};

TEST_F(Enrolling, ACertificateLeavesOnlyWhenItIsDurable) {
  add_claim("AAAA", 1);
  const Box box;
  ask("AAAA", box);
  EXPECT_FALSE(answer().has_value());
  rig.persist_all();
  const auto reply = answer();
  ASSERT_TRUE(reply.has_value());
  EXPECT_EQ(reply->state, wire::EnrolState::issued);
  EXPECT_EQ(reply->terminal, ControllerRig::id_of(1));
  EXPECT_EQ(hello(1, reply->certificate), wire::GoAwayReason::unspecified);
}

TEST_F(Enrolling, AFailedWriteIssuesNothingAndTheSameBoxMayAskAgain) {
  add_claim("AAAA", 1);
  const Box box;
  ask("AAAA", box);
  rig.fail_all();
  EXPECT_EQ(answer()->state, wire::EnrolState::busy);
  EXPECT_EQ(enrol("AAAA", box)->state, wire::EnrolState::issued);
}

TEST_F(Enrolling, TwoBoxesAtOnceWithOneCodeOnlyTheFirstGetsIt) {
  add_claim("AAAA", 1);
  const Box first, second;
  ask("AAAA", first);
  ask("AAAA", second);
  EXPECT_EQ(answer()->state, wire::EnrolState::refused) << "before the first is durable";
  rig.persist_all();
  EXPECT_EQ(answer()->state, wire::EnrolState::issued);
  EXPECT_EQ(enrol("AAAA", second)->state, wire::EnrolState::refused);
  const auto audit = rig.audit_actions();
  EXPECT_EQ(std::count(audit.begin(), audit.end(), "claim.misused"), 1) << "people hear it once";
}

TEST_F(Enrolling, EveryWrongCodeGetsTheSameAnswer) {
  add_claim("AAAA", 1);
  const Box box, other;
  const auto unknown = enrol("ZZZZ", box);
  ASSERT_EQ(enrol("AAAA", box)->state, wire::EnrolState::issued);
  const auto used = enrol("AAAA", other);
  rig.advance(std::chrono::hours(25));
  const auto expired_unused = [&] {
    add_claim("BBBB", 2);
    rig.advance(std::chrono::hours(25));
    return enrol("BBBB", other);
  }();
  ASSERT_EQ(unknown->state, wire::EnrolState::refused);
  EXPECT_EQ(used, unknown);
  EXPECT_EQ(expired_unused, unknown);
}

TEST_F(Enrolling, HardwareWithoutAPlaceWaitsForAPersonAlsoOverARestart) {
  const Digest claim = add_claim("CCCC", std::nullopt);
  const Box box;
  EXPECT_EQ(enrol("CCCC", box)->state, wire::EnrolState::pending);
  rig.restart();
  ASSERT_NE(rig.core.enrolment().find(claim), nullptr);
  EXPECT_EQ(rig.core.enrolment().find(claim)->hardware, "SN-1");
  rig.core.approve_claim(rig.now, rig.next_request(), claim, ControllerRig::id_of(2), false, "clerk");
  rig.persist_all();
  EXPECT_EQ(rig.take_only<ObjectStored>().size(), 1U);
  EXPECT_EQ(enrol("CCCC", box)->terminal, ControllerRig::id_of(2));
}

TEST_F(Enrolling, RevocationEndsSessionsAtOnceAndIsRememberedOverARestart) {
  add_claim("AAAA", 1);
  const auto reply = enrol("AAAA", Box());
  ASSERT_EQ(hello(1, reply->certificate), wire::GoAwayReason::unspecified);
  const SessionId open = session;
  rig.core.revoke_device(rig.now, rig.next_request(), ControllerRig::id_of(1), "stolen", "clerk");
  EXPECT_TRUE(rig.take_only<GoAway>().empty()) << "not before it is durable";
  for (const Persist& persist : std::vector(rig.pending)) rig.core.on_persisted(rig.now, persist.token);
  const auto away = rig.take_only<GoAway>();
  ASSERT_EQ(away.size(), 1U);
  EXPECT_EQ(away[0].session, open);
  EXPECT_EQ(away[0].message.reason, wire::GoAwayReason::revoked);
  EXPECT_EQ(hello(1, reply->certificate), wire::GoAwayReason::revoked);
  rig.restart();
  EXPECT_EQ(hello(1, reply->certificate), wire::GoAwayReason::revoked);
}

TEST_F(Enrolling, ReplacementIsOneWriteAndTheOldBoxIsOut) {
  add_claim("AAAA", 1);
  const Box old_box, new_box;
  const auto before = enrol("AAAA", old_box);
  ASSERT_EQ(hello(1, before->certificate), wire::GoAwayReason::unspecified);
  add_claim("DDDD", 1);
  EXPECT_EQ(last_refusal, Refusal::duplicate) << "a place that has its hardware needs a replacement";
  add_claim("EEEE", 1, true);
  EXPECT_EQ(last_refusal, Refusal::none);
  ask("EEEE", new_box);
  EXPECT_TRUE(rig.take_only<GoAway>().empty()) << "nobody is sent away before it is durable";
  EXPECT_EQ(rig.pending.size(), 1U);
  rig.persist_all();
  const auto after = answer();
  ASSERT_EQ(after->state, wire::EnrolState::issued);
  EXPECT_EQ(after->terminal, before->terminal);
  EXPECT_EQ(hello(1, before->certificate), wire::GoAwayReason::revoked);
  EXPECT_EQ(hello(1, after->certificate), wire::GoAwayReason::unspecified);
  rig.restart();
  EXPECT_EQ(hello(1, before->certificate), wire::GoAwayReason::revoked);
  EXPECT_EQ(hello(1, after->certificate), wire::GoAwayReason::unspecified);
}

TEST_F(Enrolling, RenewalIsForTheCurrentKeyInItsTimeOnly) {
  add_claim("AAAA", 1);
  const Box box, other;
  const Bytes certificate = enrol("AAAA", box)->certificate;
  const auto renew = [&](const Box& with) {
    rig.core.enrol(rig.now, rig.next_request(), {"", with.request(), certificate, "192.0.2.1"});
    rig.persist_all();
    return answer()->state;
  };
  EXPECT_EQ(renew(box), wire::EnrolState::refused) << "too early";
  rig.advance(kDeviceLife / 3 * 2);
  EXPECT_EQ(renew(other), wire::EnrolState::refused) << "another key";
  EXPECT_EQ(renew(box), wire::EnrolState::issued);
  rig.core.revoke_device(rig.now, rig.next_request(), ControllerRig::id_of(1), "stolen", "clerk");
  rig.persist_all();
  EXPECT_EQ(renew(box), wire::EnrolState::refused);
}

TEST_F(Enrolling, AllOrNothingTakesNothingWhenOneIsWrong) {
  std::vector<ClaimDraft> drafts(2);
  for (std::size_t i = 0; i < 2; ++i) {
    drafts[i].name = sign::ClaimCode::name_of(std::string(4, static_cast<char>('A' + i)));
    drafts[i].expires_at = rig.now.wall + std::chrono::hours(1);
  }
  drafts[1].terminal = terminal_id("TL-UNKNOWN");
  const auto add = [&](ClaimMode mode) {
    rig.core.add_claims(rig.now, rig.next_request(), drafts, mode, "clerk");
    rig.persist_all();
    return rig.take_only<ClaimsTaken>().at(0);
  };
  const auto checked = add(ClaimMode::check);
  EXPECT_EQ(checked.verdicts[0].refusal, Refusal::none);
  EXPECT_EQ(checked.verdicts[1].refusal, Refusal::no_place);
  EXPECT_FALSE(add(ClaimMode::all_or_nothing).stored);
  EXPECT_EQ(rig.core.enrolment().claim_count(), 0U);
  EXPECT_TRUE(add(ClaimMode::each).stored);
  EXPECT_EQ(rig.core.enrolment().claim_count(), 1U);
}

}  // namespace
}  // namespace tongluo::test
