// Under test: groups, holidays, the timeline, audit, expiries, signed objects, CAP and exports over a real Unix socket;
// SmallBackend answers.

#include "controller/http/api_reply.hpp"
#include "protocol/os/clock.hpp"
#include "tests/unit/http/api_fixture.hpp"

namespace tongluo::http {
namespace {

namespace json = boost::json;

using ApiDesks = ApiFixture;

std::string me() { return "unix:" + std::to_string(::getuid()); }

TEST_F(ApiDesks, GroupsArePutShownAndRemoved) {
  const Response put =
      ask("PUT", "/api/v1/groups/%E6%B2%BF%E6%B1%9F", R"({"areas":["500116101000"],"terminals":["TL-0001"]})");
  EXPECT_EQ(put.body(), R"({"stored":true})");
  EXPECT_EQ(backend_.notes.at(0), "group|沿江|area 500116101000\nterminal TL-0001\n|" + me());
  const std::string listed = ask("GET", "/api/v1/groups").body();
  EXPECT_TRUE(
      listed.starts_with(R"({"groups":[{"name":"沿江","areas":["500116101000"],"terminals":["TL-0001"],"etag":"\")"))
      << listed;
  EXPECT_EQ(ask("DELETE", "/api/v1/groups/%E6%B2%BF%E6%B1%9F").body(), R"({"removed":true})");
  EXPECT_EQ(backend_.notes.at(1), "-group|沿江|" + me());
  EXPECT_EQ(outcome(ask("DELETE", "/api/v1/groups/north")), "404 group.not_found");
}

TEST_F(ApiDesks, AnEditOfWhatHasChangedMeanwhileIsRefused) {
  start();
  const char* group = R"({"areas":["500116101000"]})";
  EXPECT_EQ(ask("PUT", "/api/v1/groups/north", group).result_int(), 200U);
  const auto listed = json_of(ask("GET", "/api/v1/groups"));
  const std::string tag = text_at(listed.at("groups").as_array()[0].as_object(), "etag");
  const auto put = [&](const std::string& match) {
    UnixClient client = connect();
    return outcome(client.ask(
        request_text("PUT", "/api/v1/groups/north", group, "application/json", "If-Match: " + match + "\r\n")));
  };
  EXPECT_EQ(put("\"0123\""), "412 precondition.failed");
  EXPECT_EQ(put(tag), "200 ");
  EXPECT_EQ(put("*"), "200 ");
  EXPECT_EQ(put("\"0123\", " + tag), "200 ");
  EXPECT_EQ(put("W/" + tag), "412 precondition.failed");
}

TEST(EntityTags, AreNamedByAListOrByAStarAndWeakOnesForReadingOnly) {
  EXPECT_TRUE(names_tag("\"a\"", "\"a\"", false));
  EXPECT_TRUE(names_tag(" \"b\" ,\t\"a\"", "\"a\"", false));
  EXPECT_TRUE(names_tag("*", "\"a\"", true));
  EXPECT_TRUE(names_tag("W/\"a\"", "\"a\"", true));
  EXPECT_FALSE(names_tag("W/\"a\"", "\"a\"", false));
  for (const char* other : {"", ",", "\"b\"", "a", "\"a", "\"b\",,"})
    EXPECT_FALSE(names_tag(other, "\"a\"", true)) << other;
}

TEST_F(ApiDesks, AWrongGroupIsNamed) {
  struct Case {
    const char* body;
    const char* code;
    const char* field;
  };
  const Case table[] = {
      {"{}", "field.out_of_range", "areas"},
      {R"({"areas":["5001161010001"]})", "field.out_of_range", "areas[0]"},
      {R"({"areas":["500116101000","500100000000"]})", "field.out_of_range", "areas[1]"},
      {R"({"areas":["500116101000","500116101000"]})", "field.out_of_range", "areas[1]"},
      {R"({"terminals":["TL 1"]})", "field.out_of_range", "terminals[0]"},
      {R"({"terminals":[1]})", "field.wrong_type", "terminals[0]"},
      {R"({"members":[]})", "field.out_of_range", "areas"},
      {R"({"areas":["500116101000"],"members":[]})", "field.unknown", "members"},
  };
  for (const Case& one : table) {
    const Response refused = ask("PUT", "/api/v1/groups/north", one.body);
    EXPECT_EQ(outcome(refused), std::string("422 ") + one.code) << one.body;
    EXPECT_EQ(field(refused), one.field) << one.body;
  }
  EXPECT_EQ(outcome(ask("PUT", "/api/v1/groups/" + std::string(129, 'g'), "{}")), "404 name.malformed");
  EXPECT_EQ(outcome(ask("PUT", "/api/v1/groups/a%0Ab", "{}")), "404 name.malformed");
  EXPECT_TRUE(backend_.notes.empty());
  backend_.object_answer = fail(controller::ObjectRejected{0, Refusal::bad_area, "no terminal lies in 500116999000"});
  const Response refused = ask("PUT", "/api/v1/groups/north", R"({"areas":["500116999000"]})");
  EXPECT_EQ(outcome(refused), "422 refused.bad_area");
  EXPECT_EQ(text_at(json_of(refused), "detail"), "no terminal lies in 500116999000");
}

TEST_F(ApiDesks, HolidaysAreDaysOfACalendar) {
  EXPECT_EQ(ask("PUT", "/api/v1/holidays", R"({"name":"2026","dates":["2026-10-01","2026-10-02"]})").result_int(),
            200U);
  EXPECT_EQ(backend_.notes.at(0), "holidays|2026|2026-10-01\n2026-10-02\n|" + me());
  const std::string listed = ask("GET", "/api/v1/holidays").body();
  EXPECT_TRUE(listed.starts_with(R"({"calendars":[{"name":"2026","dates":["2026-10-01","2026-10-02"],"etag":"\")"))
      << listed;
  const std::pair<const char*, const char*> table[] = {{"{}", "dates"},
                                                       {R"({"dates":"2026-10-01"})", "dates"},
                                                       {R"({"dates":["2026-10-01","2026-02-30"]})", "dates[1]"},
                                                       {R"({"dates":["1.10.2026"]})", "dates[0]"},
                                                       {R"({"dates":["2026-10-01\n"]})", "dates[0]"},
                                                       {R"({"dates":[],"name":""})", "name"}};
  for (const auto& [body, wrong] : table) {
    const Response refused = ask("PUT", "/api/v1/holidays", body);
    EXPECT_EQ(refused.result_int(), 422U) << body;
    EXPECT_EQ(field(refused), wrong) << body;
  }
  EXPECT_EQ(backend_.notes.size(), 1U);
}

TEST_F(ApiDesks, TheTimelineHasAWindow) {
  const Response shown = ask("GET", "/api/v1/timeline?from_us=1800000000000000&until_us=1800000000000001");
  ASSERT_EQ(shown.result_int(), 200U) << shown.body();
  const json::object entry = json_of(shown).at("entries").as_array().at(0).as_object();
  EXPECT_EQ(text_at(entry, "order"), to_string(SmallBackend::summary().digest));
  EXPECT_EQ(entry.at("occurrence").as_int64(), 3);
  EXPECT_EQ(text_at(entry, "state"), "issued");
  EXPECT_EQ(entry.at("start_us").as_int64(), 5);
  EXPECT_EQ(entry.at("end_us").as_int64(), 9);
  EXPECT_EQ(entry.at("conflicts").as_array().size(), 1U);
  EXPECT_TRUE(entry.at("ended_us").is_null());
  EXPECT_TRUE(entry.at("superseded_by").is_null());
  EXPECT_EQ(backend_.asked_until - backend_.asked_from, microseconds(1));
  ask("GET", "/api/v1/timeline");
  EXPECT_EQ(backend_.asked_until - backend_.asked_from, std::chrono::hours(24));
  EXPECT_LT(os::wall_now() - backend_.asked_from, seconds(10));
  for (const char* wrong :
       {"from_us=5&until_us=5", "from_us=5&until_us=4", "from_us=x", "until_us=-1", "from_us=0&until_us=7948800000001",
        "from_us=99999999999999999999", "from_us=9223372036854775807", "area=5001161", "area="})
    EXPECT_EQ(outcome(ask("GET", std::string("/api/v1/timeline?") + wrong)), "400 query.out_of_range") << wrong;
  EXPECT_EQ(outcome(ask("GET", "/api/v1/timeline?day=1")), "400 query.unknown");
  EXPECT_FALSE(backend_.asked_area);
  ask("GET", "/api/v1/timeline?area=500116101000");
  EXPECT_EQ(backend_.asked_area, AreaCode::parse("500116101000"));
}

TEST_F(ApiDesks, TheTimelineSaysWhenAnOrderWasReplacedAndByWhat) {
  backend_.planned.ended = wall_from_us(7);
  backend_.planned.superseded_by = sign::digest_of(as_bytes("newer"));
  const json::object entry = json_of(ask("GET", "/api/v1/timeline")).at("entries").as_array().at(0).as_object();
  EXPECT_EQ(entry.at("ended_us").as_int64(), 7);
  EXPECT_EQ(text_at(entry, "superseded_by"), to_string(sign::digest_of(as_bytes("newer"))));
}

TEST_F(ApiDesks, TheAuditChainIsPaged) {
  controller::AuditEntry entry{9, wall_from_us(4), "order.issued", "abc", "3 terminals", Digest{}, Digest{}};
  backend_.audit = {0, std::vector<controller::AuditEntry>{entry}, to_bytes("head")};
  const std::string zero = to_string(Digest{});
  EXPECT_EQ(ask("GET", "/api/v1/audit?limit=2").body(),
            R"({"entries":[{"sequence":9,"at_us":4,"action":"order.issued","subject":"abc","detail":"3 terminals",)"
            R"("previous":")" +
                zero + R"(","digest":")" + zero + R"("}],"head":"aGVhZA==","next":null})");
  EXPECT_EQ(backend_.asked_audit.after, 0U);
  EXPECT_EQ(backend_.asked_limit, 2U);
  backend_.audit.more = true;
  const std::string next = text_at(json_of(ask("GET", "/api/v1/audit?limit=1")), "next");
  ask("GET", "/api/v1/audit?after=" + next);
  EXPECT_EQ(backend_.asked_audit.after, 9U);
  ask("GET", "/api/v1/audit?sort=-sequence&subject=abc&after=" + next);
  EXPECT_EQ(backend_.asked_audit.before, 9U);
  EXPECT_TRUE(backend_.asked_audit.falling);
  EXPECT_EQ(backend_.asked_audit.subject, "abc");
  backend_.audit = {0, std::vector<controller::AuditEntry>{}, {}};
  EXPECT_EQ(ask("GET", "/api/v1/audit").body(), R"({"entries":[],"head":null,"next":null})");
  backend_.audit.entries = fail(ErrorKind::unavailable, "busy");
  EXPECT_EQ(outcome(ask("GET", "/api/v1/audit")), "503 audit.unavailable");
  EXPECT_EQ(outcome(ask("GET", "/api/v1/audit?after=8")), "400 query.out_of_range");
  EXPECT_EQ(outcome(ask("GET", "/api/v1/audit?sort=action")), "400 query.out_of_range") << "nothing bounds that";
}

