// A key file keeps its secret from whoever lacks the passphrase, and says so when anything in it was changed.

#include "tools/ctl/key_file.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace tongluo::ctl {
namespace {

constexpr DerivationCost kCheap{64, 1, 1};
constexpr std::string_view kPassphrase = "the river rises at night";
const KeyLabel kLabel{"dispatch", "王芳", "dispatch"};

std::string sealed_file(const sign::PrivateKey& key) { return seal_key(key, kLabel, kPassphrase, kCheap).value(); }

sign::PrivateKey new_key(Algorithm algorithm) { return sign::PrivateKey::generate(algorithm).value(); }

class KeyFileOfAlgorithm : public testing::TestWithParam<Algorithm> {};

TEST_P(KeyFileOfAlgorithm, OpensToTheSameKeyAndLabel) {
  const sign::PrivateKey key = new_key(GetParam());
  const Try<OpenedKey> opened = open_key(sealed_file(key), kPassphrase);
  ASSERT_TRUE(opened) << opened.error().message;
  EXPECT_EQ(opened->key.key_id(), key.key_id());
  EXPECT_EQ(opened->key.algorithm(), GetParam());
  EXPECT_EQ(opened->label.person, kLabel.person);
  EXPECT_EQ(opened->label.role, kLabel.role);
}

INSTANTIATE_TEST_SUITE_P(All, KeyFileOfAlgorithm,
                         testing::Values(Algorithm::ed25519, Algorithm::ecdsa_p256_sha256, Algorithm::sm2_sm3));

TEST(KeyFile, DoesNotHoldTheSecretInTheClear) {
  const sign::PrivateKey key = new_key(Algorithm::ed25519);
  const Bytes secret = key.to_pkcs8().value();
  EXPECT_EQ(sealed_file(key).find(to_base64(secret).substr(0, 40)), std::string::npos);
}

TEST(KeyFile, WrongPassphraseIsAKeyFailure) {
  const Try<OpenedKey> opened = open_key(sealed_file(new_key(Algorithm::ed25519)), "the river rises at noon");
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ExitCode::key);
  EXPECT_NE(opened.error().message.find("wrong passphrase"), std::string::npos);
}

TEST(KeyFile, EmptyPassphraseIsRefused) { EXPECT_FALSE(seal_key(new_key(Algorithm::ed25519), kLabel, "", kCheap)); }

TEST(KeyFile, EveryChangedFieldIsNoticed) {
  const sign::PrivateKey key = new_key(Algorithm::ed25519);
  const sign::PrivateKey other = new_key(Algorithm::ed25519);
  const boost::json::object file = boost::json::parse(sealed_file(key)).as_object();
  using Change = std::pair<std::string, boost::json::value>;
  const std::vector<Change> changes = {Change{"name", "exercise"},
                                       Change{"person", "somebody else"},
                                       Change{"role", "exercise"},
                                       Change{"algorithm", "sm2_sm3"},
                                       Change{"public_key", to_base64(other.spki())},
                                       Change{"format", "tongluo-key-2"},
                                       Change{"sealed", boost::json::parse(sealed_file(other)).at("sealed")},
                                       Change{"derivation", boost::json::parse(sealed_file(key)).at("derivation")},
                                       Change{"cipher", boost::json::parse(sealed_file(key)).at("cipher")},
                                       Change{"sealed", ""},
                                       Change{"cipher", 7},
                                       Change{"derivation", nullptr}};
  for (const auto& [name, value] : changes) {
    boost::json::object changed = file;
    changed[name] = value;
    const Try<OpenedKey> opened = open_key(boost::json::serialize(changed), kPassphrase);
    ASSERT_FALSE(opened) << name;
    EXPECT_EQ(opened.error().code, ExitCode::key) << name;
  }
}

TEST(KeyFile, EveryFlippedBitOfTheSealedPartIsNoticed) {
  boost::json::object file = boost::json::parse(sealed_file(new_key(Algorithm::ed25519))).as_object();
  const Bytes sealed = from_base64(std::string(file["sealed"].as_string())).value();
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    Bytes changed = sealed;
    changed[i] ^= std::byte{1};
    file["sealed"] = to_base64(changed);
    EXPECT_FALSE(open_key(boost::json::serialize(file), kPassphrase)) << "byte " << i;
  }
}

TEST(KeyFile, CannotDemandUnboundedWork) {
  boost::json::object file = boost::json::parse(sealed_file(new_key(Algorithm::ed25519))).as_object();
  for (const auto& [field, value] : {std::pair<const char*, std::int64_t>{"memory_kib", 1'000'000'000},
                                     {"iterations", 1'000'000},
                                     {"lanes", 0},
                                     {"lanes", -1}}) {
    boost::json::object changed = file;
    changed["derivation"].as_object()[field] = value;
    const Try<OpenedKey> opened = open_key(boost::json::serialize(changed), kPassphrase);
    ASSERT_FALSE(opened) << field;
    EXPECT_NE(opened.error().message.find("outside the limits"), std::string::npos) << field;
  }
}

TEST(KeyFile, GarbageIsAClearError) {
  for (const char* text : {"", "{}", "[]", "null", "-----BEGIN PRIVATE KEY-----", "{\"format\":\"tongluo-key-1\"}"})
    EXPECT_FALSE(open_key(text, kPassphrase)) << text;
}

}  // namespace
}  // namespace tongluo::ctl
