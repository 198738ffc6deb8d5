// Under test: the resources of the API over a real Unix socket; SmallBackend answers.

#include <boost/asio/read.hpp>

#include "controller/http/api_json.hpp"
#include "controller/http/idempotency.hpp"
#include "tests/unit/http/api_fixture.hpp"

namespace tongluo::http {
namespace {

namespace json = boost::json;

using ApiTest = ApiFixture;

TEST_F(ApiTest, WrongMethodSaysWhichAreAllowed) {
  const Response response = ask("DELETE", "/api/v1/orders");
  EXPECT_EQ(outcome(response), "405 method.not_allowed");
  EXPECT_EQ(response[boost::beast::http::field::allow], "POST, GET");
  EXPECT_EQ(outcome(ask("GET", "/api/v1/nothing")), "404 route.unknown");
}

TEST_F(ApiTest, AnAnswerToAHeadHasNoBody) {
  start();
  UnixClient client = connect();
  client.send(request_text("HEAD", "/api/v1/orders"));
  std::string answer;
  client.run([&](auto done) {
    boost::asio::async_read(client.stream(), boost::asio::dynamic_buffer(answer),
                            [done](boost::system::error_code error, std::size_t) { done(error); });
  });
  EXPECT_TRUE(answer.starts_with("HTTP/1.1 405 ")) << answer;
  EXPECT_EQ(answer.find("\r\n\r\n") + 4, answer.size()) << answer;
}

TEST_F(ApiTest, HealthIsDegradedWithProblems) {
  EXPECT_EQ(ask("GET", "/health").body(),
            R"({"status":"ok","version":"0.0","environment":"training","database":"ok","sessions":0,)"
            R"("trust_list_version":0,"trust_list_stale":false,"problems":[]})");
  backend_.health_now.problems = {"no trust list"};
  const Response response = ask("GET", "/health");
  EXPECT_EQ(response.result_int(), 503U);
  EXPECT_EQ(text_at(json_of(response), "status"), "degraded");
}

TEST_F(ApiTest, TheTrustListIsForEverybodyToRead) {
  EXPECT_EQ(ask("GET", "/api/v1/trust-list").body(), R"({"version":0,"envelope":null})");
  backend_.held_trust_list = 7;
  EXPECT_EQ(ask("GET", "/api/v1/trust-list").body(),
            R"({"version":7,"envelope":")" + to_base64(as_bytes("list")) + "\"}");
}

TEST_F(ApiTest, PreparedOrdersCarryThePayloadAndWhoIsAddressed) {
  const std::string body =
      R"({"class":"actual","level":"I","areas":["500116101000"],"items":[{"clip":")" + std::string(64, 'a') + R"("}]})";
  const Response response = ask("POST", "/api/v1/orders/prepare", body);
  ASSERT_EQ(response.result_int(), 200U) << response.body();
  const json::object object = json_of(response);
  EXPECT_EQ(text_at(object, "payload"), to_base64(as_bytes("payload")));
  EXPECT_EQ(object.at("addressed_count").as_int64(), 1);
  EXPECT_EQ(object.at("longest_sound_ms").as_int64(), 12'345);
  EXPECT_EQ(text_at(object.at("addressed").as_array().at(0).as_object(), "name"), "几江");
  EXPECT_EQ(json::serialize(object.at("holds")), R"(["curfew"])");
  EXPECT_EQ(json::serialize(object.at("warnings")), R"([{"code":"night","text":"it will sound at night"}])");
  EXPECT_EQ(object.at("persons_required").as_int64(), 2);
  EXPECT_TRUE(object.at("confirm_count").as_bool());
  backend_.prepare_problem = {controller::PrepareFault::unknown_area, "areas[0]", "no terminal lies there"};
  const Response refused = ask("POST", "/api/v1/orders/prepare", body);
  EXPECT_EQ(outcome(refused), "422 prepare.unknown_area");
  EXPECT_EQ(field(refused), "areas[0]");
}

TEST_F(ApiTest, AnOrderThatIsSentTwiceUnderOneKeyIsTakenOnce) {
  const std::string key = "Idempotency-Key: 7d1c\r\n";
  const Response first = ask("POST", "/api/v1/orders", envelope_body(), key);
  const Response again = ask("POST", "/api/v1/orders", envelope_body(), key);
  EXPECT_EQ(first.result_int(), 201U);
  EXPECT_EQ(again.result_int(), 201U);
  EXPECT_EQ(again.body(), first.body());
  EXPECT_EQ(backend_.submissions.size(), 1U);
  EXPECT_EQ(outcome(ask("POST", "/api/v1/orders", "{}", key)), "422 idempotency.mismatch");
  EXPECT_EQ(outcome(ask("POST", "/api/v1/orders?a=b", envelope_body(), key)), "422 idempotency.mismatch");
  EXPECT_EQ(outcome(ask("POST", "/api/v1/orders", envelope_body(), "Idempotency-Key: a b\r\n")),
            "400 header.out_of_range");
  ask("POST", "/api/v1/orders", envelope_body(), "Idempotency-Key: 7d1d\r\n");
  EXPECT_EQ(backend_.submissions.size(), 2U);
}

TEST_F(ApiTest, AKeyIsForOneRequestWithAllThatItSays) {
  const auto upload = [this](const std::string& query) {
    return outcome(ask("POST", "/api/v1/audio" + query, "RIFF", "Idempotency-Key: a\r\n"));
  };
  EXPECT_EQ(upload("?name=flood"), "201 ");
  EXPECT_EQ(upload("?name=flood"), "201 ");
  EXPECT_EQ(upload("?name=drill"), "422 idempotency.mismatch");
  EXPECT_EQ(upload("?name=flood&expires_us=1900000000000000"), "422 idempotency.mismatch");
  EXPECT_EQ(upload(""), "422 idempotency.mismatch");
}

TEST_F(ApiTest, AHandlerThatFailedMayBeAskedAgainWithItsKey) {
  const auto book = std::make_shared<IdempotencyBook>();
  int calls = 0;
  const Handler once = once_for_each_key(book, "/x", [&calls](const Request&, const Respond& respond) {
    if (++calls == 1) throw std::runtime_error("no memory");
    respond(Reply{201});
  });
  Request request;
  request.idempotency_key = "a";
  EXPECT_THROW(once(request, [](const Reply&) {}), std::runtime_error);
  unsigned status = 0;
  once(request, [&status](const Reply& reply) { status = reply.status; });
  EXPECT_EQ(status, 201U);
}

TEST_F(ApiTest, EveryListKnowsItsParameters) {
  for (const char* path : {"groups", "holidays", "cap/feed.atom", "expiries", "configurations"})
    EXPECT_EQ(outcome(ask("GET", std::string("/api/v1/") + path + "?day=1")), "400 query.unknown") << path;
}

TEST_F(ApiTest, SubmitAnswersCreatedThenTheSameAgain) {
  backend_.order_answer = controller::OrderTaken{
      0, sign::digest_of(as_bytes("x")), 5, false, controller::OrderState::submitted, 1, {"curfew"}};
  const Response created = ask("POST", "/api/v1/orders", envelope_body());
  EXPECT_EQ(created.result_int(), 201U) << created.body();
  EXPECT_EQ(created.body(), R"({"digest":")" + to_string(sign::digest_of(as_bytes("x"))) +
                                R"(","state":"submitted","addressed_count":5,"persons_missing":1,"holds":["curfew"]})");
  EXPECT_EQ(as_text(backend_.submissions.at(0).envelope.payload), "payload");
  EXPECT_EQ(backend_.submissions.at(0).actor, "unix:" + std::to_string(::getuid()));
  EXPECT_EQ(backend_.submissions.at(0).origin, "api");
  EXPECT_FALSE(backend_.submissions.at(0).confirmed_count);
  backend_.order_answer->known_before = true;
  EXPECT_EQ(ask("POST", "/api/v1/orders", envelope_body()).result_int(), 200U);
}

