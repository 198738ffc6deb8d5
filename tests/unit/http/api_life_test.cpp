// Under test: the life of orders and stops over a real Unix socket; SmallBackend answers.

#include "protocol/os/clock.hpp"
#include "tests/unit/http/api_fixture.hpp"

namespace tongluo::http {
namespace {

namespace json = boost::json;
using controller::OrderState;
using controller::PrepareFault;
using controller::ReferenceFault;

using ApiLife = ApiFixture;

const std::string kSome(64, 'c');
std::string known_order() { return to_string(SmallBackend::summary().digest); }
std::string order_body(const std::string& more) {
  return R"({"class":"routine","level":"routine","areas":["500116101000"],"items":[{"clip":")" + kSome + "\"}]" + more +
         "}";
}

TEST_F(ApiLife, TheConfirmedCountReachesTheCore) {
  const std::string envelope = to_base64(wire::serialize(sample_envelope()));
  const auto with = [&envelope](const char* count) {
    return R"({"envelope":")" + envelope + R"(","confirmed_count":)" + count + "}";
  };
  EXPECT_EQ(ask("POST", "/api/v1/orders", with("4045")).result_int(), 201U);
  EXPECT_EQ(backend_.submissions.at(0).confirmed_count, 4045U);
  for (const char* wrong : {"-1", "1000001"}) {
    const Response refused = ask("POST", "/api/v1/orders", with(wrong));
    EXPECT_EQ(outcome(refused), "422 field.out_of_range") << wrong;
    EXPECT_EQ(field(refused), "confirmed_count");
  }
  EXPECT_EQ(outcome(ask("POST", "/api/v1/orders", with("\"5\""))), "422 field.wrong_type");
  EXPECT_EQ(backend_.submissions.size(), 1U);
}

TEST_F(ApiLife, EveryRefusalOfASubmitHasItsOwnCode) {
  for (auto value = static_cast<std::uint8_t>(Refusal::malformed);
       value <= static_cast<std::uint8_t>(Refusal::same_person); ++value) {
    const auto refusal = static_cast<Refusal>(value);
    backend_.order_answer = fail(controller::OrderRejected{0, refusal, "why"});
    const std::string status = refusal == Refusal::storage_failed ? "503" : "422";
    EXPECT_EQ(outcome(ask("POST", "/api/v1/orders", envelope_body())),
              status + " refused." + std::string(to_string(refusal)));
  }
}

TEST_F(ApiLife, EveryFaultOfAPrepareHasItsOwnCode) {
  for (auto value = static_cast<int>(PrepareFault::missing); value <= static_cast<int>(PrepareFault::out_of_limit);
       ++value) {
    const auto fault = static_cast<PrepareFault>(value);
    backend_.prepare_problem = {fault, "areas[0]", "why"};
    const std::string code = "prepare." + std::string(to_string(fault));
    EXPECT_EQ(outcome(ask("POST", "/api/v1/orders/prepare", order_body(""))), "422 " + code);
  }
}

// Those that the core may have of each.
TEST_F(ApiLife, FaultsOfOtherPreparationsHaveTheSameCodes) {
  const auto faulty = [this](const std::string& path, const std::string& body, PrepareFault fault) {
    backend_.prepare_problem = {fault, "order", "why"};
    return outcome(ask("POST", path, body));
  };
  for (const PrepareFault fault : {PrepareFault::unknown_order, PrepareFault::ambiguous_order})
    EXPECT_EQ(faulty("/api/v1/cancels/prepare", R"({"order":"0011223344"})", fault),
              "422 prepare." + std::string(to_string(fault)));
  const std::string order = "/api/v1/orders/" + kSome;
  for (const PrepareFault fault :
       {PrepareFault::expired_clip, PrepareFault::out_of_limit, PrepareFault::nobody_addressed})
    EXPECT_EQ(faulty(order + "/refresh", {}, fault), "422 prepare." + std::string(to_string(fault)));
  for (const PrepareFault fault : {PrepareFault::missing, PrepareFault::out_of_limit, PrepareFault::nobody_addressed})
    EXPECT_EQ(faulty(order + "/all-clear/prepare", {}, fault), "422 prepare." + std::string(to_string(fault)));
  for (const char* path : {"/refresh", "/all-clear/prepare"})
    EXPECT_EQ(faulty(order + path, {}, PrepareFault::unknown_order), "404 order.not_found");
}

TEST_F(ApiLife, PreparedOrdersListTheOccurrencesInTheirBytes) {
  wire::Order order;
  order.order_class = OrderClass::routine;
  order.level = Level::routine;
  order.issued_at = order.valid_from = wall_from_us(1'800'000'000'000'000);
  order.valid_until = order.issued_at + std::chrono::hours(2);
  order.targets = {*AreaCode::parse("500116101000")};
  order.occurrences = {{7, order.issued_at, order.issued_at + seconds(60), order.issued_at + seconds(120)}};
  order.tone = Tone::none;
  order.programme = wire::ClipProgramme{{{sign::digest_of(as_bytes("clip")), milliseconds(1'000)}}, 1, {}};
  order.volume_percent = 50;
  order.interrupt_rule = InterruptRule::drop;
  order.language = "zh-CN";
  backend_.payload = wire::serialize(order);
  ASSERT_TRUE(wire::parse_order(backend_.payload)) << wire::to_string(wire::parse_order(backend_.payload).error());
  const json::object prepared = json_of(ask("POST", "/api/v1/orders/" + kSome + "/refresh"));
  EXPECT_EQ(json::serialize(prepared.at("occurrences")),
            R"([{"number":7,"earliest_us":1800000000000000,"latest_us":1800000060000000,"end_us":1800000120000000}])");
  EXPECT_EQ(to_string(backend_.asked_digest), kSome);
}

TEST_F(ApiLife, SchedulesBecomeStartsAndAValidityThatCoversThem) {
  const WallTime now = os::wall_now();
  backend_.starts = std::vector<WallTime>{now + std::chrono::hours(1), now + std::chrono::hours(25)};
  const std::string schedule = R"(,"schedule":{"start":"2026-11-24T07:00","rrule":"FREQ=DAILY;COUNT=2"})";
  ASSERT_EQ(ask("POST", "/api/v1/orders/prepare", order_body(schedule)).result_int(), 200U);
  EXPECT_EQ(backend_.rules.at(0).start, "2026-11-24T07:00");
  EXPECT_EQ(backend_.drafts.at(0).starts, *backend_.starts);
  EXPECT_NEAR(static_cast<double>(backend_.drafts.at(0).valid_for.count()), (25 + 1) * 3600 + 600, 5.0);
  ask("POST", "/api/v1/orders/prepare", order_body(schedule + ",\"valid_for_s\":99"));
  EXPECT_EQ(backend_.drafts.at(1).valid_for, seconds(99));
  ask("POST", "/api/v1/orders/prepare", order_body(""));
  EXPECT_EQ(backend_.drafts.at(2).valid_for, seconds(3'600));
  backend_.starts = std::vector<WallTime>{now + std::chrono::hours(24 * 365)};
  ask("POST", "/api/v1/orders/prepare", order_body(schedule));
  EXPECT_EQ(backend_.drafts.at(3).valid_for, seconds(limits::kMaxRoutineValidity));
}

TEST_F(ApiLife, SchedulesExpandAloneAndTheirFaultsAreNamed) {
  const std::string body = R"({"start":"2026-11-24T07:00"})";
  backend_.starts = std::vector<WallTime>{wall_from_us(7), wall_from_us(9)};
  EXPECT_EQ(ask("POST", "/api/v1/schedules/expand", body).body(), R"({"starts":[7,9]})");
  EXPECT_EQ(field(ask("POST", "/api/v1/schedules/expand", "{}")), "start");
  backend_.starts = fail(ScheduleProblem{"rrule", "is no recurrence"});
  const Response refused = ask("POST", "/api/v1/schedules/expand", body);
  EXPECT_EQ(outcome(refused), "422 schedule.bad_rule");
  EXPECT_EQ(field(refused), "rrule");
  EXPECT_EQ(field(ask("POST", "/api/v1/orders/prepare", order_body(",\"schedule\":" + body))), "schedule.rrule");
  EXPECT_TRUE(backend_.drafts.empty());
}

TEST_F(ApiLife, WithoutDesksTheirPathsAnswer503) {
  with_desks_ = false;
  EXPECT_EQ(outcome(ask("POST", "/api/v1/schedules/expand", R"({"start":"x"})")), "503 schedule.unavailable");
  EXPECT_EQ(outcome(ask("POST", "/api/v1/orders/prepare", order_body(R"(,"schedule":{"start":"x"})"))),
            "503 schedule.unavailable");
  EXPECT_EQ(outcome(ask("POST", "/api/v1/cap", "<alert/>")), "503 cap.unavailable");
  EXPECT_EQ(outcome(ask("GET", "/api/v1/calls")), "503 calls.unavailable");
  EXPECT_EQ(outcome(ask("POST", "/api/v1/calls/1/acknowledge")), "503 calls.unavailable");
  for (const std::string& path : {std::string("cap"), std::string("cap/feed.atom"), "orders/" + kSome + "/cap"})
    EXPECT_EQ(outcome(ask("GET", "/api/v1/" + path)), "503 cap.unavailable");
}

TEST_F(ApiLife, ReferencesResolveOrSayWhyNot) {
  backend_.resolved = sign::digest_of(as_bytes("order"));
  EXPECT_EQ(ask("GET", "/api/v1/orders/resolve/0011aabb").body(), "{\"digest\":\"" + known_order() + "\"}");
  EXPECT_EQ(backend_.asked_text, "0011aabb");
  const std::pair<ReferenceFault, const char*> table[] = {{ReferenceFault::malformed, "400 order.reference_malformed"},
                                                          {ReferenceFault::unknown, "404 order.unknown"},
                                                          {ReferenceFault::ambiguous, "409 order.ambiguous"}};
  for (const auto& [fault, says] : table) {
    backend_.resolved = fail(fault);
    EXPECT_EQ(outcome(ask("GET", "/api/v1/orders/resolve/0011aabb")), says);
  }
}

TEST_F(ApiLife, DraftsAreKeptUnderTheDigestOfTheirBytes) {
  const std::string digest = to_string(sign::digest_of(as_bytes("bytes")));
  const std::string body = R"({"payload":")" + to_base64(as_bytes("bytes")) + R"(","reason":"看看"})";
  const Response kept = ask("POST", "/api/v1/drafts", body);
  EXPECT_EQ(kept.result_int(), 201U);
  EXPECT_EQ(kept.body(), "{\"digest\":\"" + digest + "\"}");
  EXPECT_EQ(backend_.notes.at(0), "bytes|unix:" + std::to_string(::getuid()) + "|看看");
  backend_.object_answer = fail(controller::ObjectRejected{0, Refusal::malformed, "no order"});
  const Response refused = ask("POST", "/api/v1/drafts", body);
  EXPECT_EQ(outcome(refused), "422 refused.malformed");
  EXPECT_EQ(field(refused), "payload");
  EXPECT_EQ(field(ask("POST", "/api/v1/drafts", R"({"payload":"*"})")), "payload");
  const std::string long_reason(513, 'r');
  EXPECT_EQ(field(ask("POST", "/api/v1/drafts", R"({"payload":"","reason":")" + long_reason + "\"}")), "reason");
}

TEST_F(ApiLife, OnlyWhatWaitsCanBeReturned) {
  const std::string path = "/api/v1/orders/" + known_order() + "/return";
  const std::string body = R"({"reason":"wrong village"})";
  for (const OrderState state : {OrderState::draft, OrderState::submitted}) {
    backend_.state = state;
    EXPECT_EQ(ask("POST", path, body).body(), R"({"state":"returned"})");
  }
  EXPECT_EQ(backend_.notes.at(0), "unix:" + std::to_string(::getuid()) + "|wrong village");
  for (const OrderState state : {OrderState::returned, OrderState::issued, OrderState::running, OrderState::completed,
                                 OrderState::cancelled, OrderState::expired}) {
    backend_.state = state;
    EXPECT_EQ(outcome(ask("POST", path, body)), "409 order.not_returnable");
  }
  EXPECT_EQ(backend_.notes.size(), 2U);
  EXPECT_EQ(outcome(ask("POST", "/api/v1/orders/" + kSome + "/return", body)), "404 order.not_found");
  EXPECT_EQ(field(ask("POST", path, R"({"reason":""})")), "reason");
  EXPECT_EQ(outcome(ask("POST", path, "{}")), "422 field.missing");
  EXPECT_EQ(outcome(ask("POST", "/api/v1/orders/short/return", body)), "404 digest.malformed");
}

TEST_F(ApiLife, OrdersAreFilteredByState) {
  EXPECT_EQ(ask("GET", "/api/v1/orders?state=submitted&limit=5").result_int(), 200U);
  EXPECT_EQ(backend_.asked_filter.state, OrderState::submitted);
  ask("GET", "/api/v1/orders");
  EXPECT_FALSE(backend_.asked_filter.state);
  const Response refused = ask("GET", "/api/v1/orders?state=broken");
  EXPECT_EQ(outcome(refused), "400 query.out_of_range");
  EXPECT_EQ(field(refused), "state");
}

TEST_F(ApiLife, CancelAndStopAllArePreparedAndTaken) {
  const Response cancel = ask("POST", "/api/v1/cancels/prepare", R"({"order":"00112233"})");
  EXPECT_EQ(backend_.asked_text, "00112233");
  const std::string digest = to_string(sign::digest_of(as_bytes("payload")));
  const std::string prepared = R"({"payload":")" + to_base64(as_bytes("payload")) + R"(","digest":")" + digest +
                               R"(","orders":[")" + known_order() + R"("],"addressed_count":5})";
  EXPECT_EQ(cancel.body(), prepared);
  EXPECT_EQ(ask("POST", "/api/v1/stop-alls/prepare", R"({"areas":["500116000000"],"classes":["routine"]})").body(),
            prepared);
  backend_.stop_answer = controller::StopTaken{0, sign::digest_of(as_bytes("payload")), {Digest{}}, 3, false};
  for (const char* path : {"/api/v1/cancels", "/api/v1/stop-alls"}) {
    backend_.stop_answer->known_before = false;
    const Response taken = ask("POST", path, envelope_body());
    EXPECT_EQ(taken.result_int(), 201U);
    EXPECT_EQ(taken.body(),
              R"({"digest":")" + digest + R"(","orders":[")" + to_string(Digest{}) + R"("],"sent_to":3})");
    backend_.stop_answer->known_before = true;
    EXPECT_EQ(ask("POST", path, envelope_body()).result_int(), 200U);
    EXPECT_EQ(backend_.asked_text, "unix:" + std::to_string(::getuid()));
    EXPECT_EQ(outcome(ask("POST", path, R"({"envelope":"AAAA"})")), "422 envelope.malformed");
  }
  backend_.stop_answer = fail(controller::ObjectRejected{0, Refusal::wrong_role, ""});
  EXPECT_EQ(outcome(ask("POST", "/api/v1/cancels", envelope_body())), "422 refused.wrong_role");
  EXPECT_EQ(outcome(ask("POST", "/api/v1/cancels/prepare", "{}")), "422 field.missing");
}

}  // namespace
}  // namespace tongluo::http
