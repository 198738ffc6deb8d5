// Under test: what people change of their own account.

#include "controller/accounts/totp.hpp"
#include "protocol/sign/keys.hpp"
#include "tests/unit/accounts/book_rig.hpp"

namespace tongluo::accounts {
namespace {

class OwnAccount : public testing::Test, public BookRig {
 protected:
  OwnAccount() { set_up(); }
};

TEST_F(OwnAccount, ANewPasswordEndsTheOtherSessions) {
  ASSERT_TRUE(sign_in("wang", true, "", "10.0.0.1", 60));
  const auto own = sign_in("wang", true, "", "10.0.0.1", 61);
  ASSERT_TRUE(stored(book.change_password("wang", "new hash", own->session)));
  EXPECT_FALSE(book.find_session(now, secret(60)));
  EXPECT_TRUE(book.find_session(now, secret(61)));
  EXPECT_EQ(book.find("wang")->password, "new hash");
}

TEST_F(OwnAccount, CodesAreConfirmedBeforeTheyCountAndDroppedWhole) {
  EXPECT_EQ(book.confirm_totp(now, "wang", "000000").error(), Fault::code_refused) << "none begun";
  ASSERT_TRUE(stored(book.begin_totp("wang", secret(9))));
  EXPECT_EQ(book.confirm_totp(now, "wang", "000000").error(), Fault::code_refused);
  ASSERT_TRUE(stored(book.confirm_totp(now, "wang", totp_code(secret(9), totp_step(now)))));
  EXPECT_FALSE(book.begin_totp("wang", secret(8))) << "the one that counts is not replaced without the password";
  ASSERT_TRUE(stored(book.drop_totp("wang")));
  EXPECT_TRUE(book.find("wang")->totp_secret.empty());
}

class SecondFactor : public testing::Test, public BookRig {
 protected:
  SecondFactor() {
    BookSettings settings;
    settings.second_factor = {Role::administrator};
    book = AccountBook(settings);
    set_up();
    add("sun", {Role::township});
    EXPECT_TRUE(sign_in("wang", true, "", "10.0.0.1", 60));
    EXPECT_TRUE(sign_in("sun", true, "", "10.0.0.1", 61));
  }
};

TEST_F(SecondFactor, WithoutCodesASessionIsForOnesOwnAccountOnly) {
  const auto wang = book.find_session(now, secret(60));
  ASSERT_TRUE(wang && wang->second_factor_needed);
  EXPECT_TRUE(wang->may(Permission::own));
  for (const Permission permission : permissions_of(wang->roles)) EXPECT_FALSE(wang->may(permission));
  const auto sun = book.find_session(now, secret(61));
  EXPECT_TRUE(sun && sun->may(Permission::look)) << "its role does not ask for it";
  const auto key = sign::PrivateKey::generate(Algorithm::ecdsa_p256_sha256);
  EXPECT_EQ(book.set_key("wang", key->spki()).error(), Fault::second_factor_needed);
}

TEST_F(SecondFactor, TheFirstCodeOpensTheSessionAndDroppingThemClosesIt) {
  ASSERT_TRUE(stored(book.begin_totp("wang", secret(9))));
  EXPECT_FALSE(book.find_session(now, secret(60))->may(Permission::accounts_manage)) << "begun is not confirmed";
  ASSERT_TRUE(stored(book.confirm_totp(now, "wang", totp_code(secret(9), totp_step(now)))));
  EXPECT_TRUE(book.find_session(now, secret(60))->may(Permission::accounts_manage));
  ASSERT_TRUE(stored(book.drop_totp("wang")));
  EXPECT_FALSE(book.find_session(now, secret(60))->may(Permission::accounts_manage));
}

TEST_F(OwnAccount, OnlyAP256KeyOnItsCurveIsTaken) {
  const auto key = sign::PrivateKey::generate(Algorithm::ecdsa_p256_sha256);
  const auto other = sign::PrivateKey::generate(Algorithm::ed25519);
  EXPECT_EQ(book.set_key("wang", other->spki()).error(), Fault::key_malformed);
  Bytes broken = key->spki();
  broken.back() ^= std::byte{1};
  EXPECT_EQ(book.set_key("wang", broken).error(), Fault::key_malformed);
  ASSERT_TRUE(stored(book.set_key("wang", key->spki())));
  EXPECT_EQ(book.find("wang")->spki, key->spki());
}

TEST_F(OwnAccount, ASessionIsEndedByItsOwnAccountOnly) {
  add("li", Roles{Role::auditor});
  const auto session = sign_in("wang", true, "", "10.0.0.1", 60);
  const std::string id = public_id(session->session);
  EXPECT_EQ(book.end_session("li", id).error(), Fault::session_unknown);
  ASSERT_TRUE(stored(book.end_session("wang", id)));
  EXPECT_FALSE(book.find_session(now, secret(60)));
}

}  // namespace
}  // namespace tongluo::accounts
