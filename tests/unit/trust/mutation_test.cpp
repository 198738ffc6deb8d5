// Whatever single bit of a signed order changes, it is not admitted: its payload, each signature, its key ids.

#include <gtest/gtest.h>

#include "protocol/wire/envelope_codec.hpp"
#include "tests/support/trust_fixture.hpp"

namespace tongluo::test {
namespace {

using namespace trust;

class Mutation : public testing::Test {
 protected:
  Mutation() {
    for (const Algorithm algorithm : {Algorithm::ed25519, Algorithm::ecdsa_p256_sha256, Algorithm::sm2_sm3})
      keys.push_back(sign::PrivateKey::generate(algorithm).value());
    fixture.emplace([this](wire::TrustList& list) {
      for (std::size_t i = 0; i < keys.size(); ++i)
        list.issuers.push_back(
            issuer(keys[i], "person " + std::to_string(i), Role::dispatch, OrderClass::actual, county(), Level::i));
    });
    envelope = fixture->seal(PayloadType::order, wire::serialize(sample_order()), {&keys[0], &keys[1], &keys[2]});
  }

  bool admitted() const { return verify_order(fixture->authority(), envelope, kNow).has_value(); }

  // Flips each bit of `octets`, which is a part of `envelope`, and turns it back.
  template <class Octets>
  void expect_no_flip_admitted(Octets& octets, const std::string& what) {
    for (std::size_t bit = 0; bit < octets.size() * 8; ++bit) {
      const std::byte mask{static_cast<unsigned char>(1u << bit % 8)};
      octets[bit / 8] ^= mask;
      EXPECT_FALSE(admitted()) << what << ", bit " << bit;
      octets[bit / 8] ^= mask;
    }
    ASSERT_TRUE(admitted()) << "the unchanged one still is";
  }

  std::vector<sign::PrivateKey> keys;
  std::optional<TrustFixture> fixture;
  Envelope envelope;
};

TEST_F(Mutation, NoFlippedBitOfThePayloadIsAdmitted) {
  ASSERT_TRUE(admitted());
  // One signature at a time: otherwise the first would hide the others.
  const std::vector<Signature> all = envelope.signatures;
  for (const Signature& signature : all) {
    envelope.signatures = {signature};
    expect_no_flip_admitted(envelope.payload, std::string(to_string(signature.algorithm)));
  }
}

TEST_F(Mutation, NoFlippedBitOfAnySignatureOrKeyIdIsAdmitted) {
  for (Signature& signature : envelope.signatures) {
    const std::string name(to_string(signature.algorithm));
    expect_no_flip_admitted(signature.octets, name + " signature");
    expect_no_flip_admitted(signature.key_id.octets, name + " key id");
  }
}

TEST_F(Mutation, NoOtherAlgorithmOrLengthIsAdmitted) {
  for (Signature& signature : envelope.signatures) {
    const Signature good = signature;
    for (int algorithm = 0; algorithm <= 4; ++algorithm) {
      signature.algorithm = static_cast<Algorithm>(algorithm);
      EXPECT_EQ(admitted(), signature.algorithm == good.algorithm);
    }
    signature = good;
    signature.octets.pop_back();
    EXPECT_FALSE(admitted());
    signature.octets = good.octets;
    signature.octets.push_back(std::byte{0});
    EXPECT_FALSE(admitted());
    signature = good;
  }
}

TEST_F(Mutation, NoOtherTypeIsAdmitted) {
  for (int type = 0; type <= kLastPayloadType + 1; ++type) {
    envelope.type = static_cast<PayloadType>(type);
    EXPECT_EQ(admitted(), envelope.type == PayloadType::order) << type;
  }
}

TEST_F(Mutation, NoFlippedBitOfTheWholeEnvelopeChangesWhatIsAdmitted) {
  envelope.signatures.resize(1);
  Bytes bytes = wire::serialize(envelope);
  const Envelope original = envelope;
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    const std::byte mask{static_cast<unsigned char>(1u << bit % 8)};
    bytes[bit / 8] ^= mask;
    if (const auto parsed = wire::parse_envelope(bytes); parsed && *parsed != original) {
      envelope = *parsed;
      EXPECT_FALSE(admitted()) << "bit " << bit;
    }
    bytes[bit / 8] ^= mask;
  }
}

}  // namespace
}  // namespace tongluo::test
