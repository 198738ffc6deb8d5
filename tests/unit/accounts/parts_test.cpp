// Under test: one-time codes against the vectors of RFC 6238, the lock-out's arithmetic, the rule for passwords, areas.

#include <cctype>
#include <gtest/gtest.h>
#include <sstream>

#include "controller/accounts/area_scope.hpp"
#include "controller/accounts/common_passwords.hpp"
#include "controller/accounts/lockout.hpp"
#include "controller/accounts/password_rule.hpp"
#include "controller/accounts/totp.hpp"

namespace tongluo::accounts {
namespace {

const Bytes kRfcSecret = to_bytes("12345678901234567890");

WallTime at_second(std::int64_t second) { return wall_from_us(second * 1'000'000); }

TEST(Totp, GivesTheCodesOfRfc6238) {
  const std::pair<std::int64_t, const char*> vectors[] = {{59, "287082"},
                                                          {1'111'111'109, "081804"},
                                                          {1'111'111'111, "050471"},
                                                          {1'234'567'890, "005924"},
                                                          {2'000'000'000, "279037"},
                                                          {20'000'000'000, "353130"}};
  for (const auto& [second, code] : vectors) EXPECT_EQ(totp_code(kRfcSecret, totp_step(at_second(second))), code);
}

TEST(Totp, TakesACodeOnceAndOneStepEarlyOrLateAtMost) {
  const WallTime now = at_second(1'234'567'890);
  const std::uint64_t step = totp_step(now);
  EXPECT_EQ(totp_accept(kRfcSecret, now, totp_code(kRfcSecret, step), 0), step);
  EXPECT_EQ(totp_accept(kRfcSecret, now, totp_code(kRfcSecret, step - 1), 0), step - 1);
  EXPECT_EQ(totp_accept(kRfcSecret, now, totp_code(kRfcSecret, step + 1), 0), step + 1);
  EXPECT_FALSE(totp_accept(kRfcSecret, now, totp_code(kRfcSecret, step - 2), 0));
  EXPECT_FALSE(totp_accept(kRfcSecret, now, totp_code(kRfcSecret, step + 2), 0));
  EXPECT_FALSE(totp_accept(kRfcSecret, now, totp_code(kRfcSecret, step), step)) << "a code seen is a code spent";
  EXPECT_FALSE(totp_accept(kRfcSecret, now, "", 0));
  EXPECT_FALSE(totp_accept(kRfcSecret, now, "0059240", 0));
}

TEST(Totp, WritesItsSecretAsAuthenticatorAppsReadIt) {
  EXPECT_EQ(base32(kRfcSecret), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
  EXPECT_EQ(base32(to_bytes("f")), "MY");
  EXPECT_EQ(base32(to_bytes("foobar")), "MZXW6YTBOI");
  EXPECT_EQ(totp_uri(to_bytes("foobar"), "li na", "Tongluo"),
            "otpauth://totp/Tongluo:li%20na?secret=MZXW6YTBOI&issuer=Tongluo");
}

TEST(Lockout, LocksFromTheFifthTryOnForTwiceAsLongEachTime) {
  Lockout lockout;
  WallTime now = at_second(1'000'000);
  for (int i = 0; i < 4; ++i) {
    lockout.begin(now);
    EXPECT_FALSE(lockout.locked(now));
  }
  seconds wait{5};
  for (int i = 0; i < 12; ++i) {
    lockout.begin(now);
    EXPECT_EQ(lockout.until(), now + std::min(wait, kLongestLock));
    EXPECT_TRUE(lockout.locked(lockout.until() - microseconds(1)));
    EXPECT_FALSE(lockout.locked(lockout.until()));
    now = lockout.until();
    wait *= 2;
  }
}

TEST(Lockout, ForgetsAfterADayAndAfterARightTry) {
  Lockout lockout;
  const WallTime now = at_second(1'000'000);
  for (int i = 0; i < 6; ++i) lockout.begin(now);
  lockout.clear();
  EXPECT_FALSE(lockout.locked(now));
  for (int i = 0; i < 4; ++i) lockout.begin(now);
  lockout.begin(now + kLockMemory + seconds(1));
  EXPECT_FALSE(lockout.locked(now + kLockMemory + seconds(1)));
}

TEST(PasswordRule, RefusesShortCommonCountingAndOnesOwnName) {
  for (const char* weak : {"", "short", "elevenchars", "password1234", "Password!!!!2026", "123456789012",
                           "aaaaaaaaaaaaaa", "abcdefghijklmn", "wang-wang-wang", "qwertyuiop12"})
    EXPECT_TRUE(weakness_of(weak, "wangwangwang")) << weak;
  EXPECT_TRUE(weakness_of(std::string(600, 'x'), "wang"));
}

TEST(PasswordRule, RefusesEachOfThreeThousandCommonOnesThatAreLongEnough) {
  std::istringstream list{std::string(common_passwords())};
  std::size_t long_enough = 0;
  for (std::string line; std::getline(list, line);) {
    ASSERT_TRUE(weakness_of(line, "wang")) << line;
    line[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(line[0])));
    ASSERT_TRUE(weakness_of(line, "wang")) << line;
    long_enough += line.size() >= kMinPasswordCharacters ? 1 : 0;
  }
  EXPECT_GE(long_enough, 3'000U);
  for (const char* only_listed : {"ManchesterUnited", "1qaz2wsx3edc", "woaini5201314", "correct horse battery staple"})
    EXPECT_TRUE(weakness_of(only_listed, "wang")) << only_listed;
}

TEST(PasswordRule, TakesAnyLongTextAndCountsCharactersNotBytes) {
  EXPECT_FALSE(weakness_of("correct horse battery", "wang"));
  EXPECT_FALSE(weakness_of("锣声一响全村都知道要上山", "wang")) << "twelve characters";
  EXPECT_TRUE(weakness_of("锣声一响", "wang")) << "twelve bytes, four characters";
}

TEST(AreaScope, CoversWhatLiesInsideAndTouchesWhatLiesRound) {
  const auto area = [](const char* code) { return *AreaCode::parse(code); };
  const AreaScope township({area("500116101000")});
  EXPECT_TRUE(township.covers(area("500116101001")));
  EXPECT_TRUE(township.covers(area("500116101000")));
  EXPECT_FALSE(township.covers(area("500116102001")));
  EXPECT_FALSE(township.covers(area("500116000000")));
  EXPECT_TRUE(township.touches(area("500116000000")));
  EXPECT_FALSE(township.touches(area("500116102000")));
  EXPECT_TRUE(AreaScope().covers(area("500116000000")));
}

}  // namespace
}  // namespace tongluo::accounts
