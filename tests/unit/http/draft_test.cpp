// Targets, starts, schedules and stop-alls as people send them: each wrong one is named, counts are checked before any
// work. No sockets.

#include <gtest/gtest.h>

#include "controller/http/draft_json.hpp"
#include "protocol/base/limits.hpp"

namespace tongluo::http {
namespace {

std::string order_with(const std::string& more) {
  return R"({"class":"actual","level":"II","items":[{"clip":")" + std::string(64, 'a') + "\"}]," + more + "}";
}

std::optional<Problem> read(const std::string& body, OrderRequest& into) {
  Request request;
  request.body = body;
  const auto object = parse_json(request);
  EXPECT_TRUE(object) << body;
  Fields fields(*object);
  into = read_order_request(fields);
  return fields.finish();
}

std::string repeated(const std::string& value, std::size_t count) {
  std::string list = "[";
  for (std::size_t i = 0; i < count; ++i) list += (i == 0 ? "" : ",") + value;
  return list + "]";
}

struct Case {
  std::string more;
  const char* code;
  const char* field;
};

TEST(OrderRequest, EveryWrongTargetStartAndReferenceIsNamed) {
  const std::string triangle = "[[29.1,106.1],[29.2,106.1],[29.2,106.2]]";
  const Case table[] = {
      {R"("polygons":{})", "field.wrong_type", "polygons"},
      {R"("polygons":[7])", "field.wrong_type", "polygons[0]"},
      {R"("polygons":[[7]])", "field.wrong_type", "polygons[0][0]"},
      {R"("polygons":[[[29.1]]])", "field.wrong_type", "polygons[0][0]"},
      {R"("polygons":[[[29.1,106.1,0]]])", "field.out_of_range", "polygons[0][0]"},
      {R"("polygons":[[["29.1",106.1]]])", "field.wrong_type", "polygons[0][0]"},
      {R"("polygons":[[[29.1,106.1],[90.1,106.1],[29.2,106.2]]])", "field.out_of_range", "polygons[0][1]"},
      {R"("polygons":[[[29.1,106.1],[29.2,-180.1],[29.2,106.2]]])", "field.out_of_range", "polygons[0][1]"},
      {R"("polygons":[[[29.1,106.1],[29.2,1e300],[29.2,106.2]]])", "field.out_of_range", "polygons[0][1]"},
      {R"("polygons":[[]])", "field.out_of_range", "polygons[0]"},
      {R"("polygons":[[[29.1,106.1],[29.2,106.1]]])", "field.out_of_range", "polygons[0]"},
      {R"("polygons":[[[1,2],[3,4],[3,2],[1,2]]])", "field.out_of_range", "polygons[0]"},
      {"\"polygons\":[" + repeated("[1,2]", limits::kMaxPolygonPoints + 1) + "]", "field.out_of_range", "polygons[0]"},
      {"\"polygons\":" + repeated(triangle, limits::kMaxTargets + 1), "field.out_of_range", "polygons"},
      {"\"polygons\":" + repeated(triangle, 200) + ",\"areas\":" + repeated("\"500116000000\"", 57),
       "field.out_of_range", "areas"},
      {"\"terminals\":" + repeated("\"TL-0001\"", limits::kMaxTargets + 1), "field.out_of_range", "terminals"},
      {R"("circles":[7])", "field.wrong_type", "circles[0]"},
      {R"("circles":[{"radius_m":1}])", "field.missing", "circles[0].centre"},
      {R"("circles":[{"centre":[29,106]}])", "field.missing", "circles[0].radius_m"},
      {R"("circles":[{"centre":[29,106],"radius_m":0}])", "field.out_of_range", "circles[0].radius_m"},
      {R"("circles":[{"centre":[29,106],"radius_m":1.5}])", "field.wrong_type", "circles[0].radius_m"},
      {R"("circles":[{"centre":[29,206],"radius_m":1}])", "field.out_of_range", "circles[0].centre"},
      {R"("circles":[{"centre":[29,106],"radius_m":1,"r":1}])", "field.unknown", "circles[0].r"},
      {R"("groups":"north")", "field.wrong_type", "groups"},
      {R"("groups":[")" + std::string(129, 'g') + "\"]", "field.out_of_range", "groups[0]"},
      {R"("starts":[1,"2"])", "field.wrong_type", "starts[1]"},
      {R"("starts":[1.5])", "field.wrong_type", "starts[0]"},
      {R"("starts":[0])", "field.out_of_range", "starts[0]"},
      {R"("starts":[5,5])", "field.out_of_range", "starts[1]"},
      {R"("starts":[5,4])", "field.out_of_range", "starts[1]"},
      {"\"starts\":" + repeated("1", limits::kMaxOccurrences + 1), "field.out_of_range", "starts"},
      {R"("schedule":[])", "field.wrong_type", "schedule"},
      {R"("schedule":{})", "field.missing", "schedule.start"},
      {R"("schedule":{"start":"2026-11-24T07:00","holidays":"never"})", "field.out_of_range", "schedule.holidays"},
      {R"("schedule":{"start":"2026-11-24T07:00","rule":""})", "field.unknown", "schedule.rule"},
      {"\"schedule\":{\"start\":\"2026-11-24T07:00\",\"extra\":" + repeated("\"x\"", 401) + "}", "field.out_of_range",
       "schedule.extra"},
      {R"("schedule":{"start":"2026-11-24T07:00"},"starts":[1])", "field.out_of_range", "schedule"},
      {R"("all_clear_clip":"aa")", "field.out_of_range", "all_clear_clip"},
      {R"("all_clear_clip":null)", "field.wrong_type", "all_clear_clip"},
      {R"("supersedes":")" + std::string(65, 'a') + "\"", "field.out_of_range", "supersedes"},
      {R"("cap_identifier":")" + std::string(513, 'a') + "\"", "field.out_of_range", "cap_identifier"},
  };
  for (const Case& one : table) {
    OrderRequest request;
    const auto problem = read(order_with(one.more), request);
    ASSERT_TRUE(problem) << one.more.substr(0, 200);
    EXPECT_EQ(problem->status, 422U);
    EXPECT_EQ(problem->code, one.code) << one.more.substr(0, 200);
    EXPECT_EQ(problem->field, one.field) << one.more.substr(0, 200);
  }
}

