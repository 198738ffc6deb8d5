// Under test: the real tongluod as a process, with two persons for actual alerts: submit, approve, cancel, stop-all,
// drafts, groups, schedules, bundles and the audit chain over its Unix socket. No terminals.

#include <algorithm>
#include <boost/json.hpp>
#include <gtest/gtest.h>

#include "protocol/wire/bundle.hpp"
#include "protocol/wire/envelope_codec.hpp"
#include "tests/unit/http/daemon_process.hpp"

namespace tongluo::daemon {
namespace {

namespace json = boost::json;

// Two persons sign an actual alert; Wang Fang has a second key.
struct Keys {
  sign::PrivateKey second = *sign::PrivateKey::generate(Algorithm::ecdsa_p256_sha256);
  sign::PrivateKey other_key = *sign::PrivateKey::generate(Algorithm::ed25519);

  void edit(wire::TrustList& list) const {
    std::string first_person;
    for (const wire::Issuer& issuer : list.issuers)
      if (issuer.role == Role::dispatch) first_person = issuer.person;
    list.issuers.push_back(
        test::issuer(second, "Zhao Min", Role::dispatch, OrderClass::actual, test::county(), Level::i));
    list.issuers.push_back(
        test::issuer(other_key, first_person, Role::dispatch, OrderClass::actual, test::county(), Level::i));
    for (wire::QuorumRule& rule : list.rules)
      if (rule.order_class == OrderClass::actual) rule.persons = 2;
  }
};

class DaemonLife : public testing::Test {
 protected:
  DaemonLife() : daemon_([this](wire::TrustList& list) { keys_.edit(list); }) {
    daemon_.configure("0", "[guard]\nroutine_hours = \"00:00-24:00\"\n");
  }
  void SetUp() override {
    ASSERT_NE(daemon_.start_until_ready(), "") << daemon_.read("errors.log");
    clip_ = daemon_.make_clip();
    ASSERT_EQ(clip_.size(), 64U);
  }

  json::object draft(const char* headline) const {
    return {{"class", "actual"},
            {"level", "II"},
            {"areas", json::array{"500116000000"}},
            {"items", json::array{json::object{{"clip", clip_}}}},
            {"headline", headline}};
  }
  DaemonProcess::Response prepare(const json::object& body) const {
    return daemon_.ask("POST", "/api/v1/orders/prepare", body);
  }
  DaemonProcess::Response submit(const std::string& payload, const sign::PrivateKey& key, int count = 2) const {
    json::object body = daemon_.signed_body(PayloadType::order, payload, key);
    if (count >= 0) body["confirmed_count"] = count;
    return daemon_.ask("POST", "/api/v1/orders", body);
  }
  // An order that both have signed; its digest.
  std::string issue(const char* headline) const {
    const auto prepared = prepare(draft(headline));
    submit(text(prepared.json, "payload"), daemon_.trust.dispatch);
    const auto issued = submit(text(prepared.json, "payload"), keys_.second);
    EXPECT_EQ(issued.status, 201U) << issued.body;
    return text(issued.json, "digest");
  }
  std::string state_of(const std::string& digest) const {
    return text(daemon_.ask("GET", "/api/v1/orders/" + digest).json, "state");
  }
  static std::string outcome(const DaemonProcess::Response& response) {
    return std::to_string(response.status) + " " + text(response.json, "code");
  }
  std::vector<std::string> audited() const {
    std::vector<std::string> actions;
    const auto page = daemon_.ask("GET", "/api/v1/audit?limit=1000");
    for (const auto& entry : page.json.at("entries").as_array()) actions.push_back(text(entry.as_object(), "action"));
    return actions;
  }