TEST_F(ApiTest, RefusalsNameTheirReason) {
  backend_.order_answer = fail(controller::OrderRejected{0, Refusal::bad_signature, "the second signature"});
  const Response response = ask("POST", "/api/v1/orders", envelope_body());
  EXPECT_EQ(outcome(response), "422 refused." + std::string(to_string(Refusal::bad_signature)));
  EXPECT_EQ(text_at(json_of(response), "detail"), "the second signature");
  backend_.object_answer = fail(controller::ObjectRejected{0, Refusal::older_version, ""});
  EXPECT_EQ(outcome(ask("POST", "/api/v1/trust-list", envelope_body())), "422 refused.older_version");
  backend_.object_answer = fail(controller::ObjectRejected{0, Refusal::storage_failed, ""});
  EXPECT_EQ(outcome(ask("POST", "/api/v1/places", envelope_body())), "503 refused.storage_failed");
  backend_.object_answer = {};
  EXPECT_EQ(ask("POST", "/api/v1/places", envelope_body()).body(), R"({"stored":true})");
}

TEST_F(ApiTest, AnEnvelopeThatIsNoneIsRefusedBeforeTheBackend) {
  for (const char* path : {"/api/v1/orders", "/api/v1/trust-list", "/api/v1/places"}) {
    EXPECT_EQ(outcome(ask("POST", path, R"({"envelope":"AAAA"})")), "422 envelope.malformed");
    EXPECT_EQ(outcome(ask("POST", path, R"({"envelope":"*"})")), "422 field.out_of_range");
    EXPECT_EQ(outcome(ask("POST", path, "{}")), "422 field.missing");
    EXPECT_EQ(outcome(ask("POST", path, R"({"envelop":""})")), "422 field.missing");
    EXPECT_EQ(outcome(ask("POST", path, "")), "400 json.malformed");
  }
  EXPECT_TRUE(backend_.envelopes.empty());
}

