// What lowers a terminal's time floor, and the controller's word on its audit chain.

#include <gtest/gtest.h>

#include "tests/support/trust_fixture.hpp"

namespace tongluo::test {
namespace {

using namespace trust;

const TerminalId kRootTerminal = terminal_id("TL-500116-0001");

class TimeResetTest : public testing::Test {
 protected:
  Refusal judge(const Envelope& envelope, std::uint64_t held = 4) const {
    const auto reset = verify_time_reset(fixture.roots(), envelope, kRootTerminal, held);
    return reset ? Refusal::none : reset.error();
  }
  Envelope by(const std::vector<const sign::Signer*>& signers) const {
    return fixture.seal(PayloadType::time_reset, fixture.time_reset(kRootTerminal, 5, kNow).payload, signers);
  }
  TrustFixture fixture;
};

TEST_F(TimeResetTest, NeedsAQuorumOfTheRootsAndNobodyElse) {
  const auto& roots = fixture.root_keys;
  EXPECT_EQ(*verify_time_reset(fixture.roots(), by({&roots[0], &roots[2]}), kRootTerminal, 4),
            (wire::TimeReset{1, kRootTerminal, 5, kNow}));
  EXPECT_EQ(judge(by({&roots[0], &roots[1], &roots[2]})), Refusal::none);
  EXPECT_EQ(judge(by({&roots[1]})), Refusal::quorum_not_met);
  EXPECT_EQ(judge(by({})), Refusal::quorum_not_met);
  EXPECT_EQ(judge(by({&fixture.time, &fixture.maintain, &fixture.dispatch})), Refusal::quorum_not_met);
  EXPECT_EQ(judge(by({&roots[0], &roots[1], &fixture.time})), Refusal::unknown_key);
  Envelope spoilt = by({&roots[0], &roots[1], &roots[2]});
  spoilt.signatures[2].octets[9] ^= std::byte{1};
  EXPECT_EQ(judge(spoilt), Refusal::bad_signature);
}

TEST_F(TimeResetTest, IsForThisTerminalOnceAndInOrder) {
  EXPECT_EQ(judge(fixture.time_reset(terminal_id("TL-500116-0002"), 5, kNow)), Refusal::not_addressed);
  EXPECT_EQ(judge(fixture.time_reset(kRootTerminal, 5, kNow), 5), Refusal::replayed);
  EXPECT_EQ(judge(fixture.time_reset(kRootTerminal, 5, kNow), 6), Refusal::replayed);
  EXPECT_EQ(judge(fixture.time_reset(kRootTerminal, 1, kNow), 0), Refusal::none);
  EXPECT_EQ(judge(fixture.time_reset(kRootTerminal, 0, kNow), 0), Refusal::malformed);
  EXPECT_EQ(judge(fixture.time_reset(kRootTerminal, 0xffff'ffff'ffff'ffff, kNow)), Refusal::none);
  Envelope typed = fixture.time_reset(kRootTerminal, 5, kNow);
  typed.type = PayloadType::time_statement;
  EXPECT_EQ(judge(typed), Refusal::wrong_type);
}

TEST(AuditHead, IsTheTimeKeysAtTheTimeThatItStates) {
  const TrustFixture fixture;
  const auto judge = [&](const wire::AuditHead& head, const sign::Signer& signer) {
    const auto verified =
        verify_audit_head(fixture.authority(), fixture.seal(PayloadType::audit_head, wire::serialize(head), {&signer}));
    return verified ? Refusal::none : verified.error();
  };
  const wire::AuditHead head{1, 17, sign::digest_of(as_bytes("entry 17")), kNow};
  EXPECT_EQ(*verify_audit_head(fixture.authority(),
                               fixture.seal(PayloadType::audit_head, wire::serialize(head), {&fixture.time})),
            head);
  EXPECT_EQ(judge(head, fixture.dispatch), Refusal::wrong_role);
  wire::AuditHead early = head, late = head, none = head;
  early.at = kNow - std::chrono::hours(25);
  late.at = kNow + kListLifetime + microseconds(1);
  none.sequence = 0;
  EXPECT_EQ(judge(early, fixture.time), Refusal::key_outside_validity);
  EXPECT_EQ(judge(late, fixture.time), Refusal::trust_list_expired);
  EXPECT_EQ(judge(none, fixture.time), Refusal::malformed);
  Envelope typed = fixture.seal(PayloadType::time_statement, wire::serialize(head), {&fixture.time});
  EXPECT_EQ(verify_audit_head(fixture.authority(), typed).error(), Refusal::wrong_type);
  typed.type = PayloadType::audit_head;
  EXPECT_EQ(verify_audit_head(fixture.authority(), typed).error(), Refusal::bad_signature);
}

}  // namespace
}  // namespace tongluo::test
