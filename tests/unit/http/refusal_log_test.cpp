// Under test: refusals by role, area or forged request stand in the log, each with who asked for what, a bounded
// number.

#include "controller/http/refusal_log.hpp"

#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>
#include <sstream>

#include "tests/unit/http/console_fixture.hpp"

namespace tongluo::http {
namespace {

constexpr RefusedRequest kRefused = {"account:li", "10.0.0.9", "POST", "/api/v1/tokens",
                                     R"({"code":"permission.refused","permission":"tokens.manage"})"};

TEST(RefusalLog, SaysWhoWasRefusedWhat) {
  RefusalLog log;
  EXPECT_EQ(log.line(SteadyTime{}, kRefused),
            "event=request_refused actor=\"account:li\" address=10.0.0.9 method=POST path=/api/v1/tokens "
            "code=permission.refused permission=tokens.manage");
  RefusedRequest broken = kRefused;
  broken.problem = "no JSON";
  EXPECT_NE(log.line(SteadyTime{}, broken)->find("code="), std::string::npos);
}

TEST(RefusalLog, WhoTriesEveryDoorFillsNoDisk) {
  RefusalLog log;
  const SteadyTime start = SteadyTime{} + std::chrono::hours(1);
  std::size_t lines = 0;
  for (std::size_t i = 0; i < 3 * kRefusalLines; ++i) lines += log.line(start + seconds(1), kRefused) ? 1 : 0;
  EXPECT_EQ(lines, kRefusalLines);
  const auto next = log.line(start + seconds(1) + kRefusalWindow, kRefused);
  ASSERT_TRUE(next);
  EXPECT_TRUE(next->ends_with(" untold=" + std::to_string(2 * kRefusalLines))) << *next;
  EXPECT_EQ(log.line(start + seconds(2) + kRefusalWindow, kRefused)->find("untold"), std::string::npos);
}

class Refusals : public ConsoleFixture {
 protected:
  Refusals() { spdlog::set_default_logger(std::make_shared<spdlog::logger>("captured", sink_)); }
  ~Refusals() override { spdlog::set_default_logger(before_); }

  std::ostringstream text_;
  std::shared_ptr<spdlog::logger> before_ = spdlog::default_logger();
  std::shared_ptr<spdlog::sinks::ostream_sink_mt> sink_ = std::make_shared<spdlog::sinks::ostream_sink_mt>(text_);
};

TEST_F(Refusals, ByRoleByAreaAndForgedOnesStandInTheLog) {
  const SignedInAs li = sign_in("li"), zhao = sign_in("zhao");
  EXPECT_EQ(visit("GET", "/api/v1/accounts", {}, li.cookie).result_int(), 403U);
  EXPECT_NE(text_.str().find("actor=\"account:li\""), std::string::npos) << text_.str();
  EXPECT_NE(text_.str().find("path=/api/v1/accounts code=permission.refused permission="), std::string::npos);
  EXPECT_EQ(visit("GET", "/api/v1/timeline?area=500116102000", {}, zhao.cookie).result_int(), 403U);
  EXPECT_NE(text_.str().find("actor=\"account:zhao\""), std::string::npos) << text_.str();
  EXPECT_NE(text_.str().find("path=/api/v1/timeline code=area.refused"), std::string::npos) << text_.str();
  EXPECT_EQ(visit("DELETE", "/api/v1/session", {}, li.cookie + "Origin: https://elsewhere\r\n").result_int(), 403U);
  EXPECT_NE(text_.str().find("path=/api/v1/session code=csrf.refused"), std::string::npos) << text_.str();
}

TEST_F(Refusals, WhoMayIsNotInIt) {
  const SignedInAs wang = sign_in("wang");
  EXPECT_EQ(visit("GET", "/api/v1/accounts", {}, wang.cookie).result_int(), 200U);
  EXPECT_EQ(text_.str().find("request_refused"), std::string::npos);
}

// ASVS 13.4.6: strangers are not told what to look up.
TEST_F(Refusals, TheVersionIsToldToWhoIsSignedInOnly) {
  EXPECT_EQ(text_at(json_of(visit("GET", "/api/v1/session")), "version"), "");
  const Response own = visit("GET", "/api/v1/session", {}, sign_in("li").cookie);
  EXPECT_FALSE(text_at(json_of(own), "version").empty()) << own.body();
}

}  // namespace
}  // namespace tongluo::http
