// Methods, paths, captures and queries. No sockets.

#include "controller/http/route_table.hpp"

#include <gtest/gtest.h>

namespace tongluo::http {
namespace {

RouteTable table() {
  const Handler nothing = [](const Request&, const Respond&) {};
  return RouteTable({{"GET", "/things", Cost::quick, nothing},
                     {"POST", "/things", Cost::takes_audio, nothing},
                     {"GET", "/things/{id}", Cost::quick, nothing},
                     {"GET", "/things/{id}/parts/{part}", Cost::quick, nothing}});
}

std::string outcome(std::string_view method, std::string_view target) {
  auto found = table().match(method, target);
  if (const auto* wrong = std::get_if<Mismatch>(&found))
    return std::to_string(wrong->problem.status) + " " + wrong->problem.code + (wrong->allow.empty() ? "" : " ") +
           wrong->allow;
  const Request& request = std::get<Match>(found).request;
  std::string text = "ok";
  for (const auto& captured : request.captured) text += " " + captured;
  for (const auto& [name, value] : request.query) text += " " + name + "=" + value;
  return text;
}

TEST(RouteTable, MatchesWholeSegmentsAndDecodesThem) {
  EXPECT_EQ(outcome("GET", "/things"), "ok");
  EXPECT_EQ(outcome("GET", "/things/a%20b"), "ok a b");
  EXPECT_EQ(outcome("GET", "/things/a%2Fb"), "ok a/b");  // an encoded slash stays inside its segment
  EXPECT_EQ(outcome("GET", "/things/1/parts/2?x=1&y=%E4%B8%AD"), "ok 1 2 x=1 y=中");
}

TEST(RouteTable, NamesWhatDoesNotMatch) {
  EXPECT_EQ(outcome("GET", "/"), "404 route.unknown");
  EXPECT_EQ(outcome("GET", "/things/1/parts"), "404 route.unknown");
  EXPECT_EQ(outcome("GET", "/things/1/2"), "404 route.unknown");
  EXPECT_EQ(outcome("DELETE", "/things"), "405 method.not_allowed GET, POST");
  EXPECT_EQ(outcome("POST", "/things/1"), "405 method.not_allowed GET");
  EXPECT_EQ(outcome("GET", "http://elsewhere/things"), "400 target.malformed");
  EXPECT_EQ(outcome("GET", "/things/%zz"), "400 target.malformed");
  EXPECT_EQ(outcome("GET", "*"), "400 target.malformed");
}

TEST(RouteTable, RefusesARepeatedOrEndlessQuery) {
  EXPECT_EQ(outcome("GET", "/things?a=1&a=2"), "400 query.repeated");
  std::string target = "/things?a0=1";
  for (int i = 1; i < 17; ++i) target += "&a" + std::to_string(i) + "=1";
  EXPECT_EQ(outcome("GET", target), "400 query.too_many");
}

}  // namespace
}  // namespace tongluo::http
