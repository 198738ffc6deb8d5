// What a signature covers, PROTOCOL.md section 6.

#include "protocol/sign/envelope_signing.hpp"

#include "protocol/sign/digest_of.hpp"
#include "tests/unit/sign/vectors.hpp"

namespace tongluo::sign {
namespace {

using namespace vectors;

Digest deployment(int fill = 0xd1) {
  Digest digest;
  digest.octets.fill(static_cast<std::byte>(fill));
  return digest;
}

std::string repeated(const std::string& octet, int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += octet;
  return text;
}

TEST(EnvelopeSigning, SignedBytesHaveTheDocumentedLayout) {
  EXPECT_EQ(to_hex(signed_bytes(deployment(), PayloadType::order, to_bytes("abc"))),
            "544f4e474c554f2d454e56454c4f50452d5631"  // TONGLUO-ENVELOPE-V1
            "00" +
                repeated("d1", 32) +
                "04"                // the type
                "0000000000000003"  // the payload's length, big-endian
                "616263");
  const Bytes big = signed_bytes(deployment(), PayloadType::trust_list, Bytes(0x1234, std::byte{0}));
  EXPECT_EQ(big.size(), 19u + 1 + 32 + 1 + 8 + 0x1234);
  EXPECT_EQ(to_hex(ByteView(big).subspan(52, 9)), "010000000000001234");
}

TEST(EnvelopeSigning, DigestIsSha256) {
  EXPECT_EQ(to_string(digest_of(as_bytes("abc"))), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(to_string(digest_of({})), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

class SignedEnvelope : public testing::TestWithParam<Algorithm> {
 protected:
  SignedEnvelope() { EXPECT_TRUE(add_signature(envelope, deployment(), key)); }
  bool verifies() const { return verify_signature(envelope, deployment(), envelope.signatures[0], half); }

  PrivateKey key = PrivateKey::generate(GetParam()).value();
  PublicKey half = PublicKey::parse(GetParam(), key.spki()).value();
  Envelope envelope{PayloadType::order, to_bytes("payload"), {}};
};

TEST_P(SignedEnvelope, VerifiesUnderItsOwnKeyOnly) {
  EXPECT_TRUE(verifies());
  EXPECT_EQ(envelope.signatures[0].key_id, key.key_id());
  EXPECT_EQ(envelope.signatures[0].algorithm, GetParam());
  const auto other = PrivateKey::generate(GetParam()).value();
  const auto other_half = PublicKey::parse(GetParam(), other.spki()).value();
  EXPECT_FALSE(verify_signature(envelope, deployment(), envelope.signatures[0], other_half));
  Signature renamed = envelope.signatures[0];
  renamed.key_id = other.key_id();
  EXPECT_FALSE(verify_signature(envelope, deployment(), renamed, half)) << "the key id is part of the claim";
}

TEST_P(SignedEnvelope, CoversDeploymentTypeAndPayload) {
  EXPECT_FALSE(verify_signature(envelope, deployment(0xd2), envelope.signatures[0], half));
  Envelope changed = envelope;
  changed.type = PayloadType::cancel;
  EXPECT_FALSE(verify_signature(changed, deployment(), envelope.signatures[0], half));
  changed = envelope;
  changed.payload.push_back(std::byte{0});
  EXPECT_FALSE(verify_signature(changed, deployment(), envelope.signatures[0], half));
}

TEST_P(SignedEnvelope, ClaimedAlgorithmMustBeTheKeys) {
  for (int algorithm = 0; algorithm <= 4; ++algorithm) {
    envelope.signatures[0].algorithm = static_cast<Algorithm>(algorithm);
    EXPECT_EQ(verifies(), envelope.signatures[0].algorithm == GetParam());
  }
}

TEST_P(SignedEnvelope, ASecondSignatureByTheSameKeyReplacesTheFirst) {
  const Digest identity_before = identity(envelope);
  envelope.signatures[0].octets.assign(64, std::byte{0});
  ASSERT_TRUE(add_signature(envelope, deployment(), key));
  EXPECT_EQ(envelope.signatures.size(), 1u);
  EXPECT_TRUE(verifies());
  const auto other = PrivateKey::generate(GetParam()).value();
  ASSERT_TRUE(add_signature(envelope, deployment(), other));
  EXPECT_EQ(envelope.signatures.size(), 2u);
  EXPECT_TRUE(verifies());
  EXPECT_EQ(identity(envelope), identity_before) << "signatures are no part of the identity";
  EXPECT_EQ(identity(envelope), digest_of(envelope.payload));
}

INSTANTIATE_TEST_SUITE_P(EveryAlgorithm, SignedEnvelope, testing::ValuesIn(kAlgorithms), [](const auto& row) {
  return std::string(row.param == Algorithm::ed25519 ? "Ed25519" : row.param == Algorithm::sm2_sm3 ? "Sm2" : "P256");
});

}  // namespace
}  // namespace tongluo::sign
