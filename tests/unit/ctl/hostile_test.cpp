// The attacks are what they claim to be (each would sound if its one check were missing), and the verdicts believe only
// signed answers.

#include <gtest/gtest.h>

#include "protocol/sign/digest_of.hpp"
#include "protocol/sign/envelope_signing.hpp"
#include "tests/unit/ctl/certificate_text.hpp"
#include "tools/ctl/certificates.hpp"
#include "tools/hostile/verdicts.hpp"

namespace tongluo::hostile {
namespace {

const WallTime kHostileNow = wall_from_us(1'760'000'000'000'000);
const TerminalId kTerminal = TerminalId::parse("TL-0001").value();

Digest digest_of_number(int number) {
  Digest digest;
  digest.octets[0] = static_cast<std::byte>(number);
  return digest;
}

wire::Order some_order() {
  wire::Order order;
  order.order_class = OrderClass::actual;
  order.level = Level::i;
  order.issued_at = order.valid_from = kHostileNow - seconds(60);
  order.valid_until = kHostileNow + seconds(3540);
  order.targets = {AreaCode::parse("500116108000").value()};
  order.occurrences = {{1, order.issued_at, kHostileNow + seconds(540), kHostileNow + seconds(900)}};
  order.tone = Tone::level_i;
  order.tone_duration = milliseconds(4000);
  order.programme = wire::ClipProgramme{{{digest_of_number(1), milliseconds(8000)}}, 1, milliseconds(0)};
  order.volume_percent = 80;
  order.interrupt_rule = InterruptRule::resume;
  order.language = "zh-CN";
  order.nonce.octets.fill(std::byte{9});
  return order;
}

class HostileTest : public testing::Test {
 protected:
  Envelope sign(PayloadType type, Bytes payload, const sign::PrivateKey& key) const {
    Envelope envelope{type, std::move(payload), {}};
    EXPECT_TRUE(sign::add_signature(envelope, deployment_, key));
    return envelope;
  }

  const PreparedAttack& attack(Attack which) const { return attacks_[static_cast<std::size_t>(which)]; }

  Envelope answer(const Digest& order, Stage stage, Outcome outcome, Refusal refusal) const {
    wire::Receipt receipt{1, kTerminal, order, outcome == Outcome::refused ? 0U : 1U, stage, outcome, refusal};
    receipt.at = kHostileNow;
    receipt.sequence = 1;
    receipt.path = wire::Path::control_channel;
    receipt.boot_id.octets.fill(std::byte{3});
    return sign(PayloadType::receipt, wire::serialize(receipt), terminal_key_);
  }

  void refuse_all(Verdicts& verdicts) const {
    verdicts.on_receipt(
        kTerminal, answer(attack(Attack::flipped_bit).digest, Stage::final, Outcome::refused, Refusal::bad_signature));
    verdicts.on_receipt(
        kTerminal, answer(attack(Attack::unknown_key).digest, Stage::final, Outcome::refused, Refusal::unknown_key));
    verdicts.on_receipt(kTerminal,
                        answer(attack(Attack::expired).digest, Stage::final, Outcome::refused, Refusal::expired));
    wire::Event event;
    event.kind = wire::EventKind::order_refused;
    event.subject = attack(Attack::replayed).digest;
    event.refusal = Refusal::replayed;
    verdicts.on_event(kTerminal, event);
  }

  Verdicts verdicts_with_terminal() const {
    Verdicts verdicts(attacks_, deployment_, {"TL-0001"});
    EXPECT_TRUE(verdicts.add_terminal(kTerminal, certificate_));
    return verdicts;
  }

  Digest deployment_ = digest_of_number(77);
  sign::PrivateKey dispatch_ = sign::PrivateKey::generate(Algorithm::ed25519).value();
  sign::PrivateKey terminal_key_ = sign::PrivateKey::generate(Algorithm::ecdsa_p256_sha256).value();
  Bytes certificate_ =
      ctl::der_of(ctl::issue_certificate(ctl::make_authority("ca", kHostileNow).value(),
                                         {"TL-0001", "", ctl::Purpose::terminal}, terminal_key_, kHostileNow)
                      .value());
  Envelope genuine_ = sign(PayloadType::order, wire::serialize(some_order()), dispatch_);
  Nonce nonce_ = [] {
    Nonce nonce;
    nonce.octets.fill(std::byte{5});
    return nonce;
  }();
  Envelope expired_ = sign(PayloadType::order, expired_payload(genuine_, nonce_).value(), dispatch_);
  PreparedAttacks attacks_ = prepare_attacks(genuine_, expired_, deployment_, kHostileNow, nonce_).value();
};

TEST_F(HostileTest, TheFlippedOrderIsStillWellFormed) {
  EXPECT_TRUE(wire::parse_order(attack(Attack::flipped_bit).envelope.payload));
  EXPECT_NE(attack(Attack::flipped_bit).digest, sign::identity(genuine_));
}

TEST_F(HostileTest, TheForeignOrderIsALevelOneAlertForTheWholeCountyNow) {
  const auto order = wire::parse_order(attack(Attack::unknown_key).envelope.payload);
  ASSERT_TRUE(order);
  EXPECT_EQ(order->targets, std::vector<wire::Target>{AreaCode::parse("500116000000").value()});
  EXPECT_EQ(order->issued_at, kHostileNow);
  EXPECT_EQ(order->order_class, OrderClass::actual);
  EXPECT_EQ(order->level, Level::i);
  EXPECT_NE(attack(Attack::unknown_key).envelope.signatures[0].key_id, dispatch_.key_id());
}

TEST_F(HostileTest, TheExpiredOrderIsTrulySignedAndOver) {
  const auto order = wire::parse_order(expired_.payload);
  ASSERT_TRUE(order);
  EXPECT_LT(order->valid_until, kHostileNow);
  const auto key = sign::PublicKey::parse(Algorithm::ed25519, dispatch_.spki()).value();
  EXPECT_TRUE(sign::verify_signature(expired_, deployment_, expired_.signatures[0], key));
}

TEST_F(HostileTest, AnOrderThatIsStillValidIsNoExpiredOne) {
  EXPECT_FALSE(prepare_attacks(genuine_, genuine_, deployment_, kHostileNow, nonce_));
}

TEST_F(HostileTest, OnlyTheOrdersOwnClipIsTaken) {
  EXPECT_FALSE(clip_of(genuine_, to_bytes("OggS something else")));
  EXPECT_FALSE(clip_of(genuine_, {}));
}

TEST_F(HostileTest, FourRightRefusalsAreAsRequired) {
  Verdicts verdicts = verdicts_with_terminal();
  EXPECT_FALSE(verdicts.all_answered(1));
  refuse_all(verdicts);
  EXPECT_TRUE(verdicts.all_answered(1));
  EXPECT_TRUE(verdicts.all_as_required(1)) << verdicts.table();
  EXPECT_FALSE(verdicts.all_as_required(2));
}

TEST_F(HostileTest, AWrongReasonIsNotAsRequired) {
  Verdicts verdicts = verdicts_with_terminal();
  verdicts.on_receipt(kTerminal,
                      answer(attack(Attack::expired).digest, Stage::final, Outcome::refused, Refusal::not_addressed));
  refuse_all(verdicts);
  EXPECT_TRUE(verdicts.all_answered(1));
  EXPECT_FALSE(verdicts.all_as_required(1));
}

TEST_F(HostileTest, AnAcceptedAttackIsObedienceWhateverFollows) {
  Verdicts verdicts = verdicts_with_terminal();
  refuse_all(verdicts);
  verdicts.on_receipt(kTerminal,
                      answer(attack(Attack::unknown_key).digest, Stage::accepted, Outcome::none, Refusal::none));
  EXPECT_FALSE(verdicts.all_as_required(1));
  EXPECT_NE(verdicts.table().find("OBEYED"), std::string::npos);
}

TEST_F(HostileTest, ASecondDifferentFinalOfTheGenuineOrderIsObedience) {
  Verdicts verdicts = verdicts_with_terminal();
  const Digest genuine = attack(Attack::replayed).digest;
  const Envelope first = answer(genuine, Stage::final, Outcome::unproved, Refusal::none);
  verdicts.on_receipt(kTerminal, first);
  verdicts.on_receipt(kTerminal, first);  // resent, since nobody acknowledges
  refuse_all(verdicts);
  EXPECT_TRUE(verdicts.all_as_required(1));
  verdicts.on_receipt(kTerminal, answer(genuine, Stage::final, Outcome::partial, Refusal::none));
  EXPECT_FALSE(verdicts.all_as_required(1));
}

TEST_F(HostileTest, UnsignedAnswersCountForNothing) {
  Verdicts verdicts = verdicts_with_terminal();
  Envelope forged = answer(attack(Attack::expired).digest, Stage::final, Outcome::refused, Refusal::expired);
  forged.payload.back() ^= std::byte{1};
  verdicts.on_receipt(kTerminal, forged);
  EXPECT_EQ(verdicts.bad_receipts(), 1U);
  refuse_all(verdicts);
  EXPECT_FALSE(verdicts.all_as_required(1));
}

}  // namespace
}  // namespace tongluo::hostile