TEST(OrderRequest, TakesEveryKindOfTargetAndTime) {
  OrderRequest request;
  const auto problem = read(
      order_with(
          R"("areas":["500116101000"],"terminals":["TL-0001"],"groups":["沿江"],"valid_for_s":60,)"
          R"("polygons":[[[29.1,106.1],[29,106.1],[29.2,-106.2]]],"circles":[{"centre":[-29.5,106],"radius_m":800}],)"
          R"("starts":[1800000000000000,1800000060000000],"all_clear_clip":")" +
          std::string(64, 'b') + R"(","supersedes":"0011223344","cap_identifier":"a,b,c")"),
      request);
  ASSERT_FALSE(problem) << problem->detail;
  const controller::OrderDraft& draft = request.draft;
  EXPECT_EQ(draft.polygons.at(0).points,
            (std::vector<Position>{
                {291'000'000, 1'061'000'000}, {290'000'000, 1'061'000'000}, {292'000'000, -1'062'000'000}}));
  EXPECT_EQ(draft.circles.at(0), (wire::Circle{{-295'000'000, 1'060'000'000}, 800}));
  EXPECT_EQ(draft.groups, std::vector<std::string>{"沿江"});
  EXPECT_EQ(to_us(draft.starts.at(1)), 1'800'000'060'000'000);
  EXPECT_EQ(to_string(*draft.all_clear_clip), std::string(64, 'b'));
  EXPECT_EQ(draft.supersedes, "0011223344");
  EXPECT_EQ(draft.cap_identifier, "a,b,c");
  EXPECT_TRUE(request.valid_for_given);
  EXPECT_FALSE(request.schedule);
}

TEST(OrderRequest, AScheduleIsReadWhole) {
  OrderRequest request;
  const auto problem = read(
      order_with(R"("schedule":{"start":"2026-11-24T07:00","rrule":"FREQ=DAILY;COUNT=7","exceptions":["2026-11-26"],)"
                 R"("extra":["2026-11-29T08:00"],"holidays":"skip"})"),
      request);
  ASSERT_FALSE(problem) << problem->detail;
  ASSERT_TRUE(request.schedule);
  EXPECT_EQ(request.schedule->rrule, "FREQ=DAILY;COUNT=7");
  EXPECT_EQ(request.schedule->exceptions, std::vector<std::string>{"2026-11-26"});
  EXPECT_EQ(request.schedule->extra, std::vector<std::string>{"2026-11-29T08:00"});
  EXPECT_EQ(request.schedule->holidays, "skip");
}

TEST(StopAllDraft, NamesItsClassesAndItsHighestLevel) {
  const Case table[] = {
      {R"({"areas":["500116000000"]})", "field.out_of_range", "classes"},
      {R"({"classes":[]})", "field.out_of_range", "classes"},
      {R"({"classes":["actual","real"]})", "field.out_of_range", "classes[1]"},
      {R"({"classes":["unspecified"]})", "field.out_of_range", "classes[0]"},
      {R"({"classes":["actual"],"highest_level":"VI"})", "field.out_of_range", "highest_level"},
      {R"({"classes":["actual"],"area":[]})", "field.unknown", "area"},
      {R"({"classes":["actual","test"],"areas":["500116000000"],"groups":["a"]})", "", ""},
  };
  for (const Case& one : table) {
    Request request;
    request.body = one.more;
    const auto object = parse_json(request);
    Fields fields(*object);
    const controller::StopAllDraft draft = read_stop_all_draft(fields);
    const auto problem = fields.finish();
    ASSERT_EQ(problem.has_value(), *one.code != '\0') << one.more;
    if (problem) {
      EXPECT_EQ(problem->code + " " + problem->field, std::string(one.code) + " " + one.field);
      continue;
    }
    EXPECT_EQ(draft.order_classes, (std::vector<OrderClass>{OrderClass::actual, OrderClass::test}));
    EXPECT_EQ(draft.highest_level, Level::i);
  }
}

}  // namespace
}  // namespace tongluo::http
