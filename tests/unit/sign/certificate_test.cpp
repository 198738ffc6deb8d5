// Certificate requests and what an authority makes of them.

#include <gtest/gtest.h>

#include "protocol/sign/certificate_issuer.hpp"
#include "protocol/sign/certificate_request.hpp"
#include "tests/support/certificates.hpp"

namespace tongluo::sign {
namespace {

constexpr WallTime kFrom = wall_from_us(1'800'000'000'000'000);
constexpr WallTime kUntil = kFrom + std::chrono::hours(24 * 365 * 20);  // past 2038

PrivateKey p256() { return *PrivateKey::generate(Algorithm::ecdsa_p256_sha256); }

CertificateIssuer authority() {
  const auto made = test::make_authority("devices");
  return *CertificateIssuer::create(made.certificate_pem, *PrivateKey::parse_pem(made.key_pem));
}

TEST(CertificateRequests, SayKeyAndHardwareAndProveTheKey) {
  const PrivateKey key = p256();
  const auto der = make_certificate_request(key, "SN:2026-0001.a_b");
  ASSERT_TRUE(der.has_value());
  const auto request = parse_certificate_request(*der);
  ASSERT_TRUE(request.has_value());
  EXPECT_EQ(request->common_name, "SN:2026-0001.a_b");
  EXPECT_EQ(request->key.spki(), key.spki());
}

TEST(CertificateRequests, NoChangedOctetPasses) {
  const Bytes der = *make_certificate_request(p256(), "SN-1");
  for (std::size_t i = 0; i < der.size(); ++i) {
    Bytes changed = der;
    changed[i] ^= std::byte{1};
    EXPECT_FALSE(parse_certificate_request(changed).has_value()) << i;
  }
}

TEST(CertificateRequests, CutOrLongerOnesAreRefused) {
  const Bytes der = *make_certificate_request(p256(), "SN-1");
  for (std::size_t size = 0; size < der.size(); ++size)
    EXPECT_FALSE(parse_certificate_request(ByteView(der).first(size)).has_value()) << size;
  Bytes longer = der;
  longer.push_back(std::byte{0});
  EXPECT_FALSE(parse_certificate_request(longer).has_value());
  EXPECT_FALSE(parse_certificate_request(Bytes(kMaxCertificateRequestBytes + 1, std::byte{0x30})).has_value());
}

TEST(CertificateRequests, OtherKeysAndOddNamesAreRefused) {
  const auto ed25519 = make_certificate_request(*PrivateKey::generate(Algorithm::ed25519), "SN-1");
  EXPECT_TRUE(!ed25519 || !parse_certificate_request(*ed25519));
  for (const std::string& name : {std::string(), std::string("a\nb"), std::string("a b"), std::string(65, 'a')})
    EXPECT_FALSE(make_certificate_request(p256(), name).has_value()) << name;
}

TEST(CertificateIssuing, NamesTheTerminalAndHoldsItsKeyForTheGivenTime) {
  const PrivateKey key = p256();
  const auto request = parse_certificate_request(*make_certificate_request(key, "SN-1"));
  const auto der = authority().issue({"TL-0001", "", CertificateUse::client}, request->key, {kFrom, kUntil});
  ASSERT_TRUE(der.has_value());
  EXPECT_EQ(certificate_name(*der), "TL-0001");
  EXPECT_EQ(PublicKey::from_certificate(*der)->id(), key.key_id());
  const auto times = certificate_times(*der);
  ASSERT_TRUE(times.has_value());
  EXPECT_EQ(times->not_before, kFrom);
  EXPECT_EQ(times->not_after, kUntil);
  EXPECT_EQ(certificate_expiry(*der), kUntil);
  EXPECT_EQ(certificate_from_pem(certificate_to_pem(*der)), *der);
}

TEST(CertificateIssuing, AnAuthorityNeedsItsOwnKey) {
  const auto one = test::make_authority("one");
  EXPECT_FALSE(CertificateIssuer::create(one.certificate_pem, p256()).has_value());
  EXPECT_FALSE(CertificateIssuer::create("no certificate", *PrivateKey::parse_pem(one.key_pem)).has_value());
}

}  // namespace
}  // namespace tongluo::sign
