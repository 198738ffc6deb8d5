// Guessing from one address; time is a number.

#include "controller/main/sign_in_guard.hpp"

#include <gtest/gtest.h>

namespace tongluo::daemon {
namespace {

constexpr SteadyTime kStart{seconds(1'000)};
constexpr int kWrong = static_cast<int>(kWrongSignIns);

void guess(SignInGuard& guard, const std::string& address) {
  for (int i = 0; i < kWrong; ++i) {
    ASSERT_TRUE(guard.may_try(address, false, kStart)) << i;
    guard.begin(address, kStart);
  }
}

TEST(SignInGuard, AnAddressThatGuessesWaitsWhateverAccountItTries) {
  SignInGuard guard;
  guess(guard, "192.0.2.1");
  EXPECT_FALSE(guard.may_try("192.0.2.1", false, kStart));
  EXPECT_EQ(guard.counters().throttled, 1U);
  EXPECT_TRUE(guard.may_try("192.0.2.2", false, kStart));
  EXPECT_TRUE(guard.may_try("192.0.2.1", false, kStart + kWrongSignInRefill));
}

TEST(SignInGuard, ANetworkOfAddressesIsOne) {
  SignInGuard guard;
  guess(guard, "2001:db8:1:2:3:4:5:6");
  EXPECT_FALSE(guard.may_try("2001:db8:1:2:aaaa:4:5:6", false, kStart));
  EXPECT_TRUE(guard.may_try("2001:db8:1:3:3:4:5:6", false, kStart));
}

TEST(SignInGuard, WhoSignedInFromThereBeforeIsNotTurnedAwayForItsNeighbour) {
  SignInGuard guard;
  guess(guard, "192.0.2.1");
  EXPECT_TRUE(guard.may_try("192.0.2.1", true, kStart));
}

TEST(SignInGuard, ManyAddressesTogetherShutNobodyOut) {
  SignInGuard guard;
  for (int i = 0; i < 10'000; ++i)
    guard.begin("10.0." + std::to_string(i / 250) + "." + std::to_string(i % 250), kStart);
  EXPECT_TRUE(guard.may_try("198.51.100.1", false, kStart));
}

}  // namespace
}  // namespace tongluo::daemon
