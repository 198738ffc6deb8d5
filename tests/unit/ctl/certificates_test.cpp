// The three authorities and what they issue.

#include "tools/ctl/certificates.hpp"

#include <gtest/gtest.h>

#include "tests/unit/ctl/certificate_text.hpp"

namespace tongluo::ctl {
namespace {

const WallTime kCheckedAt = wall_from_us(1'760'000'000'000'000);

sign::PrivateKey new_key() { return sign::PrivateKey::generate(Algorithm::ecdsa_p256_sha256).value(); }

TEST(Certificates, ATerminalsCertificateCarriesItsIdAndItsKey) {
  const CertificateAuthority devices = make_authority("Tongluo devices-ca", kCheckedAt).value();
  const sign::PrivateKey key = new_key();
  const Bytes der = der_of(issue_certificate(devices, {"TL-0001", "", Purpose::terminal}, key, kCheckedAt).value());
  EXPECT_EQ(common_name_of(der), "TL-0001");
  EXPECT_EQ(sign::PublicKey::from_certificate(der).value().id(), key.key_id());
  EXPECT_EQ(certificate_fault(der, "TL-0001", devices.certificate_pem), "");
}

TEST(Certificates, AnotherNameOrAnotherAuthorityIsAFault) {
  const CertificateAuthority devices = make_authority("Tongluo devices-ca", kCheckedAt).value();
  const CertificateAuthority others = make_authority("Tongluo devices-ca", kCheckedAt).value();
  const Bytes der =
      der_of(issue_certificate(devices, {"TL-0001", "", Purpose::terminal}, new_key(), kCheckedAt).value());
  EXPECT_NE(certificate_fault(der, "TL-0002", devices.certificate_pem), "");
  EXPECT_NE(certificate_fault(der, "TL-0001", others.certificate_pem), "");
  EXPECT_NE(certificate_fault(to_bytes("garbage"), "TL-0001", devices.certificate_pem), "");
  EXPECT_NE(certificate_fault(der, "TL-0001", "garbage"), "");
}

TEST(Certificates, AnAuthorityNeedsItsOwnKey) {
  CertificateAuthority authority = make_authority("Tongluo devices-ca", kCheckedAt).value();
  authority.key = new_key();
  EXPECT_FALSE(issue_certificate(authority, {"TL-0001", "", Purpose::terminal}, new_key(), kCheckedAt));
}

TEST(Certificates, NamesInChineseSurvive) {
  const CertificateAuthority operators = make_authority("Tongluo operators-ca", kCheckedAt).value();
  const Bytes der =
      der_of(issue_certificate(operators, {"王芳", "", Purpose::operator_}, new_key(), kCheckedAt).value());
  EXPECT_EQ(certificate_fault(der, common_name_of(der), operators.certificate_pem), "");
}

}  // namespace
}  // namespace tongluo::ctl
