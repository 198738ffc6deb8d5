// A public key has one form, lies on its curve, and is what it says.

#include "protocol/sign/digest_of.hpp"
#include "tests/support/certificates.hpp"
#include "tests/unit/sign/vectors.hpp"

namespace tongluo::sign {
namespace {

using namespace vectors;

KeyFault fault_of(Algorithm algorithm, const Bytes& spki) {
  const auto key = PublicKey::parse(algorithm, spki);
  EXPECT_FALSE(key);
  return key ? KeyFault::engine_failed : key.error();
}

TEST(KeyForm, KeyIdIsTheShortenedDigestOfTheSpki) {
  for (const Vector& vector : kVectors) {
    const PublicKey key = key_of(vector);
    EXPECT_EQ(key.spki(), spki_of(vector.algorithm, vector.point));
    EXPECT_EQ(key.algorithm(), vector.algorithm);
    EXPECT_EQ(to_string(key.id()), to_string(digest_of(key.spki())).substr(0, 32));
  }
}

TEST(KeyForm, AKeyOfAnotherAlgorithmIsTheWrongKind) {
  for (const Algorithm claimed : kAlgorithms)
    for (const Algorithm real : kAlgorithms) {
      const Bytes spki = spki_of(real, vector_of(real).point);
      if (claimed == real) continue;
      EXPECT_EQ(fault_of(claimed, spki), KeyFault::wrong_kind);
    }
}

TEST(KeyForm, AnUnknownAlgorithmIsRefused) {
  const Bytes spki = spki_of(Algorithm::ed25519, kVectors[0].point);
  EXPECT_EQ(fault_of(Algorithm::unspecified, spki), KeyFault::unknown_algorithm);
  EXPECT_EQ(fault_of(static_cast<Algorithm>(4), spki), KeyFault::unknown_algorithm);
}

TEST(KeyForm, TrailingMissingAndForeignBytesAreMalformed) {
  for (const Algorithm algorithm : kAlgorithms) {
    const Bytes good = spki_of(algorithm, vector_of(algorithm).point);
    for (std::size_t size = 0; size < good.size(); ++size)
      EXPECT_EQ(fault_of(algorithm, Bytes(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(size))),
                KeyFault::malformed);
    Bytes longer = good;
    longer.push_back(std::byte{0});
    EXPECT_EQ(fault_of(algorithm, longer), KeyFault::malformed);
    EXPECT_EQ(fault_of(algorithm, to_bytes("hello")), KeyFault::malformed);
  }
}

TEST(KeyForm, ACompressedPointIsNotTheCanonicalForm) {
  const std::string x = std::string(kVectors[3].point).substr(0, 64);
  EXPECT_EQ(fault_of(Algorithm::ecdsa_p256_sha256,
                     *from_hex("3039301306072a8648ce3d020106082a8648ce3d030107032200" + ("03" + x))),
            KeyFault::malformed);
}

TEST(KeyForm, APointOffTheCurveIsRefused) {
  for (const Algorithm algorithm : {Algorithm::ecdsa_p256_sha256, Algorithm::sm2_sm3}) {
    Bytes off = spki_of(algorithm, vector_of(algorithm).point);
    off.back() ^= std::byte{1};
    EXPECT_EQ(fault_of(algorithm, off), KeyFault::point_invalid);
    EXPECT_EQ(fault_of(algorithm, spki_of(algorithm, std::string(128, '0'))), KeyFault::point_invalid);
    EXPECT_EQ(fault_of(algorithm, spki_of(algorithm, std::string(128, 'f'))), KeyFault::point_invalid);
  }
}

TEST(KeyForm, UnusableEd25519PointsAreRefused) {
  const std::string rest(62, '0');
  for (const std::string& point :
       {"02" + rest,                   // no x for this y
        "00" + rest, "01" + rest,      // small order: any signature would do
        "01" + rest.substr(2) + "80",  // the same, with the other sign
        std::string("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
        std::string("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),
        std::string("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
        std::string("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),  // the prime itself
        std::string("eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),  // 1, not reduced
        std::string("f0ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),  // 3, not reduced
        std::string(64, 'f')})
    EXPECT_EQ(fault_of(Algorithm::ed25519, spki_of(Algorithm::ed25519, point)), KeyFault::point_invalid) << point;
}

Bytes der_of(const std::string& pem) {
  std::string base64;
  for (std::size_t at = 0; at < pem.size();) {
    const std::size_t end = pem.find('\n', at);
    const std::string line = pem.substr(at, end - at);
    if (line[0] != '-') base64 += line;
    at = end + 1;
  }
  return from_base64(base64).value();
}

TEST(KeyForm, ACertificatesKeyIsTheOneItWasIssuedFor) {
  const auto certified = test::issue(test::make_authority("devices"), "TL-500116-0001");
  const Bytes der = der_of(certified.certificate_pem);
  const auto key = PublicKey::from_certificate(der);
  ASSERT_TRUE(key);
  const auto own = PrivateKey::parse_pem(certified.key_pem).value();
  EXPECT_EQ(key->spki(), own.spki());
  EXPECT_EQ(key->id(), own.key_id());
  EXPECT_TRUE(key->verify(as_bytes("receipt"), own.sign(as_bytes("receipt")).value()));
  Bytes longer = der;
  longer.push_back(std::byte{0});
  EXPECT_EQ(PublicKey::from_certificate(longer).error(), KeyFault::malformed);
  EXPECT_EQ(PublicKey::from_certificate(ByteView(der).first(der.size() - 1)).error(), KeyFault::malformed);
  EXPECT_EQ(PublicKey::from_certificate({}).error(), KeyFault::malformed);
}

// A terminal's certificate that ends on 26 August 2081: armhf's 32-bit time_t would not reach it.
constexpr char kLongLived[] =
    "MIIBejCCASGgAwIBAgIUc2+3bZKNMvpRGb3XQZsJYh2hRRwwCgYIKoZIzj0EAwIwEjEQMA4GA1UEAwwHVEwtMDAwMTAgFw0yNjEx"
    "MjMwODE4MDRaGA8yMDgxMDgyNjA4MTgwNFowEjEQMA4GA1UEAwwHVEwtMDAwMTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABCdJ"
    "OAQhAgmldEk2e14E3RvbH83Dtk8mJGEtTkF4uSzjGDshUs8hTypBlGadR0joX+LbXp4xL/jBIsE0ramyRVajUzBRMB0GA1UdDgQW"
    "BBQX4oSo60K0JmNln+VdUb0+7/lLVTAfBgNVHSMEGDAWgBQX4oSo60K0JmNln+VdUb0+7/lLVTAPBgNVHRMBAf8EBTADAQH/MAoG"
    "CCqGSM49BAMCA0cAMEQCIG8OlolHbD1UU6btk9DoA0T/uRZoSP3qTrGIdAsSIwyiAiButMcg5f3BdHilFRuh0PdyrzvII3DOL2GU"
    "c4SKzWb5eg==";

TEST(CertificateExpiry, IsReadToTheSecondAndPast2038) {
  const Bytes certificate = *from_base64(kLongLived);
  const auto end = certificate_expiry(certificate);
  ASSERT_TRUE(end);
  EXPECT_EQ(*end, WallTime(seconds(3'523'421'884)));
  Bytes cut(certificate.begin(), certificate.end() - 1);
  EXPECT_EQ(certificate_expiry(cut).error(), KeyFault::malformed);
  EXPECT_EQ(certificate_expiry({}).error(), KeyFault::malformed);
}

}  // namespace
}  // namespace tongluo::sign