TEST_F(ApiDesks, ExpiriesAndTheStaleTrustListAreShown) {
  EXPECT_EQ(ask("GET", "/api/v1/expiries").body(),
            R"({"expiries":[{"subject":"trust list 7","at_us":8,"announced_days":30}],"next":null})");
  EXPECT_EQ(outcome(ask("GET", "/api/v1/expiries?days=1")), "400 query.unknown");
  backend_.health_now.trust_list_stale = true;
  EXPECT_TRUE(json_of(ask("GET", "/health")).at("trust_list_stale").as_bool());
}

TEST_F(ApiDesks, SignedObjectsAreStoredOrRefused) {
  for (const char* path : {"/api/v1/freshness", "/api/v1/trust-list", "/api/v1/terminals/TL-0001/time-reset"}) {
    backend_.object_answer = {};
    EXPECT_EQ(ask("POST", path, envelope_body()).body(), R"({"stored":true})");
    backend_.object_answer = fail(controller::ObjectRejected{0, Refusal::older_version, ""});
    EXPECT_EQ(outcome(ask("POST", path, envelope_body())), "422 refused.older_version");
    EXPECT_EQ(outcome(ask("POST", path, "{}")), "422 field.missing");
  }
  EXPECT_EQ(backend_.asked_text, "TL-0001");
  EXPECT_EQ(outcome(ask("POST", "/api/v1/terminals/x/time-reset", envelope_body())), "404 terminal.malformed");
}

