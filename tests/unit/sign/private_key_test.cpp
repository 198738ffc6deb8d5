#include <set>

#include "tests/unit/sign/vectors.hpp"

namespace tongluo::sign {
namespace {

using namespace vectors;

// Ed25519's PKCS#8 up to the seed, RFC 8410.
const std::string kEd25519Pkcs8 = "302e020100300506032b657004220420";
const char* const kSeeds[] = {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
                              "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
                              "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7"};

TEST(PrivateKeyTest, Ed25519SignsAsRfc8032Says) {
  for (std::size_t i = 0; i < std::size(kSeeds); ++i) {
    const auto key = PrivateKey::parse_pkcs8(*from_hex(kEd25519Pkcs8 + kSeeds[i]));
    ASSERT_TRUE(key);
    EXPECT_EQ(to_hex(key->sign(*from_hex(kVectors[i].message)).value()), kVectors[i].signature);
    EXPECT_EQ(key->spki(), spki_of(Algorithm::ed25519, kVectors[i].point));
  }
}

TEST(PrivateKeyTest, WhatAKeySignsItsPublicHalfVerifies) {
  for (const Algorithm algorithm : kAlgorithms) {
    const auto key = PrivateKey::generate(algorithm).value();
    const auto half = PublicKey::parse(algorithm, key.spki()).value();
    EXPECT_EQ(key.algorithm(), algorithm);
    EXPECT_EQ(key.key_id(), half.id());
    for (const std::size_t size : {0u, 1u, 1'000u, 49'152u}) {
      const Bytes message(size, std::byte{7});
      const Bytes signature = key.sign(message).value();
      EXPECT_EQ(signature.size(), 64u) << "short halves are padded";
      EXPECT_TRUE(half.verify(message, signature));
    }
  }
}

TEST(PrivateKeyTest, ShortHalvesArePaddedEveryTime) {
  for (const Algorithm algorithm : {Algorithm::ecdsa_p256_sha256, Algorithm::sm2_sm3}) {
    const auto key = PrivateKey::generate(algorithm).value();
    const auto half = PublicKey::parse(algorithm, key.spki()).value();
    for (int i = 0; i < 300; ++i) {  // one in 128 has a half with a leading zero octet
      const Bytes message(static_cast<std::size_t>(i), std::byte{1});
      ASSERT_TRUE(half.verify(message, key.sign(message).value()));
    }
  }
}

TEST(PrivateKeyTest, EachGeneratedKeyIsAnother) {
  std::set<KeyId> ids;
  for (const Algorithm algorithm : kAlgorithms)
    for (int i = 0; i < 3; ++i) ids.insert(PrivateKey::generate(algorithm).value().key_id());
  EXPECT_EQ(ids.size(), 9u);
  EXPECT_EQ(PrivateKey::generate(Algorithm::unspecified).error(), KeyFault::unknown_algorithm);
}

TEST(PrivateKeyTest, Pkcs8AndPemReadBackTheSameKey) {
  for (const Algorithm algorithm : kAlgorithms) {
    const auto key = PrivateKey::generate(algorithm).value();
    const Bytes der = key.to_pkcs8().value();
    const std::string pem = key.to_pem().value();
    const auto from_der = PrivateKey::parse_pkcs8(der);
    const auto from_pem = PrivateKey::parse_pem(pem);
    ASSERT_TRUE(from_der && from_pem);
    EXPECT_EQ(from_der->spki(), key.spki());
    EXPECT_EQ(from_pem->spki(), key.spki());
    EXPECT_EQ(from_der->algorithm(), algorithm);
    EXPECT_EQ(from_pem->to_pkcs8().value(), der);
    const auto half = PublicKey::parse(algorithm, key.spki()).value();
    EXPECT_TRUE(half.verify(as_bytes("x"), from_pem->sign(as_bytes("x")).value()));
  }
}

TEST(PrivateKeyTest, AnythingAroundOrMissingFromAKeyIsRefused) {
  for (const Algorithm algorithm : kAlgorithms) {
    const auto key = PrivateKey::generate(algorithm).value();
    const Bytes der = key.to_pkcs8().value();
    const std::string pem = key.to_pem().value();
    for (std::size_t size = 0; size < der.size(); ++size)
      EXPECT_FALSE(PrivateKey::parse_pkcs8(ByteView(der).first(size))) << size;
    Bytes longer = der;
    longer.push_back(std::byte{0});
    EXPECT_EQ(PrivateKey::parse_pkcs8(longer).error(), KeyFault::malformed);
    EXPECT_EQ(PrivateKey::parse_pem(" " + pem).error(), KeyFault::malformed);
    EXPECT_EQ(PrivateKey::parse_pem(pem + "x").error(), KeyFault::malformed);
    EXPECT_EQ(PrivateKey::parse_pem(pem + pem).error(), KeyFault::malformed);
    EXPECT_EQ(PrivateKey::parse_pem(pem.substr(0, pem.size() / 2)).error(), KeyFault::malformed);
    EXPECT_TRUE(PrivateKey::parse_pem(pem + "\r\n \t\n"));
  }
  EXPECT_EQ(PrivateKey::parse_pem("").error(), KeyFault::malformed);
  EXPECT_EQ(PrivateKey::parse_pem("-----BEGIN ENCRYPTED PRIVATE KEY-----\n").error(), KeyFault::malformed);
}

TEST(PrivateKeyTest, EachFaultHasItsOwnName) {
  std::set<std::string> names;
  for (int fault = 0; fault <= static_cast<int>(KeyFault::engine_failed); ++fault)
    names.insert(to_string(static_cast<KeyFault>(fault)));
  EXPECT_EQ(names.size(), 5u);
  EXPECT_EQ(names.count("unknown"), 0u);
}

}  // namespace
}  // namespace tongluo::sign
