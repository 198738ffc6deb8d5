// An export checked offline. The world: one district, one level II order to a township, two terminals that played it.
// Each test breaks one thing and expects that thing to be named, and nothing later.

#include "tools/ctl/order_export.hpp"

#include <boost/json.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "protocol/sign/digest_of.hpp"
#include "protocol/sign/envelope_signing.hpp"
#include "protocol/wire/envelope_codec.hpp"
#include "protocol/wire/order.hpp"
#include "tests/unit/ctl/certificate_text.hpp"
#include "tools/ctl/certificates.hpp"
#include "tools/ctl/district.hpp"

namespace tongluo::ctl {
namespace {

using testing::HasSubstr;

const WallTime kNow = wall_from_us(1'760'000'000'000'000);

wire::Order some_order() {
  wire::Order order;
  order.order_class = OrderClass::actual;
  order.level = Level::ii;
  order.issued_at = order.valid_from = kNow;
  order.valid_until = kNow + seconds(3600);
  order.targets = {AreaCode::parse("500116108000").value()};
  order.occurrences = {{1, kNow, kNow + seconds(600), kNow + seconds(900)}};
  order.tone = Tone::level_ii;
  order.tone_duration = milliseconds(4000);
  Digest clip;
  clip.octets[0] = std::byte{1};
  order.programme = wire::ClipProgramme{{{clip, milliseconds(8000)}}, 1, milliseconds(0)};
  order.volume_percent = 80;
  order.interrupt_rule = InterruptRule::resume;
  order.language = "zh-CN";
  order.nonce.octets.fill(std::byte{9});
  return order;
}

class ExportWorld : public testing::Test {
 protected:
  ExportWorld() {
    DistrictPlan plan{AreaCode::parse("500116000000").value()};
    district_ = make_district(plan, kNow - seconds(60)).value();
    content_.roots = district_->root_set;
    content_.trust_list = district_->trust_list;
    content_.order = sign(PayloadType::order, wire::serialize(some_order()), issuer("dispatch"));
    for (const char* id : {"TL-0001", "TL-0002"}) add_terminal(id);
  }

  const sign::PrivateKey& issuer(const std::string& name) const {
    for (const NamedKey& key : district_->issuers)
      if (key.name == name) return key.key;
    throw std::out_of_range(name);
  }

  Envelope sign(PayloadType type, Bytes payload, const sign::PrivateKey& key) const {
    Envelope envelope{type, std::move(payload), {}};
    EXPECT_TRUE(sign::add_signature(envelope, district_->deployment, key));
    return envelope;
  }

  void add_terminal(const std::string& id) {
    const sign::PrivateKey key = sign::PrivateKey::generate(Algorithm::ecdsa_p256_sha256).value();
    content_.certificates[id] = der_of(issue_certificate(devices_, {id, "", Purpose::terminal}, key, kNow).value());
    keys_.emplace(id, key);
    add_receipt(id, Stage::accepted, Outcome::none, 1);
    add_receipt(id, Stage::started, Outcome::none, 2);
    add_receipt(id, Stage::final, Outcome::unproved, 3);
  }

  void add_receipt(const std::string& id, Stage stage, Outcome outcome, std::uint64_t sequence) {
    wire::Receipt receipt{1, TerminalId::parse(id).value(), sign::digest_of(content_.order.payload), 1, stage, outcome};
    receipt.at = kNow + seconds(static_cast<int>(sequence));
    receipt.path = wire::Path::cache;
    receipt.sequence = sequence;
    receipt.boot_id.octets.fill(std::byte{3});
    if (stage == Stage::final) {
      receipt.first_sample = kNow;
      receipt.last_sample = kNow + seconds(12);
      receipt.samples_played = 576'000;
    }
    content_.receipts.push_back(sign(PayloadType::receipt, wire::serialize(receipt), keys_.at(id)));
  }

  std::string first_fault() const {
    const auto verified = verify_order_export(content_, district_->root_set, devices_.certificate_pem);
    if (verified) return {};
    EXPECT_EQ(verified.error().code, ExitCode::verification);
    return verified.error().message;
  }

  CertificateAuthority devices_ = make_authority("Tongluo devices-ca", kNow - seconds(60)).value();
  std::optional<District> district_;
  std::map<std::string, sign::PrivateKey> keys_;
  OrderExport content_;
};

TEST_F(ExportWorld, AGoodExportVerifiesAndCountsItsFinals) {
  const auto verified = verify_order_export(content_, district_->root_set, devices_.certificate_pem);
  ASSERT_TRUE(verified) << verified.error().message;
  EXPECT_THAT(verified->persons, testing::ElementsAre("duty officer"));
  EXPECT_EQ(verified->receipts.size(), 6U);
  EXPECT_EQ(verified->finals, (std::map<std::string, std::size_t>{{"unproved", 2}}));
  EXPECT_TRUE(verified->certificates_checked);
}

TEST_F(ExportWorld, WithoutAnAuthorityCertificatesAreSaidToBeUnchecked) {
  const auto verified = verify_order_export(content_, district_->root_set, "");
  ASSERT_TRUE(verified);
  EXPECT_FALSE(verified->certificates_checked);
}

TEST_F(ExportWorld, RootsOfAnotherDeploymentAreNamedFirst) {
  content_.roots = make_district({AreaCode::parse("500116000000").value()}, kNow).value().root_set;
  content_.order.signatures.clear();
  EXPECT_THAT(first_fault(), HasSubstr("roots: "));
}

TEST_F(ExportWorld, AChangedTrustListIsNamedBeforeTheOrder) {
  content_.trust_list.payload.back() ^= std::byte{1};
  content_.order.payload.back() ^= std::byte{1};
  EXPECT_THAT(first_fault(), HasSubstr("trust list: "));
}

TEST_F(ExportWorld, AnOrderWithOneFlippedBitIsABadSignature) {
  content_.order.payload.back() ^= std::byte{1};
  EXPECT_EQ(first_fault(), "order: bad_signature");
}

TEST_F(ExportWorld, AnOrderSignedByTheDrillKeyIsRefused) {
  content_.order = sign(PayloadType::order, wire::serialize(some_order()), issuer("exercise"));
  EXPECT_THAT(first_fault(), HasSubstr("order: wrong_"));
}

TEST_F(ExportWorld, AForgedReceiptIsNamedWithItsTerminal) {
  content_.receipts[4].payload = content_.receipts[5].payload;
  EXPECT_EQ(first_fault(), "receipt 5 of TL-0002: bad signature");
}

TEST_F(ExportWorld, AReceiptOfATerminalWithoutCertificateIsNamed) {
  content_.certificates.erase("TL-0002");
  EXPECT_EQ(first_fault(), "receipt 4 of TL-0002: no certificate of this terminal");
}

TEST_F(ExportWorld, ACertificateOfAnotherAuthorityIsNamed) {
  const CertificateAuthority other = make_authority("Tongluo devices-ca", kNow).value();
  content_.certificates["TL-0001"] =
      der_of(issue_certificate(other, {"TL-0001", "", Purpose::terminal}, keys_.at("TL-0001"), kNow).value());
  EXPECT_THAT(first_fault(), HasSubstr("certificate of TL-0001: "));
}

TEST_F(ExportWorld, TheSameReceiptTwiceIsNamed) {
  content_.receipts.push_back(content_.receipts[0]);
  EXPECT_EQ(first_fault(), "receipt 7 of TL-0001: it is there twice");
}

TEST_F(ExportWorld, ASecondFinalIsNamed) {
  add_receipt("TL-0001", Stage::final, Outcome::partial, 9);
  EXPECT_EQ(first_fault(), "receipt 7 of TL-0001: a second final outcome of occurrence 1");
}

TEST_F(ExportWorld, AReceiptAboutAnotherOrderIsNamed) {
  const Digest real = sign::digest_of(content_.order.payload);
  wire::Receipt receipt = wire::parse_receipt(content_.receipts[0].payload).value();
  ASSERT_EQ(receipt.order, real);
  receipt.order.octets[5] ^= std::byte{1};
  content_.receipts[0] = sign(PayloadType::receipt, wire::serialize(receipt), keys_.at("TL-0001"));
  EXPECT_EQ(first_fault(), "receipt 1 of TL-0001: it is about another order");
}

TEST_F(ExportWorld, TheFileFormReadsBack) {
  boost::json::array receipts;
  for (const Envelope& receipt : content_.receipts) receipts.emplace_back(to_base64(wire::serialize(receipt)));
  boost::json::object certificates;
  for (const auto& [id, der] : content_.certificates) certificates[id] = to_base64(der);
  const boost::json::object file{{"format", "tongluo-order-export-1"},
                                 {"roots", to_base64(content_.roots)},
                                 {"trust_list", to_base64(wire::serialize(content_.trust_list))},
                                 {"order", to_base64(wire::serialize(content_.order))},
                                 {"receipts", receipts},
                                 {"certificates", certificates}};
  const auto parsed = parse_order_export(boost::json::serialize(file));
  ASSERT_TRUE(parsed) << parsed.error().message;
  EXPECT_EQ(parsed->receipts, content_.receipts);
  EXPECT_EQ(parsed->certificates, content_.certificates);
  EXPECT_TRUE(verify_order_export(*parsed, district_->root_set, devices_.certificate_pem));
  for (const char* field : {"format", "trust_list", "order"}) {
    boost::json::object broken = file;
    broken[field] = "!";
    EXPECT_EQ(parse_order_export(boost::json::serialize(broken)).error().code, ExitCode::verification) << field;
  }
  EXPECT_FALSE(parse_order_export("{"));
}

}  // namespace
}  // namespace tongluo::ctl