TEST_F(ApiDesks, CapDecisionsHaveTheirStatus) {
  const std::tuple<const char*, unsigned, const char*> table[] = {
      {"issued", 201, ""}, {"held", 202, "needs a person"}, {"ignored", 200, "a test"}, {"refused", 422, "xsd"}};
  for (const auto& [decision, status, reason] : table) {
    backend_.cap_decision = {"s,1,t", decision, reason, "", std::nullopt, {"lower_case_scope"}};
    const Response response = ask("POST", "/api/v1/cap", "<alert/>");
    EXPECT_EQ(response.result_int(), status) << decision;
    const json::object object = json_of(response);
    EXPECT_EQ(text_at(object, "decision"), decision);
    EXPECT_EQ(text_at(object, "reason"), reason);
    EXPECT_EQ(json::serialize(object.at("deviations")), R"(["lower_case_scope"])");
    EXPECT_EQ(text_at(object, "code"), status == 422 ? "cap.refused" : "");
  }
  EXPECT_EQ(backend_.asked_text, me() + ":<alert/>");
  EXPECT_EQ(outcome(ask("POST", "/api/v1/cap", "")), "422 cap.empty");
}

TEST_F(ApiDesks, ThePlacesOfACapMessageAreReadInTheFormThatAnOrderIsPreparedFrom) {
  EXPECT_EQ(ask("POST", "/api/v1/cap/areas", "<alert/>").body(),
            R"({"identifier":"s,1,t","headline":"暴雨","areas":["500116101000"],"polygons":[],)"
            R"("circles":[{"centre":[2.95E1,1.061E2],"radius_m":2000}]})");
  const Response refused = ask("POST", "/api/v1/cap/areas", "<alert>");
  EXPECT_EQ(outcome(refused), "422 cap.refused");
  EXPECT_EQ(text_at(json_of(refused), "reason"), "xml.malformed");
  EXPECT_EQ(outcome(ask("POST", "/api/v1/cap/areas", "")), "422 cap.empty");
}

