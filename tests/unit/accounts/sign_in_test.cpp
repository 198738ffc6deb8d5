// Under test: the first link, signing in, sessions, wrong tries. The test plays the hasher of passwords and the clock.

#include "controller/accounts/totp.hpp"
#include "tests/unit/accounts/book_rig.hpp"

namespace tongluo::accounts {
namespace {

class SignIn : public testing::Test, public BookRig {};

TEST_F(SignIn, TheFirstLinkMakesOneAdministratorOnceAndOnlyForADay) {
  EXPECT_TRUE(book.set_up_needed());
  EXPECT_EQ(book.owner_of_link(now, secret(1)).error(), Fault::link_refused);
  book.set_first_link(now, secret(1));
  EXPECT_FALSE(book.owner_of_link(now + kLinkLife, secret(1)));
  EXPECT_FALSE(book.owner_of_link(now, secret(2)));
  set_up();
  EXPECT_FALSE(book.set_up_needed());
  EXPECT_FALSE(book.owner_of_link(now, secret(1))) << "used";
  EXPECT_EQ(stored(book.set_up(now, secret(1), "thief", "thief", "h")).error(), Fault::link_refused);
  EXPECT_EQ(audit, std::vector<std::string>{"account.first wang"});
}

TEST_F(SignIn, ANewerFirstLinkMakesTheOlderVoid) {
  book.set_first_link(now, secret(1));
  book.set_first_link(now, secret(2));
  EXPECT_FALSE(book.owner_of_link(now, secret(1)));
  EXPECT_TRUE(book.owner_of_link(now, secret(2)));
}

TEST_F(SignIn, ASessionIsKnownByItsSecretUntilItEndsOrRests) {
  set_up();
  ASSERT_TRUE(sign_in("wang", true));
  const auto identity = book.find_session(now, secret(50));
  ASSERT_TRUE(identity);
  EXPECT_EQ(identity->actor(), "account:wang");
  EXPECT_FALSE(book.find_session(now, secret(51)));
  EXPECT_FALSE(book.find_session(now + std::chrono::minutes(121), secret(50))) << "at rest";
  EXPECT_TRUE(book.look_at_session(now + std::chrono::minutes(119), secret(50)));
  EXPECT_FALSE(book.look_at_session(now + std::chrono::minutes(121), secret(50))) << "watching is no request";
  for (int hour = 1; hour < 12; ++hour) EXPECT_TRUE(book.find_session(now + std::chrono::hours(hour), secret(50)));
  EXPECT_FALSE(book.find_session(now + std::chrono::hours(12), secret(50))) << "its life is over";
  EXPECT_EQ(book.expired(now + std::chrono::hours(12)).size(), 1U);
}

TEST_F(SignIn, SigningInMakesANewSessionAndEndsTheOneThatWasShown) {
  set_up();
  const auto first = sign_in("wang", true, "", "10.0.0.1", 50);
  ASSERT_TRUE(first);
  ASSERT_TRUE(sign_in("wang", true, "", "10.0.0.1", 51, first->session));
  EXPECT_FALSE(book.find_session(now, secret(50)));
  EXPECT_TRUE(book.find_session(now, secret(51)));
}

TEST_F(SignIn, WrongPasswordsUnknownNamesAndDisabledAccountsAreRefusedAlike) {
  set_up();
  add("li", Roles{Role::auditor});
  Account disabled = *book.find("li");
  disabled.disabled = true;
  book.apply(now, disabled);
  EXPECT_EQ(sign_in("wang", false).error(), Fault::refused);
  EXPECT_EQ(sign_in("nobody", true).error(), Fault::refused);
  EXPECT_EQ(sign_in("li", true).error(), Fault::refused);
}

TEST_F(SignIn, TriesCountBeforeTheyAreComparedSoThatParallelOnesGainNothing) {
  set_up();
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(book.begin_try(now, "wang", "10.6.6.6"));
  EXPECT_EQ(book.begin_try(now, "wang", "10.6.6.6").error(), Fault::locked);
  EXPECT_EQ(book.begin_try(now, "wang", "10.7.7.7").error(), Fault::locked) << "unknown addresses count together";
}

TEST_F(SignIn, ATryThatCouldNotBeComparedCountsAgainstNobody) {
  set_up();
  for (int i = 0; i < 20; ++i) {
    const auto tried = book.begin_try(now, "wang", "10.6.6.6");
    ASSERT_TRUE(tried) << i;
    book.take_back(*tried);
  }
  EXPECT_TRUE(sign_in("wang", true, "", "10.6.6.6"));
}

TEST_F(SignIn, StrangersWhoGuessCannotLockOutWhoIsAtAKnownAddress) {
  set_up();
  ASSERT_TRUE(sign_in("wang", true, "", "10.0.0.1"));
  for (int i = 0; i < 8; ++i) static_cast<void>(sign_in("wang", false, "", "10.6.6.6"));
  EXPECT_EQ(sign_in("wang", true, "", "10.6.6.6").error(), Fault::locked);
  EXPECT_TRUE(sign_in("wang", true, "", "10.0.0.1"));
  EXPECT_GT(book.locked_until("wang"), now);
}

TEST_F(SignIn, APasswordThatChangedMeanwhileDoesNotCount) {
  set_up();
  const auto tried = book.begin_try(now, "wang", "10.0.0.1");
  ASSERT_TRUE(stored(book.change_password("wang", "another hash", Digest{})));
  EXPECT_EQ(stored(book.finish_sign_in(now, *tried, true, "", secret(50), "", std::nullopt)).error(), Fault::refused);
}

TEST_F(SignIn, WithCodesOnBothAreAskedForAndACodeWorksOnce) {
  set_up();
  ASSERT_TRUE(stored(book.begin_totp("wang", secret(9))));
  ASSERT_TRUE(sign_in("wang", true)) << "not confirmed yet";
  ASSERT_TRUE(stored(book.confirm_totp(now, "wang", totp_code(secret(9), totp_step(now)))));
  EXPECT_EQ(sign_in("wang", true).error(), Fault::code_needed);
  EXPECT_EQ(sign_in("wang", true, "000000").error(), Fault::refused);
  EXPECT_EQ(sign_in("wang", true, totp_code(secret(9), totp_step(now))).error(), Fault::refused) << "spent";
  now += kTotpStep;
  EXPECT_EQ(sign_in("wang", false, totp_code(secret(9), totp_step(now))).error(), Fault::refused);
  EXPECT_TRUE(sign_in("wang", true, totp_code(secret(9), totp_step(now))));
}

TEST_F(SignIn, AnAccountKeepsItsNewestSessionsOnly) {
  set_up();
  for (unsigned char i = 0; i < kMaxSessionsOfAccount + 3; ++i) {
    now += seconds(1);
    ASSERT_TRUE(sign_in("wang", true, "", "10.0.0.1", static_cast<unsigned char>(100 + i)));
  }
  EXPECT_EQ(book.sessions_of("wang").size(), kMaxSessionsOfAccount);
  EXPECT_FALSE(book.find_session(now, secret(100)));
  EXPECT_TRUE(book.find_session(now, secret(static_cast<unsigned char>(100 + kMaxSessionsOfAccount + 2))));
}

TEST_F(SignIn, NamesTriedAtRandomAreForgottenNotCollected) {
  for (std::size_t i = 0; i < kMaxLockouts + 10; ++i)
    ASSERT_TRUE(book.begin_try(now + seconds(i), "name" + std::to_string(i), "10.0.0.1"));
}

}  // namespace
}  // namespace tongluo::accounts
