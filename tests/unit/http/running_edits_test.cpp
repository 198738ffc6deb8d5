// Under test: If-Match while another edit of the same thing waits for the database, through the API's own routes.

#include "controller/http/running_edits.hpp"

#include <gtest/gtest.h>

#include "controller/http/api.hpp"
#include "tests/unit/http/small_backend.hpp"

namespace tongluo::http {
namespace {

constexpr const char* kBody = R"({"areas":["500116101000"]})";

class Edits : public testing::Test {
 protected:
  Edits() {
    backend_.hold = true;
    for (const char* name : {"north", "south"})
      backend_.documents_now.push_back({"group", name, "area 500116101000\n"});
  }

  // The status of the answer, as it comes.
  std::shared_ptr<unsigned> ask(std::string_view method, std::string name, std::string if_match) {
    Request request;
    request.method = method;
    request.captured = {std::move(name)};
    request.body = kBody;
    request.content_type = "application/json";
    request.if_match = std::move(if_match);
    auto status = std::make_shared<unsigned>(0);
    for (const Route& route : routes_)
      if (route.method == method && route.pattern == "/api/v1/groups/{name}")
        route.handler(std::move(request), [status](const Reply& reply) { *status = reply.status; });
    return status;
  }
  void store() {
    for (const auto& answer : std::exchange(backend_.held, {})) answer();
  }

  SmallBackend backend_;
  std::vector<Route> routes_ = api_routes({backend_, backend_});
};

TEST_F(Edits, OneThatNamesAStateIsRefusedWhileAnotherIsNotStored) {
  const auto first = ask("PUT", "north", "");
  EXPECT_EQ(*ask("PUT", "north", "*"), 412U);
  EXPECT_EQ(*ask("DELETE", "north", "*"), 412U) << "the same thing by another method";
  EXPECT_EQ(*first, 0U) << "runs on";
  const auto other = ask("PUT", "south", "*");
  const auto blind = ask("PUT", "north", "");
  EXPECT_EQ(*other, 0U) << "another thing";
  EXPECT_EQ(*blind, 0U) << "who names no state wants none kept";
  store();
  EXPECT_EQ(*first, 200U);
  EXPECT_EQ(*other, 200U);
  EXPECT_EQ(*blind, 200U);
  const auto later = ask("PUT", "north", "*");
  EXPECT_EQ(*later, 0U);
  store();
  EXPECT_EQ(*later, 200U);
}

TEST_F(Edits, OneThatIsRefusedOrForgottenStandsInNobodysWay) {
  backend_.object_answer = fail(controller::ObjectRejected{0, Refusal::limit_exceeded, "full"});
  const auto refused = ask("PUT", "north", "");
  store();
  EXPECT_GE(*refused, 400U);
  ask("PUT", "north", "");
  backend_.held.clear();  // nobody is left to answer
  const auto later = ask("PUT", "north", "*");
  ASSERT_EQ(backend_.held.size(), 1U) << "taken";
  backend_.object_answer = {};
  store();
  EXPECT_EQ(*later, 200U);
}

TEST(RunningEdits, AreCounted) {
  RunningEdits edits;
  const RunningEdits::Resource north{"/groups/{name}", {"north"}};
  edits.begin(north);
  edits.begin(north);
  edits.end(north);
  EXPECT_TRUE(edits.any(north));
  edits.end(north);
  EXPECT_FALSE(edits.any(north));
}

}  // namespace
}  // namespace tongluo::http