TEST_F(ApiDesks, CapIsListedAndGoesOut) {
  backend_.cap_decision.order = SmallBackend::summary().digest;
  const std::string digest = to_string(SmallBackend::summary().digest);
  EXPECT_EQ(ask("GET", "/api/v1/cap?limit=3").body(),
            R"({"messages":[{"identifier":"sender,1,now","decision":"issued","reason":"","detail":"","order":")" +
                digest + R"(","deviations":[],"received_at_us":4,"actor":"folder"}],"next":null})");
  EXPECT_EQ(backend_.asked_limit, 4U) << "one more, to know whether there is a next page";
  const Response message = ask("GET", "/api/v1/orders/" + digest + "/cap");
  EXPECT_EQ(message.body(), "<alert/>");
  EXPECT_TRUE(message[boost::beast::http::field::content_type].starts_with("application/cap+xml"));
  EXPECT_EQ(outcome(ask("GET", "/api/v1/orders/" + std::string(64, '0') + "/cap")), "404 order.not_found");
  const Response feed = ask("GET", "/api/v1/cap/feed.atom");
  EXPECT_EQ(feed.body(), "<feed/>");
  EXPECT_TRUE(feed[boost::beast::http::field::content_type].starts_with("application/atom+xml"));
}

TEST_F(ApiDesks, ACapMessageAboveOneMebibyteIsNotRead) {
  start();
  UnixClient client = connect();
  const Response refused = client.ask("POST /api/v1/cap HTTP/1.1\r\nHost: a\r\nContent-Length: 1048577\r\n\r\n");
  EXPECT_EQ(outcome(refused), "413 body.too_large");
  EXPECT_EQ(ask("POST", "/api/v1/cap", std::string(1'048'576, ' ')).result_int(), 201U);
}

TEST_F(ApiDesks, CallsAreShownAndAnswered) {
  EXPECT_EQ(ask("GET", "/api/v1/calls?limit=9").body(),
            R"({"calls":[{"number":7,"at_us":3,"kind":"alarm","level":"I","subject":"TL-1","text":"a clone",)"
            R"("fate":"calling","repeats":2,"step":1}],"next":null})");
  EXPECT_EQ(backend_.asked_limit, 10U);
  EXPECT_EQ(ask("POST", "/api/v1/calls/7/acknowledge").body(), R"({"acknowledged":true})");
  EXPECT_EQ(backend_.asked_text, me());
  for (const char* number : {"8", "x", "-7", "99999999999999999999"})
    EXPECT_EQ(outcome(ask("POST", std::string("/api/v1/calls/") + number + "/acknowledge")), "404 call.not_found");
}

TEST_F(ApiDesks, AnExportHoldsAllThatAVerifierNeeds) {
  controller::OrderExport content;
  content.roots = to_bytes("roots");
  content.trust_list = to_bytes("list");
  content.order = to_bytes("order");
  content.stops = {to_bytes("stop")};
  content.receipts = {to_bytes("receipt")};
  content.audit = {{1, wall_from_us(4), "order.issued", "s", "", Digest{}, Digest{}}};
  content.certificates.emplace(*TerminalId::parse("TL-0001"), to_bytes("der"));
  backend_.exported = content;
  const json::object shown = json_of(ask("GET", "/api/v1/orders/" + std::string(64, 'a') + "/export"));
  EXPECT_EQ(text_at(shown, "format"), "tongluo-order-export-2");
  EXPECT_EQ(text_at(shown, "roots"), to_base64(as_bytes("roots")));
  EXPECT_TRUE(shown.at("freshness").is_null());
  EXPECT_TRUE(shown.at("audit_head").is_null());
  EXPECT_EQ(shown.at("stops").as_array().at(0).as_string(), to_base64(as_bytes("stop")));
  EXPECT_EQ(shown.at("audit").as_array().at(0).as_object().at("sequence").as_int64(), 1);
  EXPECT_EQ(text_at(shown.at("certificates").as_object(), "TL-0001"), to_base64(as_bytes("der")));
}

}  // namespace
}  // namespace tongluo::http
