// An export checked offline. The world: one district, one level II order to a township, two terminals that played it.
// Each test breaks one thing and expects that thing to be named, and nothing later.

#include <boost/json.hpp>

#include "tests/unit/ctl/export_world.hpp"

namespace tongluo::ctl {
namespace {

using testing::HasSubstr;

TEST_F(ExportWorld, AGoodExportVerifiesAndCountsItsFinals) {
  const auto verified = verify_order_export(content_, district_->root_set, devices_.certificate_pem);
  ASSERT_TRUE(verified) << verified.error().message;
  EXPECT_THAT(verified->persons, testing::UnorderedElementsAre("duty officer", "approver"));
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
