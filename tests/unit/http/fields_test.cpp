// The field readers: each wrong body gives one problem that names the field. No sockets.

#include "controller/http/fields.hpp"

#include <gtest/gtest.h>

#include "controller/http/api_json.hpp"
#include "controller/http/draft_json.hpp"

namespace tongluo::http {
namespace {

Request json_request(std::string body, std::string type = "application/json") {
  Request request;
  request.body = std::move(body);
  request.content_type = std::move(type);
  return request;
}

std::string parse_code(const Request& request) {
  const auto object = parse_json(request);
  return object ? "ok" : std::to_string(object.error().status) + " " + object.error().code;
}

TEST(ParseJson, TakesOnlyAnObjectOfBoundedDepth) {
  EXPECT_EQ(parse_code(json_request("{}")), "ok");
  EXPECT_EQ(parse_code(json_request("{}", "")), "ok");
  EXPECT_EQ(parse_code(json_request("{}", "text/plain")), "415 content_type.unsupported");
  for (const char* body : {"", "{", "{\"a\":}", "nonsense", "{} {}", "{\"a\":\"\xff\"}", "\0x"})
    EXPECT_EQ(parse_code(json_request(body)), "400 json.malformed") << body;
  EXPECT_EQ(parse_code(json_request("[]")), "400 json.not_object");
  EXPECT_EQ(parse_code(json_request("{\"a\":" + std::string(100'000, '['))), "400 json.too_deep");
}

constexpr const char* kGoodDraft =
    R"({"class":"actual","level":"II","areas":["500116101000"],"items":[{"clip":"00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"}]})";

struct Wrong {
  const char* find;     // in kGoodDraft
  const char* replace;  // with this
  const char* code;
  const char* field;
};

std::optional<Problem> read(const std::string& body) {
  const auto object = parse_json(json_request(body));
  EXPECT_TRUE(object) << body;
  Fields fields(*object);
  read_order_request(fields);
  return fields.finish();
}

TEST(Fields, EveryWrongFieldOfAnOrderIsNamed) {
  const Wrong table[] = {
      {"\"class\":\"actual\",", "", "field.missing", "class"},
      {"\"actual\"", "7", "field.wrong_type", "class"},
      {"\"actual\"", "\"real\"", "field.out_of_range", "class"},
      {"\"actual\"", "\"unspecified\"", "field.out_of_range", "class"},
      {"\"II\"", "\"2\"", "field.out_of_range", "level"},
      {"[\"500116101000\"]", "\"500116101000\"", "field.wrong_type", "areas"},
      {"[\"500116101000\"]", "[500116101000]", "field.wrong_type", "areas[0]"},
      {"[{\"clip\"", "[7,{\"clip\"", "field.wrong_type", "items[0]"},
      {"\"clip\":\"0011", "\"clip\":\"zz11", "field.out_of_range", "items[0].clip"},
      {"\"clip\":\"", "\"clipp\":\"", "field.missing", "items[0].clip"},
      {"\"clip\":", "\"volume\":1,\"clip\":", "field.unknown", "items[0].volume"},
      {"{\"class\"", "{\"volume_percent\":0,\"class\"", "field.out_of_range", "volume_percent"},
      {"{\"class\"", "{\"volume_percent\":101,\"class\"", "field.out_of_range", "volume_percent"},
      {"{\"class\"", "{\"volume_percent\":\"80\",\"class\"", "field.wrong_type", "volume_percent"},
      {"{\"class\"", "{\"volume_percent\":80.5,\"class\"", "field.wrong_type", "volume_percent"},
      {"{\"class\"", "{\"repetitions\":-1,\"class\"", "field.out_of_range", "repetitions"},
      {"{\"class\"", "{\"gap_ms\":99999999999999999999,\"class\"", "field.wrong_type", "gap_ms"},
      {"{\"class\"", "{\"gap_ms\":18446744073709551615,\"class\"", "field.out_of_range", "gap_ms"},
      {"{\"class\"", "{\"tone\":\"loud\",\"class\"", "field.out_of_range", "tone"},
      {"{\"class\"", "{\"event_code\":\"123456\",\"class\"", "field.out_of_range", "event_code"},
      {"{\"class\"", "{\"headline\":null,\"class\"", "field.wrong_type", "headline"},
      {"{\"class\"", "{\"clas\":1,\"class\"", "field.unknown", "clas"},
  };
  for (const Wrong& wrong : table) {
    std::string body = kGoodDraft;
    const auto at = body.find(wrong.find);
    ASSERT_NE(at, body.npos) << wrong.find;
    body.replace(at, std::string_view(wrong.find).size(), wrong.replace);
    const auto problem = read(body);
    ASSERT_TRUE(problem) << body;
    EXPECT_EQ(problem->status, 422U);
    EXPECT_EQ(problem->code, wrong.code) << body;
    EXPECT_EQ(problem->field, wrong.field) << body;
    EXPECT_TRUE(problem->detail.starts_with(wrong.field)) << problem->detail;
  }
}

TEST(Fields, AnOrderWithOnlyTheNecessaryFieldsGetsTheDefaults) {
  const auto object = parse_json(json_request(kGoodDraft));
  Fields fields(*object);
  const controller::OrderDraft draft = read_order_request(fields).draft;
  EXPECT_FALSE(fields.finish());
  EXPECT_EQ(draft.order_class, OrderClass::actual);
  EXPECT_EQ(draft.level, Level::ii);
  EXPECT_EQ(draft.tone, Tone::level_ii);
  EXPECT_EQ(draft.tone_duration, milliseconds(4'000));
  EXPECT_EQ(draft.volume_percent, 80U);
  EXPECT_EQ(draft.interrupt_rule, InterruptRule::resume);
  EXPECT_EQ(draft.valid_for, seconds(3'600));
  EXPECT_EQ(draft.start_within, seconds(600));
  EXPECT_EQ(draft.areas, std::vector<std::string>{"500116101000"});
  ASSERT_EQ(draft.items.size(), 1U);
}

TEST(Fields, Base64IsStrict) {
  const auto object = parse_json(json_request(R"({"envelope":"AA=A"})"));
  Fields fields(*object);
  fields.base64("envelope", 100);
  const auto problem = fields.finish();
  ASSERT_TRUE(problem);
  EXPECT_EQ(problem->field, "envelope");
}

TEST(UtcText, IsRfc3339) {
  EXPECT_EQ(utc_text(wall_from_us(1'800'000'000'999'999)), "2027-01-15T08:00:00Z");
  EXPECT_EQ(utc_text(wall_from_us(4'102'444'800'000'000)), "2100-01-01T00:00:00Z");
}

}  // namespace
}  // namespace tongluo::http
