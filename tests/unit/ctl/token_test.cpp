// PKCS#11 tokens, with SoftHSM as the token: keys are made on it, sign as any other key, and each thing that goes wrong
// for a person at the desk has its own words.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/trust_fixture.hpp"
#include "tests/unit/ctl/soft_token.hpp"
#include "tools/ctl/public_key_file.hpp"
#include "tools/ctl/token_command.hpp"
#include "tools/ctl/token_signer.hpp"

namespace tongluo::ctl {
namespace {

using testing::HasSubstr;

TEST(TokenUri, ReadsEscapedPathAttributes) {
  const auto uri = parse_token_uri("pkcs11:token=Li%20Wei;object=dispatch;id=%01%ab;type=private");
  ASSERT_TRUE(uri);
  EXPECT_EQ(uri->token, "Li Wei");
  EXPECT_EQ(uri->object, "dispatch");
  EXPECT_EQ(uri->id, "\x01\xab");
  EXPECT_EQ(to_string(*uri), "pkcs11:token=Li%20Wei;object=dispatch;id=%01%ab");
}

TEST(TokenUri, RefusesAPinAndEverythingItDoesNotKnow) {
  for (const char* text : {"", "token=a", "pkcs11:token=a?pin-value=1234", "pkcs11:slot-id=1", "pkcs11:token",
                           "pkcs11:token=", "pkcs11:token=%2", "pkcs11:token=%zz", "pkcs11:token=a;token=b"})
    EXPECT_FALSE(parse_token_uri(text)) << text;
}

class TokenTest : public testing::Test {
 protected:
  SignerOptions options(const std::string& uri = SoftToken::kUri) const {
    return {"", uri, SoftToken::module_path(), token_.path("pin")};
  }
  Try<std::unique_ptr<TokenSession>> session(std::string_view pin = SoftToken::kPin) const {
    return TokenSession::open(token_.module(), *parse_token_uri(SoftToken::kUri), pin);
  }
  void make_key(const std::string& label) const { ASSERT_TRUE((*session())->generate(label)); }
  // A key that `tongluo` would never make.
  void make_foreign_key(CK_MECHANISM_TYPE type, const Bytes& curve, CK_BBOOL ask_always = CK_FALSE) const {
    CK_MECHANISM mechanism{type, nullptr, 0};
    CK_BBOOL yes = CK_TRUE;
    std::string id = "foreign";
    CK_ULONG bits = 2048;
    std::vector<CK_ATTRIBUTE> open = {
        {CKA_TOKEN, &yes, sizeof yes}, {CKA_VERIFY, &yes, sizeof yes}, {CKA_ID, id.data(), id.size()}};
    if (curve.empty())
      open.push_back({CKA_MODULUS_BITS, &bits, sizeof bits});
    else
      open.push_back({CKA_EC_PARAMS, const_cast<std::byte*>(curve.data()), curve.size()});
    std::vector<CK_ATTRIBUTE> secret = {{CKA_TOKEN, &yes, sizeof yes},
                                        {CKA_PRIVATE, &yes, sizeof yes},
                                        {CKA_SIGN, &yes, sizeof yes},
                                        {CKA_ALWAYS_AUTHENTICATE, &ask_always, sizeof ask_always},
                                        {CKA_ID, id.data(), id.size()}};
    const CK_FUNCTION_LIST& pkcs11 = token_.module()->functions();
    CK_SESSION_HANDLE handle = 0;
    SoftToken::check(pkcs11.C_OpenSession(token_.module()->find({})->slot, CKF_SERIAL_SESSION | CKF_RW_SESSION, nullptr,
                                          nullptr, &handle));
    SoftToken::check(pkcs11.C_Login(handle, CKU_USER, SoftToken::pin(), 6));
    CK_OBJECT_HANDLE first = 0;
    CK_OBJECT_HANDLE second = 0;
    SoftToken::check(pkcs11.C_GenerateKeyPair(handle, &mechanism, open.data(), open.size(), secret.data(),
                                              secret.size(), &first, &second));
    SoftToken::check(pkcs11.C_Logout(handle));
    SoftToken::check(pkcs11.C_CloseSession(handle));
  }

