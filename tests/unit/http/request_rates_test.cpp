// Under test: how often one account may ask, what that does not touch, and the door that says so.

#include "controller/http/request_rates.hpp"

#include "tests/unit/http/console_fixture.hpp"

namespace tongluo::http {
namespace {

using accounts::Permission;

constexpr SteadyTime kStart = SteadyTime(milliseconds(1'000'000));

TEST(RequestRates, ABurstIsTakenThenOneAtATime) {
  RequestRates rates({3, 2});
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(rates.take("account:li", Permission::look, kStart));
  EXPECT_FALSE(rates.take("account:li", Permission::look, kStart));
  EXPECT_TRUE(rates.take("account:li", Permission::look, kStart + milliseconds(500)));
  EXPECT_FALSE(rates.take("account:li", Permission::look, kStart + milliseconds(500)));
  EXPECT_EQ(rates.refused(), 2U);
  EXPECT_EQ(rates.wait_s(), 1U);
}

TEST(RequestRates, NobodyUsesUpWhatIsAnothers) {
  RequestRates rates({1, 1});
  EXPECT_TRUE(rates.take("account:li", Permission::look, kStart));
  EXPECT_FALSE(rates.take("account:li", Permission::look, kStart));
  EXPECT_TRUE(rates.take("account:wang", Permission::look, kStart));
}

TEST(RequestRates, ReadingNeverHindersIssuingAndNothingHindersStopping) {
  RequestRates rates({1, 1});
  EXPECT_TRUE(rates.take("account:li", Permission::look, kStart));
  EXPECT_FALSE(rates.take("account:li", Permission::audit_read, kStart));
  EXPECT_TRUE(rates.take("account:li", Permission::orders_prepare, kStart));
  EXPECT_FALSE(rates.take("account:li", Permission::orders_prepare, kStart)) << "it has an end too";
  for (int i = 0; i < 100; ++i) {
    EXPECT_TRUE(rates.take("account:li", Permission::stop_all, kStart));
    EXPECT_TRUE(rates.take("account:li", Permission::orders_cancel, kStart));
  }
}

TEST(RequestRates, WhatIsKeptIsBounded) {
  RequestRates rates({1, 0.001});
  for (std::size_t i = 0; i < 2 * kMaxAskers; ++i)
    EXPECT_TRUE(rates.take("token:" + std::to_string(i), Permission::look, kStart + milliseconds(i)));
  const SteadyTime later = kStart + milliseconds(2 * kMaxAskers);
  EXPECT_TRUE(rates.take("token:0", Permission::look, later)) << "forgotten, it begins anew";
  EXPECT_FALSE(rates.take("token:" + std::to_string(2 * kMaxAskers - 1), Permission::look, later));
}

class BusyConsole : public ConsoleFixture {
 protected:
  static constexpr int kBurst = 10;
  BusyConsole() : ConsoleFixture({kBurst, 0.01}) {}
};

TEST_F(BusyConsole, AnAccountThatAsksWithoutEndWaitsAndStillStopsAll) {
  const SignedInAs li = sign_in("li"), wang = sign_in("wang");
  TlsClient client = browser();
  const std::string ask = "GET /api/v1/session HTTP/1.1\r\nHost: console\r\n" + li.cookie + "\r\n";
  Response response;
  for (int i = 0; i < kBurst; ++i) ASSERT_EQ(client.ask(ask).result_int(), 200U);
  response = client.ask(ask);
  ASSERT_EQ(outcome(response), "429 request.too_many");
  EXPECT_EQ(std::string(response["Retry-After"]), "100");
  EXPECT_EQ(visit("GET", "/api/v1/accounts", {}, wang.all()).result_int(), 200U) << "another account";
  const std::string stop = R"({"areas":["500116101000"],"classes":["actual"],"highest_level":"I"})";
  EXPECT_EQ(visit("POST", "/api/v1/stop-alls/prepare", stop, li.all()).result_int(), 200U);
  EXPECT_NE(outcome(visit("POST", "/api/v1/orders", envelope_body(), li.all())), "429 request.too_many");
  EXPECT_EQ(server_->counters().too_many, 1U);
}

}  // namespace
}  // namespace tongluo::http
