#include "protocol/stream/train_signing.hpp"

#include <gtest/gtest.h>

namespace tongluo::stream {
namespace {

Digest order(int fill) {
  Digest digest;
  digest.octets.fill(static_cast<std::byte>(fill));
  return digest;
}

rtp::TrainManifest manifest(std::uint32_t sequence) {
  rtp::TrainManifest manifest;
  manifest.stream_id = 5;
  manifest.first_sequence = sequence;
  manifest.capture = wall_from_us(1'800'000'000'000'000);
  manifest.packets.push_back(short_hash(to_bytes("packet")));
  return manifest;
}

class TrainSigning : public testing::TestWithParam<Algorithm> {
 protected:
  sign::PrivateKey key = *sign::PrivateKey::generate(GetParam());
  sign::PublicKey public_key = *sign::PublicKey::parse(GetParam(), key.spki());
  TrainSigner signer{key, order(1)};
  TrainVerifier verifier{public_key, order(1), 5};
};

TEST_P(TrainSigning, WhatWasSignedVerifies) {
  const Bytes datagram = *signer.sign(manifest(10));
  const auto verified = verifier.verify(datagram);
  ASSERT_TRUE(verified);
  EXPECT_EQ(*verified, manifest(10));
}

TEST_P(TrainSigning, EachManifestNamesTheOneBefore) {
  const Bytes first = *signer.sign(manifest(10));
  const auto second = verifier.verify(*signer.sign(manifest(11)));
  ASSERT_TRUE(second);
  EXPECT_EQ(second->previous, short_hash(ByteView(first).first(first.size() - rtp::kSignatureBytes)));
}

TEST_P(TrainSigning, OneChangedBitAnywhereIsRefused) {
  const Bytes good = *signer.sign(manifest(10));
  for (std::size_t bit = 0; bit < good.size() * 8; ++bit) {
    Bytes bad = good;
    bad[bit / 8] ^= static_cast<std::byte>(1U << bit % 8);
    EXPECT_FALSE(verifier.verify(bad)) << bit;
  }
}

TEST_P(TrainSigning, AnotherOrdersStreamAndKeyAreRefused) {
  const Bytes datagram = *signer.sign(manifest(10));
  EXPECT_EQ(TrainVerifier(public_key, order(2), 5).verify(datagram).error(), TrainFault::bad_signature);
  EXPECT_EQ(TrainVerifier(public_key, order(1), 6).verify(datagram).error(), TrainFault::other_stream);
  const auto other = *sign::PrivateKey::generate(GetParam());
  TrainSigner stranger(other, order(1));
  EXPECT_EQ(verifier.verify(*stranger.sign(manifest(10))).error(), TrainFault::bad_signature);
  EXPECT_EQ(verifier.verify(to_bytes("noise")).error(), TrainFault::malformed);
}

INSTANTIATE_TEST_SUITE_P(Algorithms, TrainSigning,
                         testing::Values(Algorithm::ed25519, Algorithm::ecdsa_p256_sha256, Algorithm::sm2_sm3));

}  // namespace
}  // namespace tongluo::stream
