// Under test: the real tongluod as a process with a pinned source and a relay key: CAP messages become orders, drafts
// or refusals over its Unix socket and its folder, and are remembered across a kill. The test plays the source. No
// terminals.

#include <boost/json.hpp>
#include <gtest/gtest.h>
#include <thread>

#include "protocol/os/clock.hpp"
#include "tests/unit/cap/messages.hpp"
#include "tests/unit/cap/signing.hpp"
#include "tests/unit/http/daemon_process.hpp"

namespace tongluo::daemon {
namespace {

namespace json = boost::json;
using cap::cap_time_text;
using cap::test::kGood;
using cap::test::with;

constexpr const char* kMapping = R"(repetitions = 1
[[rule]]
name = "flood office"
certificates = ["flood"]
senders = ["flood@county.example"]
action = "automatic"
)";

class DaemonCap : public testing::Test {
 protected:
  DaemonCap() : daemon_([this](wire::TrustList& list) { edit(list); }) {
    daemon_.write("flood.pem", source_.certificate_pem);
    daemon_.write("relay.key", *relay_.to_pem());
    daemon_.write("cap-mapping.toml", kMapping);
    std::filesystem::create_directory(daemon_.at("cap-inbox"));
    daemon_.configure("0", "[relay]\nkeys = [\"relay.key\"]\n[cap]\ncertificates = [\"flood.pem\"]\n" +
                               std::string("folder = \"cap-inbox\"\nmapping = \"cap-mapping.toml\"\n") +
                               "sender = \"yingji@county.example\"\n[guard]\nutc_offset_minutes = " + noon_offset() +
                               "\n");
  }
  void SetUp() override { ASSERT_NE(daemon_.start_until_ready(), "") << daemon_.read("errors.log"); }

  void edit(wire::TrustList& list) const {
    list.issuers.push_back(
        test::issuer(relay_, "CAP gateway", Role::relay, OrderClass::actual, test::county(), Level::ii));
    for (wire::QuorumRule& rule : list.rules)
      if (rule.order_class == OrderClass::actual) rule.roles.push_back(Role::relay);
  }
  // So that it is noon here whenever the test runs: by night the guard holds what comes from upstream.
  std::string noon_offset() const {
    const auto minute = std::chrono::duration_cast<std::chrono::minutes>(daemon_.now.time_since_epoch()).count() % 1440;
    return std::to_string(minute > 720 ? 720 - minute : std::min<long>(720 - minute, 840));
  }
  // Level II, sent a minute ago, valid for two hours.
  std::string message(const std::string& identifier, const std::string& type = "Alert",
                      const std::string& names = {}) const {
    std::string text = with(kGood, "FLOOD-7", identifier);
    text = with(text, "2026-11-23T08:00:00+08:00", cap_time_text(daemon_.now - seconds(60)));
    text = with(text, "2026-11-23T10:00:00+08:00", cap_time_text(daemon_.now + std::chrono::hours(2)));
    text = with(with(text, "Extreme", "Severe"), "<msgType>Alert", "<msgType>" + type);
    if (names.empty()) return text;
    return with(text, "<info>", "<references>" + name_of(names) + "</references><info>");
  }
  std::string name_of(const std::string& identifier) const {
    return "flood@county.example," + identifier + "," + cap_time_text(daemon_.now - seconds(60));
  }
  std::string sealed(const std::string& text) const { return cap::test::sign_message(text, source_); }
  DaemonProcess::Response post(const std::string& text) const { return daemon_.ask("POST", "/api/v1/cap", text); }
  static std::string outcome(const DaemonProcess::Response& response) {
    return std::to_string(response.status) + " " + text(response.json, "decision") + " " +
           text(response.json, "reason");
  }
  std::string state_of(const std::string& digest) const {
    return text(daemon_.ask("GET", "/api/v1/orders/" + digest).json, "state");
  }