  SoftToken token_;
};

TEST_F(TokenTest, AKeyMadeOnTheTokenSignsAnOrderThatTerminalsAccept) {
  make_key("dispatch");
  const auto signer = open_token_signer(options());
  ASSERT_TRUE(signer) << signer.error().message;
  const test::TrustFixture fixture([&signer](wire::TrustList& list) {
    list.issuers.push_back(
        test::issuer(**signer, "Li Wei", Role::dispatch, OrderClass::actual, test::county(), Level::i));
  });
  const Envelope envelope = fixture.seal(test::sample_order(), **signer);
  EXPECT_EQ(envelope.signatures.front().octets.size(), 64U);
  EXPECT_TRUE(trust::verify_order(fixture.authority(), envelope, test::kNow));
  Envelope changed = envelope;
  changed.payload.back() ^= std::byte{1};
  EXPECT_EQ(trust::verify_order(fixture.authority(), changed, test::kNow).error(), Refusal::bad_signature);
}

TEST_F(TokenTest, EverySignatureOfMany) {
  make_key("dispatch");
  const auto signer = open_token_signer(options());
  ASSERT_TRUE(signer);
  for (int i = 0; i < 100; ++i) {  // r or s with leading zero octets among them, once in a while
    const std::string message = "message " + std::to_string(i);
    const auto signature = (*signer)->sign(as_bytes(message));
    ASSERT_TRUE(signature);
    EXPECT_TRUE((*signer)->public_key().verify(as_bytes(message), *signature));
  }
}

TEST_F(TokenTest, TheKeyCannotBeReadOut) {
  make_key("dispatch");
  const auto open = session();
  const TokenKey key = *(*open)->only_key({});
  const CK_FUNCTION_LIST& pkcs11 = token_.module()->functions();
  CK_SESSION_HANDLE handle = 0;
  SoftToken::check(
      pkcs11.C_OpenSession(token_.module()->find({})->slot, CKF_SERIAL_SESSION, nullptr, nullptr, &handle));
  std::array<CK_BYTE, 64> secret{};
  CK_ATTRIBUTE value{CKA_VALUE, secret.data(), secret.size()};
  EXPECT_EQ(pkcs11.C_GetAttributeValue(handle, key.private_key, &value, 1), CKR_ATTRIBUTE_SENSITIVE);
  pkcs11.C_CloseSession(handle);
}

TEST_F(TokenTest, AWrongPinSaysSo) {
  const auto wrong = session("000000");
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().code, ExitCode::key);
  EXPECT_THAT(wrong.error().message, HasSubstr("Li Wei: wrong PIN"));
}

TEST_F(TokenTest, AMissingTokenSaysWhichAreThere) {
  const auto missing = open_token_signer(options("pkcs11:token=Zhang%20San"));
  ASSERT_FALSE(missing);
  EXPECT_THAT(missing.error().message, HasSubstr("no such token: pkcs11:token=Zhang%20San"));
  EXPECT_THAT(missing.error().message, HasSubstr("Li Wei"));
}

TEST_F(TokenTest, TwoTokensOfOneNameAreAmbiguous) {
  token_.initialise("Li Wei");
  EXPECT_THAT(open_token_signer(options()).error().message, HasSubstr("more than one token"));
}

TEST_F(TokenTest, AMissingModuleSaysSo) {
  EXPECT_THAT(Pkcs11Module::load("").error().message, HasSubstr("TONGLUO_PKCS11_MODULE"));
  EXPECT_THAT(Pkcs11Module::load("/no/such/module.so").error().message, HasSubstr("/no/such/module.so"));
  EXPECT_THAT(Pkcs11Module::load("libm.so.6").error().message, HasSubstr("is no PKCS#11 module"));
}

TEST_F(TokenTest, ATokenWithoutKeySaysHowToMakeOne) {
  EXPECT_THAT(open_token_signer(options()).error().message, HasSubstr("tongluo token init-key"));
}

TEST_F(TokenTest, TwoKeysNeedALabel) {
  make_key("dispatch");
  make_key("maintain");
  EXPECT_THAT(open_token_signer(options()).error().message, HasSubstr("\"maintain\""));
  EXPECT_TRUE(open_token_signer(options("pkcs11:token=Li%20Wei;object=maintain")));
  EXPECT_FALSE(open_token_signer(options("pkcs11:token=Li%20Wei;object=announce")));
}

TEST_F(TokenTest, ALabelIsNotUsedTwice) {
  make_key("dispatch");
  EXPECT_THAT((*session())->generate("dispatch").error().message, HasSubstr("there already"));
}

TEST_F(TokenTest, AKeyThatAsksForThePinBeforeEachUseGetsIt) {
  make_foreign_key(CKM_EC_KEY_PAIR_GEN, *from_hex("06082a8648ce3d030107"), CK_TRUE);
  const auto signer = open_token_signer(options());
  ASSERT_TRUE(signer) << signer.error().message;
  for (int i = 0; i < 3; ++i) EXPECT_TRUE((*signer)->sign(as_bytes("again and again")));
}

TEST_F(TokenTest, AnotherCurveIsRefused) {
  make_foreign_key(CKM_EC_KEY_PAIR_GEN, *from_hex("06052b81040022"));  // secp384r1
  EXPECT_THAT(open_token_signer(options()).error().message, HasSubstr("another curve"));
}

TEST_F(TokenTest, AnRsaKeyIsRefused) {
  make_foreign_key(CKM_RSA_PKCS_KEY_PAIR_GEN, {});
  EXPECT_THAT(open_token_signer(options()).error().message, HasSubstr("only ECDSA P-256"));
}

TEST(TokenWords, SayWhatToDo) {
  EXPECT_THAT(pkcs11_words(CKR_PIN_LOCKED), HasSubstr("locked"));
  EXPECT_THAT(pkcs11_words(CKR_DEVICE_REMOVED), HasSubstr("pulled out"));
  EXPECT_THAT(pkcs11_words(CKR_USER_PIN_NOT_INITIALIZED), HasSubstr("no user PIN"));
  EXPECT_EQ(pkcs11_words(0x1ab), "PKCS#11 error 0x1ab");
}

class TokenCommand : public TokenTest {
 protected:
  TokenOptions command_options(const std::string& label = "") const {
    return {options(), label, token_.path("key.pem")};
  }
  std::ostringstream out_, err_;
  Context context_{{}, out_, err_};
};

TEST_F(TokenCommand, InitKeyGivesOutThePublicHalfThatPublicShowsAgain) {
  ASSERT_TRUE(run_token_init_key(context_, command_options("dispatch")));
  const auto made = read_public_key(token_.path("key.pem"));
  ASSERT_TRUE(made) << made.error().message;
  ASSERT_TRUE(run_token_public(context_, command_options()));
  EXPECT_EQ(read_public_key(token_.path("key.pem"))->id(), made->id());
  EXPECT_THAT(err_.str(), HasSubstr(to_string(made->id())));
}

TEST_F(TokenCommand, ListShowsTokensAndHowToNameThem) {
  ASSERT_TRUE(run_token_list(context_, command_options()));
  EXPECT_THAT(out_.str(), HasSubstr("pkcs11:token=Li%20Wei;serial="));
  EXPECT_THAT(out_.str(), HasSubstr("ready"));
}

TEST(PublicKeyFile, ReadsPemDerAndKeyFilesOfAllThreeAlgorithms) {
  for (const Algorithm algorithm : {Algorithm::ed25519, Algorithm::ecdsa_p256_sha256, Algorithm::sm2_sm3}) {
    const auto key = *sign::PrivateKey::generate(algorithm);
    const auto half = *sign::PublicKey::parse(algorithm, key.spki());
    EXPECT_EQ(parse_public_key(key.spki())->id(), key.key_id());
    EXPECT_EQ(parse_public_key(as_bytes(to_pem(half)))->id(), key.key_id());
    DerivationCost cost;
    cost.memory_kib = 8;
    const std::string file = *seal_key(key, {"a", "b", "c"}, "a passphrase", cost);
    EXPECT_EQ(parse_public_key(as_bytes(file))->id(), key.key_id());
    EXPECT_EQ(parse_public_key(as_bytes(file))->algorithm(), algorithm);
  }
}

TEST(PublicKeyFile, RefusesWhatIsNone) {
  for (const char* text : {"", "{}", "{\"public_key\":\"AAAA\"}", "-----BEGIN PUBLIC KEY-----\n",
                           "-----END PUBLIC KEY----------BEGIN PUBLIC KEY-----", "text"})
    EXPECT_EQ(parse_public_key(as_bytes(text)).error().code, ExitCode::key) << text;
}

}  // namespace
}  // namespace tongluo::ctl
