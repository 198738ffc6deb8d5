// The mapping table: who decides about a message that was read, and what stands above every rule.

#include "controller/cap/decide.hpp"

#include "controller/cap/speech_text.hpp"
#include "tests/unit/cap/messages.hpp"

namespace tongluo::cap::test {
namespace {

class CapDecision : public ::testing::Test {
 protected:
  CapDecision() {
    MappingRule rule;
    rule.name = "flood office";
    rule.certificates = {"flood"};
    rule.senders = {"flood@county.example"};
    rule.action = Action::automatic;
    mapping_.rules.push_back(rule);
  }
  Decision decide_on(std::string_view text, std::optional<std::string> certificate = "flood") {
    const auto alert = read(text);
    EXPECT_TRUE(alert) << alert.error().code << ": " << alert.error().detail;
    return alert ? decide(*alert, certificate, mapping_, now_) : Decision{};
  }
  // "automatic accepted", "hold sig.missing", …
  std::string outcome(std::string_view text, std::optional<std::string> certificate = "flood") {
    constexpr const char* kWords[] = {"automatic ", "hold ", "refuse ", "ignore "};
    const Decision decision = decide_on(text, std::move(certificate));
    return kWords[static_cast<std::size_t>(decision.action)] + decision.reason;
  }
  static std::string as(std::string_view type, const std::string& reference) {
    return with(good_with("<msgType>Alert", "<msgType>" + std::string(type)), "<info>",
                "<references>" + reference + ",FLOOD-6,2026-11-23T07:00:00+08:00</references><info>");
  }

