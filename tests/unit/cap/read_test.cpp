// Reading: the whole model, and one refusal per rule, each with its code.

#include "tests/unit/cap/messages.hpp"

namespace tongluo::cap::test {
namespace {

struct Refusal {
  const char* from;
  const char* to;
  const char* code;
};

TEST(CapReader, GoodMessageIsReadWhole) {
  const auto alert = read(kGood);
  ASSERT_TRUE(alert) << alert.error().code << ": " << alert.error().detail;
  EXPECT_EQ(alert->identifier, "FLOOD-7");
  EXPECT_EQ(alert->sender, "flood@county.example");
  EXPECT_EQ(alert->sent, at("2026-11-23T00:00:00-00:00"));
  EXPECT_EQ(alert->status, Status::actual);
  EXPECT_TRUE(alert->deviations.empty());
  ASSERT_EQ(alert->infos.size(), 1U);
  const Info& info = alert->infos[0];
  EXPECT_EQ(info.language, "zh-CN");
  EXPECT_EQ(info.severity, Severity::extreme);
  EXPECT_EQ(info.expires, at("2026-11-23T02:00:00-00:00"));
  EXPECT_EQ(info.headline, "暴雨红色预警");
  ASSERT_EQ(info.areas.size(), 1U);
  EXPECT_EQ(info.areas[0].geocodes, (std::vector<NameValue>{{"tongluo:area", "500116101000"}}));
}

TEST(CapReader, SchemaViolationsAreRefused) {
  for (const auto& [from, to, code] : std::vector<Refusal>{
           {"<scope>Public</scope>", "", "schema.invalid"},
           {"<severity>Extreme</severity>", "<severity></severity>", "schema.invalid"},
           {"<status>Actual", "<status>actual", "schema.invalid"},
           {"<certainty>Observed", "<certainty>Very Likely", "schema.invalid"},
           {"<event>暴雨</event>", "<event>暴雨</event><event>雷电</event>", "schema.invalid"},
           {"<info>", "<unknown/><info>", "schema.invalid"},
           {"<info>", "<info xmlns=''>", "schema.invalid"},
           {"<identifier>", "<identifier kind='x'>", "schema.invalid"},
           {"+08:00</sent>", "</sent>", "schema.invalid"},
           {"2026-11-23T08:00:00", "2026-02-30T08:00:00", "schema.invalid"},
           {"2026-11-23T08:00:00", "2026-11-23 08:00:00", "schema.invalid"},
           {"T08:00:00+08:00", "T08:00:00+18:00", "schema.invalid"},
           {"<area>", "<area><polygon/>", "schema.invalid"},
           {"<alert xmlns=\"urn:oasis:names:tc:emergency:cap:1.2\"", "<alert", "namespace.unknown"},
           {"cap:1.2\"", "cap:9.9\"", "namespace.unknown"},
           {"urn:oasis:names:tc:emergency:cap:1.2", "http://www.incident.com/cap/1.0", "version.unsupported"},
           {"urn:oasis:names:tc:emergency:cap:1.2", "urn:oasis:names:tc:emergency:cap:1.1", "deviation.cap-1.1"}})
    EXPECT_EQ(code_of(good_with(from, to)), code) << to;
}

TEST(CapReader, RulesBeyondTheSchemaHaveTheirCodes) {
  for (const auto& [from, to, code] : std::vector<Refusal>{
           {"FLOOD-7", "", "identifier.empty"},
           {"FLOOD-7", "FLOOD 7", "identifier.characters"},
           {"FLOOD-7", "FLOOD,7", "identifier.characters"},
           {"FLOOD-7", "FLOOD&amp;7", "identifier.characters"},
           {"flood@county.example", " ", "sender.empty"},
           {"flood@county.example", "a b", "sender.characters"},
           {"08:00:00+08:00</sent>", "08:12:00+08:00</sent>", "sent.future"},
           {"<scope>Public", "<scope>Restricted", "scope.restriction_missing"},
           {"<scope>Public", "<scope>Private", "scope.addresses_missing"},
           {"<event>暴雨", "<event> ", "event.empty"},
           {"2026-11-23T10:00:00", "2026-11-23T08:00:00", "expires.before_sent"},
           {"<expires>", "<effective>2026-11-23T11:00:00+08:00</effective><expires>", "expires.before_effective"},
           {"<expires>", "<onset>2026-11-23T11:00:00+08:00</onset><expires>", "expires.before_onset"},
           {"石桥镇", " ", "area.description_empty"},
           {"tongluo:area", "", "geocode.name_empty"},
           {"500116101000", "", "geocode.value_empty"},
           {"</area>", "<ceiling>300</ceiling></area>", "area.ceiling_without_altitude"},
           {"national", "", "event_code.name_empty"}})
    EXPECT_EQ(code_of(good_with(from, to)), code) << to;
}

TEST(CapReader, AlertWithoutInfoOrAreaIsRefused) {
  std::string text(kGood);
  const auto area = text.find("<area>"), area_end = text.find("</area>") + 7;
  EXPECT_EQ(code_of(text.substr(0, area) + text.substr(area_end)), "area.missing");
  const auto info = text.find("<info>"), info_end = text.find("</info>") + 7;
  EXPECT_EQ(code_of(text.substr(0, info) + text.substr(info_end)), "info.missing");
}

TEST(CapReader, UpdateAndCancelNameExactlyOneMessage) {
  const std::string one = "flood@county.example,FLOOD-6,2026-11-23T07:00:00+08:00";
  for (const std::string type : {"Update", "Cancel"}) {
    const std::string text = good_with("<msgType>Alert", "<msgType>" + type);
    const auto named = [&](const std::string& names) {
      return with(text, "<info>", "<references>" + names + "</references><info>");
    };
    EXPECT_EQ(code_of(text), "references.missing");
    EXPECT_EQ(code_of(named("")), "references.empty");
    EXPECT_EQ(code_of(named(" ")), "references.empty");
    EXPECT_EQ(code_of(named(one)), "accepted");
    EXPECT_EQ(code_of(named(one + " other@county.example,X,2026-11-23T07:00:00+08:00")), "references.ambiguous");
    EXPECT_EQ(code_of(named(one + " " + one)), "references.ambiguous");
    EXPECT_EQ(code_of(named("FLOOD-6")), "references.malformed");
    EXPECT_EQ(code_of(named("flood@county.example,FLOOD-6")), "references.malformed");
    EXPECT_EQ(code_of(named("flood@county.example,FLOOD-6,yesterday")), "references.malformed");
    EXPECT_EQ(code_of(named("flood@county.example,,2026-11-23T07:00:00+08:00")), "references.malformed");
    EXPECT_EQ(code_of(named("flood@county.example,A,B,2026-11-23T07:00:00+08:00")), "references.malformed");
    EXPECT_EQ(code_of(named("flood@county.example,FLOOD-7,2026-11-23T07:00:00+08:00")), "references.self");
  }
}

TEST(CapReader, ReferencesAreTheSameInEverySpellingOfTheirInstant) {
  const auto named = [](const std::string& time) {
    const auto alert = read(with(good_with("<msgType>Alert", "<msgType>Cancel"), "<info>",
                                 "<references>flood@county.example,F,2026-11-23T" + time + "</references><info>"));
    return alert ? to_string(alert->references.at(0)) : alert.error().code;
  };
  EXPECT_EQ(named("07:00:00+08:00"), "flood@county.example,F,2026-11-22T23:00:00-00:00");
  EXPECT_EQ(named("07:30:00+08:30"), named("07:00:00+08:00"));
}

TEST(CapReader, EmbeddedResourcesAreDecodedAndOthersNeverFetched) {
  const auto resource = [](const std::string& inside) {
    return good_with("<area>", "<resource><resourceDesc>r</resourceDesc><mimeType>audio/mpeg</mimeType>" + inside +
                                   "</resource><area>");
  };
  const auto alert = read(resource("<uri>https://county.example/a.mp3</uri><derefUri>\n AQID\n </derefUri>"));
  ASSERT_TRUE(alert);
  EXPECT_EQ(alert->infos[0].resources.at(0).embedded, (Bytes{std::byte{1}, std::byte{2}, std::byte{3}}));
  EXPECT_EQ(code_of(resource("<uri>https://192.0.2.1/never-fetched.mp3</uri>")), "accepted");
  EXPECT_EQ(code_of(resource("<derefUri>AQ!D</derefUri>")), "resource.base64");
  EXPECT_EQ(code_of(resource("<derefUri>AQI</derefUri>")), "resource.base64");
  EXPECT_EQ(code_of(resource("<derefUri></derefUri>")), "resource.empty");
}

TEST(CapReader, TooManyOfAnythingIsRefused) {
  const auto many = [](std::string_view part, std::size_t count) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i) text += part;
    return text;
  };
  std::string text(kGood);
  const auto begin = text.find("<info>"), end = text.find("</info>") + 7;
  const std::string info = text.substr(begin, end - begin);
  EXPECT_EQ(code_of(good_with("</alert>", many(info, 15) + "</alert>")), "accepted");
  EXPECT_EQ(code_of(good_with("</alert>", many(info, 16) + "</alert>")), "limit.info");
  const std::string area = "<area><areaDesc>x</areaDesc></area>";
  EXPECT_EQ(code_of(good_with("<area>", many(area, 64) + "<area>")), "limit.area");
  const std::string code = "<geocode><valueName>a</valueName><value>b</value></geocode>";
  EXPECT_EQ(code_of(good_with("</area>", many(code, 512) + "</area>")), "limit.geocode");
}

TEST(CapTime, OnlyTheStandardsFormIsAnInstant) {
  EXPECT_EQ(at("1970-01-01T00:00:01-00:00"), wall_from_us(1'000'000));
  EXPECT_EQ(at("1970-01-01T08:00:01+08:00"), wall_from_us(1'000'000));
  EXPECT_EQ(cap_time_text(wall_from_us(1'000'000)), "1970-01-01T00:00:01-00:00");
  EXPECT_EQ(cap_time_text(at("2040-02-29T23:59:59-07:00")), "2040-03-01T06:59:59-00:00");
  for (const char* wrong : {"", "1970-01-01T00:00:01Z", "1970-01-01T24:00:00-00:00", "1970-13-01T00:00:00-00:00",
                            "2026-02-29T00:00:00-00:00", "1970-01-01T00:60:00-00:00", "1970-01-01T00:00:60-00:00",
                            "1970-01-01T00:00:00+14:01", "1970-01-01T00:00:00-00:60", "1970-01-01t00:00:00-00:00",
                            "1970-01-01T00:00:00-00:00 ", "+970-01-01T00:00:00-00:00"})
    EXPECT_FALSE(parse_cap_time(wrong)) << wrong;
}

}  // namespace
}  // namespace tongluo::cap::test
