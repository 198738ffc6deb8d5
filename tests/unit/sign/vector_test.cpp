// Published signatures verify; the edges of each algorithm do not.

#include "tests/unit/sign/vectors.hpp"

namespace tongluo::sign {
namespace {

using namespace vectors;

bool verifies(const Vector& vector, const Bytes& signature) {
  return key_of(vector).verify(*from_hex(vector.message), signature);
}

TEST(SignatureVectors, PublishedOnesVerify) {
  for (const Vector& vector : kVectors) EXPECT_TRUE(verifies(vector, *from_hex(vector.signature))) << vector.name;
}

TEST(SignatureVectors, AnotherMessageOrKeyDoesNot) {
  for (const Vector& vector : kVectors) {
    const Bytes signature = *from_hex(vector.signature);
    Bytes message = *from_hex(vector.message);
    message.push_back(std::byte{0});
    EXPECT_FALSE(key_of(vector).verify(message, signature)) << vector.name;
    const auto other = PrivateKey::generate(vector.algorithm).value();
    const auto stranger = PublicKey::parse(vector.algorithm, other.spki()).value();
    EXPECT_FALSE(stranger.verify(*from_hex(vector.message), signature)) << vector.name;
  }
}

TEST(SignatureVectors, AnotherAlgorithmsKeyDoesNot) {
  for (const Vector& vector : kVectors)
    for (const Algorithm algorithm : kAlgorithms) {
      if (algorithm == vector.algorithm) continue;
      EXPECT_FALSE(key_of(vector_of(algorithm)).verify(*from_hex(vector.message), *from_hex(vector.signature)));
    }
}

TEST(SignatureVectors, AnyOtherLengthDoesNot) {
  for (const Vector& vector : kVectors) {
    const Bytes good = *from_hex(vector.signature);
    for (std::size_t size = 0; size < good.size(); ++size)
      EXPECT_FALSE(verifies(vector, Bytes(good.begin(), good.begin() + static_cast<std::ptrdiff_t>(size))));
    for (const std::size_t more : {1u, 8u, 64u}) {
      Bytes longer = good;
      longer.resize(good.size() + more);
      EXPECT_FALSE(verifies(vector, longer)) << vector.name;
    }
  }
}

const std::string kZero(64, '0'), kOnes(64, 'f');

struct Order {
  Algorithm algorithm;
  std::string n, n_plus_1;
};
const Order kOrders[] = {
    {Algorithm::ecdsa_p256_sha256, "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
     "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632552"},
    {Algorithm::sm2_sm3, "fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123",
     "fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54124"}};

TEST(SignatureVectors, HalvesOutsideOneToNMinusOneDoNot) {
  for (const Order& order : kOrders) {
    const Vector& vector = vector_of(order.algorithm);
    const std::string r(vector.signature, 64), s(vector.signature + 64, 64);
    for (const std::string& bad : {kZero, order.n, order.n_plus_1, kOnes}) {
      EXPECT_FALSE(verifies(vector, *from_hex(bad + s))) << "r = " << bad;
      EXPECT_FALSE(verifies(vector, *from_hex(r + bad))) << "s = " << bad;
      EXPECT_FALSE(verifies(vector, *from_hex(bad + bad))) << "both = " << bad;
    }
    EXPECT_FALSE(verifies(vector, *from_hex(s + r))) << "halves swapped";
  }
}

TEST(SignatureVectors, DerIsNotASignatureHere) {
  for (const Order& order : kOrders) {
    const Vector& vector = vector_of(order.algorithm);
    const std::string r(vector.signature, 64), s(vector.signature + 64, 64);
    EXPECT_FALSE(verifies(vector, *from_hex("3046022100" + r + "022100" + s)));
  }
}

TEST(SignatureVectors, Ed25519IsNotMalleable) {
  const Vector& vector = kVectors[0];
  const std::string r(vector.signature, 64);
  // S + L: the same scalar to a verifier that does not reduce.
  EXPECT_FALSE(verifies(vector, *from_hex(r + "4c8c7872aa064e049dbb3013fbf29380d25bf5f0595bbe24655141438e7a101b")));
  EXPECT_FALSE(verifies(vector, *from_hex(r + kZero)));
  EXPECT_FALSE(verifies(vector, *from_hex(r + kOnes)));
  EXPECT_FALSE(verifies(vector, *from_hex(kZero + kZero)));
  EXPECT_FALSE(verifies(vector, *from_hex(kOnes + kOnes)));
}

}  // namespace
}  // namespace tongluo::sign
