// Under test: the one way of all lists: filtered, sorted, searched and cut into pages by the members of their rows.

#include "controller/http/list_page.hpp"

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace tongluo::http {
namespace {

namespace json = boost::json;

constexpr ListForm kForm = {"/rows", "rows", {"name"}, "-age", {"age", "name"}, {"roles", "alive"}, {"name"}, 3};

std::string name_of(std::size_t i) { return "Person " + std::string(1, static_cast<char>('A' + i)); }

// Seven persons; two each of one age, the first without any.
json::object people() {
  json::array rows;
  for (std::size_t i = 0; i < 7; ++i)
    rows.push_back(json::object{{"name", name_of(i)},
                                {"age", i == 0 ? json::value(nullptr) : json::value(static_cast<std::int64_t>(i / 2))},
                                {"alive", i % 2 == 0},
                                {"roles", json::array{i < 3 ? "early" : "late", "any"}}});
  return {{"rows", std::move(rows)}, {"fault", ""}};
}

struct Answer {
  std::string names;  // "ABC", or the code of the problem
  std::string next;
};

Answer ask(std::map<std::string, std::string> parameters) {
  Request request;
  request.query = std::move(parameters);
  const ListQuery list(request, kForm);
  if (list.problem()) return {list.problem()->code + " " + list.problem()->field, {}};
  const json::object whole = json::parse(list.reply(people()).body).as_object();
  EXPECT_TRUE(whole.contains("fault")) << "the rest of the answer stays";
  Answer answer;
  for (const json::value& row : whole.at("rows").as_array()) answer.names += row.at("name").as_string().back();
  if (whole.at("next").is_string()) answer.next = std::string(whole.at("next").as_string());
  return answer;
}

std::string all_of(std::map<std::string, std::string> parameters) {
  std::string names;
  for (int page = 0; page < 9; ++page) {
    const Answer answer = ask(parameters);
    names += answer.names;
    if (answer.next.empty()) return names;
    parameters["after"] = answer.next;
    names += "|";
  }
  return names + "…";
}

TEST(ListPage, HasItsUsualOrderAndNumberOfRows) {
  EXPECT_EQ(all_of({}), "GEF|CDB|A");
  EXPECT_EQ(ask({{"limit", "1"}}).names, "G");
  EXPECT_EQ(all_of({{"limit", "1000"}}), "GEFCDBA");
}

TEST(ListPage, SortsBothWaysAndEqualOnesByTheirKeySoThatNoneIsLostBetweenPages) {
  EXPECT_EQ(all_of({{"sort", "age"}}), "ABC|DEF|G");
  EXPECT_EQ(all_of({{"sort", "-age"}, {"limit", "2"}}), "GE|FC|DB|A");
  EXPECT_EQ(all_of({{"sort", "-name"}}), "GFE|DCB|A");
}

TEST(ListPage, FiltersByAMemberOrByWhatAListHolds) {
  EXPECT_EQ(all_of({{"roles", "early"}}), "CBA");
  EXPECT_EQ(all_of({{"alive", "false"}, {"sort", "name"}}), "BDF");
  EXPECT_EQ(all_of({{"alive", "true"}, {"roles", "late"}}), "GE");
  EXPECT_EQ(all_of({{"roles", "nobody"}}), "");
}

TEST(ListPage, LooksForTextWithoutRegardToCase) {
  EXPECT_EQ(all_of({{"text", "pERSON c"}}), "C");
  EXPECT_EQ(all_of({{"text", "x"}}), "");
}

TEST(ListPage, GoesOnBehindARowThatIsGone) {
  const std::string cursor = to_hex(as_bytes(R"([2,"Person E5\n"])"));
  EXPECT_EQ(ask({{"after", cursor}}).names, "FCD");
}

TEST(ListPage, WrongParametersAreNamed) {
  EXPECT_EQ(ask({{"sort", "roles"}}).names, "query.out_of_range sort");
  EXPECT_EQ(ask({{"sort", "--age"}}).names, "query.out_of_range sort");
  EXPECT_EQ(ask({{"sort", ""}}).names, "query.out_of_range sort");
  EXPECT_EQ(ask({{"limit", "0"}}).names, "query.out_of_range limit");
  EXPECT_EQ(ask({{"limit", "1001"}}).names, "query.out_of_range limit");
  EXPECT_EQ(ask({{"colour", "red"}}).names, "query.unknown colour");
  EXPECT_EQ(ask({{"text", std::string(257, 'x')}}).names, "query.out_of_range text");
  for (const std::string& bad : {std::string("zz"), std::string("00"), to_hex(as_bytes("[1]")),
                                 to_hex(as_bytes("[1,2]")), to_hex(as_bytes("{}")), std::string(4'096, '0')})
    EXPECT_EQ(ask({{"after", bad}}).names, "query.out_of_range after") << bad;
}

TEST(ListPage, AsksForNoMoreRowsThanThePageNeeds) {
  Request request;
  EXPECT_EQ(ListQuery(request, kForm).rows_to_ask(), 4U);
  request.query = {{"limit", "9"}};
  EXPECT_EQ(ListQuery(request, kForm).rows_to_ask(), 10U);
  request.query = {{"limit", "9"}, {"roles", "early"}};
  EXPECT_GT(ListQuery(request, kForm).rows_to_ask(), 1'000'000U);
}

TEST(ListPage, EveryFormIsSortedByItsUsualOrder) {
  for (const ListForm& form : list_forms()) {
    const std::string_view order = form.order.substr(form.order.starts_with('-') ? 1 : 0);
    EXPECT_NE(std::find(form.sorts.begin(), form.sorts.end(), order), form.sorts.end()) << form.pattern;
  }
}

}  // namespace
}  // namespace tongluo::http