TEST_F(ApiTest, OrdersArePagedAndShown) {
  for (std::uint8_t i = 1; i <= 2; ++i) {
    backend_.older.push_back(SmallBackend::summary());
    backend_.older.back().digest.octets[0] = std::byte{i};
    backend_.older.back().submitted_at -= seconds(i);
  }
  const json::object page = json_of(ask("GET", "/api/v1/orders?limit=1"));
  EXPECT_EQ(backend_.asked_limit, 2U) << "one more than the page, to know whether there is more";
  EXPECT_EQ(page.at("orders").as_array().size(), 1U);
  const json::object rest = json_of(ask("GET", "/api/v1/orders?after=" + text_at(page, "next")));
  EXPECT_EQ(rest.at("orders").as_array().size(), 2U);
  EXPECT_TRUE(rest.at("next").is_null());
  const json::object oldest = json_of(ask("GET", "/api/v1/orders?sort=submitted_at_us&limit=1"));
  EXPECT_EQ(text_at(oldest.at("orders").as_array().at(0).as_object(), "digest").substr(0, 2), "02");
  const json::object& order = page.at("orders").as_array().at(0).as_object();
  EXPECT_EQ(json::serialize(order.at("counts")),
            R"({"waiting":1,"delivered":0,"accepted":0,"started":0,"unproved":2})");
  EXPECT_EQ(text_at(order, "issued_at"), "2027-01-15T08:00:00Z");
  EXPECT_EQ(text_at(order, "level"), "II");
  const Response detail = ask("GET", "/api/v1/orders/" + text_at(order, "digest"));
  ASSERT_EQ(detail.result_int(), 200U);
  const json::object outcome = json_of(detail).at("terminals").as_array().at(0).as_object();
  EXPECT_EQ(text_at(outcome, "stage"), "started");
  EXPECT_EQ(outcome.at("started_at_us").as_int64(), 1'800'000'000'000'000);
  EXPECT_TRUE(outcome.at("final_at_us").is_null());
  EXPECT_EQ(text_at(outcome, "provisional"), "unreachable");
}

TEST_F(ApiTest, AWatcherAsksForTheDifferenceOnly) {
  const std::string order = "/api/v1/orders/" + to_string(SmallBackend::summary().digest);
  EXPECT_EQ(text_at(json_of(ask("GET", order)), "progress"), "7.41");
  const json::object progress = json_of(ask("GET", order + "/progress?since=7.41"));
  EXPECT_EQ(backend_.asked_progress.run, 7U);
  EXPECT_EQ(backend_.asked_progress.revision, 41U);
  EXPECT_EQ(text_at(progress, "next"), "7.42");
  EXPECT_EQ(text_at(progress.at("order").as_object(), "state"), "running");
  EXPECT_EQ(text_at(progress.at("terminals").as_array().at(0).as_object(), "stage"), "started");
  EXPECT_FALSE(progress.at("whole").as_bool());
  for (const char* wrong : {"", "?since=", "?since=7", "?since=7.", "?since=.7", "?since=-1.2", "?since=1.2.3",
                            "?since=99999999999999999999.1", "?since=1.1&limit=0"})
    EXPECT_EQ(outcome(ask("GET", order + "/progress" + wrong)), "400 query.out_of_range") << wrong;
  EXPECT_EQ(outcome(ask("GET", "/api/v1/orders/" + std::string(64, '0') + "/progress?since=1.1")),
            "404 order.not_found");
}

// 4,045 terminals, of which 20 have changed since: what one of 200 watchers costs.
TEST(OrderProgressSize, IsTheSizeOfWhatChanged) {
  controller::TerminalOutcome outcome{*TerminalId::parse("TL-500116-0001"), "几江街道 1",
                                      AreaCode::parse("500116101001")};
  outcome.progress = controller::Progress::started;
  for (WallTime* at : {&outcome.delivered_at, &outcome.accepted_at, &outcome.started_at, &outcome.first_sample})
    *at = wall_from_us(1'800'000'000'000'000);
  controller::OrderDetail whole{SmallBackend::summary(), Bytes(900), {}, {}};
  whole.terminals.resize(4'045, outcome);
  controller::OrderProgress changed{SmallBackend::summary(), {}, {}, {7, 41}};
  const std::size_t nothing = json::serialize(to_json(changed)).size();
  changed.terminals.resize(20, outcome);
  const std::size_t some = json::serialize(to_json(changed)).size();
  const std::size_t all = json::serialize(to_json(whole)).size();
  EXPECT_GT(all, 1'500'000U);
  EXPECT_LT(nothing, 800U);
  EXPECT_LT(some, 12'000U);
  RecordProperty("bytes_whole", static_cast<int>(all));
  RecordProperty("bytes_of_20_changes", static_cast<int>(some));
  RecordProperty("bytes_of_no_change", static_cast<int>(nothing));
}

TEST_F(ApiTest, WrongQueriesAndUnknownDigestsAreNamed) {
  EXPECT_EQ(outcome(ask("GET", "/api/v1/orders?limit=0")), "400 query.out_of_range");
  EXPECT_EQ(outcome(ask("GET", "/api/v1/orders?limit=1001")), "400 query.out_of_range");
  EXPECT_EQ(outcome(ask("GET", "/api/v1/orders?limit=ten")), "400 query.out_of_range");
  EXPECT_EQ(outcome(ask("GET", "/api/v1/orders?page=1")), "400 query.unknown");
  EXPECT_EQ(outcome(ask("GET", "/api/v1/orders?after=zz")), "400 query.out_of_range");
  EXPECT_EQ(outcome(ask("GET", "/api/v1/terminals?after=x")), "400 query.out_of_range");
  EXPECT_EQ(outcome(ask("GET", "/api/v1/refusals?after=x")), "400 query.out_of_range");
  EXPECT_EQ(outcome(ask("GET", "/api/v1/orders/zz")), "404 digest.malformed");
  EXPECT_EQ(outcome(ask("GET", "/api/v1/orders/" + std::string(64, '0'))), "404 order.not_found");
  EXPECT_EQ(outcome(ask("GET", "/api/v1/orders/" + std::string(64, '0') + "/export")), "404 order.not_found");
  EXPECT_EQ(outcome(ask("GET", "/api/v1/clips/" + std::string(64, '0'))), "404 clip.not_found");
  const std::string clip = to_string(sign::digest_of(as_bytes("clip")));
  EXPECT_NE(
      ask("GET", "/api/v1/clips?sort=-duration_ms&limit=7")
          .body()
          .find(
              R"({"clips":[{"clip":")" + clip +
              R"(","duration_ms":2500,"bytes":4096,"warnings":["clipped"],"name":"早间新闻",)"
              R"("author":"account:li","added_us":5,"expires_us":7,"loudness_lufs":-1.607E1,"true_peak_dbtp":-1.52E0,)"
              R"("expired":false,"used":true,"etag":")"),
      std::string::npos);
  EXPECT_EQ(backend_.asked_limit, 7U);
  EXPECT_EQ(backend_.asked_clips.sort, controller::ClipSort::duration);
  EXPECT_TRUE(backend_.asked_clips.falling);
  EXPECT_FALSE(backend_.asked_clips.expired);
  ask("GET", "/api/v1/clips?expired=true&text=NEWS");
  EXPECT_EQ(backend_.asked_clips.expired, true);
  EXPECT_EQ(backend_.asked_clips.text, "news");
  EXPECT_FALSE(backend_.asked_clips.used);
  ask("GET", "/api/v1/clips?used=false");
  EXPECT_EQ(backend_.asked_clips.used, false);
  EXPECT_EQ(outcome(ask("GET", "/api/v1/clips?expired=maybe")), "400 query.out_of_range");
  EXPECT_EQ(outcome(ask("GET", "/api/v1/clips?used=maybe")), "400 query.out_of_range");
  EXPECT_EQ(outcome(ask("GET", "/api/v1/clips?text=" + std::string(257, 'x'))), "400 query.out_of_range");
  for (const char* sort : {"-added_us", "name"}) {
    const std::string next = text_at(json_of(ask("GET", std::string("/api/v1/clips?sort=") + sort)), "next");
    EXPECT_EQ(ask("GET", std::string("/api/v1/clips?sort=") + sort + "&after=" + next).body(),
              R"({"clips":[],"next":null})");
    EXPECT_EQ(to_string(backend_.asked_mark->digest), clip);
  }
  EXPECT_EQ(backend_.asked_mark->name, "早间新闻");
  EXPECT_EQ(outcome(ask("GET", "/api/v1/clips?after=" + clip)), "400 query.out_of_range");
  EXPECT_EQ(outcome(ask("GET", "/api/v1/clips?sort=loudest")), "400 query.out_of_range");
  EXPECT_EQ(ask("GET", "/api/v1/terminals").body(), R"({"terminals":[],"next":null})");
  EXPECT_EQ(ask("GET", "/api/v1/terminals/TL-500116-0001/data").body(),
            R"({"terminal":"TL-500116-0001","months":[{"month":"2026-11","control_up_bytes":1,"control_down_bytes":2,)"
            R"("media_up_bytes":3,"media_down_bytes":4}]})");
  EXPECT_EQ(outcome(ask("GET", "/api/v1/terminals/TL-500116-0002/data")), "404 terminal.not_found");
  EXPECT_EQ(ask("GET", "/api/v1/terminals/TL-500116-0001/history?step_minutes=120").body(),
            R"({"terminal":"TL-500116-0001","step_minutes":120,"points":[{"at_us":1800000000000000,"signal_dbm":-90,)"
            R"("battery_percent":80,"cabinet_celsius":null,"output_level_percent":0}]})");
  EXPECT_EQ(backend_.asked_limit, 1U);
  EXPECT_EQ(outcome(ask("GET", "/api/v1/terminals/TL-500116-0001/history?step_minutes=60")), "400 query.out_of_range");
  EXPECT_EQ(outcome(ask("GET", "/api/v1/terminals/TL-500116-0002/history")), "404 terminal.not_found");
  EXPECT_EQ(outcome(ask("GET", "/api/v1/terminals/TL-500116-0002/diagnosis")), "404 terminal.not_found");
  EXPECT_EQ(outcome(ask("GET", "/api/v1/commands/" + std::string(64, '0'))), "404 command.not_found");
  EXPECT_NE(ask("GET", "/api/v1/configurations").body().find(R"("controllers":[{"host":"10.0.0.9","port":7100}])"),
            std::string::npos);
  EXPECT_NE(ask("GET", "/api/v1/commands").body().find(R"("state":"done")"), std::string::npos);
  EXPECT_EQ(ask("GET", "/api/v1/refusals?limit=3").body(), R"({"refusals":[],"next":null})");
  EXPECT_EQ(backend_.asked_limit, 4U);
}

TEST_F(ApiTest, ClipsComeBackWhole) {
  backend_.clip =
      std::make_shared<const session::ClipData>(session::ClipData{{}, {}, {to_bytes("Ogg"), to_bytes("S and more")}});
  const Response response = ask("GET", "/api/v1/clips/" + std::string(64, '0'));
  EXPECT_EQ(response[boost::beast::http::field::content_type], "audio/ogg");
  EXPECT_EQ(response.body(), "OggS and more");
  EXPECT_EQ(response[boost::beast::http::field::accept_ranges], "bytes");
}

TEST_F(ApiTest, APlayerGetsTheEndOfAClipToLearnItsLength) {
  backend_.clip =
      std::make_shared<const session::ClipData>(session::ClipData{{}, {}, {to_bytes("Ogg"), to_bytes("S and more")}});
  const std::string path = "/api/v1/clips/" + std::string(64, '0');
  const Response part = ask("GET", path, {}, "Range: bytes=9-\r\n");
  EXPECT_EQ(part.result_int(), 206U);
  EXPECT_EQ(part.body(), "more");
  EXPECT_EQ(part[boost::beast::http::field::content_range], "bytes 9-12/13");
  EXPECT_EQ(outcome(ask("GET", path, {}, "Range: bytes=13-\r\n")), "416 range.unsatisfiable");
}

TEST_F(ApiTest, SpeechAndAudioAnswerWithTheClip) {
  MadeClip made;
  made.duration = milliseconds(1'234);
  made.loudness_lufs = -16.0123;
  made.warnings = {"clipped"};
  made.parts = {{"zh", "1000", "一千", "espeak-ng"}};
  backend_.clip_answer = made;
  const Response response = ask("POST", "/api/v1/speech", R"({"text":"1000","language":"zh"})");
  ASSERT_EQ(response.result_int(), 201U) << response.body();
  EXPECT_EQ(backend_.spoken, "zh:1000");
  const json::object object = json_of(response);
  EXPECT_EQ(object.at("duration_ms").as_int64(), 1'234);
  EXPECT_NEAR(object.at("loudness_lufs").as_double(), -16.01, 1e-9);
  EXPECT_EQ(text_at(object, "normalised"), "一千");
  EXPECT_EQ(json::serialize(object.at("parts")),
            R"([{"language":"zh","text":"1000","normalised":"一千","engine":"espeak-ng"}])");
  EXPECT_EQ(json::serialize(object.at("warnings")), R"(["clipped"])");
  EXPECT_EQ(field(ask("POST", "/api/v1/speech", R"({"text":"a","language":"fr"})")), "language");
  EXPECT_EQ(field(ask("POST", "/api/v1/speech", R"({"text":""})")), "text");
  EXPECT_EQ(outcome(ask("POST", "/api/v1/audio")), "422 audio.empty");
  backend_.clip_answer = fail(ErrorKind::unavailable, "no espeak-ng");
  EXPECT_EQ(outcome(ask("POST", "/api/v1/speech", R"({"text":"a"})")), "503 speech.unavailable");
}

TEST_F(ApiTest, AClipIsAddedWithItsAuthorNameAndEnd) {
  ask("POST", "/api/v1/speech", R"({"text":"a","name":"早间","expires_us":9})");
  EXPECT_EQ(backend_.clip_note.name, "早间");
  EXPECT_EQ(backend_.clip_note.expires_at, wall_from_us(9));
  EXPECT_EQ(backend_.clip_note.author.substr(0, 5), "unix:");
  ask("POST", "/api/v1/audio?name=evening&expires_us=8", "RIFF");
  EXPECT_EQ(backend_.clip_note.name, "evening");
  EXPECT_EQ(backend_.clip_note.expires_at, wall_from_us(8));
  EXPECT_EQ(field(ask("POST", "/api/v1/speech", R"({"text":"a","expires_us":-1})")), "expires_us");
  EXPECT_EQ(field(ask("POST", "/api/v1/speech", R"({"text":"a","name":"a\nb"})")), "name");
  EXPECT_EQ(outcome(ask("POST", "/api/v1/audio?expires_us=soon", "RIFF")), "400 query.out_of_range");
  EXPECT_EQ(outcome(ask("POST", "/api/v1/audio?name=a%0Ab", "RIFF")), "400 query.out_of_range");
}

TEST_F(ApiTest, NameAndEndOfAClipAreEditedFromTheStateThatWasRead) {
  const std::string path = "/api/v1/clips/" + to_string(sign::digest_of(as_bytes("clip")));
  const std::string etag = text_at(json_of(ask("GET", "/api/v1/clips")).at("clips").as_array()[0].as_object(), "etag");
  const std::string body = R"({"name":"晚间","expires_us":null})";
  EXPECT_EQ(ask("PUT", path, body, "If-Match: " + etag + "\r\n").result_int(), 200U);
  EXPECT_EQ(backend_.notes.back().substr(0, 14), "晚间|0|unix:");
  backend_.clip_note.expires_at = wall_from_us(77);
  EXPECT_EQ(outcome(ask("PUT", path, body, "If-Match: " + etag + "\r\n")), "412 precondition.failed");
  EXPECT_EQ(ask("PUT", path, R"({"name":"","expires_us":12})").result_int(), 200U);
  EXPECT_EQ(backend_.notes.back().substr(0, 4), "|12|");
  EXPECT_EQ(field(ask("PUT", path, R"({"expires_us":12})")), "name");
  EXPECT_EQ(field(ask("PUT", path, R"({"name":"a","expires_us":"tomorrow"})")), "expires_us");
  EXPECT_EQ(outcome(ask("PUT", "/api/v1/clips/" + std::string(64, '0'), body)), "404 clip.not_found");
}

TEST_F(ApiTest, OneClipSaysSeveralTexts) {
  const char* two = R"({"parts":[{"text":"你好","language":"zh"},{"text":"Hello","language":"en"}]})";
  EXPECT_EQ(ask("POST", "/api/v1/speech", two).result_int(), 201U);
  EXPECT_EQ(backend_.spoken, "zh:你好|en:Hello");
  EXPECT_EQ(field(ask("POST", "/api/v1/speech", R"({"parts":[]})")), "parts");
  EXPECT_EQ(field(ask("POST", "/api/v1/speech", R"({"parts":[{"text":"a","language":"fr"}]})")), "parts[0].language");
  EXPECT_EQ(outcome(ask("POST", "/api/v1/speech", R"({"parts":[{"text":"a"}],"text":"b"})")), "422 field.unknown");
  EXPECT_EQ(field(ask("POST", "/api/v1/speech",
                      R"({"parts":[{"text":"a"},{"text":"a"},{"text":"a"},{"text":"a"},{"text":"a"}]})")),
            "parts");
}

TEST_F(ApiTest, TemplatesAreListedFilledAndSpoken) {
  const json::object list = json_of(ask("GET", "/api/v1/templates"));
  EXPECT_EQ(
      json::serialize(list),
      R"({"templates":[{"name":"flood","event_code":"11A01","class":"actual","own":false,"wordings":{"zh":{"title":"洪水预警","text":"{place}"}},"parameters":[{"name":"place","kind":"text","required":true,"min":2E0,"max":4E1}]}],"fault":"templates.txt:3: wrong","next":null})");
  const char* asked = R"({"parameters":{"place":"白沙镇"},"languages":["zh","en"]})";
  EXPECT_EQ(ask("POST", "/api/v1/templates/flood/fill", asked).body(),
            R"({"texts":[{"language":"zh","text":"flood zh 白沙镇"},{"language":"en","text":"flood en 白沙镇"}]})");
  EXPECT_EQ(ask("POST", "/api/v1/speech", R"({"template":"flood","parameters":{"place":"白沙镇"}})").result_int(),
            201U);
  EXPECT_EQ(backend_.spoken, "zh:flood zh 白沙镇");
  const Response missing = ask("POST", "/api/v1/speech", R"({"template":"flood"})");
  EXPECT_EQ(outcome(missing), "422 template.unfit");
  EXPECT_EQ(field(missing), "parameters.place");
  EXPECT_EQ(field(ask("POST", "/api/v1/speech", R"({"template":"flood","languages":["zh","zh"]})")), "languages[0]");
  EXPECT_EQ(field(ask("POST", "/api/v1/speech", R"({"template":"flood","parameters":{"place":5}})")),
            "parameters.place");
}

}  // namespace
}  // namespace tongluo::http