  Mapping mapping_;
  WallTime now_ = soon_after();
};

TEST_F(CapDecision, SignedMessageThatARuleAcceptsBecomesAnOrder) {
  const Decision decision = decide_on(kGood);
  EXPECT_EQ(decision.action, Action::automatic) << decision.reason;
  const OrderPlan& plan = decision.plan;
  EXPECT_EQ(plan.order_class, OrderClass::actual);
  EXPECT_EQ(plan.level, Level::i);
  EXPECT_EQ(plan.areas.areas, std::vector<std::string>{"500116101000"});
  ASSERT_EQ(plan.texts.size(), 1U);
  EXPECT_EQ(plan.texts[0].language, "zh");
  EXPECT_EQ(plan.texts[0].text, "暴雨红色预警。 三小时内雨量超过一百毫米。 请立即转移到高处。");
  EXPECT_EQ(plan.headline, "暴雨红色预警");
  EXPECT_EQ(plan.event_code, "11B03");
  EXPECT_EQ(plan.valid_for, std::chrono::minutes(119));
}

TEST_F(CapDecision, NothingUnsignedBecomesAnOrderByItself) {
  EXPECT_EQ(outcome(kGood, std::nullopt), "hold sig.missing");
  mapping_.rules[0].certificates.clear();  // even if a table said so
  EXPECT_EQ(outcome(kGood, std::nullopt), "hold sig.missing");
  EXPECT_EQ(outcome(good_with("Actual", "Exercise"), std::nullopt), "hold sig.missing");
  mapping_.refuse_unsigned = true;
  EXPECT_EQ(outcome(kGood, std::nullopt), "refuse sig.missing");
}

TEST_F(CapDecision, WithoutRuleAPersonDecides) {
  EXPECT_EQ(outcome(kGood, "other pin"), "hold mapping.no_rule");
  EXPECT_EQ(outcome(good_with("flood@county", "other@county")), "hold mapping.no_rule");
  mapping_.rules.clear();
  EXPECT_EQ(outcome(kGood), "hold mapping.no_rule");
}

TEST_F(CapDecision, FirstFittingRuleDecides) {
  MappingRule rule = mapping_.rules[0];
  rule.name = "storms";
  rule.events = {"暴雨"};
  for (const auto& [action, expected] :
       std::vector<std::pair<Action, std::string>>{{Action::hold, "hold mapping.held"},
                                                   {Action::refuse, "refuse mapping.refused"},
                                                   {Action::ignore, "ignore mapping.ignored"}}) {
    rule.action = action;
    mapping_.rules.insert(mapping_.rules.begin(), rule);
    EXPECT_EQ(outcome(kGood), expected);
    EXPECT_EQ(outcome(good_with("<event>暴雨", "<event>地震")), "automatic accepted");
    mapping_.rules.erase(mapping_.rules.begin());
  }
  rule.action = Action::automatic;
  rule.level = Level::iv;
  rule.event_codes = {"national=11B03"};
  mapping_.rules.insert(mapping_.rules.begin(), rule);
  EXPECT_EQ(decide_on(kGood).plan.level, Level::iv);
  EXPECT_EQ(decide_on(good_with("11B03", "11B04")).plan.level, Level::i);
}

TEST_F(CapDecision, StatusDecidesTheClassAndWhatIsIgnored) {
  EXPECT_EQ(decide_on(good_with("Actual", "Exercise")).plan.order_class, OrderClass::exercise);
  EXPECT_EQ(decide_on(good_with("Actual", "Test")).plan.order_class, OrderClass::test);
  EXPECT_EQ(outcome(good_with("Actual", "System")), "ignore status.system");
  EXPECT_EQ(outcome(good_with("Actual", "Draft")), "ignore status.draft");
  mapping_.rules.clear();
  EXPECT_EQ(outcome(good_with("Actual", "Test")), "ignore status.test");
}

TEST_F(CapDecision, AcknowledgementsAndErrorsAreIgnored) {
  EXPECT_EQ(outcome(as("Ack", "flood@county.example")), "ignore msg_type.ack");
  EXPECT_EQ(outcome(as("Error", "flood@county.example")), "ignore msg_type.error");
}

TEST_F(CapDecision, ScopeThatNoRuleNamesIsRefused) {
  const std::string restricted = with(good_with("<scope>Public", "<scope>Restricted"), "<info>", "<info>");
  const std::string text = with(restricted, "</scope>", "</scope><restriction>police</restriction>");
  EXPECT_EQ(outcome(text), "refuse scope.not_public");
  mapping_.rules[0].scopes = {"Restricted"};
  EXPECT_EQ(outcome(text), "automatic accepted");
  EXPECT_EQ(outcome(kGood), "hold mapping.no_rule");
}

TEST_F(CapDecision, UpdateAndCancelActOnOneMessageOfTheSameSender) {
  const Decision update = decide_on(as("Update", "flood@county.example"));
  EXPECT_EQ(update.action, Action::automatic);
  EXPECT_EQ(update.plan.acts_on->identifier, "FLOOD-6");
  EXPECT_FALSE(update.plan.is_cancel);
  const Decision cancel = decide_on(as("Cancel", "flood@county.example"));
  EXPECT_EQ(cancel.action, Action::automatic);
  EXPECT_TRUE(cancel.plan.is_cancel);
  EXPECT_EQ(outcome(as("Cancel", "flood@county.example"), std::nullopt), "hold sig.missing");
  EXPECT_EQ(outcome(as("Update", "other@county.example")), "refuse references.foreign");
  EXPECT_EQ(outcome(as("Cancel", "other@county.example")), "refuse references.foreign");
}

TEST_F(CapDecision, ExpiredIsRefusedAtTheVeryInstant) {
  now_ = at("2026-11-23T09:59:59+08:00");
  EXPECT_EQ(outcome(kGood), "automatic accepted");
  now_ = at("2026-11-23T10:00:00+08:00");
  EXPECT_EQ(outcome(kGood), "refuse expired");
  const std::string no_end = good_with("<expires>2026-11-23T10:00:00+08:00</expires>", "");
  EXPECT_EQ(outcome(no_end), "automatic accepted");
  now_ = at("2026-11-24T08:00:00+08:00");
  EXPECT_EQ(outcome(no_end), "refuse expired");
}

TEST_F(CapDecision, AreaIsNeverWidened) {
  const auto code = [](const std::string& name, const std::string& value) {
    return with(good_with("tongluo:area", name), "500116101000", value);
  };
  EXPECT_EQ(outcome(code("tongluo:area", "500116101")), "refuse area.unknown_code");
  EXPECT_EQ(outcome(code("tongluo:area", "500000000000")), "refuse area.unknown_code");
  EXPECT_EQ(outcome(code("SAME", "006109")), "refuse area.unmappable");
  mapping_.geocodes["SAME=006109"] = {"500116102000", "500116103000"};
  EXPECT_EQ(decide_on(code("SAME", "006109")).plan.areas.areas,
            (std::vector<std::string>{"500116102000", "500116103000"}));
  EXPECT_EQ(outcome(code("SAME", "006110")), "refuse area.unknown_code");
  const std::string second = "<area><areaDesc>x</areaDesc></area>";
  EXPECT_EQ(outcome(good_with("</info>", second + "</info>")), "refuse area.unmappable");
  const auto shape = [](const std::string& inside) { return good_with("</areaDesc>", "</areaDesc>" + inside); };
  EXPECT_EQ(outcome(shape("<circle>29.1,106.2 0</circle>")), "refuse area.circle_empty");
  EXPECT_EQ(outcome(shape("<circle>29.1,106.2 0.0009</circle>")), "refuse area.circle_empty");
  EXPECT_EQ(decide_on(shape("<circle>29.1,106.2 1.2349</circle>")).plan.areas.circles.at(0).radius_m, 1'234U);
  EXPECT_EQ(outcome(with(shape(""), "</area>", "<altitude>900</altitude></area>")), "hold area.altitude");
}

TEST_F(CapDecision, ChineseIsSpokenFirstThenEnglish) {
  std::string text(kGood);
  const auto begin = text.find("<info>"), end = text.find("</info>") + 7;
  const std::string english =
      with(with(text.substr(begin, end - begin), "zh-CN", "en-GB"), "暴雨红色预警", "Red alert");
  const std::string two = with(text, "<info>", english + "<info>");
  const Decision decision = decide_on(two);
  EXPECT_EQ(decision.action, Action::automatic) << decision.reason;
  ASSERT_EQ(decision.plan.texts.size(), 2U);
  EXPECT_EQ(decision.plan.texts[0].language, "zh");
  EXPECT_EQ(decision.plan.texts[1].language, "en");
  EXPECT_EQ(decision.plan.headline, "暴雨红色预警");
  EXPECT_EQ(outcome(with(two, "500116101000", "500116102000")), "hold info.disagree");
  EXPECT_EQ(outcome(with(two, "Extreme", "Minor")), "hold info.disagree");
  EXPECT_EQ(outcome(with(two, "en-GB", "zh-TW")), "hold info.several");
  EXPECT_EQ(outcome(good_with("zh-CN", "fr-CA")), "refuse language.unspoken");
}

TEST_F(CapDecision, AudioIsUsedIfItIsInTheMessageAndWaitsIfItLiesElsewhere) {
  const auto resource = [](const std::string& inside) {
    return good_with("<area>", "<resource><resourceDesc>r</resourceDesc><mimeType>audio/mpeg</mimeType>" + inside +
                                   "</resource><area>");
  };
  const Decision embedded = decide_on(resource("<uri>https://x.example/a</uri><derefUri>AQID</derefUri>"));
  EXPECT_EQ(embedded.action, Action::automatic);
  EXPECT_EQ(embedded.plan.audio.size(), 3U);
  EXPECT_TRUE(embedded.plan.texts.empty());
  const std::string elsewhere = resource("<uri>https://x.example/a</uri>");
  EXPECT_EQ(outcome(elsewhere), "hold audio.not_fetched");
  EXPECT_EQ(decide_on(elsewhere).plan.texts.size(), 1U);
  mapping_.fetch_audio = true;
  EXPECT_EQ(outcome(elsewhere), "automatic accepted");
  EXPECT_EQ(decide_on(elsewhere).plan.audio_uri, "https://x.example/a");
}

TEST_F(CapDecision, DoubtsCallAPerson) {
  EXPECT_EQ(outcome(good_with("<severity>Extreme", "<severity>Unknown")), "hold level.unknown");
  EXPECT_EQ(outcome(good_with("<urgency>Immediate", "<urgency>Past")), "hold urgency.past");
  EXPECT_EQ(outcome(good_with("<expires>", "<effective>2026-11-23T09:00:00+08:00</effective><expires>")),
            "hold effective.future");
  std::string words;
  for (int i = 0; i < 400; ++i) words += "水位上涨。";
  EXPECT_EQ(outcome(with(good_with("三小时内", words), "Extreme", "Minor")), "hold text.shortened");
  EXPECT_EQ(outcome(good_with("三小时内", words)), "automatic accepted");
}

TEST(CapMapping, LevelsFollowSeverityUrgencyAndCertainty) {
  struct Row {
    Severity severity;
    Urgency urgency;
    Certainty certainty;
    Level level;
  };
  for (const auto& [severity, urgency, certainty, level] :
       std::vector<Row>{{Severity::extreme, Urgency::immediate, Certainty::observed, Level::i},
                        {Severity::extreme, Urgency::immediate, Certainty::likely, Level::i},
                        {Severity::extreme, Urgency::expected, Certainty::likely, Level::ii},
                        {Severity::extreme, Urgency::immediate, Certainty::possible, Level::iii},
                        {Severity::extreme, Urgency::future, Certainty::likely, Level::iii},
                        {Severity::severe, Urgency::immediate, Certainty::observed, Level::ii},
                        {Severity::severe, Urgency::future, Certainty::observed, Level::iii},
                        {Severity::moderate, Urgency::expected, Certainty::likely, Level::iii},
                        {Severity::moderate, Urgency::past, Certainty::observed, Level::iv},
                        {Severity::minor, Urgency::immediate, Certainty::observed, Level::iv},
                        {Severity::unknown, Urgency::immediate, Certainty::observed, Level::unspecified},
                        {Severity::extreme, Urgency::unknown, Certainty::observed, Level::unspecified},
                        {Severity::extreme, Urgency::immediate, Certainty::unknown, Level::unspecified}}) {
    Info info;
    info.severity = severity;
    info.urgency = urgency;
    info.certainty = certainty;
    EXPECT_EQ(level_of(info), level) << to_string(severity) << to_string(urgency) << to_string(certainty);
  }
}

TEST(CapMapping, TablesThatAreWrongOrTrustEverybodyAreRefused) {
  Mapping mapping;
  EXPECT_TRUE(check_mapping(mapping));
  mapping.rules.push_back({.name = "all", .action = Action::automatic});
  EXPECT_FALSE(check_mapping(mapping));
  mapping.rules[0].certificates = {"flood"};
  EXPECT_TRUE(check_mapping(mapping));
  mapping.rules[0].statuses = {"actual"};
  EXPECT_FALSE(check_mapping(mapping));
  mapping = {};
  mapping.dialects.insert("anything-goes");
  EXPECT_FALSE(check_mapping(mapping));
  mapping = {};
  mapping.geocodes["SAME=1"] = {"500000000000"};
  EXPECT_FALSE(check_mapping(mapping));
}

TEST(CapSpeech, MarkupAndRepeatedWordsAreNotSpoken) {
  Info info;
  info.headline = "Flood warning";
  info.description = "Flood warning.<br />Water   rises\n at 5 < 6 metres.";
  info.instruction = "Go up";
  EXPECT_EQ(speech_text(info).text, "Flood warning. Water rises at 5 < 6 metres. Go up");
  info.headline.clear();
  info.event = "Flood";
  info.description.clear();
  EXPECT_EQ(speech_text(info).text, "Flood. Go up");
}

}  // namespace
}  // namespace tongluo::cap::test
