// Edge vectors in the manner of Wycheproof. Keys of the P-256 rows were computed so that the given r and s are right
// for the message "gong" (nobody knows their private halves): a verifier that computes wrongly at an edge, or accepts a
// second form of the same numbers, fails here. Published vectors and simple ranges are in vector_test.cpp.

#include "protocol/sign/envelope_signing.hpp"
#include "tests/unit/sign/vectors.hpp"

namespace tongluo::sign {
namespace {

using namespace vectors;

struct Edge {
  const char* name;
  Algorithm algorithm;
  std::string point;
  std::string message;  // hexadecimal
  std::string signature;
  bool valid;
};

const std::string kGong = "676f6e67";
const std::string kNull(64, '0');
std::string number(unsigned value) {
  std::string digits = kNull;
  for (std::size_t at = 63; value != 0; value /= 16) digits[at--] = "0123456789abcdef"[value % 16];
  return digits;
}

const std::string kOrderP256 = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
const std::string kLargeXKey =
    "1665c01a3a3ed49f7e3aefbbef063f999e64610b1860f683013b9ac2a9be2b17"
    "b0209c6e3d4d066110cc67465f1b90ef8203fc924a3d1acf263604a16a3b8d7e";
const std::string kSmallRKey =
    "f03c066dc14a61c0afc5f5e2ef2d237a1c4a669ef1ddb6c5e1b4b5d852fa5f7d"
    "8cdf5fa0e9475a9c06ad22244ff90e9a5a45e2d055f34a1762963787bee34bd2";
const std::string kLargeRKey =
    "d7f510aa11631d58d7276bfa3a2e1b6178d5c2b027eaf742b838fe6b52d82323"
    "437d6d3c93e762ea30e84f8075ccfbdb219ef08503e1bbad62e353ceef499f8f";
const std::string kNMinus3 = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc63254e";
const std::string kNMinus2 = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc63254f";
const std::string kNMinus1 = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632550";
const std::string kNPlus3 = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632554";

constexpr Algorithm kP256 = Algorithm::ecdsa_p256_sha256;
const Edge kEcdsa[] = {
    {"k*G has an x above n", kP256, kLargeXKey, kGong, number(3) + kNMinus3, true},
    {"the same r, not reduced", kP256, kLargeXKey, kGong, kNPlus3 + kNMinus3, false},
    {"the same, s negated", kP256, kLargeXKey, kGong, number(3) + number(3), true},
    {"smallest r, s = 1", kP256, kSmallRKey, kGong, number(5) + number(1), true},
    {"s = 1, another r", kP256, kSmallRKey, kGong, number(6) + number(1), false},
    {"r = 0, s = 1", kP256, kSmallRKey, kGong, number(0) + number(1), false},
    {"r = 1, s = 0", kP256, kSmallRKey, kGong, number(1) + number(0), false},
    {"r = 1, s = 1", kP256, kSmallRKey, kGong, number(1) + number(1), false},
    {"r = 5, s = n", kP256, kSmallRKey, kGong, number(5) + kOrderP256, false},
    {"r = n, s = 1", kP256, kSmallRKey, kGong, kOrderP256 + number(1), false},
    {"largest r, s = n - 1", kP256, kLargeRKey, kGong, kNMinus2 + kNMinus1, true},
    {"largest r, s = 1", kP256, kLargeRKey, kGong, kNMinus2 + number(1), true},
    {"r and s swapped", kP256, kLargeRKey, kGong, kNMinus1 + kNMinus2, false},
    {"another message", kP256, kLargeRKey, kGong + "00", kNMinus2 + kNMinus1, false},
};

const std::string kSmS = "b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa";
const std::string kSmR = "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3";
constexpr Algorithm kSm2 = Algorithm::sm2_sm3;
const Edge kSm2Edges[] = {
    {"as published", kSm2, kVectors[5].point, kVectors[5].message, kSmR + kSmS, true},
    {"s negated", kSm2, kVectors[5].point, kVectors[5].message,
     kSmR + "4e4955d520ded02789ce7d43f2bde35db673a66e0246c256cfb08a44b4197f79", false},
    {"r + s = n", kSm2, kVectors[5].point, kVectors[5].message,
     kSmR + "0a5fc4f8b72d3b9cf1153aec1e447e5e18bf0532f9f04dea100f755c4aee2070", false},
    {"r = 0", kSm2, kVectors[5].point, kVectors[5].message, number(0) + kSmS, false},
    {"s = 0", kSm2, kVectors[5].point, kVectors[5].message, kSmR + number(0), false},
    {"r = 1", kSm2, kVectors[5].point, kVectors[5].message, number(1) + kSmS, false},
    {"s = 1", kSm2, kVectors[5].point, kVectors[5].message, kSmR + number(1), false},
    {"r = s = 1", kSm2, kVectors[5].point, kVectors[5].message, number(1) + number(1), false},
    {"swapped", kSm2, kVectors[5].point, kVectors[5].message, kSmS + kSmR, false},
};

// RFC 8032 test 1: the empty message. S + k·L is the same scalar to a verifier that reduces it; R as the neutral point
// can be made by the key's owner alone, and has one encoding only.
const std::string kEdR = "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155";
const std::string kEdS = "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b";
constexpr Algorithm kEd = Algorithm::ed25519;
const Edge kEd25519[] = {
    {"as published", kEd, kVectors[0].point, "", kEdR + kEdS, true},
    {"S + L", kEd, kVectors[0].point, "", kEdR + "4c8c7872aa064e049dbb3013fbf29380d25bf5f0595bbe24655141438e7a101b",
     false},
    {"S + 2L", kEd, kVectors[0].point, "", kEdR + "39606ecfc469605c735828b6d9ec7295d25bf5f0595bbe24655141438e7a102b",
     false},
    {"S + 4L", kEd, kVectors[0].point, "", kEdR + "13085a89f92f850c209217fc96e030bfd25bf5f0595bbe24655141438e7a104b",
     false},
    {"S + 8L", kEd, kVectors[0].point, "", kEdR + "c75731fd62bcce6c7905f68711c8ac12d35bf5f0595bbe24655141438e7a108b",
     false},
    {"S + 15L", kEd, kVectors[0].point, "", kEdR + "4223ea871b724fd5554fbbfc279dc5a4d35bf5f0595bbe24655141438e7a10fb",
     false},
    {"S = L", kEd, kVectors[0].point, "", kEdR + "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010",
     false},
    {"S = 0", kEd, kVectors[0].point, "", kEdR + kNull, false},
    {"R neutral", kEd, kVectors[0].point, "",
     "0100000000000000000000000000000000000000000000000000000000000000"
     "756cf9b1d6f0d7a979b9d2af3dc2bc1294ec7cb6daa20eaff534c024fc57920f",
     true},
    {"R neutral with the sign of no x", kEd, kVectors[0].point, "",
     "0100000000000000000000000000000000000000000000000000000000000080"
     "071a5da496e94c66afbb4e14651192a3dbaabae7118b915c182ec4f3c2aace0a",
     false},
    {"R neutral, not reduced", kEd, kVectors[0].point, "",
     "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"
     "3fdd9411ef77c7b937c975b1193128983db0482a002663080c0dd63cf3466c06",
     false},
    {"R neutral, neither", kEd, kVectors[0].point, "",
     "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
     "004280bc94ccbf33ae57c0ca637b326bb3c77fe5fd5dac48f8f091ca7820b408",
     false},
    {"R with its other sign", kEd, kVectors[0].point, "",
     "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901d5" + kEdS, false},
};

template <std::size_t N>
void expect_all(const Edge (&edges)[N]) {
  for (const Edge& edge : edges) {
    const auto key = PublicKey::parse(edge.algorithm, spki_of(edge.algorithm, edge.point));
    ASSERT_TRUE(key) << edge.name;
    EXPECT_EQ(key->verify(*from_hex(edge.message), *from_hex(edge.signature)), edge.valid) << edge.name;
  }
}

TEST(EdgeVectors, EcdsaAtTheEdgesOfItsNumbers) { expect_all(kEcdsa); }
TEST(EdgeVectors, Sm2AtTheEdgesOfItsNumbers) { expect_all(kSm2Edges); }
TEST(EdgeVectors, Ed25519AtTheEdgesOfItsNumbers) { expect_all(kEd25519); }

// An ECDSA signature has a twin that verifies as well. Nothing here is named by its signature, so the twin is no other
// object: same identity, same signer, counted once.
TEST(EdgeVectors, AnEcdsaTwinVerifiesAndIsTheSameObject) {
  const Vector& vector = vector_of(kP256);
  const std::string r(vector.signature, 64);
  const Bytes twin = *from_hex(r + "0834e36ad29a83bf2bc9385e491d6099c8fdf9d1ed67aa7ea5f51f93782857a9");
  EXPECT_TRUE(key_of(vector).verify(*from_hex(vector.message), twin));
  Envelope original{
      PayloadType::order, to_bytes("payload"), {{key_of(vector).id(), kP256, *from_hex(vector.signature)}}};
  Envelope other = original;
  other.signatures[0].octets = twin;
  EXPECT_EQ(identity(original), identity(other));
}

TEST(EdgeVectors, SignaturesInDerAreRefusedInEveryForm) {
  for (const Edge& edge : {kEcdsa[0], kSm2Edges[0]}) {
    const PublicKey key = PublicKey::parse(edge.algorithm, spki_of(edge.algorithm, edge.point)).value();
    const std::string r = edge.signature.substr(0, 64), s = edge.signature.substr(64);
    for (const std::string& der :
         {"3046022100" + r + "022100" + s, "3044" + ("0220" + r) + "0220" + s, "308146022100" + r + "022100" + s,
          "3080022100" + r + "022100" + s + "0000", std::string("3006020101020101"), std::string("3000")})
      EXPECT_FALSE(key.verify(*from_hex(edge.message), *from_hex(der))) << edge.name;
  }
}

struct KeyCase {
  const char* name;
  Algorithm algorithm;
  std::string spki;
};

const std::string kPointP256(kVectors[3].point), kPointSm2(kVectors[5].point), kPointEd(kVectors[0].point);
const std::string kOidsP256 = "301306072a8648ce3d020106082a8648ce3d030107";
const std::string kOidsSm2 = "301306072a8648ce3d020106082a811ccf5501822d";

const KeyCase kBadKeys[] = {
    {"P-256: point at infinity", kP256, "3019" + kOidsP256 + "03020000"},
    {"P-256: hybrid form, even", kP256, "3059" + kOidsP256 + "03420006" + kPointP256},
    {"P-256: hybrid form, odd", kP256, "3059" + kOidsP256 + "03420007" + kPointP256},
    {"P-256: unused bits", kP256, "3059" + kOidsP256 + "03420104" + kPointP256},
    {"P-256: one octet short", kP256, "3058" + kOidsP256 + "03410004" + kPointP256.substr(2)},
    {"P-256: one octet long", kP256, "305a" + kOidsP256 + "03430004" + kPointP256 + "00"},
    {"P-256: length in two octets", kP256, "308159" + kOidsP256 + "03420004" + kPointP256},
    {"P-256: indefinite length", kP256, "3080" + kOidsP256 + "03420004" + kPointP256 + "0000"},
    {"P-256: curve secp256k1", kP256, "3056301006072a8648ce3d020106052b8104000a03420004" + kPointP256},
    {"P-256: no curve", kP256, "304f300906072a8648ce3d020103420004" + kPointP256},
    {"P-256: curve NULL", kP256, "3051300b06072a8648ce3d0201050003420004" + kPointP256},
    {"P-256: SM2's curve", kP256, "3059" + kOidsSm2 + "03420004" + kPointSm2},
    {"P-256: its curve, SM2's point", kP256, "3059" + kOidsP256 + "03420004" + kPointSm2},
    {"P-256: x not reduced", kP256,
     "3059" + kOidsP256 +
         "03420004ffffffff00000001000000000000000000000001000000000000000000000004"
         "459243b9aa581806fe913bce99817ade11ca503c64d9a3c533415c083248fbcc"},
    {"P-256: a point of the twist", kP256, "3059" + kOidsP256 + "03420004" + number(1) + number(1)},
    {"SM2: point at infinity", kSm2, "3019" + kOidsSm2 + "03020000"},
    {"SM2: P-256's curve", kSm2, "3059" + kOidsP256 + "03420004" + kPointP256},
    {"SM2: its curve, P-256's point", kSm2, "3059" + kOidsSm2 + "03420004" + kPointP256},
    {"SM2: x not reduced", kSm2,
     "3059" + kOidsSm2 +
         "03420004fffffffeffffffffffffffffffffffffffffffff000000010000000000000000"
         "9f7a091433a81e3f218f405f792355bf2aa98b5ffa95982f03870800065279a3"},
    {"SM2: hybrid form", kSm2, "3059" + kOidsSm2 + "03420007" + kPointSm2},
    {"Ed25519: parameters NULL", kEd, "302c300706032b65700500032100" + kPointEd},
    {"Ed25519: unused bits", kEd, "302a300506032b6570032107" + kPointEd},
    {"Ed25519: X25519's name", kEd, "302a300506032b656e032100" + kPointEd},
    {"Ed25519: Ed448's name", kEd, "302a300506032b6571032100" + kPointEd},
    {"Ed25519: 31 octets", kEd, "3029300506032b6570032000" + kPointEd.substr(2)},
    {"Ed25519: 33 octets", kEd, "302b300506032b6570032200" + kPointEd + "00"},
    {"Ed25519: length in two octets", kEd, "30812a300506032b6570032100" + kPointEd},
};

TEST(EdgeVectors, KeysInAnyOtherFormOrOffTheirCurveAreRefused) {
  for (const KeyCase& row : kBadKeys) EXPECT_FALSE(PublicKey::parse(row.algorithm, *from_hex(row.spki))) << row.name;
  const std::string small_x = number(5) + "459243b9aa581806fe913bce99817ade11ca503c64d9a3c533415c083248fbcc";
  EXPECT_TRUE(PublicKey::parse(kP256, *from_hex("3059" + kOidsP256 + "03420004" + small_x))) << "reduced, it is a key";
}

// All fourteen encodings of the eight points of small order, reduced or not, with either sign.
TEST(EdgeVectors, Ed25519PointsOfSmallOrderAreNoKeys) {
  const std::string zeros(60, '0'), ones(60, 'f');
  for (const std::string& point :
       {"0100" + zeros, "01" + zeros + "80", "ecff" + ones.substr(2) + "7f", "ecff" + ones.substr(2) + "ff",
        "0000" + zeros, "00" + zeros + "80", "edff" + ones.substr(2) + "7f", "edff" + ones.substr(2) + "ff",
        "eeff" + ones.substr(2) + "7f", "eeff" + ones.substr(2) + "ff",
        std::string("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),
        std::string("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa"),
        std::string("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
        std::string("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85")}) {
    ASSERT_EQ(point.size(), 64u);
    EXPECT_FALSE(PublicKey::parse(kEd, spki_of(kEd, point))) << point;
  }
}

}  // namespace
}  // namespace tongluo::sign