  Keys keys_;
  DaemonProcess daemon_;
  std::string clip_;
};

TEST_F(DaemonLife, ASecondPersonIssuesWhatTheFirstSubmitted) {
  const auto prepared = prepare(draft("洪水预警"));
  ASSERT_EQ(prepared.status, 200U) << prepared.body;
  EXPECT_EQ(prepared.json.at("persons_required").to_number<int>(), 2);
  EXPECT_TRUE(prepared.json.at("confirm_count").as_bool());
  EXPECT_EQ(prepared.json.at("occurrences").as_array().size(), 1U);
  const std::string payload = text(prepared.json, "payload"), digest = text(prepared.json, "digest");
  EXPECT_EQ(outcome(submit(payload, daemon_.trust.dispatch, -1)), "422 refused.not_confirmed");
  EXPECT_EQ(outcome(submit(payload, daemon_.trust.dispatch, 1)), "422 refused.not_confirmed");
  const auto submitted = submit(payload, daemon_.trust.dispatch);
  ASSERT_EQ(submitted.status, 201U) << submitted.body;
  EXPECT_EQ(text(submitted.json, "state"), "submitted");
  EXPECT_EQ(submitted.json.at("persons_missing").to_number<int>(), 1);
  EXPECT_EQ(submit(payload, daemon_.trust.dispatch).status, 200U);
  EXPECT_EQ(outcome(submit(payload, keys_.other_key)), "422 refused.same_person");

  const auto waiting = daemon_.ask("GET", "/api/v1/orders?state=submitted");
  ASSERT_EQ(waiting.json.at("orders").as_array().size(), 1U) << waiting.body;
  const auto shown = daemon_.ask("GET", "/api/v1/orders/" + digest);
  EXPECT_EQ(shown.json.at("addressed_terminals").as_array().size(), 2U) << shown.body;
  const auto held = wire::parse_envelope(*from_base64(text(shown.json, "envelope")));
  ASSERT_TRUE(held);
  const auto issued = submit(to_base64(held->payload), keys_.second);
  ASSERT_EQ(issued.status, 201U) << issued.body;
  EXPECT_EQ(text(issued.json, "digest"), digest);
  EXPECT_EQ(issued.json.at("persons_missing").to_number<int>(), 0);
  EXPECT_EQ(state_of(digest), "running");
  EXPECT_TRUE(daemon_.ask("GET", "/api/v1/orders?state=submitted").json.at("orders").as_array().empty());
  EXPECT_FALSE(daemon_.ask("GET", "/api/v1/calls").json.at("calls").as_array().empty());
}

TEST_F(DaemonLife, CancelAndStopAllEndOrdersAcrossKill9) {
  const std::string first = issue("甲"), second = issue("乙");
  EXPECT_EQ(outcome(daemon_.ask("GET", "/api/v1/orders/resolve/" + first.substr(0, 3))),
            "400 order.reference_malformed");
  EXPECT_EQ(outcome(daemon_.ask("GET", "/api/v1/orders/resolve/0000000000")), "404 order.unknown");
  const std::string reference = first.substr(0, 12);
  EXPECT_EQ(text(daemon_.ask("GET", "/api/v1/orders/resolve/" + reference).json, "digest"), first);
  const auto prepared = daemon_.ask("POST", "/api/v1/cancels/prepare", json::object{{"order", reference}});
  ASSERT_EQ(prepared.status, 200U) << prepared.body;
  EXPECT_EQ(prepared.json.at("addressed_count").to_number<int>(), 2);
  const std::string payload = text(prepared.json, "payload");
  EXPECT_EQ(outcome(daemon_.ask("POST", "/api/v1/cancels",
                                daemon_.signed_body(PayloadType::cancel, payload, daemon_.trust.announce))),
            "422 refused.wrong_role");
  const json::object cancel = daemon_.signed_body(PayloadType::cancel, payload, daemon_.trust.dispatch);
  const auto cancelled = daemon_.ask("POST", "/api/v1/cancels", cancel);
  ASSERT_EQ(cancelled.status, 201U) << cancelled.body;
  EXPECT_EQ(json::serialize(cancelled.json.at("orders")), "[\"" + first + "\"]");
  EXPECT_EQ(daemon_.ask("POST", "/api/v1/cancels", cancel).status, 200U);
  EXPECT_EQ(state_of(first), "cancelled");
  EXPECT_EQ(state_of(second), "running");

  const json::object everything{{"areas", json::array{"500116000000"}}, {"classes", json::array{"actual"}}};
  const auto stop = daemon_.ask("POST", "/api/v1/stop-alls/prepare", everything);
  ASSERT_EQ(stop.status, 200U) << stop.body;
  EXPECT_EQ(json::serialize(stop.json.at("orders")), "[\"" + second + "\"]");
  const auto stopped =
      daemon_.ask("POST", "/api/v1/stop-alls",
                  daemon_.signed_body(PayloadType::stop_all, text(stop.json, "payload"), daemon_.trust.dispatch));
  ASSERT_EQ(stopped.status, 201U) << stopped.body;

  daemon_.signal(SIGKILL);
  daemon_.wait();
  ASSERT_NE(daemon_.start_until_ready(), "");
  EXPECT_EQ(state_of(first), "cancelled");
  EXPECT_EQ(state_of(second), "cancelled");
  const auto exported = daemon_.ask("GET", "/api/v1/orders/" + first + "/export");
  ASSERT_EQ(exported.status, 200U) << exported.body;
  EXPECT_EQ(text(exported.json, "format"), "tongluo-order-export-2");
  EXPECT_EQ(exported.json.at("stops").as_array().size(), 1U);
  EXPECT_EQ(text(exported.json.at("audit").as_array().front().as_object(), "action"), "order.submitted");
  EXPECT_FALSE(text(exported.json, "audit_head").empty());
  EXPECT_NE(daemon_.ask("GET", "/metrics").body.find("tongluo_stops_taken_total"), std::string::npos);
}

TEST_F(DaemonLife, DraftsAreReturnedWithAReasonAndRefreshed) {
  const auto prepared = prepare(draft("草稿"));
  const std::string digest = text(prepared.json, "digest");
  const auto kept = daemon_.ask("POST", "/api/v1/drafts",
                                json::object{{"payload", text(prepared.json, "payload")}, {"reason", "请看"}});
  ASSERT_EQ(kept.status, 201U) << kept.body;
  EXPECT_EQ(text(kept.json, "digest"), digest);
  EXPECT_EQ(state_of(digest), "draft");
  const std::string path = "/api/v1/orders/" + digest;
  const auto again = daemon_.ask("POST", path + "/refresh");
  ASSERT_EQ(again.status, 200U) << again.body;
  EXPECT_NE(text(again.json, "digest"), digest);
  EXPECT_EQ(daemon_.ask("POST", path + "/return", json::object{{"reason", "wrong area"}}).status, 200U);
  EXPECT_EQ(state_of(digest), "returned");
  EXPECT_EQ(text(daemon_.ask("GET", path).json, "reason"), "wrong area");
  EXPECT_EQ(outcome(daemon_.ask("POST", path + "/return", json::object{{"reason", "again"}})),
            "409 order.not_returnable");
  EXPECT_EQ(submit(text(prepared.json, "payload"), daemon_.trust.dispatch).status, 422U);
  EXPECT_EQ(outcome(daemon_.ask("POST", "/api/v1/orders/" + std::string(64, '0') + "/refresh")), "404 order.not_found");
}

TEST_F(DaemonLife, GroupsAreExpandedAndHolidaysSkipped) {
  const auto put = [this](const char* path, const json::object& body) {
    return outcome(daemon_.ask("PUT", path, body));
  };
  EXPECT_EQ(put("/api/v1/groups/river", {{"terminals", json::array{"TL-0001"}}}), "200 ");
  EXPECT_EQ(put("/api/v1/groups/nowhere", {{"areas", json::array{"500116999000"}}}), "422 refused.bad_area");
  json::object body = draft("沿江");
  body.erase("areas");
  body["groups"] = json::array{"river"};
  EXPECT_EQ(prepare(body).json.at("addressed_count").to_number<int>(), 1);
  body["groups"] = json::array{"nowhere"};
  EXPECT_EQ(outcome(prepare(body)), "422 prepare.unknown_group");
  EXPECT_EQ(put("/api/v1/holidays", {{"dates", json::array{"2031-10-02"}}}), "200 ");
  const json::object rule{{"start", "2026-01-01T07:00"}, {"rrule", "FREQ=HOURLY;COUNT=1"}};
  EXPECT_EQ(outcome(daemon_.ask("POST", "/api/v1/schedules/expand", rule)), "422 schedule.bad_rule");
  const json::object daily{{"start", "2026-01-01T07:00"}, {"rrule", "FREQ=DAILY"}, {"holidays", "skip"}};
  const auto expanded = daemon_.ask("POST", "/api/v1/schedules/expand", daily);
  ASSERT_EQ(expanded.status, 200U) << expanded.body;
  EXPECT_GE(expanded.json.at("starts").as_array().size(), 91U);
  EXPECT_EQ(outcome(daemon_.ask("DELETE", "/api/v1/groups/river")), "200 ");
  EXPECT_EQ(outcome(daemon_.ask("DELETE", "/api/v1/groups/river")), "404 group.not_found");
}

TEST_F(DaemonLife, ShapesAddressByPositionAndAreCheckedFirst) {
  json::object body = draft("形状");
  body.erase("areas");
  body["polygons"] = json::parse("[[[29, 106], [30, 107], [30, 106], [29, 107]]]");
  EXPECT_EQ(outcome(prepare(body)), "422 prepare.bad_area");
  body.erase("polygons");
  body["circles"] = json::array{json::object{{"centre", json::array{29.5, 106.5}}, {"radius_m", 1'000}}};
  EXPECT_EQ(prepare(body).status, 422U);  // nobody lies there
}

TEST_F(DaemonLife, ABundleIsTakenLikeAnyOrder) {
  const auto prepared = prepare(draft("离线"));
  wire::OfflineBundle bundle;
  bundle.trust_list = daemon_.trust.trust_list();
  bundle.order = daemon_.trust.seal(PayloadType::order, *from_base64(text(prepared.json, "payload")),
                                    {&daemon_.trust.dispatch, &keys_.second});
  const std::string bytes(as_text(wire::serialize(bundle)));
  EXPECT_EQ(outcome(daemon_.ask("POST", "/api/v1/bundles", bytes)), "422 refused.not_confirmed");
  bundle.order.signatures.front().octets.front() ^= std::byte{1};
  EXPECT_EQ(outcome(daemon_.ask("POST", "/api/v1/bundles", std::string(as_text(wire::serialize(bundle))))),
            "422 refused.bad_signature");
}

TEST_F(DaemonLife, TheCapDeskIsThere) {
  EXPECT_EQ(outcome(daemon_.ask("POST", "/api/v1/cap", std::string("<alert/>"))), "422 cap.refused");
  EXPECT_NE(daemon_.ask("GET", "/api/v1/cap/feed.atom").body.find("<feed"), std::string::npos);
  const std::string order = issue("外发");
  EXPECT_NE(daemon_.ask("GET", "/api/v1/orders/" + order + "/cap").body.find("外发"), std::string::npos);
}

TEST_F(DaemonLife, EveryActionIsInTheAuditChain) {
  issue("审计");
  const std::vector<std::string> actions = audited();
  for (const char* action :
       {"trust_list.accepted", "place.accepted", "order.submitted", "order.approved", "order.issued", "people.called"})
    EXPECT_NE(std::find(actions.begin(), actions.end(), action), actions.end()) << action;
  const auto first = daemon_.ask("GET", "/api/v1/audit?limit=1");
  const auto page = daemon_.ask("GET", "/api/v1/audit?limit=2&after=" + text(first.json, "next"));
  ASSERT_EQ(page.json.at("entries").as_array().size(), 2U);
  const json::object& one = page.json.at("entries").as_array().at(0).as_object();
  const json::object& two = page.json.at("entries").as_array().at(1).as_object();
  EXPECT_EQ(one.at("sequence").to_number<int>(), 2);
  EXPECT_EQ(text(two, "previous"), text(one, "digest"));
}

}  // namespace
}  // namespace tongluo::daemon