  sign::PrivateKey relay_ = *sign::PrivateKey::generate(Algorithm::ed25519);
  test::Certified source_ = test::make_authority("flood office");
  DaemonProcess daemon_;
};

TEST_F(DaemonCap, SignedMessageBecomesAnOrderOnceAndIsRememberedAcrossKill9) {
  const std::string text_of_message = sealed(message("A"));
  const auto issued = post(text_of_message);
  ASSERT_EQ(outcome(issued), "201 issued ") << issued.body;
  EXPECT_EQ(text(issued.json, "identifier"), name_of("A"));
  const std::string digest = text(issued.json, "order");
  const auto order = daemon_.ask("GET", "/api/v1/orders/" + digest);
  EXPECT_EQ(text(order.json, "level"), "II") << order.body;
  EXPECT_EQ(text(order.json, "headline"), "暴雨红色预警");
  EXPECT_EQ(order.json.at("terminals").as_array().size(), 1U);
  daemon_.signal(SIGKILL);
  daemon_.wait();
  ASSERT_NE(daemon_.start_until_ready(), "");
  const auto again = post(text_of_message);
  EXPECT_EQ(text(again.json, "order"), digest) << again.body;
  EXPECT_EQ(daemon_.ask("GET", "/api/v1/orders").json.at("orders").as_array().size(), 1U);
}

TEST_F(DaemonCap, UnsignedMessageWaitsForAPersonAndNeverStandsInTheWayOfTheSignedOne) {
  const auto held = post(message("B"));
  ASSERT_EQ(outcome(held), "202 held sig.missing") << held.body;
  EXPECT_EQ(state_of(text(held.json, "order")), "draft");
  EXPECT_FALSE(daemon_.ask("GET", "/api/v1/calls").json.at("calls").as_array().empty());
  EXPECT_EQ(outcome(post(sealed(message("B")))), "201 issued ");
}

TEST_F(DaemonCap, ThePlacesOfAMessageAreReadWithoutAnythingComingOfIt) {
  const auto places = daemon_.ask("POST", "/api/v1/cap/areas", message("P"));
  EXPECT_EQ(places.status, 200U) << places.body;
  EXPECT_NE(places.body.find(R"("areas":["500116101000"])"), std::string::npos) << places.body;
  const auto refused = daemon_.ask("POST", "/api/v1/cap/areas", "<a/>");
  EXPECT_EQ(text(refused.json, "reason"), "namespace.unknown") << refused.body;
  EXPECT_EQ(daemon_.ask("GET", "/api/v1/cap").body, R"({"messages":[],"next":null})");
  EXPECT_TRUE(daemon_.ask("GET", "/api/v1/orders").json.at("orders").as_array().empty());
}

TEST_F(DaemonCap, BadMessagesAreRefusedByReasonAndListed) {
  EXPECT_EQ(outcome(post("<a/>")), "422 refused namespace.unknown");
  const auto broken = post(with(sealed(message("C")), "500116101000", "500116000000"));
  EXPECT_EQ(outcome(broken), "422 refused sig.broken") << broken.body;
  EXPECT_EQ(outcome(post(with(message("D"), "500116101000", "500117101000"))), "422 refused order.unknown_area");
  EXPECT_EQ(outcome(post(sealed(message("E", "Cancel", "nobody")))), "422 refused references.unknown");
  EXPECT_EQ(outcome(post("<!DOCTYPE a><a/>")), "422 refused xml.doctype");
  const auto list = daemon_.ask("GET", "/api/v1/cap");
  EXPECT_NE(list.body.find("sig.broken"), std::string::npos) << list.body;
  EXPECT_NE(list.body.find("xml.doctype"), std::string::npos);
  const auto audit = daemon_.ask("GET", "/api/v1/audit?limit=1000");
  EXPECT_NE(audit.body.find("cap.refused"), std::string::npos);
  EXPECT_NE(audit.body.find("references.unknown"), std::string::npos);
}

TEST_F(DaemonCap, UpdateSupersedesAndCancelEndsExactlyOneOrder) {
  const std::string first = text(post(sealed(message("F"))).json, "order");
  const std::string other_text = with(message("G"), "暴雨红色预警", "山洪预警");
  const std::string other = text(post(sealed(other_text)).json, "order");
  const auto update = post(sealed(with(message("H", "Update", "F"), "暴雨红色预警", "暴雨仍在持续")));
  ASSERT_EQ(outcome(update), "201 issued ") << update.body;
  EXPECT_EQ(state_of(first), "cancelled");
  EXPECT_EQ(state_of(other), "running");
  // The first message's name still leads to the newest order.
  const auto cancel = post(sealed(message("I", "Cancel", "F")));
  ASSERT_EQ(outcome(cancel), "201 issued ") << cancel.body;
  EXPECT_EQ(text(cancel.json, "order"), text(update.json, "order"));
  EXPECT_EQ(state_of(text(update.json, "order")), "cancelled");
  EXPECT_EQ(state_of(other), "running");
  EXPECT_EQ(outcome(post(message("J", "Cancel", "G"))), "202 held sig.missing");
  EXPECT_EQ(state_of(other), "running");
}

TEST_F(DaemonCap, CancelEndsWhatGoesOnWhereTheUpdateDidNotReach) {
  const std::string both =
      "500116101000</value></geocode><geocode><valueName>tongluo:area</valueName>"
      "<value>500116102000";
  for (const std::string named : {"1", "U1"}) {
    const std::string number = named.substr(named.size() - 1) + named;
    const auto alert =
        post(sealed(with(with(message("N" + number), "500116101000", both), "暴雨红色", number + "红色")));
    ASSERT_EQ(outcome(alert), "201 issued ") << alert.body;
    const auto update =
        post(sealed(with(message("O" + number, "Update", "N" + number), "暴雨红色预警", number + "仍在持续")));
    ASSERT_EQ(outcome(update), "201 issued ") << update.body;
    const std::string first = text(alert.json, "order"), newer = text(update.json, "order");
    ASSERT_EQ(state_of(first), "running");
    const auto cancel = post(sealed(message("Q" + number, "Cancel", (named == "1" ? "N" : "O") + number)));
    EXPECT_EQ(outcome(cancel), "201 issued ") << cancel.body;
    EXPECT_EQ(text(cancel.json, "order"), newer);
    EXPECT_EQ(state_of(newer), "cancelled");
    EXPECT_EQ(state_of(first), "cancelled");
  }
}

TEST_F(DaemonCap, OrdersAreToldAsCapAndInTheFeed) {
  const std::string digest = text(post(sealed(message("K"))).json, "order");
  const auto told = daemon_.ask("GET", "/api/v1/orders/" + digest + "/cap");
  ASSERT_EQ(told.status, 200U);
  const auto alert = cap::read_alert(as_bytes(told.body), {cap::default_dialects(), os::wall_now()});
  ASSERT_TRUE(alert) << alert.error().detail;
  EXPECT_EQ(alert->sender, "yingji@county.example");
  EXPECT_EQ(alert->identifier, "tongluo." + digest);
  const auto feed = daemon_.ask("GET", "/api/v1/cap/feed.atom");
  EXPECT_NE(feed.body.find("../orders/" + digest + "/cap"), std::string::npos) << feed.body;
}

TEST_F(DaemonCap, LevelAboveTheRelayKeyWaitsForAPerson) {
  const auto held = post(sealed(with(message("L"), "Severe", "Extreme")));
  EXPECT_EQ(outcome(held), "202 held relay.not_allowed") << held.body;
  EXPECT_EQ(state_of(text(held.json, "order")), "draft");
}

TEST_F(DaemonCap, FilesOfTheFolderAreTakenAndPutAwayWithTheirReason) {
  daemon_.write("cap-inbox/a.xml", sealed(message("M")));
  daemon_.write("cap-inbox/b.cap", "<a/>");
  daemon_.write("cap-inbox/note.txt", "left alone");
  for (int i = 0; i < 1'000 && !std::filesystem::exists(daemon_.at("cap-inbox/refused/b.cap.reason")); ++i)
    std::this_thread::sleep_for(milliseconds(50));
  EXPECT_EQ(daemon_.read("cap-inbox/done/a.xml.reason").substr(0, 8), "issued\n\n");
  EXPECT_EQ(daemon_.read("cap-inbox/refused/b.cap.reason").substr(0, 26), "refused\nnamespace.unknown\n");
  EXPECT_TRUE(std::filesystem::exists(daemon_.at("cap-inbox/done/a.xml")));
  EXPECT_FALSE(std::filesystem::exists(daemon_.at("cap-inbox/a.xml")));
  EXPECT_TRUE(std::filesystem::exists(daemon_.at("cap-inbox/note.txt")));
}

}  // namespace
}  // namespace tongluo::daemon
