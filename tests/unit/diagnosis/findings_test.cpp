// One row for each way in which a terminal is silent or unwell: what is known, and the cause that must be named first.

#include "controller/diagnosis/findings.hpp"

#include <algorithm>
#include <cctype>
#include <functional>
#include <gtest/gtest.h>

#include "controller/diagnosis/limits.hpp"

namespace tongluo::diagnosis {
namespace {

constexpr WallTime kNow = wall_from_us(1'800'000'000'000'000);
using std::chrono::hours;
using std::chrono::minutes;

Condition online() {
  Condition condition;
  condition.now = kNow;
  condition.presence = Presence::online;
  condition.last_seen = kNow - seconds(20);
  condition.certificate_end = kNow + hours(24 * 365);
  condition.firmware = condition.usual_firmware = "1.0";
  condition.clock_synchronised = true;
  condition.clock_ahead = milliseconds(3);
  condition.telemetry = Telemetry{};
  condition.telemetry->journal_free_percent = 80;
  return condition;
}
Condition offline() {
  Condition condition = online();
  condition.presence = Presence::offline;
  condition.last_seen = kNow - hours(5);
  return condition;
}
void reported(Condition& condition, Report kind, WallTime::duration ago, std::uint32_t times = 1) {
  condition.report(kind) = {kNow - ago, "detail", times};
}
void played(Condition& condition, Outcome outcome, WallTime::duration ago, Refusal refusal = Refusal::none) {
  condition.played.push_back({kNow - ago, outcome, refusal, {}});
}

struct Row {
  const char* name;
  Condition start;
  std::function<void(Condition&)> change;
  Cause cause;
  Severity severity;
};

std::vector<Row> rows() {
  return {
      {"nothing wrong", online(), [](Condition&) {}, Cause::well, Severity::notice},
      {"never connected", online(), [](Condition& c) { c.presence = Presence::never; }, Cause::never_seen,
       Severity::mute},
      {"controller just started", online(), [](Condition& c) { c.presence = Presence::unknown; }, Cause::just_started,
       Severity::notice},
      {"silent, no word why", offline(), [](Condition&) {}, Cause::link, Severity::mute},
      {"silent after mains lost", offline(),
       [](Condition& c) { reported(c, Report::mains_lost, hours(5) + minutes(9)); }, Cause::power, Severity::mute},
      {"mains lost long before", offline(), [](Condition& c) { reported(c, Report::mains_lost, hours(9)); },
       Cause::link, Severity::mute},
      {"last heartbeat without mains", offline(), [](Condition& c) { c.telemetry->mains_present = false; },
       Cause::power, Severity::mute},
      {"silent at a weak signal", offline(), [](Condition& c) { c.telemetry->signal_dbm = -112; }, Cause::link,
       Severity::mute},
      {"its whole township silent", offline(), [](Condition& c) { c.neighbours = 9, c.neighbours_silent = 7; },
       Cause::area_outage, Severity::mute},
      {"two neighbours prove nothing", offline(), [](Condition& c) { c.neighbours = 2, c.neighbours_silent = 2; },
       Cause::link, Severity::mute},
      {"certificate expired", offline(), [](Condition& c) { c.certificate_end = kNow - hours(1); }, Cause::certificate,
       Severity::mute},
      {"certificate ends soon", online(), [](Condition& c) { c.certificate_end = kNow + hours(24 * 3); },
       Cause::certificate, Severity::notice},
      {"certificate of no use", online(), [](Condition& c) { c.bad_certificate_at = kNow - hours(1); },
       Cause::certificate, Severity::mute},
      {"cloned", online(), [](Condition& c) { c.two_devices_at = kNow - hours(1); }, Cause::clone, Severity::degraded},
      {"on battery", online(),
       [](Condition& c) { c.telemetry->mains_present = false, c.telemetry->battery_percent = 60; }, Cause::power,
       Severity::degraded},
      {"battery low", online(),
       [](Condition& c) { c.telemetry->mains_present = true, c.telemetry->battery_percent = 9; }, Cause::battery,
       Severity::degraded},
      {"weak signal", online(), [](Condition& c) { c.telemetry->signal_dbm = -110; }, Cause::link, Severity::degraded},
      {"redialling", online(), [](Condition& c) { c.dialled.assign(kManyDials, kNow - minutes(10)); }, Cause::link,
       Severity::degraded},
      {"restarting", online(), [](Condition& c) { reported(c, Report::restarted, hours(1), 4); }, Cause::restarts,
       Severity::degraded},
      {"hot", online(), [](Condition& c) { c.telemetry->cabinet_c = 82; }, Cause::temperature, Severity::degraded},
      {"horn line open", online(), [](Condition& c) { reported(c, Report::horn_fault, hours(1)); }, Cause::horn,
       Severity::mute},
      {"mains lost, no sensor of it in the heartbeat", online(),
       [](Condition& c) { reported(c, Report::mains_lost, hours(1)); }, Cause::power, Severity::degraded},
      {"hot amplifier", online(), [](Condition& c) { c.telemetry->amplifier_c = 96; }, Cause::temperature,
       Severity::degraded},
      {"fan", online(), [](Condition& c) { reported(c, Report::fan_fault, hours(1)); }, Cause::temperature,
       Severity::degraded},
      {"damp", online(), [](Condition& c) { reported(c, Report::humid, hours(1)); }, Cause::humidity, Severity::notice},
      {"device silent", online(), [](Condition& c) { reported(c, Report::device_silent, hours(1)); }, Cause::field_bus,
       Severity::degraded},
      {"sensor lies", online(), [](Condition& c) { reported(c, Report::sensor_implausible, hours(1)); }, Cause::sensor,
       Severity::notice},
      {"self-test found an open horn", online(),
       [](Condition& c) { reported(c, Report::self_test, hours(1)), c.telemetry->self_test = Outcome::silent_horn; },
       Cause::horn, Severity::mute},
      {"self-test found a dead amplifier", online(),
       [](Condition& c) {
         reported(c, Report::self_test, hours(1)), c.telemetry->self_test = Outcome::silent_amplifier;
       },
       Cause::amplifier, Severity::mute},
      {"door", online(), [](Condition& c) { reported(c, Report::door_open, hours(1)); }, Cause::door, Severity::notice},
      {"tamper", online(), [](Condition& c) { reported(c, Report::tamper, hours(1)); }, Cause::tamper,
       Severity::degraded},
      {"tamper, at rest again", online(),
       [](Condition& c) {
         reported(c, Report::tamper, hours(2));
         c.report(Report::tamper).over_at = kNow - hours(1);
       },
       Cause::tamper, Severity::degraded},
      {"amplifier dead", online(), [](Condition& c) { played(c, Outcome::silent_amplifier, hours(30)); },
       Cause::amplifier, Severity::mute},
      {"horn open", online(), [](Condition& c) { played(c, Outcome::silent_horn, hours(30)); }, Cause::horn,
       Severity::mute},
      {"weak sound", online(), [](Condition& c) { played(c, Outcome::weak, hours(3)); }, Cause::horn,
       Severity::degraded},
      {"amplifier complains", online(), [](Condition& c) { reported(c, Report::amplifier_fault, hours(1)); },
       Cause::amplifier, Severity::mute},
      {"sound device failed", online(), [](Condition& c) { reported(c, Report::sound_fault, hours(1)); },
       Cause::sound_device, Severity::mute},
      {"clock not synchronised", online(), [](Condition& c) { c.clock_synchronised = false; }, Cause::clock,
       Severity::degraded},
      {"clock off", online(), [](Condition& c) { c.clock_ahead = hours(-24); }, Cause::clock, Severity::degraded},
      {"clock refused", online(),
       [](Condition& c) { played(c, Outcome::refused, hours(1), Refusal::clock_unsynchronised); }, Cause::clock,
       Severity::degraded},
      {"no trust list", online(), [](Condition& c) { played(c, Outcome::refused, hours(1), Refusal::no_trust_list); },
       Cause::trust, Severity::mute},
      {"older trust list", online(), [](Condition& c) { c.trust_list_older = true; }, Cause::trust, Severity::degraded},
      {"storage fails", online(), [](Condition& c) { reported(c, Report::storage_error, hours(1)); }, Cause::storage,
       Severity::degraded},
      {"storage full", online(), [](Condition& c) { c.telemetry->journal_free_percent = 4; }, Cause::storage,
       Severity::degraded},
      {"safe mode", online(), [](Condition& c) { reported(c, Report::safe_mode, hours(1)); }, Cause::firmware,
       Severity::degraded},
      {"other firmware", online(), [](Condition& c) { c.firmware = "0.9"; }, Cause::firmware, Severity::notice},
      {"cannot honour orders", online(),
       [](Condition& c) { played(c, Outcome::refused, hours(1), Refusal::unsupported); }, Cause::firmware,
       Severity::degraded},
  };
}

// Each has an instruction of its own, in both languages.
TEST(Findings, EachTroubleOfTheModemIsALinkWithItsOwnInstruction) {
  const std::pair<std::function<void(Telemetry&)>, std::string_view> troubles[] = {
      {[](Telemetry& t) { t.sim = SimCard::absent; }, "clean the SIM card's contacts"},
      {[](Telemetry& t) { t.sim = SimCard::locked; }, "switch its PIN off"},
      {[](Telemetry& t) { t.sim = SimCard::faulty; }, "get a new one"},
      {[](Telemetry& t) { t.sim = SimCard::ready, t.registration = Registration::denied; }, "Ask the operator"},
      {[](Telemetry& t) { t.sim = SimCard::ready, t.registration = Registration::searching; },
       "whether there is coverage"},
      {[](Telemetry& t) { t.sim = SimCard::ready, t.registration = Registration::home, t.rsrp_dbm = -120; },
       "one with more gain"}};
  for (const auto& [trouble, instruction] : troubles)
    for (Condition condition : {online(), offline()}) {
      trouble(*condition.telemetry);
      const auto findings = diagnose(condition);
      ASSERT_EQ(
          std::count_if(findings.begin(), findings.end(), [](const Finding& it) { return it.cause == Cause::link; }),
          1);
      const auto link =
          std::find_if(findings.begin(), findings.end(), [](const Finding& it) { return it.cause == Cause::link; });
      EXPECT_NE(link->instruction.en.find(instruction), std::string::npos) << link->instruction.en;
      EXPECT_FALSE(link->instruction.zh.empty());
      EXPECT_EQ(condition.presence == Presence::offline, link->severity == Severity::mute) << instruction;
    }
}

TEST(Findings, RoamingIsANoticeOfATerminalThatIsHeard) {
  Condition condition = online();
  condition.telemetry->registration = Registration::roaming;
  const Finding first = diagnose(condition).front();
  EXPECT_EQ(first.cause, Cause::link);
  EXPECT_EQ(first.severity, Severity::notice);
  EXPECT_NE(first.instruction.en.find("Watch data and cost"), std::string::npos);
}

TEST(Findings, AModemThatIsWellIsNoFinding) {
  Condition condition = online();
  condition.telemetry->sim = SimCard::ready;
  condition.telemetry->registration = Registration::home;
  condition.telemetry->rsrp_dbm = -98;
  EXPECT_EQ(diagnose(condition).front().cause, Cause::well);
}

TEST(Diagnosis, EachConditionNamesItsCauseFirst) {
  for (Row& row : rows()) {
    row.change(row.start);
    const auto findings = diagnose(row.start);
    ASSERT_FALSE(findings.empty()) << row.name;
    EXPECT_EQ(to_string(findings.front().cause), to_string(row.cause)) << row.name;
    EXPECT_EQ(findings.front().severity, row.severity) << row.name;
  }
}

TEST(Diagnosis, EachFindingSaysWhyAndWhatToDoInBothLanguages) {
  for (Row& row : rows()) {
    row.change(row.start);
    for (const Finding& finding : diagnose(row.start))
      for (const Text& text : {finding.cause_name, finding.evidence, finding.instruction}) {
        EXPECT_FALSE(text.zh.empty()) << row.name;
        EXPECT_FALSE(text.en.empty()) << row.name;
        EXPECT_NE(text.zh, text.en) << row.name;
      }
  }
}

// But for units and names that both languages write with the same letters.
std::string foreign_words(std::string text) {
  for (const char* same : {"LTE", "SIM", "PIN", "PUK", "dBm", "“detail”"})
    for (std::size_t at = text.find(same); at != text.npos; at = text.find(same))
      text.erase(at, std::string(same).size());
  std::string words;
  for (std::size_t i = 0; i + 1 < text.size(); ++i)
    if (std::isalpha(static_cast<unsigned char>(text[i])) && std::isalpha(static_cast<unsigned char>(text[i + 1])))
      words += text.substr(i, 12) + " ";
  return words;
}

TEST(Diagnosis, NothingOfTheEnglishEvidenceIsLeftInTheChinese) {
  for (Row& row : rows()) {
    row.change(row.start);
    for (const Finding& finding : diagnose(row.start)) EXPECT_EQ(foreign_words(finding.evidence.zh), "") << row.name;
  }
}

TEST(Diagnosis, TheGraverComesFirstAndEachCauseOnce) {
  Condition condition = online();
  condition.telemetry->journal_free_percent = 4;
  reported(condition, Report::storage_error, hours(1));
  reported(condition, Report::door_open, hours(1));
  played(condition, Outcome::silent_horn, hours(1));
  const auto findings = diagnose(condition);
  ASSERT_EQ(findings.size(), 3U);
  EXPECT_EQ(findings[0].cause, Cause::horn);
  EXPECT_EQ(findings[1].cause, Cause::storage);
  EXPECT_EQ(findings[2].cause, Cause::door);
}

TEST(Diagnosis, AProofOfSoundClearsEarlierComplaints) {
  Condition condition = online();
  reported(condition, Report::amplifier_fault, hours(3));
  reported(condition, Report::sound_fault, hours(3));
  played(condition, Outcome::sounded, hours(1));
  played(condition, Outcome::silent_amplifier, hours(4));
  EXPECT_EQ(diagnose(condition).front().cause, Cause::well);
}

TEST(Diagnosis, AProofThatIsOlderThanTheComplaintClearsNothing) {
  Condition condition = online();
  reported(condition, Report::amplifier_fault, hours(1));
  played(condition, Outcome::sounded, hours(3));
  EXPECT_EQ(diagnose(condition).front().cause, Cause::amplifier);
}

TEST(Diagnosis, WhatIsOverIsNoCauseAnyMore) {
  for (const Report kind : {Report::mains_lost, Report::horn_fault, Report::amplifier_fault, Report::device_silent,
                            Report::sensor_implausible, Report::fan_fault, Report::humid, Report::self_test,
                            Report::battery_low, Report::over_temperature}) {
    Condition condition = online();
    reported(condition, kind, hours(2));
    condition.report(kind).over_at = kNow - hours(1);
    EXPECT_EQ(diagnose(condition).front().cause, Cause::well) << static_cast<int>(kind);
  }
}

TEST(Diagnosis, ASelfTestThatPassedEndsAnOlderComplaintThoughItsAlarmLingers) {
  Condition condition = online();
  reported(condition, Report::horn_fault, minutes(30));
  reported(condition, Report::self_test, minutes(20));
  condition.report(Report::self_test).over_at = kNow - minutes(10);
  condition.report(Report::horn_fault).confirmed_at = kNow - minutes(10) + seconds(20);
  EXPECT_EQ(diagnose(condition).front().cause, Cause::horn) << "a restart forgets what a self-test came to";
  condition.report(Report::self_test).said_over_at = kNow - minutes(10);
  EXPECT_EQ(diagnose(condition).front().cause, Cause::well);
  condition.report(Report::horn_fault).confirmed_at = kNow - minutes(2);
  EXPECT_EQ(diagnose(condition).front().cause, Cause::horn) << "the sensor goes on saying so";
  reported(condition, Report::horn_fault, minutes(5));
  EXPECT_EQ(diagnose(condition).front().cause, Cause::horn) << "a newer complaint";
}

TEST(Diagnosis, WhatTheHeartbeatConfirmsStaysACauseForDays) {
  Condition condition = online();
  reported(condition, Report::horn_fault, hours(50));
  EXPECT_EQ(diagnose(condition).front().cause, Cause::well);
  condition.report(Report::horn_fault).confirmed_at = kNow - minutes(2);
  EXPECT_EQ(diagnose(condition).front().cause, Cause::horn);
}

TEST(Diagnosis, ADoorThatIsClosedAgainIsStillTold) {
  Condition condition = online();
  reported(condition, Report::door_open, hours(2));
  condition.report(Report::door_open).over_at = kNow - hours(1);
  EXPECT_NE(diagnose(condition).front().evidence.en.find("closed again"), std::string::npos);
}

TEST(Diagnosis, TheEstimatedRunningTimeIsSaidAsAnEstimate) {
  Condition condition = online();
  condition.telemetry->mains_present = false;
  condition.telemetry->battery_percent = 60;
  condition.telemetry->battery_minutes = 340;
  EXPECT_NE(diagnose(condition).front().evidence.en.find("about 340 min left (estimated)"), std::string::npos);
}

TEST(Diagnosis, ALowBatteryThatNoHeartbeatShowsYetIsToldInTheTerminalsWords) {
  Condition condition = online();
  condition.telemetry->battery_percent = 100;
  condition.report(Report::battery_low) = {kNow - minutes(1), "97 %, about 34 min left (estimated)", 1};
  EXPECT_EQ(diagnose(condition).front().evidence.en,
            "it reported that its battery is low: 97 %, about 34 min left (estimated)");
  condition.telemetry->battery_minutes = 31;
  EXPECT_EQ(diagnose(condition).front().evidence.en, "the battery is at 100 %, about 31 min left (estimated)");
}

TEST(Diagnosis, AJumpOfTheClockIsToldWithItsSizeIfThatIsKnown) {
  Condition condition = online();
  condition.report(Report::clock_jump) = {kNow - hours(1), "+3600 s", 1};
  EXPECT_EQ(diagnose(condition).front().cause, Cause::clock);
  EXPECT_EQ(diagnose(condition).front().evidence.en, "its clock jumped: +3600 s");
  EXPECT_EQ(diagnose(condition).front().evidence.zh, "时钟跳变：+3600 s");
}

TEST(Diagnosis, WhatATerminalSaidNothingOfEndsWithNoColon) {
  for (const Report kind : {Report::clock_jump, Report::storage_error, Report::safe_mode}) {
    Condition condition = online();
    condition.report(kind) = {kNow - hours(1), "", 1};
    const Finding first = diagnose(condition).front();
    EXPECT_NE(first.evidence.en.back(), ' ') << first.evidence.en;
    EXPECT_FALSE(first.evidence.zh.ends_with("：")) << first.evidence.zh;
  }
}

TEST(Diagnosis, OldReportsAreHistory) {
  Condition condition = online();
  for (const Report kind : {Report::storage_error, Report::sound_fault, Report::door_open, Report::safe_mode})
    reported(condition, kind, kFresh);
  EXPECT_EQ(diagnose(condition).front().cause, Cause::well);
}

TEST(Diagnosis, AMissingSensorIsNeverAFault) {
  Condition condition = online();
  condition.telemetry.reset();
  condition.clock_synchronised.reset();
  condition.clock_ahead.reset();
  condition.firmware.clear();
  EXPECT_EQ(diagnose(condition).front().cause, Cause::well);
}

TEST(Diagnosis, AFailedSelfTestPointsWhereItsEventSaysThoughTheHeartbeatIsOlder) {
  for (const auto& [detail, cause] : {std::pair("silent_amplifier: the amplifier gave no output", Cause::amplifier),
                                      {"silent_horn: the horn line is open", Cause::horn}}) {
    Condition condition = online();
    reported(condition, Report::self_test, minutes(1));
    condition.report(Report::self_test).detail = detail;
    condition.telemetry->self_test = Outcome::sounded;
    EXPECT_EQ(diagnose(condition).front().cause, cause) << detail;
    EXPECT_EQ(diagnose(condition).front().severity, Severity::mute) << detail;
  }
}

}  // namespace
}  // namespace tongluo::diagnosis
