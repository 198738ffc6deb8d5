#pragma once
// Published signatures: RFC 8032 section 7.1, RFC 6979 appendix A.2.5, GB/T 32918.5 appendix A.

#include <gtest/gtest.h>

#include "protocol/sign/keys.hpp"

namespace tongluo::sign::vectors {

struct Vector {
  const char* name;
  Algorithm algorithm;
  const char* point;  // the key's own bytes, after the fixed prefix of its SubjectPublicKeyInfo
  const char* message;
  const char* signature;
};

inline const Vector kVectors[] = {
    {"RFC 8032 test 1", Algorithm::ed25519, "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
     "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"},
    {"RFC 8032 test 2", Algorithm::ed25519, "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
     "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
     "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"},
    {"RFC 8032 test 3", Algorithm::ed25519, "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
     "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
     "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"},
    {"RFC 6979 P-256 SHA-256 'sample'", Algorithm::ecdsa_p256_sha256,
     "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
     "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299",
     "73616d706c65",
     "efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
     "f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8"},
    {"RFC 6979 P-256 SHA-256 'test'", Algorithm::ecdsa_p256_sha256,
     "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
     "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299",
     "74657374",
     "f1abb023518351cd71d881567b1ea663ed3efcf6c5132b354f28d3b0b7d38367"
     "019f4113742a2b14bd25926b49c649155f267e60d3814b4c0cc84250e46f0083"},
    {"GB/T 32918.5 'message digest'", Algorithm::sm2_sm3,
     "09f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020"
     "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13",
     "6d65737361676520646967657374",
     "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3"
     "b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa"},
};
inline const Vector& vector_of(Algorithm algorithm) {
  return kVectors[algorithm == Algorithm::ed25519 ? 0 : algorithm == Algorithm::ecdsa_p256_sha256 ? 3 : 5];
}
constexpr Algorithm kAlgorithms[] = {Algorithm::ed25519, Algorithm::ecdsa_p256_sha256, Algorithm::sm2_sm3};

inline Bytes spki_of(Algorithm algorithm, const std::string& point) {
  const char* prefix = algorithm == Algorithm::ed25519 ? "302a300506032b6570032100"
                       : algorithm == Algorithm::ecdsa_p256_sha256
                           ? "3059301306072a8648ce3d020106082a8648ce3d03010703420004"
                           : "3059301306072a8648ce3d020106082a811ccf5501822d03420004";
  return *from_hex(prefix + point);
}
inline PublicKey key_of(const Vector& vector) {
  return PublicKey::parse(vector.algorithm, spki_of(vector.algorithm, vector.point)).value();
}

}  // namespace tongluo::sign::vectors
