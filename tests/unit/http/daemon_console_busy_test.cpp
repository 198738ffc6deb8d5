// Under test: the console's door of the real tongluod when it has more to do than it can: more passwords than may wait,
// and a database that takes no writes, because the test holds it.

#include <future>
#include <map>
#include <vector>

#include "protocol/sqlite/database.hpp"
#include "tests/unit/http/daemon_console_fixture.hpp"

namespace tongluo::daemon {
namespace {

constexpr int kManyPasswords = 64;  // 32 may wait

TEST_F(DaemonConsole, MorePasswordsThanMayWaitAreTurnedAwayAtOnceAndTheOthersAreServed) {
  const json::object body{
      {"token", first_token()}, {"name", "wang"}, {"display_name", "王芳"}, {"password", kPassword}};
  std::vector<std::future<std::string>> people;
  for (int i = 0; i < kManyPasswords; ++i)
    people.push_back(std::async(std::launch::async, [&] {
      const auto answer = browser().ask("POST", "/api/v1/set-up", body);
      return std::to_string(answer.status) + " " + answer.code();
    }));
  std::map<std::string, int> answers;
  for (auto& one : people) ++answers[one.get()];
  EXPECT_EQ(answers["201 "], 1) << "the link is good once";
  EXPECT_GT(answers["503 session.busy"], 0);
  EXPECT_EQ(answers["201 "] + answers["503 session.busy"] + answers["422 account.link_refused"], kManyPasswords);
  EXPECT_EQ(browser().sign_in("wang", kPassword).status, 200U) << "nothing stays full";
}

TEST_F(DaemonConsole, AChangeThatTheDatabaseDoesNotTakeIsToldAndNotMade) {
  ConsoleBrowser wang = administrator();
  const json::object change{
      {"kind", "create"}, {"name", "li"}, {"display_name", "李娜"}, {"roles", json::array{"auditor"}}};
  auto database = sqlite::Database::open(daemon.at("data/controller.db"));
  ASSERT_TRUE(database.has_value());
  {
    const auto held = sqlite::Transaction::begin(*database);
    ASSERT_TRUE(held.has_value());
    EXPECT_EQ(wang.ask("POST", "/api/v1/account-changes", change).code(), "account.unavailable");
    EXPECT_EQ(wang.ask("GET", "/api/v1/accounts").json.at("accounts").as_array().size(), 1U);
  }
  EXPECT_EQ(wang.ask("POST", "/api/v1/account-changes", change).status, 201U);
}

}  // namespace
}  // namespace tongluo::daemon
